public import Lab
internal import Lessons
public import SystemCalls

/// The system calls that were made in one session.
public struct SessionCalls: Sendable {
    public let session: Int
    /// In the order in which they were made.
    public let calls: [TracedCall]
    /// How many could not be written down.
    public var lost = 0
}

extension Lesson {
    /// Whether an expectation asks for system calls: then they are traced from the beginning.
    var namesCalls: Bool {
        steps.contains { step in
            let claims =
                step.expectations + step.invariants + step.mistakes.flatMap(\.when)
                + (step.commands + step.alternatives.flatMap(\.self) + step.wrongs.flatMap(\.self))
                .compactMap { if case .until(let expectation) = $0.input { expectation } else { nil } }
            return claims.flatMap(\.paths).contains {
                $0.components[0].name == LearnersWords.calls
            }
        }
    }
}

extension Classroom {
    /// Traces the calls of every session and every window, also of those that are opened later. Of a
    /// window whose calls cannot be traced they are unknown.
    ///
    /// - Throws: why those of a session that is open cannot be traced.
    public func trace() throws(TracingRefusal) {
        isTraced = true
        lab.terminals.tracesWindows = true
        for session in openSessions {
            do throws(TracingRefusal) { try session.trace() } catch {
                stopTracing()
                throw error
            }
        }
        for window in lab.terminals.windows { try? window.trace() }
    }

    public func stopTracing() {
        isTraced = false
        lab.terminals.tracesWindows = false
        for terminal in terminals { terminal.stopTracing() }
    }

    /// The sessions that are open, and the windows.
    public var terminals: [any TracedTerminal] {
        (openSessions + lab.terminals.windows as [any TracedTerminal]).sorted { $0.number < $1.number }
    }

    /// Traces a session that has just been opened. Where that is refused, its calls are unknown.
    func traceIfAsked(_ session: Session) {
        guard isTraced else { return }
        do throws(TracingRefusal) { try session.trace() } catch { whyUntraced = error.sentence }
    }

    /// The calls of each terminal since the step began; those without any are left out.
    public var sessionCalls: [SessionCalls] {
        terminals.compactMap { session in
            let (calls, lost) = session.tracedCalls
            guard !calls.isEmpty || lost > 0 else { return nil }
            return SessionCalls(session: session.number, calls: calls, lost: lost)
        }
    }

    /// The calls of each terminal that were not told of yet.
    public func takeNewCalls() -> [SessionCalls] {
        terminals.compactMap { session in
            let calls = session.takeNewCalls()
            let lost = session.takeNewLost()
            guard !calls.isEmpty || lost > 0 else { return nil }
            return SessionCalls(session: session.number, calls: calls, lost: lost)
        }
    }

    /// What lessons see of the calls of a session.
    func calls(ofSession number: Int) -> Finding {
        guard let session = terminals.first(where: { $0.number == number }) else {
            return .unknown("there is no session \(number)")
        }
        guard session.isTraced else {
            return .unknown(
                session.whyUntraced ?? "calls are not traced: `:kernel on` traces them")
        }
        if lab.terminals.window(number)?.hasUntracedLine == true {
            return .unknown("in session \(number) a line was typed before its calls were traced")
        }
        let (calls, lost) = session.tracedCalls
        if lost > 0 { return .unknown("\(lost) calls could not be written down") }
        return .list(calls.flatMap(\.elements))
    }
}
