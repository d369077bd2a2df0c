internal import Namespaces
public import SystemCalls

/// The system calls of a session, as the kernel met them.
extension Session {
    /// Whether calls are written down.
    public var isTraced: Bool { tracing.isOn }

    /// Traces what is started in this session from now on, and the shells that the learner is in.
    ///
    /// - Throws: why that cannot be done here; nothing is traced then.
    public func trace() throws(TracingRefusal) {
        try tracing.turnOn(shell: shell.pid, here: here)
    }

    /// Lets calls pass at once. The shell keeps its filter.
    public func stopTracing() { tracing.turnOff() }

    /// The calls that returned since ``forgetCalls()``, and how many are not among them, since they could
    /// not be written down or were too many.
    public var tracedCalls: (calls: [TracedCall], lost: Int) {
        takeInCalls()
        return (tracing.calls, tracing.lost + tracing.dropped)
    }

    /// The calls that returned since this was asked last.
    public func takeNewCalls() -> [TracedCall] {
        takeInCalls()
        return Array(tracing.takeNew())
    }

    /// How many were not written down since this was asked last.
    public func takeNewLost() -> Int {
        takeInCalls()
        return tracing.takeNewLost()
    }

    public func forgetCalls() {
        takeInCalls()
        tracing.forget()
    }

    /// The names of processes in this session that still run and whose calls nobody sees, since they ran
    /// before they could be traced.
    public var untracedPrograms: [String] { tracing.stillUntraced.map(\.name) }

    private func takeInCalls() {
        let numbers = try? ProcessState.numbers(of: lab.initProcess.pid)
        tracing.takeIn(level: max((numbers?.count ?? 1) - 1, 0))
    }
}
