internal import Lab
internal import Lessons
internal import Namespaces
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
        /// Further lines: of a command that was typed line by line, or for the program that runs.
        var more: [String] = []
        /// What was written before the last of them.
        var earlier: [UInt8] = []
        var written = WrittenText([], status: nil)
        /// The program that was typed into in another way than by lines: then nothing of it is in a
        /// transcript, since what is typed of it again would wait for those keys.
        var keysInto: String?
    }

    struct Section {
        let id: String
        let title: String
        var entries: [Entry] = []
    }

    /// An entry that is not closed.
    struct Place {
        let section: Int
        let entry: Int
        /// How much the session's command had written before it.
        var size = 0
    }

    /// How long a shell may take to say that it reads again, in milliseconds.
    private static let speaking = 200

    var sections = [Section(id: "", title: "")]
    /// By session: the entry that what the terminal shows belongs to.
    var open: [Int: Place] = [:]

    func begin(_ step: Step) { sections.append(Section(id: step.id, title: step.title)) }

    /// Before anything of it is typed.
    func note(_ line: ConsoleLine, at prompt: Prompt?, in classroom: Classroom) {
        let last = sections.count - 1
        if case .until = line.input {
            sections[last].entries.append(Entry(line: line, prompt: nil))
            return
        }
        let number = line.prompt.session
        if case .command(let text) = line.input, !line.waitsForPrompt {
            goOn(text, session: number, in: classroom)
            return
        }
        close(number, in: classroom)
        sections[last].entries.append(Entry(line: line, prompt: prompt))
        open[number] = Place(section: last, entry: sections[last].entries.count - 1)
    }

    /// A line that goes on with the last one of its session.
    func goOn(_ text: String, session number: Int) {
        guard let place = open[number] else { return }
        sections[place.section].entries[place.entry].more.append(text)
    }

    /// What was typed in these steps is void.
    func forget(_ ids: [String]) {
        open = [:]
        sections.removeAll { ids.contains($0.id) }
    }

    /// Takes in what the terminals have shown by now; more may come.
    func capture(in classroom: Classroom) {
        let places = open
        finish(in: classroom)
        open = places
    }

    /// Nothing more is typed.
    func finish(in classroom: Classroom) {
        for number in open.keys.sorted() { close(number, in: classroom) }
    }

    subscript(place: Place) -> Entry {
        get { sections[place.section].entries[place.entry] }
        set { sections[place.section].entries[place.entry] = newValue }
    }

    /// Waits until nothing in the lab is at work: what was started in the background has said then what
    /// it says at first.
    private func letRest(_ session: Session, in classroom: Classroom) {
        let deadline = Deadline(milliseconds: Self.speaking)
        // Twice: who was at rest when it was looked at may have been woken by who was looked at next.
        while classroom.lab.isAtWork || classroom.lab.isAtWork, !deadline.hasPassed {
            try? session.listen(milliseconds: 1)
        }
    }

    private func close(_ number: Int, in classroom: Classroom) {
        guard let place = open.removeValue(forKey: number),
            let session = try? classroom.session(number)
        else { return }
        if self[place].line.words.hasSuffix("&") { letRest(session, in: classroom) }
        if session.state == .running || session.state == .ended {
            // A program in the background may have gone on writing.
            try? session.listen(milliseconds: 0)
        } else {
            // Its shell may have been ended from elsewhere, and the one behind it speaks next.
            try? session.settle(by: Deadline(milliseconds: Self.speaking))
        }
        self[place].take(from: session, after: place.size)
    }
}

extension Recording.Entry {
    /// What the session's command has written since it had written `size` bytes.
    mutating func take(from session: Session, after size: Int) {
        written = WrittenText(earlier + session.output(after: size), status: session.status)
    }

    /// As a transcript has it, without margins: what was typed and what was written.
    func lines(_ volatile: VolatileText?) -> [[UInt8]] {
        var typed = line.words.split(separator: "\n", omittingEmptySubsequences: false)
        let first = typed.removeFirst()
        let start = prompt.map { "\($0) \(first)" } ?? String(first)
        let rest = typed.map(String.init) + more
        return ([start] + rest.map { "> \($0)" }).map { Array($0.utf8) }
            + written.lines.map { volatile?.line($0) ?? $0 }
    }
}

extension Recording {
    /// The transcript of a lesson.
    ///
    /// - Parameters:
    ///   - help: what a learner made use of; nil where nobody learnt.
    ///   - earlier: where steps are from that are not in this recording.
    func transcript(
        of lesson: Lesson, help: LessonTranscript.HelpUsed? = nil,
        after earlier: LessonTranscript? = nil
    ) -> [UInt8] {
        let header = LessonTranscript.Header(lesson: lesson.name, digest: lesson.digest)
        let head = [header.line] + [help?.line].compactMap(\.self) + ["", lesson.title]
        var lines = head.map { Array($0.utf8) }
        let everywhere = VolatileText(
            patterns: lesson.volatileRules.map(\.pattern), literals: MachineWords.all)
        for step in lesson.steps {
            guard let section = sections.last(where: { $0.id == step.id }),
                !section.entries.isEmpty
            else {
                lines += earlier?.text(of: step.id) ?? []
                continue
            }
            let volatile = everywhere.adding(patterns: step.volatileRules.map(\.pattern))
            lines += ["", "## \(section.id)", "", section.title, ""].map { Array($0.utf8) }
            for entry in section.entries {
                if let program = entry.keysInto {
                    if entry.prompt != nil { lines.append(Array(entry.leftOut(program).utf8)) }
                    continue
                }
                lines += entry.lines(volatile).map { Array("  ".utf8) + $0 }
            }
        }
        return lines.joinedLines
    }
}
