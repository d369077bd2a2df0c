/// The teaching shell: the prompt, the commands with a colon, and the words that a learner reads.
///
/// This room knows learners and terminals. It does *not* know what a right answer is: that is the
/// tutor's.
public import Course
internal import Glibc
internal import Lab
public import Lessons
public import SystemCalls
public import Terminal

/// A learner at a prompt.
public final class Shell {
    let library: LessonLibrary
    let store: ProgressStore
    private(set) var page: Page
    private(set) var tutor: Tutor
    /// The session that is typed in.
    var session = 1
    /// Where other windows come in; nil for a script.
    var door: LabDoor?
    var shownMap: ShownMap?
    /// Where what is done is kept as a transcript.
    var record: RecordFile?
    private var isOver = false
    /// A line was typed ahead that is not for the command that runs.
    private var isAsked = false
    let learner: LearnersTerminal

    /// - Throws: why the lesson cannot be begun.
    public init(
        _ lesson: Lesson, in library: LessonLibrary, store: ProgressStore, page: Page,
        on learner: LearnersTerminal
    ) throws(TeachingFailure) {
        self.library = library
        self.store = store
        self.page = page
        self.learner = learner
        tutor = try Self.tutor(of: lesson, store)
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
    private static func tutor(
        of lesson: Lesson, _ store: ProgressStore
    ) throws(TeachingFailure) -> Tutor {
        let kept = store.lessons[lesson.name]
        let place = kept?.place(in: lesson) ?? 0
        return try Tutor(lesson, at: place < lesson.steps.count ? place : 0, progress: kept)
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
        if let last = current.output.last, last != UInt8(ascii: "\n") { page.blank() }
        switch end {
        case .prompt, .ended: tell(tutor.commandEnded())
        case .asked: isAsked = true
        case .signalled: isOver = true
        }
    }

    /// Types lines of a script; true where they completed the lesson.
    public func play(_ lines: some Sequence<String>) throws(SystemCallError) -> Bool {
        for line in lines where !isOver {
            let current = try openSession()
            if isOurs(line) { continue }
            note(line, in: current)
            try current.type(line, by: Deadline(milliseconds: 60_000))
            if !current.outputText.isEmpty {
                page.write([String(current.outputText.trimmedEnd)])
            }
            tell(tutor.commandEnded())
        }
        keep()
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
        if current.state == .continuing {
            tutor.classroom.noteContinuation(line, session: session)
            return
        }
        let place = (try? tutor.classroom.prompt(of: session))?.place ?? "host"
        let prompt = Prompt(place: place, session: session)
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
            openAnotherSession()
            found = try tutor.classroom.session(session)
        }
        return found
    }

    /// Where the learner is, from the kernel's state: `uts@2 /tmp $ `.
    func prompt(of current: Session) -> String {
        if current.state == .continuing { return "> " }
        if current.state == .running { return "(a command is running) " }
        let place = (try? tutor.classroom.prompt(of: session))?.place ?? "?"
        let number = session == 1 ? "" : "@\(session)"
        let sign = current.programName == "sys" ? "sys>" : "\(current.directory) $"
        return page.bold("\(place)\(number)") + " \(sign) "
    }

    /// End of input leaves the innermost shell, and from the first one the teaching shell.
    private func leave(_ current: Session) throws(SystemCallError) {
        page.blank()
        guard current.isInInnerShell else {
            isOver = true
            return
        }
        try current.type("exit", by: Deadline(milliseconds: 2000))
        tell(tutor.commandEnded())
    }

    // MARK: Going on

    func begin() {
        for notice in store.takeNotices() { page.say("Note: \(notice.sentence).", hanging: 6) }
        if tutor.lesson.isFreePlay {
            showFreeLab()
            return
        }
        page.heading(tutor.lesson.title)
        if tutor.stepIndex == 0 { page.show(tutor.lesson.introduction) }
        page.blank()
        page.say("Type what you like; :hint helps, :help lists the commands with a colon.")
        showStep()
    }

    /// Another tutor, or the same in another lab.
    func restart(_ change: () throws(TeachingFailure) -> Void) {
        do throws(TeachingFailure) {
            try change()
            session = 1
            leadWindows()
            keep()
            showStep()
        } catch {
            page.say("That cannot be done: \(error.sentence).")
        }
    }

    func learn(_ lesson: Lesson) {
        restart { () throws(TeachingFailure) in
            let next = try Self.tutor(of: lesson, store)
            tutor = next
        }
    }

    func playFreely() {
        restart { () throws(TeachingFailure) in
            let next = try Self.freeTutor()
            tutor = next
        }
    }

    func quit() { isOver = true }

    func openAnotherSession() {
        session = tutor.classroom.lab.terminals.takeForSession()
    }

    /// What a command has changed.
    func tell(_ check: StepCheck) {
        for judged in check.newlyTrue { page.say("now true: \(judged.expectation.text)", indent: 2, hanging: 4) }
        for judged in check.newlyBroken {
            page.say("should have stayed: \(judged.expectation.text)", indent: 2, hanging: 4)
        }
        if let mistake = check.mistake { page.show(mistake.say) }
        if check.isStepDone { advance() }
    }

    func advance() {
        guard let step = tutor.step else { return }
        page.say("Done: \(step.title) (\(tutor.stepIndex + 1) of \(tutor.lesson.steps.count)).")
        do throws(TeachingFailure) {
            try tutor.advance()
        } catch {
            page.say("The next step cannot be begun: \(error.sentence). :reset makes a fresh lab.")
        }
        keep()
        showStep()
    }

    func keep() {
        saveRecord()
        if tutor.lesson.isFreePlay { return }
        store.save(tutor.progress, of: tutor.lesson.name)
        for notice in store.takeNotices() { page.say("Note: \(notice.sentence).", hanging: 6) }
    }

    func showStep() {
        if tutor.lesson.isFreePlay {
            showFreeLab()
            return
        }
        guard let step = tutor.step else {
            if let closing = tutor.lesson.closing { page.show(closing) }
            recap()
            return
        }
        page.heading("\(tutor.stepIndex + 1) of \(tutor.lesson.steps.count): \(step.title)")
        page.show(step.prose)
        page.blank()
        if tutor.isAlreadyTrue {
            page.say("What this step asks for is true already: an empty line goes on.")
        }
    }
}

extension String {
    fileprivate var trimmedEnd: Substring {
        var text = self[...]
        while text.last == "\n" { text.removeLast() }
        return text
    }
}
