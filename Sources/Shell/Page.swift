internal import Course
internal import Glibc
internal import Lessons
internal import Synchronization

/// What the learner reads: text that fits the window, styled only where the terminal can show it and
/// the learner wants it. Nothing is told by style alone.
public struct Page: Sendable {
    let output: Int32
    private(set) var width: Int
    let hasStyle: Bool
    private let gathering = Gathering()

    /// What is held back, to be shown in one piece; nil where all is shown at once.
    private final class Gathering: Sendable {
        let text = Mutex<String?>(nil)
    }

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
            case .verbatim(let verbatim): show(verbatim)
            }
        }
    }

    /// A picture, a table or lines to type: as they are, and farther left where that makes them fit.
    private func show(_ verbatim: [String]) {
        let columns = verbatim.map(\.columns).max() ?? 0
        let indent = max(min(4, width - columns), 0)
        if columns > width {
            say("(\(columns) columns wide: a wider window shows it whole, after :goal)")
        }
        write(verbatim.map { String(repeating: " ", count: indent) + $0 })
    }

    /// Pieces of text with nothing between them, which are not parted at a line's end.
    private struct Word {
        var shown = ""
        var columns = 0
    }

    private func words(of runs: [Prose.Run], strong: Bool, room: Int) -> [Word] {
        var words: [Word] = []
        var isGlued = false
        func add(_ text: String, _ style: Prose.Run.Style) {
            if !isGlued || words.isEmpty { words.append(Word()) }
            words[words.count - 1].shown += styled(text, strong ? .strong : style)
            words[words.count - 1].columns += text.unicodeScalars.count
            isGlued = true
        }
        for run in runs {
            if run.style == .code {
                let code = "`\(run.text)`"
                // What is to be typed stays on one line where there is room for it.
                let parts =
                    code.unicodeScalars.count <= room
                    ? [Substring(code)] : code.split(separator: " ")
                for (index, part) in parts.enumerated() {
                    if index > 0 { isGlued = false }
                    add(String(part), .code)
                }
                continue
            }
            if run.text.first == " " { isGlued = false }
            for (index, part) in run.text.split(separator: " ").enumerated() {
                if index > 0 { isGlued = false }
                add(String(part), run.style)
            }
            if run.text.last == " " { isGlued = false }
        }
        return words
    }

    private func lines(of runs: [Prose.Run], indent: Int = 0, strong: Bool = false) -> [String] {
        var lines: [String] = []
        var line = Word()
        let margin = String(repeating: " ", count: indent)
        for word in words(of: runs, strong: strong, room: width - indent - 1) {
            if line.columns > 0, line.columns + 1 + word.columns > width - indent {
                lines.append(margin + line.shown)
                line = Word()
            }
            line.shown += (line.columns > 0 ? " " : "") + word.shown
            line.columns += (line.columns > 0 ? 1 : 0) + word.columns
        }
        if line.columns > 0 || lines.isEmpty { lines.append(margin + line.shown) }
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

    /// What `body` would show, for a line editor that shows it above the line being typed.
    func gather(_ body: () -> Void) -> String {
        gathering.text.withLock { $0 = "" }
        body()
        return gathering.text.withLock { $0.take() } ?? ""
    }

    func write(_ lines: [String]) {
        let text = lines.joined(separator: "\n") + "\n"
        let isGathered = gathering.text.withLock { gathered in
            gathered?.append(text)
            return gathered != nil
        }
        if isGathered { return }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let wrote = rest.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
            // A terminal that has hung up is met where the next line is read.
            if wrote < 0 && errno != EINTR { return }
            rest = rest.dropFirst(max(wrote, 0))
        }
    }
}
