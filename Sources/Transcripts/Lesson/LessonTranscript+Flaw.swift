extension LessonTranscript {
    /// What is wrong with a file that is meant for a lesson's transcript, as one sentence; nil of one that
    /// can be read, and of one that is anything else.
    ///
    /// Read as a plain file, or with another margin, nothing in it would be a command.
    ///
    /// - Parameter indent: the blanks of its margin.
    public static func flaw(in bytes: [UInt8], indent: Int = 2) -> String? {
        let start = Array("# nsshell lesson".utf8)
        if bytes.starts(with: byteOrderMark), bytes.dropFirst(3).starts(with: start) {
            return "it begins with a byte order mark: "
                + "`sed -i '1s/^\\xEF\\xBB\\xBF//' FILE` takes it away"
        }
        guard bytes.starts(with: start) else { return flawOfPlain(bytes, indent: indent) }
        // A terminal's carriage return is `\r` in a line that ends with (esc).
        if let end = bytes.firstRange(of: [0x0D, 0x0A]) {
            let line = bytes[..<end.lowerBound].count { $0 == 0x0A } + 1
            return "line \(line) ends with CR LF, and a transcript's lines with LF alone: "
                + "`sed -i 's/\\r$//' FILE` mends it"
        }
        guard let transcript = LessonTranscript(bytes, indent: indent) else {
            return "line 1 does not say which text of which lesson it was made with: \(header)"
        }
        guard transcript.isEmpty, let line = firstPrompt(in: bytes) else { return nil }
        let margin = indent == 1 ? "1 blank" : "\(indent) blanks"
        return "line \(line) has a prompt and is not indented by \(margin), so nothing in the file is typed"
    }

    /// Whether nothing is typed in it.
    public var isEmpty: Bool { sections.allSatisfy(\.entries.isEmpty) }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    private static let header = "`# nsshell lesson: NAME (DIGEST)`, as where it was recorded"

    /// A file without a command that has a lesson's prompts has lost its first line.
    private static func flawOfPlain(_ bytes: [UInt8], indent: Int) -> String? {
        guard let line = firstPrompt(in: bytes),
            !Transcript(bytes, indent: indent).lines.contains(where: { $0.kind == .command })
        else { return nil }
        return "line \(line) has a lesson's prompt, and line 1 does not say which lesson's: \(header)"
    }

    /// The number of the first line behind blanks that begins with a lesson's prompt.
    private static func firstPrompt(in bytes: [UInt8]) -> Int? {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        return lines.firstIndex { line in
            let text = line.drop { $0 == 0x20 || $0 == 0x09 }
            return text.count < line.count
                && ConsoleText.prompt(of: String(decoding: text, as: UTF8.self)) != nil
        }.map { $0 + 1 }
    }
}
