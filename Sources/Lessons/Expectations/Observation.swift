/// What was found where a path leads.
public enum Finding: Hashable, Sendable {
    case text(String)
    case list([String])
    /// It exists, and has no value of its own.
    case present
    /// Its place was read, and it is not there.
    case absent
    /// It could not be read, with the reason: never a proof of anything.
    case unknown(String)

    /// As messages show it.
    public var description: String {
        switch self {
        case .text(let text): quotedIfNeeded(text)
        case .list(let elements) where elements.isEmpty: "an empty list"
        case .list(let elements): elements.map(quotedIfNeeded).joined(separator: ", ")
        case .present: "present"
        case .absent: "absent"
        case .unknown(let reason): "unknown: \(reason)"
        }
    }
}

extension Finding: CustomStringConvertible {}

/// What several facts were at one moment.
public struct Observation: Hashable, Sendable {
    /// What was asked, and what was found.
    public private(set) var findings: [FactPath: Finding]

    public init(_ findings: [FactPath: Finding] = [:]) {
        self.findings = findings
    }

    /// `nil` where nobody looked, which a verdict takes as unknown.
    public subscript(path: FactPath) -> Finding? {
        get { findings[path] }
        set { findings[path] = newValue }
    }
}
