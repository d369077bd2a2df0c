internal import Glibc
internal import Namespaces
internal import Synchronization
internal import SystemCalls
internal import Terminal

/// A shell of the lab on a terminal that another window shows: one of the learner's terminals that
/// this process does not type in.
///
/// The thread of ``LabDoor`` passes its bytes; any other may ask what has come of them.
public final class WindowSession: Sendable {
    /// As prompts count.
    public let number: Int
    let shell: JoinedProcess
    let terminal: PseudoTerminal
    public let tracing: SessionTracing
    private let state = Mutex(State())

    private struct State {
        var written = WindowOutput()
        var isTypedIn = false
        var hasEnded = false
    }

    init(number: Int, shell: JoinedProcess, terminal: consuming PseudoTerminal, in lab: Lab) {
        self.number = number
        tracing = SessionTracing(shell: shell.pid, in: lab)
        self.shell = shell
        self.terminal = terminal
    }

    /// What the last command wrote, without prompts and what was drawn of its line.
    public var outputText: String { state.withLock { $0.written.output }.textOfTerminal }
    /// The exit status of the last command; nil where the shell tells none.
    public var status: Int32? { state.withLock { $0.written.status } }
    /// Whether a line was typed since ``beginStep()``.
    public var isTypedIn: Bool { state.withLock { $0.isTypedIn } }
    public var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// Whether a line was typed since ``beginStep()`` whose calls nobody saw.
    public var hasUntracedLine: Bool { tracing.state.withLock { $0.hasUntracedLine } }

    /// Forgets what was typed, written and called: all are of one step.
    public func beginStep() {
        forgetCalls()
        state.withLock { state in
            state.isTypedIn = false
            state.written.forget()
        }
    }

    /// The process that the learner talks to: as ``Session/here``.
    public var here: Int32 {
        guard let group = terminal.foregroundGroup else { return shell.pid }
        let members = ProcessState.tree(from: shell.pid).filter { $0.group == group }
        return members.first(where: \.isReadingTerminal)?.pid ?? members.youngestLeaf ?? shell.pid
    }

    // MARK: For the thread that passes the bytes

    func noteTyping() {
        state.withLock { $0.isTypedIn = true }
        tracing.state.withLock { if !$0.isOn { $0.hasUntracedLine = true } }
    }

    /// Traces its calls where that is not so yet. A shell that has just been started may be busy; it writes
    /// its prompt, and then this is asked again.
    func traceIfPossible() {
        let mayBe = tracing.state.withLock { state in
            !state.isOn && (state.refusal.map { $0.error.errno == EAGAIN } ?? true)
        }
        // Why not is kept for who asks.
        if mayBe { try? trace() }
    }

    /// - Returns: whether a command has ended.
    func noteOutput(_ bytes: [UInt8]) -> Bool { state.withLock { $0.written.take(bytes) } }

    /// Hangs up; what the shell started ends with the lab.
    func end() {
        state.withLock { $0.hasEnded = true }
        shell.end()
    }

    /// Bytes that the terminal shows now; nil where every program has closed its side.
    func read(atMost count: Int) throws(SystemCallError) -> [UInt8]? {
        if try waitUntilReadable([terminal.master.number], milliseconds: 0).isEmpty { return [] }
        do {
            return try terminal.master.read(atMost: count)
        } catch  where error.errno == EIO {
            return nil
        }
    }
}
