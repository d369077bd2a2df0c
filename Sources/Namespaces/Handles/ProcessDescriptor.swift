internal import CLinux
import Glibc
public import SystemCalls

/// How a process ended.
public enum ProcessEnd: Hashable, Sendable {
    case exited(Int32)
    case killed(signal: Int32)

    /// As a shell's `$?`: the exit status, or 128 and the signal.
    public var shellStatus: Int32 {
        switch self {
        case .exited(let status): status
        case .killed(let signal): 128 + signal
        }
    }
}

/// A pidfd: a process that stays the same process however often its PID is used again.
public struct ProcessDescriptor: ~Copyable, Sendable {
    /// As the process that holds this descriptor numbers it.
    public let pid: Int32
    public let descriptor: Descriptor

    /// `pidfd_open(2)`.
    public init(pid: Int32) throws(SystemCallError) {
        let number = try checked(nl_pidfd_open(pid), "pidfd_open", "\(pid)")
        self.pid = pid
        self.descriptor = Descriptor(owning: number)
    }

    init(pid: Int32, owning descriptor: consuming Descriptor) {
        self.pid = pid
        self.descriptor = descriptor
    }

    /// `pidfd_send_signal(2)`; a process that has ended already is no error.
    ///
    /// Where a sandbox refuses or hides that, `kill(2)`: for a child of this process, which keeps its
    /// PID until it has been reaped.
    public func signal(_ number: Int32) throws(SystemCallError) {
        let result = nl_pidfd_send_signal(descriptor.number, number)
        if result == -ESRCH { return }
        if result < 0, isChild, kill(pid, number) == 0 || errno == ESRCH { return }
        try checked(result, "pidfd_send_signal", "\(pid)")
    }

    /// Whether it is a child that has not been reaped; it is left so.
    private var isChild: Bool {
        var info = siginfo_t()
        return waitid(P_PID, id_t(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0
    }

    /// Waits for the end of this child and reaps it: `waitid(P_PIDFD)`. Call it once.
    @discardableResult
    public func wait() throws(SystemCallError) -> ProcessEnd {
        guard let end = try end(withoutWaiting: false) else {
            throw SystemCallError("waitid", "\(pid)", errno: EAGAIN)
        }
        return end
    }

    /// How this child ended, reaping it; nil while it runs.
    public func endIfEnded() throws(SystemCallError) -> ProcessEnd? {
        try end(withoutWaiting: true)
    }

    private func end(withoutWaiting: Bool) throws(SystemCallError) -> ProcessEnd? {
        var code: Int32 = 0
        var status: Int32 = 0
        let result = nl_wait_pidfd(descriptor.number, withoutWaiting ? 1 : 0, &code, &status)
        if result == -EAGAIN { return nil }
        try checked(result, "waitid", "\(pid)")
        return code == CLD_EXITED ? .exited(status) : .killed(signal: status)
    }
}
