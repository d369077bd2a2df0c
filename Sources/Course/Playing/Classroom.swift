public import Lab
public import Lessons
internal import Namespaces
public import SystemCalls

/// A lab with its sessions, in which a lesson's lines are typed and its facts observed.
public final class Classroom {
    public let lab: Lab
    /// By number; a session is opened when the first line is typed in it.
    private(set) var sessions: [Int: Session] = [:]
    /// Sessions in which something was typed since the step began.
    private var typedIn: Set<Int> = []
    /// The session that was typed in last by this process.
    public private(set) var ownCurrent = 1
    /// The session or the window that was typed in last: where `here` is.
    public var current: Int { lab.terminals.lastTypedIn ?? ownCurrent }
    /// What facts were when a step ended, for `step[ID].PATH`.
    private var remembered: [FactPath: Finding] = [:]
    /// What was typed, in order, for a report and for replaying.
    public private(set) var typed: [ConsoleLine] = []
    let facts = FactTree()
    /// Where what is typed and shown is kept, if anywhere.
    var recording: Recording?
    /// Who watches, if anybody.
    var cast: CastRecording? {
        didSet { for session in sessions.values { watch(session) } }
    }
    /// The namespaces of the lab's init, by their files' names. It never leaves one.
    var homeNamespaces: [String: UInt64] = [:]

    /// What programs in the sessions take their terminal for.
    private let terminalName: String
    /// Whether the calls of sessions are traced, also of those that are opened later.
    public internal(set) var isTraced: Bool
    /// Why those of a session that was opened since are not, in a sentence.
    var whyUntraced: String?

    /// - Parameters:
    ///   - features: what the lab has beside what every lab has.
    ///   - terminalName: `TERM` of the sessions.
    ///   - isTraced: whether the calls of sessions are traced.
    public init(
        _ features: LabFeatures = [], terminalName: String = "dumb", isTraced: Bool = false
    ) throws(SystemCallError) {
        self.terminalName = terminalName
        self.isTraced = isTraced
        lab = try Lab(features)
        lab.terminals.tracesWindows = isTraced
    }

    public func end() {
        for session in sessions.values { session.end() }
        lab.end()
    }

    /// The session of that number, opened if need be.
    ///
    /// - Throws: `EBUSY` where it is in another window.
    public func session(_ number: Int) throws(SystemCallError) -> Session {
        if let session = sessions[number] { return session }
        guard lab.terminals.takeForSession(number) else {
            // EBUSY.
            throw SystemCallError("open", "session \(number) of another window", errno: 16)
        }
        let session = try Session(in: lab, number: number, terminalName: terminalName)
        sessions[number] = session
        watch(session)
        session.onTyped = { [weak self, weak session] typed in
            guard let self, let session else { return }
            recording?.note(typed, in: session)
        }
        traceIfAsked(session)
        return session
    }

    /// Why the lab has no first terminal and can have none; nil where it can.
    var refusal: SystemCallError? {
        do throws(SystemCallError) {
            _ = try session(1)
            return nil
        } catch {
            return lab.isRunning ? error : nil
        }
    }

    /// Closes a terminal: what runs in its foreground is told so by SIGHUP.
    public func closeSession(_ number: Int) {
        sessions.removeValue(forKey: number)?.end()
        lab.terminals.release(number)
    }

    private func watch(_ session: Session) {
        if let cast { session.onOutput = { cast.show($0) } }
    }

    /// The session that was typed in last, if there is one yet.
    public var currentSession: Session? { sessions[ownCurrent] }

    /// Those whose terminal somebody still has, by number.
    public var openSessions: [Session] {
        sessions.values.filter { $0.state != .ended }.sorted { $0.number < $1.number }
    }

    /// Forgets what was typed: `output` and `status` are of one step.
    public func beginStep() {
        typedIn = []
        typed = []
        for session in sessions.values { session.forgetCalls() }
        for window in lab.terminals.windows { window.beginStep() }
    }

    /// Opens the first session, where the learner does not sit in another already.
    func takeSeat() throws(SystemCallError) {
        if lab.terminals.window(current) == nil { _ = try session(current) }
    }

    /// Takes note of a line that goes on with a command: an open quote, a here-document.
    public func noteContinuation(_ text: String, session number: Int) {
        recording?.goOn(text, session: number)
    }

    /// Takes note of Ctrl-C that gives up a command before its end.
    public func noteInterruption(session number: Int) {
        let line = ConsoleLine(
            prompt: Prompt(place: "host", session: number), input: .control(.c),
            waitsForPrompt: false, line: 0)
        recording?.note(line, at: nil, in: self)
    }

