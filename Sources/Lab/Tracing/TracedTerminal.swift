internal import Namespaces
internal import Synchronization
public import SystemCalls

/// One of the learner's terminals, whose system calls can be shown as the kernel met them: a session,
/// or a window of its own.
public protocol TracedTerminal: AnyObject {
    /// As prompts count.
    var number: Int { get }
    /// The process that the learner talks to.
    var here: Int32 { get }
    var tracing: SessionTracing { get }
}

extension Session: TracedTerminal {}
extension WindowSession: TracedTerminal {}

extension TracedTerminal {
    /// Whether calls are written down.
    public var isTraced: Bool { tracing.state.withLock { $0.isOn } }

    /// Why they are not, in a sentence, where that was tried last.
    public var whyUntraced: String? { tracing.state.withLock { $0.refusal?.sentence } }

    /// Traces what is started in this terminal from now on, and the shells that the learner is in.
    ///
    /// - Throws: why that cannot be done here; nothing is traced then.
    public func trace() throws(TracingRefusal) {
        let here = here
        let refusal = tracing.state.withLock { state -> TracingRefusal? in
            state.refusal = state.turnOn(shell: tracing.shell, here: here)
            return state.refusal
        }
        if let refusal { throw refusal }
    }

    /// Lets calls pass at once. The shell keeps its filter.
    public func stopTracing() { tracing.state.withLock { $0.turnOff() } }

    /// The calls that returned since ``forgetCalls()``, and how many are not among them, since they could
    /// not be written down or were too many.
    public var tracedCalls: (calls: [TracedCall], lost: Int) {
        tracing.afterTakingIn { ($0.calls, $0.lost + $0.dropped) }
    }

    /// The calls that returned since this was asked last.
    public func takeNewCalls() -> [TracedCall] { tracing.afterTakingIn { Array($0.takeNew()) } }

    /// How many were not written down since this was asked last.
    public func takeNewLost() -> Int { tracing.afterTakingIn { $0.takeNewLost() } }

    public func forgetCalls() { tracing.afterTakingIn { $0.forget() } }

    /// The names of processes in this terminal that still run and whose calls nobody sees, since they ran
    /// before they could be traced.
    public var untracedPrograms: [String] {
        tracing.state.withLock { $0.stillUntraced.map(\.name) }
    }
}
