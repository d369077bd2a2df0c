extension LessonTranscript {
    /// What a learner made use of, as the second line of a hand-in tells it.
    ///
    /// It is the hand-in's own word, like everything in a text that somebody hands in.
    public struct HelpUsed: Hashable, Sendable {
        public var hints: Int
        /// Steps of which `:show` typed the lesson's own commands.
        public var shown: [String]
        /// Steps that `:skip` did.
        public var skipped: [String]

        public init(hints: Int = 0, shown: [String] = [], skipped: [String] = []) {
            self.hints = hints
            self.shown = shown
            self.skipped = skipped
        }

        private static let start = "# nsshell help: "

        /// `# nsshell help: 3 hints; shown: rename; skipped: none`.
        public var line: String {
            func list(_ ids: [String]) -> String {
                ids.isEmpty ? "none" : ids.joined(separator: ", ")
            }
            return "\(Self.start)\(hints) hints; shown: \(list(shown)); skipped: \(list(skipped))"
        }

        /// What a line tells; nil of one that is no such line.
        init?(_ bytes: [UInt8]) {
            let text = String(decoding: bytes.prefix(1 << 14), as: UTF8.self)
            guard text.hasPrefix(Self.start) else { return nil }
            let parts = text.dropFirst(Self.start.count).split(separator: "; ").map(String.init)
            guard parts.count == 3, parts[0].hasSuffix(" hints"),
                let hints = Int(parts[0].dropLast(6)), hints >= 0,
                let shown = Self.list(parts[1], "shown: "),
                let skipped = Self.list(parts[2], "skipped: ")
            else { return nil }
            self.init(hints: hints, shown: shown, skipped: skipped)
        }

        private static func list(_ text: String, _ name: String) -> [String]? {
            guard text.hasPrefix(name) else { return nil }
            let ids = text.dropFirst(name.count)
            return ids == "none" ? [] : ids.split(separator: ", ").map(String.init)
        }
    }

    /// Nil where the transcript does not tell.
    public var help: HelpUsed? { file.count > 1 ? HelpUsed(file[1].bytes) : nil }
}
