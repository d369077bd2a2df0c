/// What Mercurial added to cram's format: files, parts of files and lines that are for some
/// machines only.
///
/// `#require NAME…` skips the file; `#if NAME…`, `#else`, `#endif` choose what is played. A name is
/// true of a machine or not, `no-NAME` the other way round. Without its `#endif` an `#if` is prose,
/// as all of these are to cram.
public struct Conditions: Sendable {
    /// All that the file requires.
    public let required: [String]
    /// What of it this machine does not have.
    public let missing: [String]
    /// The number of the first line that begins an `#if` within another one, which nothing ends then.
    public let nested: Int?
    private let unplayed: Set<Int>
    private let has: @Sendable (String) -> Bool

    /// - Parameter has: whether this machine has what a name stands for.
    public init(_ transcript: Transcript, has: @escaping @Sendable (String) -> Bool) {
        self.has = has
        var required: [String] = []
        var unplayed: Set<Int> = []
        var isOff = false
        let (directives, nested) = Self.directives(of: transcript)
        for (index, line) in transcript.lines.enumerated() {
            switch directives[index] {
            case .require(let names): required += names
            case .when(let names): isOff = !names.allSatisfy { Self.holds($0, has) }
            case .otherwise: isOff.toggle()
            case .end: isOff = false
            case nil: if isOff, line.kind != .prose { unplayed.insert(index) }
            }
        }
        self.required = required
        self.nested = nested
        missing = required.filter { !Self.holds($0, has) }
        self.unplayed = unplayed
    }

    /// Of a file that requires nothing and leaves nothing out.
    init(nothingOf has: @escaping @Sendable (String) -> Bool) {
        self.has = has
        (required, missing, nested, unplayed) = ([], [], nil, [])
    }

    /// Whether a line, by its index, is for this machine.
    public func isPlayed(_ index: Int) -> Bool { !unplayed.contains(index) }

    /// Whether all of these names hold.
    func hold(_ names: [String]) -> Bool { names.allSatisfy { Self.holds($0, has) } }

    private static func holds(_ name: String, _ has: (String) -> Bool) -> Bool {
        name.hasPrefix("no-") ? !has(String(name.dropFirst(3))) : has(name)
    }

    private enum Directive {
        case require([String])
        case when([String])
        case otherwise, end
    }

    private static func directives(
        of transcript: Transcript
    ) -> (all: [Int: Directive], nested: Int?) {
        var nested: Int?
        var inner: Int?
        var directives: [Int: Directive] = [:]
        var open: [Int: Directive] = [:]
        for (index, line) in transcript.lines.enumerated() where line.kind == .prose {
            guard line.bytes.first == UInt8(ascii: "#") else { continue }
            let words = String(decoding: line.bytes, as: UTF8.self)
                .split(whereSeparator: \.isWhitespace).map(String.init)
            switch (words.first, words.count) {
            case ("#require", 2...): directives[index] = .require(Array(words.dropFirst()))
            case ("#if", 2...):
                if !open.isEmpty { inner = inner ?? index + 1 }
                open = [index: .when(Array(words.dropFirst()))]
            case ("#else", 1) where open.count == 1: open[index] = .otherwise
            case ("#endif", 1) where !open.isEmpty:
                directives.merge(open) { first, _ in first }
                directives[index] = .end
                nested = nested ?? inner
                open = [:]
            default: break
            }
        }
        return (directives, nested)
    }
}

/// Lines that a command may write or not: `(?)`, and `(NAME !)` on a machine without what is named.
public struct OptionalLines: Sendable {
    private struct Need {
        let isOptional: Bool
        /// What it takes; nil of a line for other machines.
        let line: ExpectedLine?
    }

    private let conditions: Conditions

    public init(_ conditions: Conditions) {
        self.conditions = conditions
    }

    /// What a command wrote, with the expected line for each that matches one which may be missing,
    /// and with those that were missing: so that they differ in nothing.
    func settled(_ written: [[UInt8]], expected: [[UInt8]]) -> [[UInt8]] {
        guard expected.contains(where: Self.isConditional) else { return written }
        var rest = expected.map { (line: $0, need: need($0)) }[...]
        let budget = MatchingBudget(50_000_000)
        var lines: [[UInt8]] = []
        for line in written {
            // Where a line that is needed is missing, those behind it have their places.
            guard let found = rest.firstIndex(where: { $0.need.line?.matches(line, within: budget) == true }) else {
                lines.append(line)
                continue
            }
            lines += rest[..<found].filter(\.need.isOptional).map(\.line) + [rest[found].line]
            rest = rest[(found + 1)...]
        }
        return lines + rest.filter(\.need.isOptional).map(\.line)
    }

    private static func isConditional(_ line: [UInt8]) -> Bool {
        line.without(" (?)") != nil || condition(of: line) != nil
    }

    private func need(_ line: [UInt8]) -> Need {
        if let plain = line.without(" (?)") {
            return Need(isOptional: true, line: ExpectedLine(Array(plain)))
        }
        guard let (plain, names) = Self.condition(of: line) else {
            return Need(isOptional: false, line: ExpectedLine(line))
        }
        return conditions.hold(names)
            ? Need(isOptional: false, line: ExpectedLine(plain))
            : Need(isOptional: true, line: nil)
    }

    /// `TEXT (NAME… !)`.
    private static func condition(of line: [UInt8]) -> (plain: [UInt8], names: [String])? {
        guard let open = line.without(" !)"),
            let parenthesis = open.lastIndex(of: UInt8(ascii: "(")), parenthesis > 0,
            open[parenthesis - 1] == UInt8(ascii: " ")
        else { return nil }
        let names = String(decoding: open[(parenthesis + 1)...], as: UTF8.self)
            .split(separator: " ").map(String.init)
        return names.isEmpty ? nil : (Array(open[..<(parenthesis - 1)]), names)
    }
}
