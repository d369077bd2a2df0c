extension CallSignature {
    /// What the manual says of an error of this call, in a sentence; nil where this table has none.
    public func reason(for errno: Int32) -> String? {
        let name = errnoName(errno)
        return Self.reasons[self.name]?[name] ?? Self.reasons[code.rawValue]?[name]
            ?? Self.common[name]
    }

    /// The errors that the table explains, each with its sentence, sorted.
    public var reasons: [(error: String, reason: String)] {
        (Self.reasons[name] ?? Self.reasons[code.rawValue] ?? [:]).sorted { $0.key < $1.key }
            .map { ($0.key, $0.value) }
    }

    private static let common = [
        "EBADF": "that descriptor is not open in this process",
        "EFAULT": "an address that the call needs was NULL",
        "EINTR": "a signal ended the waiting, here Ctrl-C",
        "EMFILE": "this process may have no more descriptors open: RLIMIT_NOFILE",
        "ENAMETOOLONG": "a path, or a name in it, is too long",
        "ENOENT": "a part of the path is not there",
        "ENOMEM": "the kernel has no memory for it",
        "ENOSYS": "this kernel does not have the call, or a filter hides it",
        "ENOTDIR": "a part of the path that should be a directory is none",
        "ENOTTY": "what that descriptor has open does not know the request",
        "EROFS": "it lies on a mount that is read-only",
    ]

    private static let making = [
        "EAGAIN": "this user may have no more processes: RLIMIT_NPROC",
        "EINVAL": "flags that do not go together, or a kind that this kernel does not have",
        "ENOSPC": "one namespace more is over the limit of /proc/sys/user/max_*_namespaces, or "
            + "user or pid namespaces are nested 32 deep",
        "EPERM":
            "every kind but user takes CAP_SYS_ADMIN in the user namespace that this process is "
            + "in; CLONE_NEWUSER beside them gives it, and is refused to a process in a chroot",
        "ENOMEM":
            "no memory; for a child: the init of the PID namespace that it would be born into "
            + "has ended, and so nobody can be born there any more",
    ]

    private static let names = [
        "EPERM":
            "it takes CAP_SYS_ADMIN in the user namespace that owns this UTS namespace, which may "
            + "be another one than the process is in",
        "EINVAL": "the name is longer than 64 bytes",
    ]

    private static let reasons: [String: [String: String]] = [
        "unshare": making.merging([
            "EINVAL": "flags that unshare does not know; or CLONE_NEWUSER in a process that has "
                + "several threads"
        ]) { _, new in new },
        "clone": making, "clone3": making, "fork": making,
        "sethostname": names, "setdomainname": names,
        "setns": [
            "EBADF": "that descriptor is not open in this process",
            "EINVAL":
                "the descriptor is no namespace; or a namespace's file of another kind than the "
                + "flags say, which can name only one; or the user namespace that the process is in "
                + "already; or an outer PID namespace",
            "EPERM":
                "it takes CAP_SYS_ADMIN in the user namespace that owns the namespace, and in the "
                + "process's own; a time or user namespace also a single thread",
            "ESRCH": "the process of that pidfd has ended",
            "EUSERS": "user namespaces are nested 32 deep",
        ],
        "pidfd_open": [
            "EINVAL": "a flag that it does not know, or a number that is no PID",
            "ESRCH": "no process has that PID in this process's PID namespace",
        ],
        "ioctl": [
            "EPERM":
                "the parent or the owner is outside of what this process may see: its own user or "
                + "PID namespace is below it",
            "EINVAL": "a namespace of this kind has no parent, or the request is not for its kind",
            "ENOTTY": "the descriptor is no namespace, or this kernel does not know the request",
            "ESRCH": "no process has that PID there",
        ],
        "open": [
            "EACCES":
                "the file's mode does not let this process; of /proc/PID/ns, it may not trace "
                + "the process",
            "EEXIST": "O_CREAT with O_EXCL, and the file is there",
            "EISDIR": "a directory cannot be written",
            "ELOOP": "too many links, or O_NOFOLLOW and the last part is one",
            "ENXIO": "a pipe that nobody reads, or a socket, which cannot be opened",
            "EPERM": "a filter or a seal forbids it",
        ],
        "mount": [
            "EACCES":
                "a part of the path cannot be searched, or the file system may not be mounted here",
            "EBUSY": "it is in use; a remount to read-only meets files that are open for writing",
            "EINVAL":
                "source is no mount where one is needed (MS_MOVE, MS_REMOUNT, propagation); two "
                + "kinds of propagation at once; or a bind of a mount namespace's file into itself",
            "ELOOP": "the target is below what would be moved",
            "ENODEV": "this kernel has no file system of that type",
            "ENOENT": "source or target is not there",
            "ENOTBLK": "this file system lies on a block device, and source is none",
            "ENOTDIR": "a directory can only be mounted on a directory, and a file on a file",
            "EPERM":
                "it takes CAP_SYS_ADMIN in the user namespace that owns this mount namespace; a "
                + "flag that a mount came with cannot be taken from it in there",
        ],
        "umount2": [
            "EAGAIN": "MNT_EXPIRE has marked it: it goes at the second call",
            "EBUSY":
                "something in it is open or is a working directory; MNT_DETACH takes it away all "
                + "the same",
            "EINVAL":
                "nothing is mounted there; or the mount came from an outer mount namespace, and "
                + "what it covers must stay hidden",
            "EPERM": "it takes CAP_SYS_ADMIN in the user namespace that owns this mount namespace",
        ],
        "pivotRoot": [
            "EBUSY": "new_root or put_old is on the root's own file system",
            "EINVAL":
                "new_root is no mount, put_old is not below it, the root is no mount, or one of "
                + "the mounts is shared",
            "EPERM": "it takes CAP_SYS_ADMIN in the user namespace that owns this mount namespace",
        ],
        "chroot": ["EPERM": "it takes CAP_SYS_CHROOT in this process's user namespace"],
        "chdir": ["EACCES": "a directory on the way cannot be searched"],
        "mkdir": ["EEXIST": "that name is taken", "EACCES": "the directory cannot be written"],
        "rmdir": [
            "EBUSY": "something is mounted there", "ENOTEMPTY": "it is not empty",
            "ENOTDIR": "it is no directory",
        ],
        "readlink": ["EINVAL": "that is no symbolic link", "EACCES": "it may not be looked at"],
        "wait4": [
            "ECHILD":
                "this process has no such child: none was made, it has been waited for already, or "
                + "the PID is somebody else's child",
            "EINTR": "a signal ended the waiting, here Ctrl-C; the child is still there",
            "EINVAL": "an option that waitpid does not know",
        ],
        "kill": [
            "EINVAL": "there is no such signal",
            "EPERM":
                "the process belongs to another user, in a user namespace where this process has "
                + "no CAP_KILL",
            "ESRCH": "no process has that PID in this process's PID namespace",
        ],
        "prctl": ["EINVAL": "an option or a value that this kernel does not know"],
        "write": [
            "EINVAL": "what is written is not what the file takes: an id map with overlapping or "
                + "malformed lines",
            "EPERM":
                "of an id map: it is written once, and other ids than one's own take CAP_SETUID in "
                + "the parent user namespace; of a gid_map also setgroups must be denied first",
            "EBADF": "that descriptor is not open in this process, or not for writing",
            "EPIPE": "nobody reads at the other end",
        ],
        "read": [
            "EBADF": "that descriptor is not open in this process, or not for reading",
            "EIO": "a terminal may not be read in the background",
            "EISDIR": "a directory is not read by read(2)",
            "EINVAL": "what is open cannot be read",
        ],
    ]
}
