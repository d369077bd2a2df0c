internal import CLinux
internal import Glibc
internal import Namespaces
public import SystemCalls

/// Why the calls of a session cannot be traced.
public struct TracingRefusal: Error, Sendable {
    public let error: SystemCallError

    /// One sentence.
    public var sentence: String { "calls cannot be traced: \(error): \(cause)" }

    private var cause: String {
        switch error.errno {
        case EAGAIN: "the shell is busy; try again when it is at its prompt"
        case EPERM:
            "another tracer (strace, gdb) has the shell, or this machine lets nobody trace, as some "
                + "containers do"
        case EACCES: "who is not root in the lab cannot be given a filter; leave that shell first"
        case EBUSY: "nsshell runs under a filter that asks somebody else, and there can be only one"
        case EINVAL: "it takes Linux 5.19 or later"
        case ENOSYS: "it takes an x86-64 processor and a kernel with seccomp"
        default: "see `nsshell doctor`"
        }
    }

    /// What lets this machine trace, in a line; empty where nothing is known to.
    public var mend: String {
        switch error.errno {
        case EPERM where (try? readText("/proc/sys/kernel/yama/ptrace_scope")) == "3\n":
            "start this machine again with kernel.yama.ptrace_scope below 3: while it runs, nothing "
                + "lowers it"
        case EPERM, EACCES: "in a container, allow ptrace(2) and seccomp(2): --cap-add SYS_PTRACE"
        case EBUSY: "run nsshell outside of the container manager that listens to its system calls"
        case EINVAL: "use Linux 5.19 or later"
        case ENOSYS: "use an x86-64 machine, and a kernel built with CONFIG_SECCOMP_FILTER"
        default: ""
        }
    }
}

extension Lab {
    /// Why this machine can trace no session at all; nil where nothing speaks against it before it is
    /// tried.
    public static var tracingRefusal: TracingRefusal? {
        let result = nl_can_trace()
        guard result < 0 else { return nil }
        return TracingRefusal(error: SystemCallError("seccomp", "", errno: -result))
    }

    /// The same in a sentence.
    public static var whyNothingIsTraced: String? { tracingRefusal?.sentence }
}
