/// System calls that are made to fail, by strace(1): for the `occurrence`-th of that name in each
/// process, or every one.
struct CallFault: Hashable, Sendable, CustomStringConvertible {
    let call: String
    let errno: String
    /// 1-based; nil is every one.
    let occurrence: Int?
    /// Whether every second one after that fails too: each that is tried again succeeds.
    var goesOn = false

    var description: String {
        "\(call) \(occurrence.map { "number \($0)" } ?? "always") → \(errno)"
    }

    var options: [String] {
        let when = occurrence.map { ":when=\($0)\(goesOn ? "+2" : "")" } ?? ""
        return [
            "-e", "trace=\(call),execve,execveat", "-e", "inject=\(call):error=\(errno)\(when)",
        ]
    }

    /// What each call can fail with on a machine that is full, locked down or old. Calls are not in
    /// it that never fail (getpid, close as Linux has it), and those of a program's own start.
    static let errnos: [String: [String]] = [
        "access": ["EACCES"], "bind": ["EADDRINUSE", "ENOSPC", "EACCES"], "chdir": ["EACCES"],
        "chown": ["EPERM"], "clone": ["EAGAIN", "ENOMEM"],
        "clone3": ["EAGAIN", "EINVAL", "ENOMEM", "ENOSPC", "EPERM", "ENOSYS"],
        "close_range": ["ENOSYS", "EMFILE"], "connect": ["ECONNREFUSED", "EAGAIN"],
        "dup2": ["EBUSY"], "dup3": ["EBUSY"], "execve": ["ENOMEM", "EACCES"],
        "execveat": ["ENOMEM", "EACCES"], "fcntl": ["EMFILE"], "flock": ["ENOLCK", "EINTR"],
        "fsync": ["EIO", "ENOSPC"], "getdents64": ["ENOMEM"], "getsockname": ["ENOBUFS"],
        "ioctl": ["EIO", "EPERM"], "keyctl": ["EDQUOT", "ENOSYS"], "listen": ["EADDRINUSE"],
        "lseek": ["EINVAL"], "mkdir": ["ENOSPC", "EROFS"],
        "mount": ["EPERM", "ENOMEM", "EACCES", "EBUSY"], "mount_setattr": ["EPERM", "ENOSYS"],
        "newfstatat": ["ENOMEM", "EACCES"], "openat": ["EMFILE", "ENFILE", "EACCES", "ENOMEM"],
        "openat2": ["EMFILE", "ENOSYS", "EAGAIN"], "pidfd_open": ["EMFILE", "ENOSYS"],
        "pidfd_send_signal": ["EPERM", "ENOSYS"], "pipe2": ["EMFILE", "ENFILE"],
        "pivot_root": ["EINVAL", "EPERM"], "poll": ["EINTR", "ENOMEM"],
        "prctl": ["EINVAL", "EPERM"], "prlimit64": ["EPERM"], "read": ["EIO", "EINTR"],
        "readlink": ["ENOMEM", "EACCES"], "recvfrom": ["ENOBUFS", "EINTR"],
        "recvmsg": ["ENOMEM", "EINTR"], "rename": ["ENOSPC", "EROFS"],
        "rmdir": ["EBUSY"], "sendmsg": ["ENOBUFS", "ETOOMANYREFS"], "sendto": ["ENOBUFS"],
        "setdomainname": ["EPERM"], "setgroups": ["EPERM"], "sethostname": ["EPERM"],
        "setns": ["EPERM", "ENOMEM"], "setresgid": ["EPERM"], "setresuid": ["EPERM", "EAGAIN"],
        "setsid": ["EPERM"], "setsockopt": ["ENOMEM"], "signalfd4": ["EMFILE", "ENFILE"],
        "socket": ["EMFILE", "ENOBUFS", "EAFNOSUPPORT"], "socketpair": ["EMFILE"],
        "statfs": ["EIO"], "symlink": ["ENOSPC"], "umount2": ["EBUSY", "EPERM"],
        "unlink": ["EROFS"], "unlinkat": ["EROFS"], "unshare": ["EPERM", "ENOSPC"],
        "wait4": ["EINTR"], "waitid": ["EINTR"], "write": ["EIO", "ENOSPC", "EINTR"],
    ]

    /// Whole system calls that an old kernel lacks, or that a sandbox hides.
    static let hidden = [
        "clone3", "pidfd_open", "pidfd_send_signal", "close_range", "openat2",
        "move_mount", "open_tree", "fsopen", "mount_setattr", "execveat", "setns",
        "unshare", "keyctl", "signalfd4", "memfd_create", "prlimit64", "statx", "mount", "umount2",
        "pivot_root", "sethostname", "setdomainname", "getrandom", "ptrace", "process_vm_readv",
    ].map { CallFault(call: $0, errno: "ENOSYS", occurrence: nil) }
}
