internal import Course
internal import Glibc
internal import Lessons

/// What the learner reads: text that fits the window, styled only where the terminal can show it and
/// the learner wants it. Nothing is told by style alone.
public struct Page: Sendable {
    let output: Int32
    private(set) var width: Int
    let hasStyle: Bool

    /// - Parameters:
    ///   - output: where it is written.
    ///   - width: columns of the window.
    ///   - hasStyle: false with `NO_COLOR` and on a terminal that only types.
    public init(output: Int32, width: Int, hasStyle: Bool) {
        self.output = output
        self.width = max(width, 20)
        self.hasStyle = hasStyle
    }

    /// The window has another width now.
    mutating func resize(columns: Int) { width = max(columns, 20) }

    /// One paragraph, broken where it has to be.
    func say(_ text: String, indent: Int = 0, hanging: Int? = nil) {
        write(text.paragraph(width: width, indent: indent, hanging: hanging ?? indent))
    }

    func blank() { write([""]) }

    func heading(_ text: String) {
        blank()
        for line in text.paragraph(width: width, hanging: 2) { write([styled(line, .strong)]) }
    }

    /// Markdown of a lesson.
    func show(_ markdown: String) {
        for block in Prose(markdown: markdown).blocks {
            blank()
            switch block {
            case .heading(let runs): write(lines(of: runs, strong: true))
            case .paragraph(let runs): write(lines(of: runs))
            case .item(let marker, let depth, let runs):
                let indent = depth * 2 + (marker.isEmpty ? 2 : marker.count + 1)
                let first = String(repeating: " ", count: depth * 2) + marker
                var text = lines(of: runs, indent: indent)
                if !marker.isEmpty, let head = text.first {
                    text[0] = first + head.dropFirst(first.count)
                }
                write(text)
            // A picture is not broken: on a narrow window the terminal does that.
            case .verbatim(let verbatim): write(verbatim.map { "    " + $0 })
            }
        }
    }

    private func lines(of runs: [Prose.Run], indent: Int = 0, strong: Bool = false) -> [String] {
        var lines: [String] = []
        var line = ""
        var columns = 0
        let margin = String(repeating: " ", count: indent)
        func add(_ word: Substring, _ style: Prose.Run.Style, glued: Bool) {
            let shown = style == .code ? "`\(word)`" : String(word)
            let count = shown.unicodeScalars.count
            if columns > 0, !glued, columns + 1 + count > width - indent {
                lines.append(margin + line)
                line = ""
                columns = 0
            }
            if columns > 0, !glued {
                line += " "
                columns += 1
            }
            line += styled(shown, strong ? .strong : style)
            columns += count
        }
        var isGlued = true
        for run in runs {
            if run.text.first == " " { isGlued = false }
            if run.style == .code {
                add(Substring(run.text), .code, glued: isGlued)
            } else {
                for (index, word) in run.text.split(separator: " ").enumerated() {
                    add(word, run.style, glued: index == 0 && isGlued)
                }
            }
            isGlued = run.text.last != " "
        }
        if !line.isEmpty || lines.isEmpty { lines.append(margin + line) }
        return lines
    }

    private func styled(_ text: String, _ style: Prose.Run.Style) -> String {
        guard hasStyle else { return text }
        switch style {
        case .plain: return text
        case .strong: return "\u{1b}[1m\(text)\u{1b}[0m"
        case .emphasis: return "\u{1b}[3m\(text)\u{1b}[0m"
        case .code: return "\u{1b}[36m\(text)\u{1b}[0m"
        }
    }

    /// For the prompt, which is told from a program's by being bold.
    func bold(_ text: String) -> String { styled(text, .strong) }

    func write(_ lines: [String]) {
        var rest = Array((lines.joined(separator: "\n") + "\n").utf8)[...]
        while !rest.isEmpty {
            let wrote = rest.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
            // A terminal that has hung up is met where the next line is read.
            if wrote < 0 && errno != EINTR { return }
            rest = rest.dropFirst(max(wrote, 0))
        }
    }
}
