/// Constants that only traced calls have, beside those that `sys` knows: by name, so that no header has
/// to be there.
enum TraceConstants {
    typealias Names = [(name: String, value: UInt64)]

    static func names(of families: Constant.Family...) -> Names {
        Constant.all.filter { families.contains($0.family) && $0.value != 0 }
            .map { ($0.name, UInt64(bitPattern: $0.value)) }
    }

    /// The flags that are set, what is left as a number; `0` for none.
    static func flags(_ value: UInt64, _ names: Names) -> TracedCall.Argument {
        var left = value
        var found: [String] = []
        for (name, bits) in names where left & bits == bits {
            found.append(name)
            left &= ~bits
        }
        if left != 0 || found.isEmpty { found.append(Constant.hexadecimal(Int64(bitPattern: left))) }
        return .flags(found)
    }

    /// The one constant of that value, or the number.
    static func choice(_ value: UInt64, _ names: [UInt64: String]) -> String {
        names[value] ?? Constant.hexadecimal(Int64(bitPattern: value))
    }

    static let clone: Names =
        [
            ("CLONE_VM", 0x100), ("CLONE_FS", 0x200), ("CLONE_FILES", 0x400),
            ("CLONE_SIGHAND", 0x800), ("CLONE_PIDFD", 0x1000), ("CLONE_PTRACE", 0x2000),
            ("CLONE_VFORK", 0x4000), ("CLONE_PARENT", 0x8000), ("CLONE_THREAD", 0x10000),
            ("CLONE_NEWNS", 0x20000), ("CLONE_SYSVSEM", 0x40000), ("CLONE_SETTLS", 0x80000),
            ("CLONE_PARENT_SETTID", 0x100000), ("CLONE_CHILD_CLEARTID", 0x200000),
            ("CLONE_UNTRACED", 0x800000), ("CLONE_CHILD_SETTID", 0x100_0000),
            ("CLONE_NEWCGROUP", 0x200_0000), ("CLONE_NEWUTS", 0x400_0000),
            ("CLONE_NEWIPC", 0x800_0000), ("CLONE_NEWUSER", 0x1000_0000),
            ("CLONE_NEWPID", 0x2000_0000), ("CLONE_NEWNET", 0x4000_0000),
            ("CLONE_IO", 0x8000_0000),
        ]
    static let clone3: Names =
        [("CLONE_NEWTIME", 0x80)] + clone
        + [("CLONE_CLEAR_SIGHAND", 0x1_0000_0000), ("CLONE_INTO_CGROUP", 0x2_0000_0000)]

    static let pidfd: Names = [("PIDFD_THREAD", 0o200), ("PIDFD_NONBLOCK", 0o4000)]
    static let at: Names = [
        ("AT_SYMLINK_NOFOLLOW", 0x100), ("AT_NO_AUTOMOUNT", 0x800), ("AT_EMPTY_PATH", 0x1000),
        ("AT_RECURSIVE", 0x8000),
    ]
    static let openTree: Names = [("OPEN_TREE_CLONE", 1), ("OPEN_TREE_CLOEXEC", 0o2_000_000)] + at
    static let moveMount: Names = [
        ("MOVE_MOUNT_F_SYMLINKS", 1), ("MOVE_MOUNT_F_AUTOMOUNTS", 2), ("MOVE_MOUNT_F_EMPTY_PATH", 4),
        ("MOVE_MOUNT_T_SYMLINKS", 0x10), ("MOVE_MOUNT_T_AUTOMOUNTS", 0x20),
        ("MOVE_MOUNT_T_EMPTY_PATH", 0x40), ("MOVE_MOUNT_SET_GROUP", 0x100),
        ("MOVE_MOUNT_BENEATH", 0x200),
    ]
    static let fsopen: Names = [("FSOPEN_CLOEXEC", 1)]
    static let fsmount: Names = [("FSMOUNT_CLOEXEC", 1)]
    static let mountAttributes: Names = [
        ("MOUNT_ATTR_RDONLY", 1), ("MOUNT_ATTR_NOSUID", 2), ("MOUNT_ATTR_NODEV", 4),
        ("MOUNT_ATTR_NOEXEC", 8), ("MOUNT_ATTR_NOATIME", 0x10), ("MOUNT_ATTR_STRICTATIME", 0x20),
        ("MOUNT_ATTR_NODIRATIME", 0x80), ("MOUNT_ATTR_IDMAP", 0x100000),
        ("MOUNT_ATTR_NOSYMFOLLOW", 0x200000),
    ]
    static let configure: [UInt64: String] = [
        0: "FSCONFIG_SET_FLAG", 1: "FSCONFIG_SET_STRING", 2: "FSCONFIG_SET_BINARY",
        3: "FSCONFIG_SET_PATH", 4: "FSCONFIG_SET_PATH_EMPTY", 5: "FSCONFIG_SET_FD",
        6: "FSCONFIG_CMD_CREATE", 7: "FSCONFIG_CMD_RECONFIGURE", 8: "FSCONFIG_CMD_CREATE_EXCL",
    ]

    static let ipc: Names = [("IPC_CREAT", 0o1000), ("IPC_EXCL", 0o2000)]
    static let shm: Names = ipc + [("SHM_HUGETLB", 0o4000), ("SHM_NORESERVE", 0o10000)]
    private static let control: [UInt64: String] = [
        0: "IPC_RMID", 1: "IPC_SET", 2: "IPC_STAT", 3: "IPC_INFO",
    ]
    static let msgctl = control.merging([11: "MSG_STAT", 12: "MSG_INFO", 13: "MSG_STAT_ANY"]) { $1 }
    static let semctl = control.merging([
        11: "GETPID", 12: "GETVAL", 13: "GETALL", 14: "GETNCNT", 15: "GETZCNT", 16: "SETVAL",
        17: "SETALL", 18: "SEM_STAT", 19: "SEM_INFO", 20: "SEM_STAT_ANY",
    ]) { $1 }
    static let shmctl = control.merging([
        11: "SHM_LOCK", 12: "SHM_UNLOCK", 13: "SHM_STAT", 14: "SHM_INFO", 15: "SHM_STAT_ANY",
    ]) { $1 }

    static let socketTypes: [UInt64: String] = [2: "SOCK_DGRAM", 3: "SOCK_RAW"]
    static let socketFlags: Names = [("SOCK_NONBLOCK", 0o4000), ("SOCK_CLOEXEC", 0o2_000_000)]
    static let netlinkProtocols: [UInt64: String] = [
        0: "NETLINK_ROUTE", 4: "NETLINK_SOCK_DIAG", 6: "NETLINK_XFRM", 9: "NETLINK_AUDIT",
        10: "NETLINK_FIB_LOOKUP", 11: "NETLINK_CONNECTOR", 12: "NETLINK_NETFILTER",
        15: "NETLINK_KOBJECT_UEVENT", 16: "NETLINK_GENERIC",
    ]
}
