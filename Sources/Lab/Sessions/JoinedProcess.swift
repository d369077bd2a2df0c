internal import Glibc
public import Namespaces
internal import Synchronization
public import SystemCalls

/// A process in a lab that this process started there, and that it must reap: until then the
/// lab's PID namespace cannot end.
public final class JoinedProcess: Sendable {
    public let process: ProcessDescriptor
    private let known = Mutex<ProcessEnd?>(nil)

    init(_ process: consuming ProcessDescriptor) {
        self.process = process
    }

    public var pid: Int32 { process.pid }

    /// Whether it has been reaped.
    var hasEnded: Bool { known.withLock { $0 != nil } }

    /// Waits for its end and reaps it; the same answer however often it is asked.
    @discardableResult
    public func wait() throws(SystemCallError) -> ProcessEnd {
        while true {
            if let end = try endIfEnded() { return end }
            _ = try waitUntilReadable([process.descriptor.number], milliseconds: -1)
        }
    }

    /// How it ended, reaping it; nil while it runs.
    func endIfEnded() throws(SystemCallError) -> ProcessEnd? {
        try known.withLock { known throws(SystemCallError) in
            if known == nil, let end = try process.endIfEnded() {
                known = end
                Strangers.isReaped(pid)
            }
            return known
        }
    }

    /// Kills it and reaps it.
    func end() {
        guard !hasEnded else { return }
        // Neither can fail but by the process having ended, which is what is wanted.
        try? process.signal(SIGKILL)
        _ = try? wait()
    }
}
