/// Reads statements from tokens: `name = call(argument, …) { … }`, separated by `;` or newlines.
struct Parser {
    private let tokens: [Token]
    private var at = 0
    private var depth = 0

    /// Blocks in blocks: each is a process that waits for the one it made.
    private static let mostNested = 8

    static func statements(of text: String) throws(CallProblem) -> [Statement] {
        var parser = Parser(tokens: try Lexer.tokens(of: text))
        let statements = try parser.statements()
        if parser.token.kind != .end {
            throw CallProblem(parser.token.range, "a } that closes nothing", "take it away")
        }
        return statements
    }

    private init(tokens: [Token]) {
        self.tokens = tokens
    }

    private var token: Token { tokens[min(at, tokens.count - 1)] }

    private mutating func take(_ mark: Unicode.Scalar) -> Bool {
        guard token.kind == .mark(mark) else { return false }
        at += 1
        return true
    }

    private mutating func skipSeparators() {
        while take(";") || take("\n") {}
    }

    /// Line ends between parentheses or braces of an argument are blanks.
    private mutating func skipLineEnds() {
        while take("\n") {}
    }

    /// Up to a `}` or the end.
    private mutating func statements() throws(CallProblem) -> [Statement] {
        var statements: [Statement] = []
        while true {
            skipSeparators()
            if token.kind == .end || token.kind == .mark("}") { return statements }
            statements.append(try statement())
            switch token.kind {
            case .mark(";"), .mark("\n"), .mark("}"), .end: break
            default:
                throw CallProblem(
                    token.range, "this does not belong to the call before it",
                    "write ; between two calls")
            }
        }
    }

    private mutating func name(_ what: String) throws(CallProblem) -> Statement.Name {
        guard case .name(let text) = token.kind else {
            throw CallProblem(token.range, "here should stand \(what)")
        }
        defer { at += 1 }
        return Statement.Name(text: text, range: token.range)
    }

    private mutating func statement() throws(CallProblem) -> Statement {
        var result: Statement.Name?
        var call = try name("a call, like getpid()")
        if take("=") {
            result = call
            call = try name("a call, like getpid()")
        }
        guard take("(") else {
            throw CallProblem(
                call.range, "a call has parentheses",
                "write \(call.text)(…); `help` lists the calls")
        }
        let arguments = try arguments()
        let end = tokens[at - 1].range.upperBound
        let start = token.range.lowerBound
        var block: [Statement]?
        if take("{") {
            depth += 1
            defer { depth -= 1 }
            if depth > Self.mostNested {
                throw CallProblem(
                    start..<start + 1, "blocks are nested more than \(Self.mostNested) deep")
            }
            block = try statements()
            try close("}", opened: start)
        }
        return Statement(
            result: result, call: call, arguments: arguments, block: block,
            blockRange: start..<max(start, tokens[at - 1].range.upperBound),
            range: call.range.lowerBound..<end)
    }

    private mutating func close(
        _ mark: Unicode.Scalar, opened: Int
    ) throws(CallProblem) {
        if take(mark) { return }
        if token.kind == .end {
            throw CallProblem(
                opened..<opened + 1, "nothing closes this", "write \(mark)", isUnfinished: true)
        }
        throw CallProblem(token.range, "here should stand , or \(mark)")
    }

    private mutating func arguments() throws(CallProblem) -> [Statement.Argument] {
        let opened = tokens[at - 1].range.lowerBound
        var arguments: [Statement.Argument] = []
        skipLineEnds()
        if take(")") { return [] }
        repeat {
            skipLineEnds()
            arguments.append(try argument(opened))
            skipLineEnds()
        } while take(",")
        try close(")", opened: opened)
        return arguments
    }

    private mutating func argument(_ opened: Int) throws(CallProblem) -> Statement.Argument {
        let start = token.range.lowerBound
        let kind: Statement.Argument.Kind
        switch token.kind {
        case .text(let bytes):
            at += 1
            kind = .text(bytes)
        case .mark("{"):
            at += 1
            kind = .structure(try fields(start))
        case .mark("&"):
            at += 1
            kind = .address(try name("a name, like &status").text)
        case .end:
            throw CallProblem(
                opened..<opened + 1, "nothing closes this", "write )", isUnfinished: true)
        default:
            let terms = try terms()
            let end = terms.last?.range.upperBound ?? start
            return Statement.Argument(kind: .terms(terms), range: start..<end)
        }
        return Statement.Argument(kind: kind, range: start..<tokens[at - 1].range.upperBound)
    }

    private mutating func fields(_ opened: Int) throws(CallProblem) -> [Statement.Field] {
        var fields: [Statement.Field] = []
        skipLineEnds()
        if take("}") { return [] }
        repeat {
            skipLineEnds()
            if token.kind == .end { break }
            let name = try name("a field, like flags=…")
            guard take("=") else {
                throw CallProblem(name.range, "a field has a value", "write \(name.text)=…")
            }
            fields.append(Statement.Field(name: name, value: try terms()))
            skipLineEnds()
        } while take(",")
        try close("}", opened: opened)
        return fields
    }

    private mutating func terms() throws(CallProblem) -> [Statement.Term] {
        var terms: [Statement.Term] = []
        repeat {
            if !terms.isEmpty { skipLineEnds() }
            switch token.kind {
            case .name(let name):
                terms.append(Statement.Term(kind: .name(name), range: token.range))
            case .number(let number):
                terms.append(Statement.Term(kind: .number(number), range: token.range))
            case .end:
                throw CallProblem(
                    token.range, "an argument is missing here", isUnfinished: !terms.isEmpty)
            default: throw CallProblem(token.range, "an argument is missing here")
            }
            at += 1
            if token.kind == .mark("("), case .name(let name)? = terms.last?.kind {
                throw CallProblem(
                    token.range, "a call is no argument",
                    "write x = \(name)(…) before it, and x here")
            }
            skipLineEnds()
        } while take("|")
        return terms
    }
}
