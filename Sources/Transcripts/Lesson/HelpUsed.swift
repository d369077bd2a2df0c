extension LessonTranscript {
    /// What a learner made use of, and what of a hand-in cannot be typed again, as its second line
    /// tells it.
    ///
    /// It is the hand-in's own word, like everything in a text that somebody hands in.
    public struct HelpUsed: Hashable, Sendable {
        public var hints: Int
        /// Steps of which `:show` typed the lesson's own commands.
        public var shown: [String]
        /// Steps that `:skip` did.
        public var skipped: [String]

        /// Programs that were typed into in another way than by lines: nothing of it is in the hand-in.
        public var typedInto: [TypedInto]

        /// A program, and the step in which it was typed into.
        public struct TypedInto: Hashable, Sendable, CustomStringConvertible {
            public let program: String
            public let step: String

            /// - Parameter program: as its process is named, which anybody may name as they like.
            public init(program: String, step: String) {
                let isPlain: (Unicode.Scalar) -> Bool = {
                    $0.isASCII
                        && ($0.properties.isAlphabetic
                            || "0123456789.+_-".unicodeScalars.contains($0))
                }
                let plain = program.unicodeScalars.map { isPlain($0) ? Character($0) : "?" }
                self.program = plain.isEmpty ? "?" : String(plain)
                self.step = step
            }

            /// `vi in leave`.
            public var description: String { "\(program) in \(step)" }
        }

        public init(
            hints: Int = 0, shown: [String] = [], skipped: [String] = [],
            typedInto: [TypedInto] = []
        ) {
            self.hints = hints
            self.shown = shown
            self.skipped = skipped
            self.typedInto = typedInto
        }

        private static let start = "# nsshell help: "
        private static let keys = "typed into: "

        /// `# nsshell help: 3 hints; shown: rename; skipped: none`, and where there is something to tell
        /// `; typed into: vi in leave` behind it.
        public var line: String {
            func list(_ ids: [String]) -> String {
                ids.isEmpty ? "none" : ids.joined(separator: ", ")
            }
            let keys =
                typedInto.isEmpty ? "" : "; \(Self.keys)\(list(typedInto.map(\.description)))"
            return
                "\(Self.start)\(hints) hints; shown: \(list(shown)); skipped: \(list(skipped))\(keys)"
        }

        /// What a line tells; nil of one that is no such line.
        init?(_ bytes: [UInt8]) {
            let text = String(decoding: bytes.prefix(1 << 14), as: UTF8.self)
            guard text.hasPrefix(Self.start) else { return nil }
            let parts = text.dropFirst(Self.start.count).split(separator: "; ").map(String.init)
            guard (3...4).contains(parts.count), parts[0].hasSuffix(" hints"),
                let hints = Int(parts[0].dropLast(6)), hints >= 0,
                let shown = Self.list(parts[1], "shown: "),
                let skipped = Self.list(parts[2], "skipped: "),
                let typedInto = parts.count == 3 ? [] : Self.list(parts[3], Self.keys)
            else { return nil }
            self.init(
                hints: hints, shown: shown, skipped: skipped,
                typedInto: typedInto.compactMap { text in
                    guard let words = text.firstRange(of: " in ") else { return nil }
                    return TypedInto(
                        program: String(text[..<words.lowerBound]),
                        step: String(text[words.upperBound...]))
                })
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
