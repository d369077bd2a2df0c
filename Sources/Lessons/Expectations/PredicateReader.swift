/// Reads what follows `PATH: `.
///
/// A word that is no predicate is a value, so a misspelt predicate must not pass for one: a value of
/// several words is quoted, and a near miss is a problem even where it could be a value.
struct PredicateReader {
    let scope: Scope

    private static let words = [
        "not", "present", "absent", "contains", "matches", "same", "differs",
    ]

    func read(_ cursor: inout Cursor) throws(Misreading) -> Predicate {
        let start = cursor.position
        if cursor.next == "\"" { return .value(try quotation(&cursor)) }
        if cursor.next == ">" || cursor.next == "<" { return try comparison(&cursor) }
        let word = cursor.take { $0 != " " && $0 != "\t" }
        let end = cursor.position
        cursor.skipBlanks()
        switch word {
        case "present", "absent":
            guard cursor.isAtEnd else { throw cursor.fault(.wordsAfter(word, words: cursor.rest)) }
            return word == "present" ? .present : .absent
        case "not":
            return .not(try negated(&cursor, after: end))
        case "contains":
            return .contains(try operand(&cursor))
        case "matches":
            return .matches(try pattern(&cursor))
        case "same" where takes("as", &cursor):
            return .same(try path(&cursor, for: "same as"))
        case "differs" where takes("from", &cursor):
            return .differs(try path(&cursor, for: "differs from"))
        default:
            return try value(word, &cursor, from: start)
        }
    }

    /// Whether `word` comes next, as a word; then the cursor is behind it.
    private func takes(_ word: String, _ cursor: inout Cursor) -> Bool {
        var ahead = cursor
        guard ahead.take(while: { $0 != " " && $0 != "\t" }) == word else { return false }
        ahead.skipBlanks()
        cursor = ahead
        return true
    }

    private func negated(
        _ cursor: inout Cursor, after end: Int
    ) throws(Misreading) -> Predicate {
        let start = cursor.position
        guard !cursor.isAtEnd else { throw cursor.fault(.noPredicate("not"), at: end) }
        let predicate = try read(&cursor)
        let words = String(cursor.characters[start...])
        let number = words.drop { $0 == ">" || $0 == "<" || $0 == "=" || $0 == " " }
        let instead: String? =
            switch predicate {
            case .present: "absent"
            case .absent: "present"
            case .same(let path): "differs from \(path)"
            case .differs(let path): "same as \(path)"
            case .compares(.greater, _): "<= \(number)"
            case .compares(.atLeast, _): "< \(number)"
            case .compares(.less, _): ">= \(number)"
            case .compares(.atMost, _): "> \(number)"
            case .not: String(words.dropFirst(3)).trimmed
            case .value, .contains, .matches: nil
            }
        if let instead {
            throw cursor.fault(.needless("not \(words)", instead: instead), at: start)
        }
        return predicate
    }

    private func value(
        _ word: String, _ cursor: inout Cursor, from start: Int
    ) throws(Misreading) -> Predicate {
        let whole = String(cursor.characters[start...])
        let operators: Set<Character> = ["=", "!", "~", "≠", "≥", "≤"]
        let isOperator = word.count <= 2 && operators.contains(word.first ?? " ")
        guard cursor.isAtEnd, !isOperator else {
            let meant = nearest(to: word, among: Self.words)
            throw cursor.fault(.unknownPredicate(whole, meant: meant), at: start)
        }
        if let meant = nearest(to: word, among: ["present", "absent"]) {
            throw cursor.fault(.unknownPredicate(word, meant: meant), at: start)
        }
        if ["same", "differs", "contains", "matches"].contains(word) {
            throw cursor.fault(.unknownPredicate(word, meant: nil), at: start)
        }
        if let path = try fact(in: word, at: start, isCertain: false) {
            throw cursor.fault(.factAsValue(path.description), at: start)
        }
        return .value(word)
    }

    /// What `contains` looks for: the rest of the line, quoted or a fact or as it is.
    private func operand(_ cursor: inout Cursor) throws(Misreading) -> Predicate.Operand {
        let start = cursor.position
        if cursor.next == "\"" {
            let text = try quotation(&cursor)
            guard !text.isEmpty else { throw cursor.fault(.containsNothing, at: start) }
            return .text(text)
        }
        let rest = cursor.rest
        cursor.advance(by: rest.count)
        guard !rest.isEmpty else { throw cursor.fault(.containsNothing, at: start) }
        if let path = try fact(in: rest, at: start, isCertain: false) { return .fact(path) }
        return .text(rest)
    }

    private func path(
        _ cursor: inout Cursor, for predicate: String
    ) throws(Misreading) -> FactPath {
        let start = cursor.position
        let rest = cursor.rest
        cursor.advance(by: rest.count)
        guard !rest.isEmpty else { throw cursor.fault(.noPredicate(predicate), at: start) }
        guard let path = try fact(in: rest, at: start, isCertain: true) else {
            throw cursor.fault(.noPath, at: start)
        }
        return path
    }

    /// The fact that `text` names. Where it may as well be a text, only one that begins with a
    /// place is taken for a path; then it must lead to a fact.
    private func fact(
        in text: String, at start: Int, isCertain: Bool
    ) throws(Misreading) -> FactPath? {
        var reader = PathReader(text: text)
        do throws(Misreading) {
            let path = try reader.read()
            guard reader.isAtEnd else {
                guard isCertain else { return nil }
                let words = reader.cursor.rest.trimmed
                throw reader.cursor.fault(.wordsAfter(path.facts, words: words))
            }
            guard isCertain || reader.namesPlace else { return nil }
            try scope.check(path, of: reader)
            try scope.checkValue(of: path, of: reader)
            return path
        } catch {
            guard isCertain || reader.namesPlace else { return nil }
            if !isCertain, case .unknownFact(_, _, nil) = error.fault {
                throw Misreading(fault: .noSuchFact(text), offset: start)
            }
            throw Misreading(fault: error.fault, offset: start + error.offset)
        }
    }
}
