internal import CLinux
internal import Glibc

/// A constant of the C headers that a call's argument may name.
public struct Constant: Hashable, Sendable {
    /// What a constant is for.
    public enum Family: String, Hashable, Sendable, CaseIterable {
        case namespaces = "a kind of namespace"
        case sharing = "a flag of clone(2)"
        case clone3 = "a flag of clone3(2) alone"
        case open = "a flag of open(2)"
        case mount = "a flag of mount(2)"
        case umount = "a flag of umount2(2)"
        case wait = "an option of waitpid(2)"
        case signal = "a signal"
        case prctl = "an option of prctl(2)"
        case ioctl = "a request of ioctl(2)"
        case pointer = "a pointer"
    }

    public let name: String
    public let value: Int64
    public let family: Family

    /// All of them, in the order of the headers.
    public static let all: [Constant] = families.flatMap { family, constants in
        constants.map { Constant(name: $0.0, value: $0.1, family: family) }
    }

    private static let byName = Dictionary(
        all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

    public static func named(_ name: String) -> Constant? { byName[name] }

    /// The signal's name, like `SIGKILL`; the number where it has none here.
    static func signal(_ number: Int64) -> String {
        all.first { $0.family == .signal && $0.value == number }?.name ?? "\(number)"
    }

    /// `CLONE_NEWUTS|CLONE_NEWNET`, what is left as a number; `0` for none.
    static func flags(_ value: Int64, of families: [Family]) -> String {
        var left = value
        var names: [String] = []
        for constant in all where constant.value != 0 && families.contains(constant.family) {
            guard left & constant.value == constant.value else { continue }
            names.append(constant.name)
            left &= ~constant.value
        }
        if left != 0 || names.isEmpty { names.append(hexadecimal(left)) }
        return names.joined(separator: "|")
    }

    static func hexadecimal(_ value: Int64) -> String {
        value == 0 ? "0" : "0x" + String(UInt64(bitPattern: value), radix: 16)
    }

    /// By name, so that no header has to be there; those of `open(2)` that differ between
    /// architectures come from it.
    private static let families: [(Family, [(String, Int64)])] = [
        (
            .namespaces,
            [
                ("CLONE_NEWTIME", 0x80), ("CLONE_NEWNS", 0x20000), ("CLONE_NEWCGROUP", 0x200_0000),
                ("CLONE_NEWUTS", 0x400_0000), ("CLONE_NEWIPC", 0x800_0000),
                ("CLONE_NEWUSER", 0x1000_0000), ("CLONE_NEWPID", 0x2000_0000),
                ("CLONE_NEWNET", 0x4000_0000),
            ]
        ),
        (
            .sharing,
            [
                ("CLONE_FS", 0x200), ("CLONE_FILES", 0x400), ("CLONE_SYSVSEM", 0x40000),
                ("CLONE_IO", 0x8000_0000),
            ]
        ),
        (.clone3, [("CLONE_CLEAR_SIGHAND", 0x1_0000_0000)]),
        (
            .open,
            [
                ("O_RDONLY", 0), ("O_WRONLY", 1), ("O_RDWR", 2), ("O_CREAT", 0o100),
                ("O_EXCL", 0o200), ("O_NOCTTY", 0o400), ("O_TRUNC", 0o1000),
                ("O_APPEND", 0o2000), ("O_NONBLOCK", 0o4000), ("O_DIRECTORY", Int64(O_DIRECTORY)),
                ("O_NOFOLLOW", Int64(O_NOFOLLOW)), ("O_CLOEXEC", 0o2_000_000),
                ("O_PATH", Int64(nl_O_PATH)),
            ]
        ),
        (
            .mount,
            [
                ("MS_RDONLY", 1), ("MS_NOSUID", 2), ("MS_NODEV", 4), ("MS_NOEXEC", 8),
                ("MS_SYNCHRONOUS", 16), ("MS_REMOUNT", 32), ("MS_DIRSYNC", 128),
                ("MS_NOATIME", 1 << 10), ("MS_NODIRATIME", 1 << 11), ("MS_BIND", 1 << 12),
                ("MS_MOVE", 1 << 13), ("MS_REC", 1 << 14), ("MS_SILENT", 1 << 15),
                ("MS_UNBINDABLE", 1 << 17), ("MS_PRIVATE", 1 << 18), ("MS_SLAVE", 1 << 19),
                ("MS_SHARED", 1 << 20), ("MS_RELATIME", 1 << 21), ("MS_STRICTATIME", 1 << 24),
                ("MS_LAZYTIME", 1 << 25),
            ]
        ),
        (
            .umount,
            [("MNT_FORCE", 1), ("MNT_DETACH", 2), ("MNT_EXPIRE", 4), ("UMOUNT_NOFOLLOW", 8)]
        ),
        (
            .wait,
            [
                ("WNOHANG", 1), ("WUNTRACED", 2), ("WCONTINUED", 8), ("__WALL", 0x4000_0000),
                ("__WCLONE", 0x8000_0000),
            ]
        ),
        (
            .signal,
            [
                ("SIGHUP", 1), ("SIGINT", 2), ("SIGQUIT", 3), ("SIGILL", 4), ("SIGTRAP", 5),
                ("SIGABRT", 6), ("SIGBUS", 7), ("SIGFPE", 8), ("SIGKILL", 9), ("SIGUSR1", 10),
                ("SIGSEGV", 11), ("SIGUSR2", 12), ("SIGPIPE", 13), ("SIGALRM", 14),
                ("SIGTERM", 15), ("SIGCHLD", 17), ("SIGCONT", 18), ("SIGSTOP", 19),
                ("SIGTSTP", 20), ("SIGTTIN", 21), ("SIGTTOU", 22), ("SIGWINCH", 28),
            ]
        ),
        (
            .prctl,
            [
                ("PR_SET_PDEATHSIG", 1), ("PR_GET_PDEATHSIG", 2), ("PR_GET_DUMPABLE", 3),
                ("PR_SET_DUMPABLE", 4), ("PR_SET_NAME", 15), ("PR_GET_NAME", 16),
                ("PR_SET_CHILD_SUBREAPER", 36), ("PR_GET_CHILD_SUBREAPER", 37),
                ("PR_SET_NO_NEW_PRIVS", 38), ("PR_GET_NO_NEW_PRIVS", 39),
            ]
        ),
        (
            .ioctl,
            [
                ("NS_GET_USERNS", 0xb701), ("NS_GET_PARENT", 0xb702), ("NS_GET_NSTYPE", 0xb703),
                ("NS_GET_OWNER_UID", 0xb704), ("NS_GET_MNTNS_ID", 0x8008_b705),
                ("NS_GET_PID_FROM_PIDNS", 0x8004_b706), ("NS_GET_TGID_FROM_PIDNS", 0x8004_b707),
                ("NS_GET_PID_IN_PIDNS", 0x8004_b708), ("NS_GET_TGID_IN_PIDNS", 0x8004_b709),
                ("NS_GET_ID", 0x8008_b70d),
            ]
        ),
        (.pointer, [("NULL", 0)]),
    ]
}
