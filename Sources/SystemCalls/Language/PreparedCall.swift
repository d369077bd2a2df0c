/// A call that is ready to be made: checked, with the bytes that it points to.
public struct PreparedCall: Sendable {
    /// A value for one of the kernel's own arguments.
    public enum Argument: Hashable, Sendable {
        case value(Int64)
        /// The result that was kept under this number.
        case named(Int)
        /// The address of these bytes.
        case bytes([UInt8])
        /// The address of as many bytes, which the call fills.
        case room(Int)
    }

    /// What stands for an argument where the call is printed.
    enum Shown: Hashable, Sendable {
        case text(String)
        /// The value that the kernel was given as this argument.
        case value(Int)
        /// What the call filled in.
        case filled
    }

    public let signature: CallSignature
    public let arguments: [Argument]
    let shown: [Shown]
    let result: CallSignature.ValueType
    let decoding: CallSignature.Decoding
    /// The number that its result is kept under.
    public let keptAs: Int?
    /// What a child does.
    public let block: [PreparedCall]
    /// Where it stands in the text: Unicode scalars.
    public let range: Range<Int>
}

/// What came of a call.
public struct CallOutcome: Hashable, Sendable {
    /// `-errno` where it failed.
    public let result: Int64
    /// As the kernel was given them.
    public let arguments: [Int64]
    /// What the call filled in.
    public let filled: [UInt8]

    public init(result: Int64, arguments: [Int64], filled: [UInt8]) {
        self.result = result
        self.arguments = arguments
        self.filled = filled
    }

    /// Nil where the call succeeded. The kernel's errors are the last 4095 numbers.
    public var errno: Int32? { (-4095..<0).contains(result) ? Int32(-result) : nil }
}

/// The names that results were given, each with what it is.
public struct CallNames: Sendable {
    var all: [String: (type: CallSignature.ValueType, number: Int)] = [:]

    /// The numbers that results can be kept under.
    public static let most = 64

    public init() {}

    /// In alphabetical order.
    public var names: [String] { all.keys.sorted() }
}

/// Reads a text and checks it; names that it gives are added.
///
/// - Throws: the first thing that is wrong with it; then nothing may be called.
public func preparedCalls(
    _ text: String, naming names: inout CallNames
) throws(CallProblem) -> [PreparedCall] {
    var checker = Checker(names: names)
    let calls = try checker.prepared(try Parser.statements(of: text))
    names = checker.names
    return calls
}