    /// - Parameter prompt: where the terminal stands; nil where no prompt is waited for.
    public func note(_ line: ConsoleLine, at prompt: Prompt? = nil) {
        recording?.note(line, at: prompt, in: self)
        cast?.note(line, at: prompt)
        ownCurrent = line.prompt.session
        lab.terminals.typed(inWindow: nil)
        typedIn.insert(ownCurrent)
        typed.append(line)
    }

    // MARK: Observing

    /// What all these paths are now, in one look.
    public func observe(_ paths: some Sequence<FactPath>) -> Observation {
        let paths = Set(paths)
        var subjects: [Place: Result<FactSubject, Unplaced>] = [:]
        let round = ProbeRound(whereCarriedAtOnce: carriesPacketsAtOnce)
        for path in paths where asksKernel(path) {
            let subject =
                subjects[path.place] ?? Result { () throws(Unplaced) in try place(path.place) }
            // All are begun before the first is waited for.
            if case .success(let subject) = subject {
                if subjects[path.place] == nil { subject.join(round) }
                facts.prepare(path.steps, of: subject)
            }
            subjects[path.place] = subject
        }
        // First, since its answers do not wait to be listened to.
        round.finish()
        var observation = Observation()
        for path in paths { observation[path] = finding(path, subjects) }
        return observation
    }

    /// Whether no network of the lab holds packets back.
    private func carriesPacketsAtOnce() -> Bool {
        FactSubject(pid: lab.initProcess.pid).carriesPacketsAtOnce(besides: lab.processes.map(\.pid))
    }

    /// Whether it takes time to find out, and shows in the network.
    func asksNetwork(_ path: FactPath) -> Bool { asksKernel(path) && facts.isProbe(path.steps) }

    /// Whether a path is a fact of a place, and not remembered or of a session's own.
    func asksKernel(_ path: FactPath) -> Bool {
        if case .step = path.place { return false }
        return !LearnersWords.names.contains(path.components[0].name)
    }

    /// Keeps what these paths are now, as facts of a step that has just ended.
    public func remember(_ paths: some Sequence<FactPath>, ofStep id: String) {
        var now: [FactPath: FactPath] = [:]
        for path in paths {
            guard case .step(id, let inner) = path.place else { continue }
            now[path] = FactPath(place: inner, components: path.components)
        }
        let observation = observe(now.values)
        for (path, inner) in now { remembered[path] = observation[inner] }
    }

    private func finding(
        _ path: FactPath, _ subjects: [Place: Result<FactSubject, Unplaced>]
    ) -> Finding {
        if case .step(let id, _) = path.place {
            return remembered[path] ?? .unknown("the step \(id) has not ended yet")
        }
        guard asksKernel(path) else { return learnersWords(path) }
        switch subjects[path.place] {
        case nil: return .unknown("\(path.place) was not looked at")
        case .failure(let unplaced): return .unknown(unplaced.reason)
        case .success(let subject): return Finding(facts.fact(path.steps, of: subject))
        }
    }

    /// `output`, `status` and `calls` of the session that a path means.
    private func learnersWords(_ path: FactPath) -> Finding {
        let name = path.components[0].name
        let number: Int
        switch path.place {
        case .here: number = current
        case .session(let asked): number = asked
        default: return .unknown("\(name) is of a session, and \(path.place) is none")
        }
        if name == LearnersWords.calls { return calls(ofSession: number) }
        if let window = lab.terminals.window(number), window.isTypedIn {
            if name == LearnersWords.output { return .text(window.outputText.withoutLastLineEnd) }
            return window.status.map { .text("\($0)") }
                ?? .unknown("the shell of session \(number) has told no exit status")
        }
        guard typedIn.contains(number), let session = sessions[number] else {
            return .unknown("nothing has been typed in session \(number) in this step")
        }
        // A program in a terminal that is not typed in may have gone on writing.
        try? session.listen(milliseconds: 0)
        if name == LearnersWords.output { return .text(session.outputText.withoutLastLineEnd) }
        return session.status.map { .text("\($0)") }
            ?? .unknown("the shell of session \(number) tells no exit status")
    }
}

extension FactPath {
    /// Its facts as the engine spells them.
    var steps: [FactStep] { components.map { FactStep($0.name, key: $0.key) } }
}

extension Finding {
    init(_ fact: Fact) {
        switch fact {
        case .text(let text): self = .text(text)
        case .list(let elements): self = .list(elements)
        case .present: self = .present
        case .absent: self = .absent
        case .unknown(let reason): self = .unknown(reason)
        }
    }
}

extension String {
    fileprivate var withoutLastLineEnd: String { hasSuffix("\n") ? String(dropLast()) : self }
}
