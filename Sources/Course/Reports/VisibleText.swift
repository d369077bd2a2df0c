/// Text from a lab is hostile until shown otherwise: it may hold what moves the cursor, sets the
/// terminal's title, or turns the direction of writing. Nothing of it is printed but through here.

extension Unicode.Scalar {
    /// Whether a terminal draws it, and does nothing else.
    var isVisible: Bool {
        if value < 0x7F { return value >= 0x20 }
        // Code points that are no characters, which neither XML nor YAML may hold.
        if value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(value) { return false }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: return false
        default: return true
        }
    }

    /// As it is, or a name for it: `^[` for ESC as terminals echo it, `\u{9b}` for what has no such
    /// name.
    fileprivate func write(into text: inout String.UnicodeScalarView) {
        guard !isVisible else { return text.append(self) }
        switch value {
        case 0..<0x20:
            text.append(contentsOf: "^\(Unicode.Scalar(UInt8(value) + 0x40))".unicodeScalars)
        case 0x7F: text.append(contentsOf: "^?".unicodeScalars)
        default: text.append(contentsOf: "\\u{\(String(value, radix: 16))}".unicodeScalars)
        }
    }
}

extension StringProtocol {
    /// One line without anything that a terminal would obey; a line end is ` `, a tab too.
    public var visible: String {
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if scalar == "\n" || scalar == "\t" {
                text.append(" ")
            } else {
                scalar.write(into: &text)
            }
        }
        return String(text)
    }

    /// Its lines, made visible one by one: `\n` and `\r\n` end one, a tab goes to the next of the
    /// terminal's stops (every 8 columns).
    var visibleLines: [String] {
        var lines: [String] = []
        var line = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in unicodeScalars {
            if previous == "\r", scalar != "\n" { line.append(contentsOf: "^M".unicodeScalars) }
            switch scalar {
            case "\n":
                lines.append(String(line))
                line = String.UnicodeScalarView()
            case "\r": break
            case "\t":
                let column = String(line).columns
                line.append(contentsOf: repeatElement(" ", count: 8 - column % 8))
            default: scalar.write(into: &line)
            }
            previous = scalar
        }
        if previous == "\r" { line.append(contentsOf: "^M".unicodeScalars) }
        if !line.isEmpty { lines.append(String(line)) }
        return lines
    }

    /// At most that many bytes of its end, from a whole character on.
    func tail(bytes: Int) -> String {
        guard utf8.count > bytes else { return String(self) }
        let end = Array(utf8.suffix(bytes)).drop { $0 & 0xC0 == 0x80 }
        return String(decoding: end, as: UTF8.self)
    }

    /// Its first `limit` characters, and how many more there are: enough to know it by.
    func beginning(_ limit: Int) -> String {
        let count = unicodeScalars.count
        guard count > limit else { return String(self) }
        return String(String.UnicodeScalarView(unicodeScalars.prefix(limit)))
            + "… (\(count - limit) more characters)"
    }
}
