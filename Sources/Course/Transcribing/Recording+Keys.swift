internal import Lab
internal import Lessons
internal import Transcripts

/// What is typed while a command runs: for the program that runs, and not for the shell.
extension Recording {
    /// Takes note of what somebody has typed into a program that has their terminal.
    func note(_ typed: TypedKeys, in session: Session) {
        guard let place = open[session.number] else { return }
        // Of what cannot be typed again whole nothing is.
        guard self[place].keysInto == nil else { return }
        switch typed {
        case .line(let line): self[place].more.append(line)
        case .interrupt: begin(.c, in: session)
        case .suspend: begin(.z, in: session)
        case .endOfInput: begin(.d, in: session)
        case .keys(let program): leaveOut(program, session.number, at: place)
        }
    }

    /// A line for a program that runs, before it is typed.
    func goOn(_ text: String, session number: Int, in classroom: Classroom) {
        guard let place = open[number], let session = try? classroom.session(number) else { return }
        self[place].more += text.split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init)
        self[place].earlier += session.output(after: place.size)
        open[number]?.size = 0
    }

    /// A key stands below what was written before it.
    private func begin(_ control: ConsoleLine.Control, in session: Session) {
        guard let place = open[session.number] else { return }
        self[place].take(from: session, after: place.size)
        let line = ConsoleLine(
            prompt: self[place].line.prompt, input: .control(control), waitsForPrompt: false,
            line: 0)
        // The step may have been left meanwhile, and what is typed goes on with its command.
        sections[place.section].entries.insert(Entry(line: line, prompt: nil), at: place.entry + 1)
        for (number, other) in open
        where other.section == place.section && other.entry > place.entry {
            open[number] = Place(section: other.section, entry: other.entry + 1, size: other.size)
        }
        open[session.number] = Place(
            section: place.section, entry: place.entry + 1, size: session.outputSize)
    }

    /// Leaves out the command that runs, with the keys that were typed since.
    private func leaveOut(_ program: String, _ number: Int, at place: Place) {
        let entries = sections[place.section].entries
        let isCommand = { (entry: Entry) in
            entry.prompt != nil && entry.line.prompt.session == number
        }
        let start = entries[...place.entry].lastIndex(where: isCommand) ?? place.entry
        for index in start...place.entry
        where index == start || entries[index].line.prompt.session == number {
            sections[place.section].entries[index].keysInto = program
        }
    }

    /// The programs of which nothing is in a transcript.
    var typedInto: [LessonTranscript.HelpUsed.TypedInto] {
        var found: [LessonTranscript.HelpUsed.TypedInto] = []
        for section in sections {
            for program in section.entries.compactMap(\.keysInto) {
                let typed = LessonTranscript.HelpUsed.TypedInto(program: program, step: section.id)
                if !found.contains(typed) { found.append(typed) }
            }
        }
        return found
    }
}

extension Recording.Entry {
    /// What stands at the margin in its place.
    func leftOut(_ program: String) -> String {
        let first = line.words.prefix { $0 != "\n" }
        let start = prompt.map { "\($0) \(first)" } ?? String(first)
        let name = LessonTranscript.HelpUsed.TypedInto(program: program, step: "").program
        return "(\(start): what was typed into \(name) is not in this record)"
    }
}
