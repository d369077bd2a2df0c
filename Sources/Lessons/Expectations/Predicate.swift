/// What is claimed of a fact.
public indirect enum Predicate: Hashable, Sendable, CustomStringConvertible {
    /// Has exactly this value.
    case value(String)
    /// Exists.
    case present
    /// Does not exist.
    case absent
    /// A list has this element, a text has this part.
    case contains(Operand)
    /// A regular expression finds something in it; `^` and `$` match at lines.
    case matches(String)
    /// Of a value, `contains` or `matches` only: the others have an opposite of their own.
    case not(Predicate)
    /// Equals another fact of the same observation.
    case same(FactPath)
    /// Does not equal another fact of the same observation.
    case differs(FactPath)
    /// Is a number, and this holds of it.
    case compares(Comparison, Double)

    /// What `contains` looks for.
    public enum Operand: Hashable, Sendable {
        case text(String)
        case fact(FactPath)
    }

    /// An order of numbers.
    public enum Comparison: String, Hashable, Sendable, CaseIterable {
        case greater = ">"
        case atLeast = ">="
        case less = "<"
        case atMost = "<="
    }

    /// The other facts that must be known.
    public var paths: [FactPath] {
        switch self {
        case .same(let path), .differs(let path), .contains(.fact(let path)): [path]
        case .not(let predicate): predicate.paths
        case .value, .present, .absent, .contains(.text), .matches, .compares: []
        }
    }

    /// After the fact's name: `to be lab`, `not to contain lab`.
    public var description: String {
        if case .not(let predicate) = self { "not \(predicate)" } else { "to \(verb)" }
    }

    private var verb: String {
        switch self {
        case .not(let predicate): predicate.verb
        case .value(let text): "be \(quotedIfNeeded(text))"
        case .present: "be present"
        case .absent: "be absent"
        case .contains(.text(let text)): "contain \(quotedIfNeeded(text))"
        case .contains(.fact(let path)): "contain \(path)"
        case .matches(let pattern): "match /\(pattern)/"
        case .same(let path): "be the same as \(path)"
        case .differs(let path): "differ from \(path)"
        case .compares(let comparison, let number):
            "be \(comparison.rawValue) \(plain(number))"
        }
    }
}

/// A text as a reader of messages can tell where it ends: quotes only where they help.
func quotedIfNeeded(_ text: String) -> String {
    let isPlain =
        !text.isEmpty
        && text.unicodeScalars.allSatisfy {
            $0.value > 0x20 && $0.value != 0x7F && $0 != "\"" && !$0.properties.isWhitespace
        }
    guard !isPlain else { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": quoted += "\\\""
        case "\\": quoted += "\\\\"
        case "\n": quoted += "\\n"
        default: quoted.unicodeScalars.append(scalar)
        }
    }
    return quoted + "\""
}

/// `3`, not `3.0`.
private func plain(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? String(number)
}
