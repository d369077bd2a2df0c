/// The teaching shell: the prompt, the commands with a colon, and the words that a learner reads.
///
/// This room knows learners and terminals. It does *not* know what a right answer is: that is the
/// tutor's.
public import Course
internal import Glibc
internal import Lab
internal import Lessons
public import SystemCalls
public import Terminal

/// A learner at a prompt.
public final class Shell {
    let library: LessonLibrary
    let store: ProgressStore
    var page: Page
    var tutor: Tutor
    /// The session that is typed in.
    var session = 1
    /// Where other windows come in; nil for a script.
    var door: LabDoor?
    var shownMap: ShownMap?
    /// Whether the calls of each command are shown.
    var showsCalls = false
    /// Where what is done is kept as a transcript.
    var record: RecordFile?
    var isOver = false
    /// The step that was done last, until something is typed in the next one.
    var stepBefore: Step?
    /// What was typed of a line that goes on.
    private var openLines = ""
    /// The prompt that stands before the line that is being typed.
    private var shownPrompt: Prompt?
    /// A line was typed ahead that is not for the command that runs.
    private var isAsked = false
    let learner: LearnersTerminal

    /// - Throws: why the lesson cannot be begun.
    public init(
        _ beginning: Beginning, in library: LessonLibrary, store: ProgressStore, page: Page,
        on learner: LearnersTerminal
    ) throws(TeachingFailure) {
        self.library = library
        self.store = store
        self.page = page
        self.learner = learner
        tutor = try Self.tutor(of: beginning, store)
    }

    /// A lab without a lesson.
    ///
    /// - Throws: why there can be none.
    public init(
        playingIn library: LessonLibrary, store: ProgressStore, page: Page,
        on learner: LearnersTerminal
    ) throws(TeachingFailure) {
        self.library = library
        self.store = store
        self.page = page
        self.learner = learner
        tutor = try Self.freeTutor()
    }

    /// Where the learner stopped; from the beginning where the lesson was completed.
    static func tutor(
        of lesson: Lesson, _ store: ProgressStore
    ) throws(TeachingFailure) -> Tutor {
        let (place, kept) = place(in: lesson, store)
        return try Tutor(lesson, at: place, progress: kept)
    }

    private static func tutor(
        of beginning: Beginning, _ store: ProgressStore
    ) throws(TeachingFailure) -> Tutor {
        let (place, kept) = place(in: beginning.lesson, store)
        return try Tutor(beginning, at: place, progress: kept)
    }

    private static func place(
        in lesson: Lesson, _ store: ProgressStore
    ) -> (step: Int, kept: LessonProgress?) {
        let kept = store.lessons[lesson.name]
        let place = kept?.place(in: lesson) ?? 0
        return (place < lesson.steps.count ? place : 0, kept)
    }

    // MARK: At a prompt

    /// Reads, runs and tells until the learner leaves.
    public func converse(historyFile: String?) throws(SystemCallError) {
        let editor = try LineEditor(
            input: learner.input, output: learner.output, historyFile: historyFile)
        editor.complete = { [self] before in completions(before) }
        let quiet = try QuietMode(of: learner.input)
        defer { withExtendedLifetime(quiet) {} }
        openDoor()
        defer { door?.close() }
        begin()
        while !isOver {
            page.resize(columns: learner.size.columns)
            let current = try openSession()
            if current.state == .running, !isAsked {
                take(try current.follow(on: learner, isForSession: Self.isForSession), of: current)
                continue
            }
            isAsked = false
            switch try readLine(with: editor, in: current) {
            case .endOfInput: try leave(current)
            case .interrupted:
                // An open quote is given up; else there is nothing to interrupt.
                if current.state == .continuing {
                    tutor.classroom.noteInterruption(session: session)
                    try current.type(bytes: [3], by: Deadline(milliseconds: 1000))
                }
            case .line(let line):
                editor.remember(line)
                try take(line, in: current)
            }
        }
        saveRecord()
    }

    private static func isForSession(_ line: String) -> Bool { !ColonCommand.isMeant(by: line) }

    /// One line: a command of ours, or one for the session's shell.
    private func take(_ line: String, in current: Session) throws(SystemCallError) {
        guard !isOurs(line) else { return }
        if current.state == .running {
            // It was typed while something else runs, and is for whoever reads next.
            learner.typedAhead = Array((line + "\r").utf8) + learner.typedAhead
            return
        }
        note(line, in: current)
        take(
            try current.run(line, on: learner, isForSession: Self.isForSession), of: current)
    }

