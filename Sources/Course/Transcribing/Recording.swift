internal import Lab
internal import Lessons
internal import SystemCalls
internal import Transcripts

/// What is typed in a classroom and what its terminals show, as it happens.
///
/// What a terminal shows belongs to the last line that was typed in it, until the next one is.
final class Recording {
    struct Entry {
        let line: ConsoleLine
        /// Where the terminal really stood; nil of what is typed without a prompt.
        let prompt: Prompt?
        fileprivate(set) var written = WrittenText([], status: nil)
    }

    struct Section {
        let id: String
        let title: String
        fileprivate(set) var entries: [Entry] = []
    }

    private(set) var sections = [Section(id: "", title: "")]
    /// By session: the entry that what the terminal shows belongs to.
    private var open: [Int: (section: Int, entry: Int)] = [:]

    func begin(_ step: Step) { sections.append(Section(id: step.id, title: step.title)) }

    /// Before anything of it is typed.
    func note(_ line: ConsoleLine, at prompt: Prompt?, in classroom: Classroom) {
        let last = sections.count - 1
        if case .until = line.input {
            sections[last].entries.append(Entry(line: line, prompt: nil))
            return
        }
        let number = line.prompt.session
        close(number, in: classroom)
        sections[last].entries.append(Entry(line: line, prompt: prompt))
        open[number] = (last, sections[last].entries.count - 1)
    }

    /// Nothing more is typed.
    func finish(in classroom: Classroom) {
        for number in open.keys.sorted() { close(number, in: classroom) }
    }

    private func close(_ number: Int, in classroom: Classroom) {
        guard let place = open.removeValue(forKey: number),
            let session = try? classroom.session(number)
        else { return }
        // A program in the background may have gone on writing.
        try? session.listen(milliseconds: 0)
        sections[place.section].entries[place.entry].written = WrittenText(
            session.output, status: session.status)
    }
}

extension Recording.Entry {
    /// As a transcript has it, without margins: what was typed and what was written.
    func lines(_ volatile: VolatileText?) -> [[UInt8]] {
        var typed = line.words.split(separator: "\n", omittingEmptySubsequences: false)
        let first = typed.removeFirst()
        let start = prompt.map { "\($0) \(first)" } ?? String(first)
        return ([start] + typed.map { "> \($0)" }).map { Array($0.utf8) }
            + written.lines.map { volatile?.line($0) ?? $0 }
    }
}

extension Recording {
    /// The transcript of a lesson that was played from its beginning to its end.
    func transcript(of lesson: Lesson) -> [UInt8] {
        let header = LessonTranscript.Header(lesson: lesson.name, digest: lesson.digest)
        var lines = [header.line, "", lesson.title].map { Array($0.utf8) }
        let everywhere = lesson.volatileRules.map(\.pattern)
        for section in sections where !section.entries.isEmpty {
            let own = lesson.step(section.id)?.volatileRules.map(\.pattern) ?? []
            let volatile = VolatileText(
                patterns: own + everywhere, literals: MachineWords.all)
            lines += ["", "## \(section.id)", "", section.title, ""].map { Array($0.utf8) }
            for entry in section.entries {
                lines += entry.lines(volatile).map { Array("  ".utf8) + $0 }
            }
        }
        return lines.joinedLines
    }
}
