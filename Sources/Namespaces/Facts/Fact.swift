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
public struct FactShape: Hashable, Sendable {
    public let name: String
    /// Whether the name takes a key in brackets; one that takes a key is a list without it.
    public let isKeyed: Bool
    public let isLeaf: Bool
    /// What it holds, for people.
    public let summary: String
    public let children: [FactShape]

    init(
        _ name: String, _ summary: String, isKeyed: Bool = false, isLeaf: Bool = true,
        _ children: [FactShape] = []
    ) {
        self.name = name
        self.summary = summary
        self.isKeyed = isKeyed
        self.isLeaf = isLeaf
        self.children = children
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
