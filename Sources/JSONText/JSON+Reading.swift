extension JSON {
    /// Why a text is no JSON document.
    public struct Flaw: Error, Hashable, Sendable {
        /// Where, in bytes from the beginning.
        public let offset: Int
        public let what: String
    }

    /// The document that these bytes are, as RFC 8259 has it: UTF-8, and nothing behind it.
    ///
    /// A whole number that fits is an integer, every other number a `Double`. Deeper than 64 levels
    /// is a flaw: a stack is not endless.
    public init(reading bytes: some Sequence<UInt8>) throws(Flaw) {
        var reader = JSONReader(bytes: Array(bytes))
        self = try reader.readDocument()
    }

    /// The value of a member, the first of that key; nil also where it is no object.
    public subscript(key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    public var string: String? { if case .string(let value) = self { value } else { nil } }
    public var integer: Int? { if case .integer(let value) = self { value } else { nil } }
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    public var elements: [JSON]? { if case .array(let value) = self { value } else { nil } }
    public var members: [Member]? { if case .object(let value) = self { value } else { nil } }
}

/// Goes through the bytes once, with nothing to go back for.
private struct JSONReader {
    let bytes: [UInt8]
    var position = 0

    static let deepest = 64

    func flaw(_ what: String) -> JSON.Flaw { JSON.Flaw(offset: position, what: what) }

    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    mutating func take(_ byte: Unicode.Scalar) -> Bool { take(UInt8(ascii: byte)) }

    mutating func skipBlanks() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    mutating func readDocument() throws(JSON.Flaw) -> JSON {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw flaw("no UTF-8") }
        let value = try read(depth: 0)
        skipBlanks()
        guard next == nil else { throw flaw("something behind the document") }
        return value
    }

    mutating func read(depth: Int) throws(JSON.Flaw) -> JSON {
        guard depth <= Self.deepest else { throw flaw("too deep") }
        skipBlanks()
        switch next.map({ Unicode.Scalar($0) }) {
        case nil: throw flaw("the end, where a value should be")
        case "{": return try readObject(depth: depth)
        case "[": return try readArray(depth: depth)
        case "\"": return .string(try readString())
        case "t": return try read("true", as: true)
        case "f": return try read("false", as: false)
        case "n": return try read("null", as: .null)
        default: return try readNumber()
        }
    }

    private mutating func read(_ word: String, as value: JSON) throws(JSON.Flaw) -> JSON {
        guard bytes[position...].starts(with: word.utf8) else { throw flaw("no value") }
        position += word.utf8.count
        return value
    }

    private mutating func readObject(depth: Int) throws(JSON.Flaw) -> JSON {
        position += 1
        var members: [JSON.Member] = []
        skipBlanks()
        if take("}") { return .object(members) }
        repeat {
            skipBlanks()
            guard next == UInt8(ascii: "\"") else { throw flaw("a key should be here") }
            let key = try readString()
            skipBlanks()
            guard take(":") else { throw flaw("`:` should be here") }
            members.append(JSON.Member(key, try read(depth: depth + 1)))
            skipBlanks()
        } while take(",")
        guard take("}") else { throw flaw("`}` should be here") }
        return .object(members)
    }

    private mutating func readArray(depth: Int) throws(JSON.Flaw) -> JSON {
        position += 1
        var elements: [JSON] = []
        skipBlanks()
        if take("]") { return .array(elements) }
        repeat {
            elements.append(try read(depth: depth + 1))
            skipBlanks()
        } while take(",")
        guard take("]") else { throw flaw("`]` should be here") }
        return .array(elements)
    }

    private mutating func readString() throws(JSON.Flaw) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                position += 1
                text += Array(String(Character(try readEscape())).utf8)
            case 0..<0x20: throw flaw("a control character in a string")
            default:
                text.append(byte)
                position += 1
            }
        }
        throw flaw("the end, within a string")
    }

    private mutating func readEscape() throws(JSON.Flaw) -> Unicode.Scalar {
        guard let byte = next else { throw flaw("the end, within a string") }
        position += 1
        switch Unicode.Scalar(byte) {
        case "\"": return "\""
        case "\\": return "\\"
        case "/": return "/"
        case "b": return "\u{8}"
        case "f": return "\u{c}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "u": break
        default: throw flaw("no such escape")
        }
        let unit = try readUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        // A pair of surrogates is one character.
        guard unit < 0xDC00, take("\\"), take("u") else { throw flaw("half a character") }
        let low = try readUnit()
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        else { throw flaw("half a character") }
        return scalar
    }

    private mutating func readUnit() throws(JSON.Flaw) -> UInt32 {
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw flaw("four hexadecimal digits should be here") }
        position += 4
        return unit
    }

    private mutating func readNumber() throws(JSON.Flaw) -> JSON {
        let start = position
        func digits(_ reader: inout JSONReader) throws(JSON.Flaw) {
            guard reader.skipDigits() else { throw reader.flaw("no value") }
        }
        _ = take("-")
        // No number begins with a 0 that is not all of it.
        if !take("0") { try digits(&self) }
        var isWhole = true
        if take(".") {
            isWhole = false
            try digits(&self)
        }
        if take("e") || take("E") {
            isWhole = false
            if !take("+") { _ = take("-") }
            try digits(&self)
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let value = Int(text) { return .integer(value) }
        guard let value = Double(text) else { throw flaw("no number") }
        return .number(value)
    }

    private mutating func skipDigits() -> Bool {
        let start = position
        while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
        return position > start
    }
}
