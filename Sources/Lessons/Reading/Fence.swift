/// The fences that a lesson runs on; a fence of any other name is prose.
enum FenceKind: String, CaseIterable {
    case console, expect, keep, alternative, wrong, mistake, hint, kernel, volatile

    /// Whether a heading with such a fence under it is a step.
    var makesStep: Bool { self != .volatile }
}

/// A fence of a lesson: its lines as the author wrote them.
struct Fence {
    /// One line inside a fence.
    struct Line {
        let text: String
        /// 1-based line of the file.
        let number: Int
        /// The column at which `text` begins, 1-based.
        let column: Int

        var isBlank: Bool { text.trimmed.isEmpty }

        /// Without blanks at the end, and without `count` characters at the start.
        func dropping(_ count: Int) -> Line {
            Line(text: String(text.dropFirst(count)), number: number, column: column + count)
        }

        /// Without blanks at both ends.
        var trimmed: Line {
            let blanks = text.prefix { $0 == " " || $0 == "\t" }.count
            return Line(text: text.trimmed, number: number, column: column + blanks)
        }
    }

    let kind: FenceKind
    /// Of the opening line, 1-based.
    let line: Int
    let column: Int
    let lines: [Line]

    /// `nil` where the block is no fence of a lesson; what is wrong with it is reported.
    init?(_ block: Markdown.Block, _ source: Source, log: inout ProblemLog) {
        guard case .fence(let info) = block.kind else { return nil }
        let words = info.split(maxSplits: 1) { $0 == " " || $0 == "\t" }
        let name = words.first.map(String.init) ?? ""
        let start = block.lines.lowerBound
        let opening = source.lines[start - 1]
        let indent = opening.prefix { $0 == " " }.count
        column = indent + 1
        line = start
        if let kind = FenceKind(rawValue: name) {
            self.kind = kind
        } else if let near = nearest(to: name, among: FenceKind.allCases.map(\.rawValue)),
            let kind = FenceKind(rawValue: near)
        {
            log.report(.fenceMisspelt(name, meant: near), line: start, column: column)
            self.kind = kind
        } else {
            return nil
        }
        if words.count > 1 {
            log.report(.fenceHasWords(name, words: String(words[1])), line: start, column: column)
        }
        var end = block.lines.upperBound
        if end == start || !Self.closes(source.lines[end - 1], opening: opening) {
            log.report(.fenceNotClosed(name), line: start, column: column)
            end += 1
        }
        lines = (start + 1..<max(end, start + 1)).map { number in
            let text = source.lines[number - 1]
            let blanks = min(indent, text.prefix { $0 == " " }.count)
            return Line(text: String(text.dropFirst(blanks)), number: number, column: blanks + 1)
        }
        if lines.allSatisfy(\.isBlank) {
            log.report(.fenceEmpty(name), line: start, column: column)
        }
    }

    /// Whether `line` ends the fence that `opening` began.
    private static func closes(_ line: String, opening: String) -> Bool {
        let mark = opening.trimmed.first ?? "`"
        let length = opening.trimmed.prefix { $0 == mark }.count
        let text = line.trimmed
        return text.count >= length && text.allSatisfy { $0 == mark }
    }

    /// The lines as one text, without blank ones at both ends.
    var text: String {
        let blank: (Line) -> Bool = { $0.isBlank }
        let tail = lines.reversed().drop(while: blank).reversed().drop(while: blank)
        return tail.map(\.text).joined(separator: "\n")
    }
}
