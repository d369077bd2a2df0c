/// JSON documents as values, and their text.
///
/// This room knows RFC 8259. It does *not* know what a document is about.

/// A JSON value. Members of an object keep the order that they were given in.
public enum JSON: Hashable, Sendable {
    public struct Member: Hashable, Sendable {
        public let key: String
        public let value: JSON

        public init(_ key: String, _ value: JSON) {
            self.key = key
            self.value = value
        }
    }

    case object([Member])
    case array([JSON])
    case string(String)
    case integer(Int)
    /// `null` where it is no finite number, since JSON has no word for those.
    case number(Double)
    case bool(Bool)
    case null

    /// The string, or `null` where there is none.
    public init(_ string: String?) {
        self = string.map { .string($0) } ?? .null
    }

    /// The whole number, or `null` where there is none; one past `Int.max` keeps its digits only
    /// as a string.
    public init(_ value: (some BinaryInteger)?) {
        guard let value else {
            self = .null
            return
        }
        self = Int(exactly: value).map { .integer($0) } ?? .string("\(value)")
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(nilLiteral: ()) { self = .null }
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}

extension JSON {
    /// The document's text, two spaces a level, without a newline at its end.
    public var text: String {
        var text = ""
        write(into: &text, indent: "")
        return text
    }

    /// The document's text in one line, for files that have a document in each.
    public var line: String {
        switch self {
        case .object(let members):
            let parts = members.map { "\(JSON.string($0.key).text): \($0.value.line)" }
            return "{" + parts.joined(separator: ", ") + "}"
        case .array(let elements):
            return "[" + elements.map(\.line).joined(separator: ", ") + "]"
        case .string, .integer, .number, .bool, .null: return text
        }
    }

    private func write(into text: inout String, indent: String) {
        switch self {
        case .object(let members):
            Self.write(members, "{", "}", into: &text, indent) { member, text, indent in
                Self.write(string: member.key, into: &text)
                text += ": "
                member.value.write(into: &text, indent: indent)
            }
        case .array(let elements):
            Self.write(elements, "[", "]", into: &text, indent) { element, text, indent in
                element.write(into: &text, indent: indent)
            }
        case .string(let string): Self.write(string: string, into: &text)
        case .integer(let value): text += "\(value)"
        case .number(let value): text += value.isFinite ? "\(value)" : "null"
        case .bool(let value): text += value ? "true" : "false"
        case .null: text += "null"
        }
    }

    private static func write<Element>(
        _ elements: [Element], _ open: String, _ close: String, into text: inout String,
        _ indent: String, _ writeOne: (Element, inout String, String) -> Void
    ) {
        if elements.isEmpty {
            text += open + close
            return
        }
        let inner = indent + "  "
        text += open + "\n"
        for (index, element) in elements.enumerated() {
            if index > 0 { text += ",\n" }
            text += inner
            writeOne(element, &text, inner)
        }
        text += "\n" + indent + close
    }

    private static func write(string: String, into text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            // The C0 and C1 controls and DEL: a document that is printed must not move the cursor.
            case "\u{0}"..<"\u{20}", "\u{7f}"..<"\u{a0}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
