/// What an observation says of an expectation.
public struct Verdict: Hashable, Sendable {
    /// Three values: a fact that could not be read proves neither.
    public enum Truth: Hashable, Sendable {
        case `true`
        case `false`
        /// With the reason.
        case unknown(String)
    }

    public let truth: Truth
    /// As a person reads it: `here.hostname to be uts-namespace`.
    public let expected: String
    /// As a person reads it: `lab`.
    public let found: String

    /// Whether the expectation passes. Unknown does not.
    public var isTrue: Bool { truth == .true }
}

extension Verdict: CustomStringConvertible {
    /// `expected here.hostname to be uts-namespace, found lab`
    public var description: String { "expected \(expected), found \(found)" }
}
