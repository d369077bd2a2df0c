internal import Glibc
public import SystemCalls

/// What one process's `task_struct` leads to: the pointers of its `struct nsproxy`, and the two
/// that are elsewhere. `namespaces(7)`, <linux/nsproxy.h>.
public struct NamespacePointers: Hashable, Sendable {
    public let process: NamespaceNode.Member
    /// In the order of `struct nsproxy`, then `user_ns` and `task_active_pid_ns()`.
    public var pointers: [Pointer]

    public init(process: NamespaceNode.Member, pointers: [Pointer]) {
        self.process = process
        self.pointers = pointers
    }

    /// Where a pointer stands.
    public enum Field: String, CaseIterable, Hashable, Sendable {
        case uts = "uts_ns"
        case ipc = "ipc_ns"
        case mnt = "mnt_ns"
        case pidForChildren = "pid_ns_for_children"
        case net = "net_ns"
        case time = "time_ns"
        case timeForChildren = "time_ns_for_children"
        case cgroup = "cgroup_ns"
        case user = "user_ns"
        case activePID = "task_active_pid_ns()"

        public var kind: NamespaceKind {
            switch self {
            case .uts: .uts
            case .ipc: .ipc
            case .mnt: .mnt
            case .pidForChildren, .activePID: .pid
            case .net: .net
            case .time, .timeForChildren: .time
            case .cgroup: .cgroup
            case .user: .user
            }
        }

        /// What of the task holds it: `nsproxy`, `cred`, `thread_pid` (a `struct pid`).
        public var structure: String {
            switch self {
            case .user: "cred"
            case .activePID: "thread_pid"
            default: "nsproxy"
            }
        }

        /// The file of `/proc/PID/ns` that tells of it.
        var file: String {
            switch self {
            case .pidForChildren: "pid_for_children"
            case .timeForChildren: "time_for_children"
            default: kind.rawValue
            }
        }
    }

    public struct Pointer: Hashable, Sendable {
        public let field: Field
        /// Nil where it leads nowhere that can be told: this kernel lacks the kind, the process has
        /// ended, or no process has been born yet into a PID namespace for children.
        public var namespace: NamespaceNode?
        /// What the process that it is compared with has here; nil where that is not known.
        public var other: NamespaceNode?

        /// Whether it leads elsewhere than the other process's; nil where one of them is not known.
        public var differs: Bool? {
            guard let namespace, let other else { return nil }
            return namespace.identity != other.identity
        }
    }

    /// Reads what the kernel shows of a process.
    ///
    /// - Throws: `ESRCH` where there is no such process, `EACCES` where it is not the caller's to
    ///   look at.
    public static func read(_ pid: Int32) throws(SystemCallError) -> NamespacePointers {
        let state: ProcessState
        do throws(SystemCallError) { state = try ProcessState(pid: pid) } catch {
            let isGone = error.errno == ENOENT || error.errno == ESRCH
            throw isGone ? SystemCallError("open", "process \(pid)", errno: ESRCH) : error
        }
        var pointers: [Pointer] = []
        for field in Field.allCases {
            pointers.append(
                Pointer(field: field, namespace: try namespace(of: pid, field), other: nil))
        }
        return NamespacePointers(
            process: NamespaceNode.Member(pid: pid, name: state.name), pointers: pointers)
    }

    private static func namespace(
        of pid: Int32, _ field: Field
    ) throws(SystemCallError) -> NamespaceNode? {
        do throws(SystemCallError) {
            let handle = try NamespaceHandle(field.kind, path: "/proc/\(pid)/ns/\(field.file)")
            return NamespaceNode(handle)
        } catch {
            if error.errno == ENOENT || error.errno == ESRCH { return nil }
            throw error
        }
    }

    /// The same, with what another process has in each place.
    public func compared(with other: NamespacePointers) -> NamespacePointers {
        var result = self
        for index in result.pointers.indices {
            let field = result.pointers[index].field
            result.pointers[index].other = other.pointers.first { $0.field == field }?.namespace
        }
        return result
    }
}

extension NamespaceNode {
    /// A namespace with what it says of itself: its id, its owner and its parent, as far as they
    /// are in sight.
    init(_ handle: borrowing NamespaceHandle) {
        self.init(handle.kind, handle.identity)
        id64 = handle.id64
        ownerUID = handle.kind == .user ? try? handle.ownerUID() : nil
        owner = (try? handle.owner())?.identity
        if handle.kind == .user || handle.kind == .pid {
            parent = (try? handle.parent())?.identity
        }
    }
}
