/// The core engine: the kinds of namespace, handles on them, processes made into them, how they
/// relate, and the facts of whatever is inside.
///
/// This room knows Linux. It does *not* know what a lab, a lesson or a learner is. It never changes
/// the namespaces of the process that it runs in: what must happen inside a namespace is a `Plan`
/// that a child carries out.

/// One of the eight kinds of `namespaces(7)`, spelled as in `/proc/PID/ns`.
public enum NamespaceKind: String, CaseIterable, Hashable, Sendable {
    // In the order in which `/proc/PID/ns` lists them: prompts name them in this order.
    case cgroup, ipc, mnt, net, pid, time, user, uts

    /// The constant of `clone(2)`: `CLONE_NEWUTS`.
    public var constant: String {
        switch self {
        case .mnt: "CLONE_NEWNS"
        default: "CLONE_NEW\(rawValue.uppercased())"
        }
    }

    /// The constant's bit; <linux/sched.h>.
    public var flag: UInt64 {
        switch self {
        case .time: 0x0000_0080
        case .mnt: 0x0002_0000
        case .cgroup: 0x0200_0000
        case .uts: 0x0400_0000
        case .ipc: 0x0800_0000
        case .user: 0x1000_0000
        case .pid: 0x2000_0000
        case .net: 0x4000_0000
        }
    }

    /// What a namespace of this kind isolates, in the words of `namespaces(7)`.
    public var isolates: String {
        switch self {
        case .cgroup: "cgroup root directory"
        case .ipc: "System V IPC, POSIX message queues"
        case .mnt: "mount points"
        case .net: "network devices, stacks, ports, etc."
        case .pid: "process IDs"
        case .time: "boot and monotonic clocks"
        case .user: "user and group IDs, capabilities"
        case .uts: "hostname and NIS domain name"
        }
    }

    /// Whether the running kernel has this kind at all.
    public var isSupported: Bool { FilePresence.exists("/proc/self/ns/\(rawValue)") }
}

extension Sequence where Element == NamespaceKind {
    /// `mnt, pid`: how a message names several kinds.
    public var names: String { map(\.rawValue).joined(separator: ", ") }
}