    /// A command has given the terminal back.
    private func take(_ end: Session.RelayEnd, of current: Session) {
        // A terminal that takes nothing is not waited for.
        if case .signalled = end {
            isOver = true
            return
        }
        if let last = current.output.last, last != UInt8(ascii: "\n") { page.blank() }
        showCalls()
        switch end {
        case .prompt, .ended: tell(tutor.commandEnded())
        case .asked: isAsked = true
        case .signalled: break
        }
    }

    /// Types lines of a script; true where they completed the lesson.
    public func play(_ input: LineInput) throws(SystemCallError) -> Bool {
        var lines = input
        var isBegun = false
        while !isOver, let line = try lines.next() {
            if !isBegun, tutor.whyImpossible != nil { showStep() }
            isBegun = true
            let current = try openSession()
            if isOurs(line) { continue }
            note(line, in: current)
            try current.type(line, by: Deadline(milliseconds: 60_000))
            if !current.outputText.isEmpty {
                page.write([String(current.outputText.trimmedEnd)])
            }
            showCalls()
            tell(tutor.commandEnded())
        }
        // Where no line was typed there is nothing to put on a disk, which takes its time.
        if isBegun { keep() } else { saveRecord() }
        return tutor.step == nil && !tutor.lesson.isFreePlay
    }

    /// Obeys a line that is not for the session's shell.
    private func isOurs(_ line: String) -> Bool {
        if ColonCommand.isMeant(by: line) {
            obey(line)
            return true
        }
        guard line.isEmpty, tutor.isAlreadyTrue else { return false }
        advance()
        return true
    }

    /// Takes note of a line for the session's shell.
    private func note(_ line: String, in current: Session) {
        shownMap?.isOld = true
        stepBefore = nil
        if current.state == .continuing {
            openLines += line + "\n"
            tutor.classroom.noteContinuation(line, session: session)
            return
        }
        openLines = line + "\n"
        let prompt =
            shownPrompt.take() ?? (try? tutor.classroom.prompt(of: session))
            ?? Prompt(place: "host", session: session)
        tutor.classroom.note(
            ConsoleLine(prompt: prompt, input: .command(line), line: 0), at: prompt)
    }

    /// The session at hand; a new one where its shell has ended, in a fresh lab where the learner has
    /// ended that.
    private func openSession() throws(SystemCallError) -> Session {
        if !tutor.classroom.lab.isRunning {
            page.say("The lab has ended: a fresh one is brought to the beginning of this step.")
            restart { () throws(TeachingFailure) in try tutor.reset() }
        }
        var found = try tutor.classroom.session(session)
        if found.state == .ended {
            page.say("The shell of session \(session) has ended: a new one is opened.")
            if !tutor.lesson.isFreePlay {
                page.say("What stood only there is gone: `:reset` brings back where this step begins.")
            }
            tutor.classroom.closeSession(session)
            found = try tutor.classroom.session(session)
        }
        return found
    }

    /// Where the learner is, from the kernel's state: `uts@2 /tmp $ `.
    func prompt(of current: Session) -> String {
        if current.state == .continuing { return "> " }
        if current.state == .running { return "(a command is running) " }
        let standing = try? tutor.classroom.standing(of: session)
        shownPrompt = standing?.prompt
        let number = session == 1 ? "" : "@\(session)"
        let sign = standing?.program == "sys" ? "sys>" : "\(standing?.directory ?? "?") $"
        return page.bold("\(standing?.prompt.place ?? "?")\(number)") + " \(sign) "
    }

    /// End of input where a line goes on: it ends a here-document, and of an open quote or a loop
    /// there is nothing to end: bash would leave, and with it all that the learner has made.
    private func giveUp(_ current: Session) throws(SystemCallError) {
        if openLines.contains("<<") {
            try current.type(bytes: [4], by: Deadline(milliseconds: 2000))
            tell(tutor.commandEnded())
        } else {
            tutor.classroom.noteInterruption(session: session)
            try current.type(bytes: [3], by: Deadline(milliseconds: 1000))
        }
    }

    /// End of input leaves the innermost shell, and from the first one the teaching shell.
    private func leave(_ current: Session) throws(SystemCallError) {
        page.blank()
        if current.state == .continuing {
            try giveUp(current)
            return
        }
        guard current.isInInnerShell else {
            isOver = true
            return
        }
        note("exit", in: current)
        try current.type("exit", by: Deadline(milliseconds: 2000))
        tell(tutor.commandEnded())
    }
}

extension String {
    fileprivate var trimmedEnd: Substring {
        var text = self[...]
        while text.last == "\n" { text.removeLast() }
        return text
    }
}
