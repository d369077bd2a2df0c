internal import Lab
internal import Lessons
internal import SystemCalls

/// Types a lesson's console lines as a learner would, and waits as a learner would.
struct Typist {
    let classroom: Classroom
    /// By which everything that a step types must be done.
    let deadline: Deadline
    /// Whether a line is typed also where the terminal is somewhere else than its prompt says.
    var acceptsOtherPrompts = false
    /// How long a program may be at work before a key is typed for it all the same, in milliseconds.
    private static let restMilliseconds = 200

    /// - Parameter pause: called after each line but the last, where the next waits for a prompt.
    func type(
        _ lines: [ConsoleLine], pause: (ConsoleLine) -> Void = { _ in }
    ) throws(StepFailure) {
        for (index, line) in lines.enumerated() {
            let next = index + 1 < lines.count ? lines[index + 1] : nil
            try type(line, next: next)
            if next?.waitsForPrompt == true { pause(line) }
        }
    }

    /// - Parameter next: what is typed then, which may be meant for what this line starts.
    func type(_ line: ConsoleLine, next: ConsoleLine?) throws(StepFailure) {
        if case .until(let expectation) = line.input {
            classroom.recording?.note(line, at: nil, in: classroom)
            try wait(for: expectation)
            return
        }
        let session = try asking(line) { () throws(SystemCallError) in
            try classroom.session(line.prompt.session)
        }
        let found = line.waitsForPrompt ? try prompt(for: line, session) : nil
        if !line.waitsForPrompt {
            // What runs there reads it, or is met by it, as it was when it was typed first.
            let shortly = min(Self.restMilliseconds, Int(deadline.millisecondsLeft))
            try asking(line) { () throws(SystemCallError) in
                try session.letRest(by: Deadline(milliseconds: shortly))
            }
        }
        classroom.note(line, at: found)
        // A line that the next one interrupts, or that is waited for, is not waited for here.
        let isFollowed = next.map { !$0.waitsForPrompt } ?? false
        let patience = isFollowed ? Deadline(milliseconds: 0) : deadline
        try asking(line) { () throws(SystemCallError) in
            switch line.input {
            case .command(let command): try session.type(command, by: patience)
            case .control(let control): try session.type(bytes: [control.byte], by: patience)
            case .until: break
            }
        }
    }

    /// What the lab's end broke is blamed on that end, not on the call that met it.
    private func asking<Value>(
        _ line: ConsoleLine, _ body: () throws(SystemCallError) -> Value
    ) throws(StepFailure) -> Value {
        do throws(SystemCallError) {
            return try body()
        } catch {
            guard classroom.lab.isRunning else { throw .ended(line, what: "the lab had ended") }
            throw .refused(error)
        }
    }

    private func prompt(
        for line: ConsoleLine, _ session: Session
    ) throws(StepFailure) -> Prompt {
        if session.state == .running || session.state == .continuing {
            try asking(line) { () throws(SystemCallError) in try session.settle(by: deadline) }
        }
        switch session.state {
        case .reading: break
        case .running: throw StepFailure.busy(line, found: "a program still runs in that session")
        case .continuing:
            throw StepFailure.busy(line, found: "the shell waits for the rest of a command")
        case .ended: throw StepFailure.ended(line, what: "the session had ended")
        }
        let found = try asking(line) { () throws(SystemCallError) in
            try classroom.prompt(of: line.prompt.session)
        }
        guard found == line.prompt || acceptsOtherPrompts else {
            throw StepFailure.otherPrompt(line, found: found)
        }
        return found
    }

    private func wait(for expectation: Expectation) throws(StepFailure) {
        let pauses = Pauses()
        while true {
            let observation = classroom.observe(expectation.paths)
            let judged = expectation.judged(as: .until, in: observation)
            if judged.verdict.isTrue { return }
            if deadline.hasPassed { throw StepFailure.notTrue([judged]) }
            classroom.listen(milliseconds: pauses.next(before: deadline))
        }
    }
}

extension Classroom {
    /// Takes in what the current session shows, for at most that long.
    func listen(milliseconds: Int32) {
        // A session that cannot be read shows in the verdicts.
        try? currentSession?.listen(milliseconds: milliseconds)
    }
}
