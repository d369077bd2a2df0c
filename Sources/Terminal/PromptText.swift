/// A prompt with its escape sequences told from its text.
struct PromptText: Hashable {
    /// Text only.
    let plain: String
    /// As libedit draws it: escape sequences between two bytes of value 1.
    let marked: String

    init(_ prompt: String) {
        var pieces = Self.pieces(of: prompt)
        // libedit draws a sequence together with the character behind it, so one at the end goes
        // before the last character.
        if let last = pieces.last, last.text.isEmpty {
            pieces.removeLast()
            if var piece = pieces.popLast() {
                let end = String(piece.text.removeLast())
                let joined = piece.text.isEmpty ? piece.escapes + last.escapes : last.escapes
                if !piece.text.isEmpty { pieces.append(piece) }
                pieces.append((joined, end))
            }
        }
        plain = pieces.map(\.text).joined()
        marked = pieces.map { $0.escapes.isEmpty ? $0.text : "\u{1}\($0.escapes)\u{1}\($0.text)" }
            .joined()
    }

    private typealias Piece = (escapes: String, text: String)

    /// Escape sequences, several in a row as one, each with the text behind them.
    private static func pieces(of prompt: String) -> [Piece] {
        var pieces: [Piece] = []
        var rest = prompt.unicodeScalars[...]
        while let scalar = rest.first {
            if scalar == "\u{1b}" {
                if pieces.last?.text.isEmpty != true { pieces.append(("", "")) }
                pieces[pieces.count - 1].escapes.unicodeScalars += sequence(&rest)
                continue
            }
            rest = rest.dropFirst()
            // Other control characters would move the cursor behind libedit's back.
            if scalar.value < 32 && scalar != "\n" || scalar.value == 127 { continue }
            if pieces.isEmpty { pieces.append(("", "")) }
            pieces[pieces.count - 1].text.unicodeScalars.append(scalar)
        }
        return pieces
    }

    /// Takes one escape sequence off the front: `ESC [ … final`, `ESC ] … BEL`, or two characters.
    private static func sequence(
        _ rest: inout Substring.UnicodeScalarView
    ) -> Substring.UnicodeScalarView {
        let after = rest.dropFirst()
        let length: Int
        switch after.first {
        case "[":
            length = 3 + after.dropFirst().prefix { !("@"..."~").contains($0) }.count
        case "]":
            length = 3 + after.dropFirst().prefix { $0 != "\u{7}" }.count
        default: length = 2
        }
        defer { rest = rest.dropFirst(length) }
        return rest.prefix(length)
    }
}
