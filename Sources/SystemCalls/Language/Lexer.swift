/// A word of a line, and where it stands.
struct Token: Hashable {
    enum Kind: Hashable {
        case name(String)
        case number(Int64)
        case text([UInt8])
        /// `( ) { } , ; = | &` or a newline.
        case mark(Unicode.Scalar)
        case end
    }
    let kind: Kind
    /// Unicode scalars of the text.
    let range: Range<Int>
}

/// Cuts a text into tokens. Comments are `# …`, `// …` and `/* … */`.
struct Lexer {
    private let scalars: [Unicode.Scalar]
    private var at = 0

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    static func tokens(of text: String) throws(CallProblem) -> [Token] {
        var lexer = Lexer(text)
        var tokens: [Token] = []
        while true {
            let token = try lexer.next()
            tokens.append(token)
            if token.kind == .end { return tokens }
        }
    }

    private var here: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }
    private var after: Unicode.Scalar? { at + 1 < scalars.count ? scalars[at + 1] : nil }

    private mutating func next() throws(CallProblem) -> Token {
        try skipBlank()
        let start = at
        guard let scalar = here else { return Token(kind: .end, range: start..<start) }
        let kind: Token.Kind
        switch scalar {
        case "\n":
            at += 1
            kind = .mark("\n")
        case "(", ")", "{", "}", ",", ";", "=", "|", "&":
            at += 1
            kind = .mark(scalar)
        case "\"": kind = .text(try text())
        case "'":
            throw CallProblem(
                start..<start + 1, "a string stands between double quotes", "write \"…\"")
        case "0"..."9", "-": kind = .number(try number())
        case _ where Self.isNameStart(scalar):
            while let scalar = here, Self.isNameStart(scalar) || ("0"..."9").contains(scalar) {
                at += 1
            }
            kind = .name(spelling(from: start))
        default:
            let shown =
                scalar.value < 32 || scalar.value == 127 ? "a control character" : "'\(scalar)'"
            throw CallProblem(start..<start + 1, "\(shown) has no meaning here")
        }
        return Token(kind: kind, range: start..<at)
    }

    private static func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
    }

    private func spelling(from start: Int) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[start..<at])
        return String(view)
    }

    private mutating func skipBlank() throws(CallProblem) {
        while let scalar = here {
            if scalar == " " || scalar == "\t" || scalar == "\r" {
                at += 1
            } else if scalar == "#" || (scalar == "/" && after == "/") {
                while let scalar = here, scalar != "\n" { at += 1 }
            } else if scalar == "/", after == "*" {
                let start = at
                at += 2
                while !(here == "*" && after == "/") {
                    guard here != nil else {
                        throw CallProblem(
                            start..<start + 2, "the comment has no end", "write */",
                            isUnfinished: true)
                    }
                    at += 1
                }
                at += 2
            } else {
                return
            }
        }
    }

    // MARK: Numbers

    /// Decimal, `0x…` or octal `0…`, as C has them.
    private mutating func number() throws(CallProblem) -> Int64 {
        let start = at
        let isNegative = here == "-"
        if isNegative { at += 1 }
        while let scalar = here, Self.isNameStart(scalar) || ("0"..."9").contains(scalar) {
            at += 1
        }
        var digits = spelling(from: isNegative ? start + 1 : start)[...]
        var base = 10
        if digits.lowercased().hasPrefix("0x") {
            base = 16
            digits = digits.dropFirst(2)
        } else if digits.count > 1, digits.hasPrefix("0") {
            base = 8
            digits = digits.dropFirst()
        }
        let magnitude = UInt64(digits, radix: base)
        let limit: UInt64 = isNegative ? 1 << 63 : base == 10 ? UInt64(Int64.max) : .max
        guard let magnitude, magnitude <= limit, digits.first != "+" else {
            throw CallProblem(
                start..<max(at, start + 1), "that is no number of 64 bits",
                "write it like 10, 0x1f or 0644")
        }
        let value = Int64(bitPattern: magnitude)
        return isNegative ? 0 &- value : value
    }

    // MARK: Strings

    private mutating func text() throws(CallProblem) -> [UInt8] {
        let start = at
        var bytes: [UInt8] = []
        at += 1
        while true {
            guard let scalar = here, scalar != "\n" else {
                throw CallProblem(start..<at, "the string has no end", "write \" behind it")
            }
            at += 1
            if scalar == "\"" { return bytes }
            bytes += scalar == "\\" ? [try escape()] : Array(String(scalar).utf8)
        }
    }

    /// What stands behind a backslash.
    private mutating func escape() throws(CallProblem) -> UInt8 {
        let start = at - 1
        guard let scalar = here else {
            throw CallProblem(start..<at, "the string has no end", "write \" behind it")
        }
        at += 1
        switch scalar {
        case "n": return 10
        case "t": return 9
        case "r": return 13
        case "\\", "\"": return UInt8(scalar.value)
        case "x":
            let digits = scalars[at...].prefix(2)
            let value = UInt8(String(String.UnicodeScalarView(digits)), radix: 16)
            guard digits.count == 2, let value, digits.first != "+" else { break }
            at += 2
            return value
        case "0"..."7":
            var value = Int(scalar.value - 48)
            for _ in 0..<2 {
                guard let digit = here, ("0"..."7").contains(digit) else { break }
                value = value * 8 + Int(digit.value - 48)
                at += 1
            }
            if value < 256 { return UInt8(value) }
        default: break
        }
        throw CallProblem(
            start..<at, "no such escape in a string", "there are \\n \\t \\r \\\\ \\\" \\x41 \\101")
    }
}
