internal import CEditline
internal import CLineEditor
import Glibc

extension LineEditor {
    /// The text before the cursor.
    var textBeforeCursor: String {
        guard let line = el_line(editor.pointee.line) else { return "" }
        let count = line.pointee.cursor - line.pointee.buffer
        return String(
            decoding: UnsafeRawBufferPointer(start: line.pointee.buffer, count: count),
            as: UTF8.self)
    }

    /// The columns of the learner's window.
    var windowColumns: Int { Relay.windowSize(of: output)?.columns ?? 80 }

    /// Writes to the terminal behind what is drawn of the line.
    func write(_ text: String) {
        nl_editor_write(editor, text, text.utf8.count)
    }

    /// Clears the line that is drawn and leaves the cursor at the beginning of a row; on a terminal
    /// that cannot clear, of the next row.
    func leaveLine() {
        if isDumb { return write("\n") }
        let columns =
            Self.columns(of: PromptText(prompt).plain) + Self.columns(of: textBeforeCursor)
        let above = columns / max(windowColumns, 1)
        write((above > 0 ? "\u{1b}[\(above)A" : "") + "\r\u{1b}[J")
    }

    static func columns(of text: String) -> Int { Int(nl_editor_columns(text)) }

    // MARK: Completion

    /// What Tab does: one candidate replaces the word; of several, what they begin with, and where
    /// that is no more than the word, they are listed.
    func completeWord() -> Int32 {
        let before = textBeforeCursor
        guard let complete else { return CC_ERROR }
        let (start, candidates) = complete(before)
        guard let first = candidates.first, (0...before.utf8.count).contains(start) else {
            return CC_ERROR
        }
        let word = String(decoding: before.utf8.dropFirst(start), as: UTF8.self)
        if candidates.count == 1 {
            return replace(word, with: first.text + (first.isWhole ? " " : ""))
        }
        let shared = Self.sharedBeginning(candidates.map(\.text))
        if shared != word, shared.unicodeScalars.count >= word.unicodeScalars.count {
            return replace(word, with: shared)
        }
        write((isDumb ? "\n" : "\n\u{1b}[J") + Self.list(candidates.map(\.text), windowColumns))
        nl_editor_redraw(editor)
        return CC_NORM
    }

    private func replace(_ word: String, with text: String) -> Int32 {
        el_deletestr(editor.pointee.line, Int32(word.unicodeScalars.count))
        return el_insertstr(editor.pointee.line, text) < 0 ? CC_ERROR : CC_REFRESH
    }

    static func sharedBeginning(_ texts: [String]) -> String {
        var shared = Array((texts.first ?? "").unicodeScalars)
        for text in texts.dropFirst() {
            let same = zip(shared, text.unicodeScalars).prefix { $0 == $1 }.count
            shared.removeSubrange(same...)
        }
        var beginning = String.UnicodeScalarView()
        beginning.append(contentsOf: shared)
        return String(beginning)
    }

    /// As many candidates as one looks through.
    private static let mostListed = 200

    /// Candidates in columns that are read downwards, each row with its newline.
    static func list(_ texts: [String], _ width: Int) -> String {
        // A file's name may hold anything, an escape sequence too.
        let shown = texts.prefix(mostListed).map { text in
            String(
                text.map {
                    $0.unicodeScalars.contains { $0.value < 32 || $0.value == 127 } ? "?" : $0
                })
        }
        let cell = (shown.map(columns).max() ?? 0) + 2
        let across = max(1, (width - 1) / cell)
        let rows = (shown.count + across - 1) / across
        var list = ""
        for row in 0..<rows {
            let line = stride(from: row, to: shown.count, by: rows).map { shown[$0] }
            for text in line.dropLast() {
                list += text + String(repeating: " ", count: cell - columns(of: text))
            }
            list += (line.last ?? "") + "\n"
        }
        if texts.count > shown.count { list += "and \(texts.count - shown.count) more\n" }
        return list
    }
}
