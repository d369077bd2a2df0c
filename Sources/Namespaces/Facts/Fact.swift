internal import SystemCalls

/// What a fact is found to be.
public enum Fact: Hashable, Sendable {
    case text(String)
    case list([String])
    /// It exists and has no value of its own, only facts below it.
    case present
    /// Its place was read, and it is not there.
    case absent
    /// It could not be read, with the reason. Never a proof of anything.
    case unknown(String)

    static func number(_ value: some BinaryInteger) -> Fact { .text("\(value)") }

    /// The fact that reading gives; a refusal is unknown, since nothing was seen.
    static func reading(_ read: () throws(SystemCallError) -> Fact) -> Fact {
        do {
            return try read()
        } catch {
            return .unknown(error.description)
        }
    }
}

/// One name on the way down the tree: `mounts[/tmp/x]`.
public struct FactStep: Hashable, Sendable, CustomStringConvertible {
    public let name: String
    public let key: String?

    public init(_ name: String, key: String? = nil) {
        self.name = name
        self.key = key
    }

    public var description: String { key.map { "\(name)[\($0)]" } ?? name }
}

/// Which facts there are, without their values: what a reader of lessons checks paths against.
///
/// A name that takes a key stands for two facts: with the key one thing, and without it the list
/// of all of them.
public struct FactShape: Hashable, Sendable {
    public let name: String
    /// Whether the name takes a key in brackets.
    public let isKeyed: Bool
    /// Whether it has a value; of a name that takes a key, whether there is a list without it.
    public let isLeaf: Bool
    /// Whether it has a value with its key, and is not only there or not.
    public let isLeafWithKey: Bool
    /// Whether it is left out where everything is shown, and shown to who names what it is below.
    public let isDetail: Bool
    /// What the key must be, where not just any text will do.
    public let keyForm: KeyForm?
    /// Whether it is asked of the network, which takes time and shows there.
    public let isProbe: Bool
    /// What it holds, for people.
    public let summary: String
    /// What is below it; of a name that takes a key, below it with a key.
    public let children: [FactShape]
    /// What is below the list of all.
    public let childrenOfAll: [FactShape]

    /// - Parameter isLeafWithKey: nil where it is what has nothing below it that has a value.
    init(
        _ name: String, _ summary: String, isKeyed: Bool = false, isLeaf: Bool = true,
        isLeafWithKey: Bool? = nil, isDetail: Bool = false, keyForm: KeyForm? = nil,
        isProbe: Bool = false, _ children: [FactShape] = [], ofAll: [FactShape] = []
    ) {
        self.name = name
        self.summary = summary
        self.keyForm = keyForm
        self.isProbe = isProbe
        self.isKeyed = isKeyed
        self.isLeaf = isLeaf
        self.isLeafWithKey = isKeyed && (isLeafWithKey ?? children.isEmpty)
        self.isDetail = isDetail
        self.children = children
        childrenOfAll = ofAll
    }
}

/// Facts of one subject that belong together: one provider a subject, read only when asked.
public protocol FactProvider: Sendable {
    /// The facts at the root of the tree that this provider answers for.
    var shapes: [FactShape] { get }

    /// The fact at a path whose first step is one of `shapes`.
    func fact(_ path: [FactStep], of subject: FactSubject) -> Fact

    /// Starts what reading the fact will wait for, so that several subjects are read at once.
    func prepare(_ path: [FactStep], of subject: FactSubject)

    /// The keys that a keyed fact has now, for showing all of them.
    func keys(of name: String, in subject: FactSubject) -> [String]
}

extension FactProvider {
    public func prepare(_ path: [FactStep], of subject: FactSubject) {}
    public func keys(of name: String, in subject: FactSubject) -> [String] { [] }
}
