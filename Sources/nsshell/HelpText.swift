import Course

/// The text of `--help` as a terminal of any width shows it.
///
/// ArgumentParser breaks no line of usage, and its column of labels alone is wider than half of a
/// narrow terminal. So it is asked for unbroken lines, and they are broken here.
enum HelpText {
    /// Columns that no line of a help text has.
    static let unbroken = 10_000
    /// Where a row's text stands that has no room beside its label.
    private static let below = 6

    static func fitted(_ text: String, width: Int) -> String {
        // A version and a completion script are not laid out.
        guard text.hasPrefix(overview) else { return text }
        return text.dropFirst(overview.count)
            .replacing(" SUBCOMMANDS:\n", with: ":\n")
            .split(separator: "\n", omittingEmptySubsequences: false)
            .flatMap { fitted(line: $0, max(width, 20)) }
            .joined(separator: "\n")
            .trimmingEnd
    }

    private static let overview = "OVERVIEW: "

    private static func fitted(line: Substring, _ width: Int) -> [String] {
        let text = line.drop { $0 == " " }
        let indent = line.count - text.count
        guard line.count > width else { return [String(line)] }
        // A row: a label, a gap, a text. The text of a long label stands alone in the next line.
        if let gap = text.firstRange(of: "  ") {
            let label = text[..<gap.lowerBound]
            let rest = text[gap.lowerBound...].drop { $0 == " " }
            let column = line.distance(from: line.startIndex, to: rest.startIndex)
            if column <= width / 2 { return line.paragraph(width: width, hanging: column) }
            return label.paragraph(width: width, indent: indent, hanging: indent + 2)
                + rest.paragraph(width: width, indent: below, hanging: below)
        }
        if indent > width / 2 { return text.paragraph(width: width, indent: below, hanging: below) }
        guard text.hasPrefix("USAGE: ") else {
            return text.paragraph(width: width, indent: indent, hanging: indent)
        }
        // An option stays with its value.
        return text.replacing(" <", with: "\u{A0}<").replacing(" ...", with: "\u{A0}...")
            .paragraph(width: width, hanging: "USAGE: ".count)
            .map { $0.replacing("\u{A0}", with: " ") }
    }
}

extension String {
    /// Without the line ends behind it.
    fileprivate var trimmingEnd: String {
        var text = self
        while text.last == "\n" { text.removeLast() }
        return text
    }
}
