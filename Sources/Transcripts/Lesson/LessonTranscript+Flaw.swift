extension LessonTranscript {
    /// What is wrong with a file whose first line means to say that it is a lesson's, as one sentence;
    /// nil of one that can be read, and of one that is anything else.
    ///
    /// Read as a plain file, nothing in it would be a command.
    public static func flaw(in bytes: [UInt8]) -> String? {
        guard bytes.starts(with: "# nsshell lesson".utf8) else { return nil }
        // A terminal's carriage return is `\r` in a line that ends with (esc).
        if let end = bytes.firstRange(of: [0x0D, 0x0A]) {
            let line = bytes[..<end.lowerBound].count { $0 == 0x0A } + 1
            return "line \(line) ends with CR LF, and a transcript's lines with LF alone: "
                + "`sed -i 's/\\r$//' FILE` mends it"
        }
        guard Header(bytes) == nil else { return nil }
        return "line 1 does not say which text of which lesson it was made with: "
            + "`# nsshell lesson: NAME (DIGEST)`, as where it was recorded"
    }
}
