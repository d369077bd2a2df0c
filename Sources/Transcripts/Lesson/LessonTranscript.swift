/// A transcript whose first line says that it is a lesson's: prompts name the terminal that a line
/// is typed in and where that stands, and `## STEP` lines mark the lesson's steps.
///
/// What is typed is spelled as in a lesson's console: `uts$ hostname`, `> more`, `^C`, `until …`.
public struct LessonTranscript: Hashable, Sendable {
    /// `# nsshell lesson: NAME (DIGEST)`.
    public struct Header: Hashable, Sendable {
        public let lesson: String
        /// Of the lesson's text that it was made with.
        public let digest: String

        public init(lesson: String, digest: String) {
            self.lesson = lesson
            self.digest = digest
        }

        private static let start = "# nsshell lesson: "

        /// The header of a file; nil of one that is no lesson's.
        public init?(_ bytes: [UInt8]) {
            let line = bytes.prefix(200).prefix { $0 != 0x0A }
            let text = String(decoding: line, as: UTF8.self)
            guard text.hasPrefix(Self.start) else { return nil }
            let words = text.dropFirst(Self.start.count).split(separator: " ")
            guard words.count == 2, words[1].hasPrefix("("), words[1].hasSuffix(")") else {
                return nil
            }
            lesson = String(words[0])
            digest = String(words[1].dropFirst().dropLast())
        }

        public var line: String { "\(Self.start)\(lesson) (\(digest))" }
    }

    /// One thing that was typed, and what it is expected to write.
    public struct Entry: Hashable, Sendable {
        /// Where it stands in the file, continuation lines included.
        public private(set) var typed: Range<Int>
        /// Behind it.
        public private(set) var written: Range<Int>

        init(at index: Int) {
            typed = index..<index + 1
            written = index + 1..<index + 1
        }

        /// A line behind those that it has; one behind prose belongs to nothing.
        mutating func add(_ index: Int, isContinuation: Bool) {
            guard written.upperBound == index else { return }
            if isContinuation, written.isEmpty {
                typed = typed.lowerBound..<index + 1
                written = index + 1..<index + 1
            } else {
                written = written.lowerBound..<index + 1
            }
        }
    }

    /// What was typed under one `## STEP`; the first has no id.
    public struct Section: Hashable, Sendable {
        public let id: String
        public internal(set) var entries: [Entry]
    }

    public let header: Header
    let file: Transcript.Lines
    public let sections: [Section]
    let margin: [UInt8]

    /// As the file has them, without their ends.
    public var lines: [[UInt8]] { file.map(\.bytes) }

    /// Nil where the first line is no lesson's.
    public init?(_ bytes: [UInt8], indent: Int = 2) {
        guard let header = Header(bytes) else { return nil }
        let transcript = Transcript(bytes, indent: indent)
        self.header = header
        file = transcript.lines
        margin = transcript.margin
        var sections = [Section(id: "", entries: [])]
        for (index, line) in transcript.lines.enumerated() {
            let last = sections.count - 1
            if line.kind == .prose {
                if line.bytes.starts(with: "## ".utf8) {
                    let id = String(decoding: line.bytes.dropFirst(3), as: UTF8.self)
                    sections.append(Section(id: id, entries: []))
                }
                continue
            }
            if ConsoleText.isTyped(line.bytes.dropFirst(transcript.indent)) {
                sections[last].entries.append(Entry(at: index))
            } else if var entry = sections[last].entries.popLast() {
                entry.add(index, isContinuation: line.kind == .continuation)
                sections[last].entries.append(entry)
            }
        }
        self.sections = sections
    }

    /// What was typed, as a lesson's console has it, a line of the file in each line.
    public func console(of section: Section) -> [(text: String, line: Int)] {
        section.entries.flatMap { entry in
            entry.typed.map { index in
                (
                    String(decoding: file[index].bytes.dropFirst(margin.count), as: UTF8.self),
                    index + 1
                )
            }
        }
    }

    /// All lines of a step, an empty one before them; nil where nothing was typed in it.
    public func text(of id: String) -> [[UInt8]]? {
        let lines = lines
        guard sections.contains(where: { $0.id == id && !$0.entries.isEmpty }),
            let start = lines.firstIndex(of: Array("## \(id)".utf8))
        else { return nil }
        let rest = lines[(start + 1)...]
        let end = rest.firstIndex { $0.starts(with: "## ".utf8) } ?? lines.endIndex
        var text = [[]] + lines[start..<end]
        while text.last?.isEmpty == true { text.removeLast() }
        return text
    }

    /// The file's lines with what was really typed and written.
    ///
    /// - Parameters:
    ///   - entries: for each that was played, in order, its lines without their margin.
    ///   - leftOut: the sections that were not to be played, which stand as they are.
    ///   - has: whether this machine has what the condition of a line names.
    public func actual(
        _ entries: [(entry: Entry, lines: [[UInt8]])], leavingOut leftOut: Set<String> = [],
        has: @escaping @Sendable (String) -> Bool = { _ in false }
    ) -> [[UInt8]] {
        let lines = lines
        let optional = OptionalLines(Conditions(nothingOf: has))
        var actual: [[UInt8]] = []
        var position = 0
        for (entry, written) in entries {
            let (typed, output) = (entry.typed.count, written.map { margin + $0 })
            actual += lines[position..<entry.typed.lowerBound] + output.prefix(typed)
            actual += optional.settled(
                Array(output.dropFirst(typed)), expected: Array(lines[entry.written]))
            position = entry.written.upperBound
        }
        // Of what was not played the prose alone.
        let unplayed = sections.filter { !leftOut.contains($0.id) }.flatMap(\.entries)
            .filter { $0.typed.lowerBound >= position }
        for entry in unplayed {
            actual += lines[position..<entry.typed.lowerBound]
            position = entry.written.upperBound
        }
        return actual + lines[position...]
    }
}
