extension PredicateReader {
    /// A text between double quotes, with nothing behind it.
    func quotation(_ cursor: inout Cursor) throws(Misreading) -> String {
        let start = cursor.position
        cursor.advance()
        var text = ""
        while let character = cursor.next {
            cursor.advance()
            switch character {
            case "\"":
                cursor.skipBlanks()
                guard cursor.isAtEnd else {
                    throw cursor.fault(.wordsAfter(quotedIfNeeded(text), words: cursor.rest))
                }
                return text
            case "\\":
                let escape = cursor.next
                cursor.advance()
                switch escape {
                case "\"", "\\": text.append(escape ?? "\\")
                case "n": text.append("\n")
                case nil: break
                case let other?:
                    throw cursor.fault(.badEscape("\\\(other)"), at: cursor.position - 2)
                }
            default:
                text.append(character)
            }
        }
        throw cursor.fault(.quoteNotClosed, at: start)
    }

    /// A regular expression between slashes, known to compile. A slash inside it needs no escape:
    /// the last one of the line ends it.
    func pattern(_ cursor: inout Cursor) throws(Misreading) -> String {
        let start = cursor.position
        let rest = cursor.rest
        cursor.advance(by: rest.count)
        guard rest.count > 2, rest.first == "/", rest.last == "/" else {
            throw cursor.fault(.regexNotClosed, at: start)
        }
        let pattern = String(rest.dropFirst().dropLast())
        if let reason = regexFault(pattern) {
            throw cursor.fault(.badRegex(reason), at: start + 1)
        }
        return pattern
    }

    /// `> n` and the others.
    func comparison(_ cursor: inout Cursor) throws(Misreading) -> Predicate {
        let start = cursor.position
        let sign = cursor.take { $0 == ">" || $0 == "<" || $0 == "=" }
        guard let comparison = Predicate.Comparison(rawValue: sign) else {
            throw cursor.fault(.unknownPredicate(sign, meant: nil), at: start)
        }
        cursor.skipBlanks()
        let offset = cursor.position
        let rest = cursor.rest
        cursor.advance(by: rest.count)
        guard let number = decimal(rest) else { throw cursor.fault(.badNumber(rest), at: offset) }
        return .compares(comparison, number)
    }
}

/// Why `pattern` does not compile; `nil` where it does.
///
/// The compiler of regular expressions recurses for each group, so a pattern has a longest length.
func regexFault(_ pattern: String) -> String? {
    guard pattern.utf8.count <= 500 else { return "it is longer than 500 bytes" }
    do {
        _ = try Regex(lines: pattern)
        return nil
    } catch {
        return String(describing: error).trimmed
    }
}
