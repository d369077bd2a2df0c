internal import Glibc
public import Namespaces
public import SystemCalls

/// A process in a lab that this process started there, and that it must reap: until then the
/// lab's PID namespace cannot end.
public final class JoinedProcess {
    public let process: ProcessDescriptor
    private var known: ProcessEnd?

    init(_ process: consuming ProcessDescriptor) {
        self.process = process
    }

    public var pid: Int32 { process.pid }

    /// Whether it has been reaped.
    var hasEnded: Bool { known != nil }

    /// Waits for its end and reaps it; the same answer however often it is asked.
    @discardableResult
    public func wait() throws(SystemCallError) -> ProcessEnd {
        if let known { return known }
        let end = try process.wait()
        known = end
        Strangers.isReaped(pid)
        return end
    }

    /// Kills it and reaps it.
    func end() {
        guard known == nil else { return }
        // Neither can fail but by the process having ended, which is what is wanted.
        try? process.signal(SIGKILL)
        _ = try? wait()
    }
}
