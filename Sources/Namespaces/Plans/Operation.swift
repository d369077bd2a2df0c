internal import CLinux
import Glibc

/// A descriptor that an operation works on.
public enum PlanDescriptor: Hashable, Sendable {
    /// One that the parent has open; it must stay open until the plan is spawned.
    case inherited(Int32)
    /// One that this plan opened into a slot, 0 to 7.
    case slot(Int)

    var number: Int32 {
        switch self {
        case .inherited(let number): number
        case .slot(let slot): nl_slot(Int32(slot))
        }
    }
}

/// One thing that a new process does between clone and exec, as a value.
///
/// The C child carries operations out in order and stops at the first that fails. Each is one
/// system call unless its name says more.
public enum Operation: Hashable, Sendable {
    /// Waits for a byte; the end of the pipe ends the child, since its parent is gone.
    case awaitByte(Int32)
    /// Waits until every other end of the pipe is closed.
    case awaitEnd(Int32)
    /// Waits for a byte, behind which comes the rest of the plan: the last operation of one that
    /// `Plan.spawnSharingMemory` carries out.
    case awaitRest(Int32)
    /// SIGKILL to the process behind a pidfd.
    case kill(Int32)
    /// Tells the parent that all operations up to here are done.
    case ready

    /// Writes a file with one `write(2)`; `create` is its mode where it may not exist yet.
    case write(path: String, bytes: [UInt8], create: UInt32? = nil)
    /// `mkdir(2)`; a directory that exists is fine.
    case makeDirectory(String, mode: UInt32 = 0o755)
    /// Removes a control group and every group in it, waiting up to a second for one that is busy.
    case removeControlGroup(String)
    /// Removes a file that is no directory.
    case removeFile(String)
    case symlink(to: String, at: String)
    case copy(from: String, to: String, mode: UInt32 = 0o644)
    case changeDirectory(String)
    case changeRoot(String)
    case umask(UInt32)

    /// `mount(2)`, arguments as there.
    case mount(
        source: String?, target: String, type: String? = nil, flags: UInt = 0,
        options: String? = nil)
    /// `mount_setattr(2)` on a mount and everything below it.
    case mountAttributes(String, set: UInt64, clear: UInt64 = 0)
    case unmount(String, flags: Int32 = 0)
    case pivotRoot(to: String, old: String)

    /// `setns(2)`: on a namespace's file with its one kind, on a pidfd with any number of kinds.
    case join(PlanDescriptor, kinds: NamespaceKinds)
    case unshare(NamespaceKinds)
    case setHostname(String)
    case setDomainname(String)
    /// Brings a network interface up.
    case linkUp(String)

    /// `setgroups(2)` with none.
    case dropGroups
    /// All three group ids.
    case setGID(UInt32)
    /// All three user ids. Makes the process undumpable and clears its parent-death signal.
    case setUID(UInt32)
    /// The ids by which files are opened; one that this process may not take is left as it was.
    case fileSystemIDs(user: UInt32, group: UInt32)
    /// Whether others may look into this process: `PR_SET_DUMPABLE`. `execve(2)` makes it so again.
    case dumpable(Bool)
    /// The signal that this process gets when the *thread* that made it ends.
    case parentDeathSignal(Int32)
    /// The name that `ps` shows, at most 15 bytes.
    case name(String)
    /// Removes a capability from the bounding set for good.
    case dropFromBoundingSet(Capability)
    /// A session keyring of its own: `keyctl(2)`.
    case ownKeyring
    /// Refuses `add_key(2)`, `keyctl(2)` and `request_key(2)` with ENOSYS, for good: `seccomp(2)`.
    case denyKeys
    case limit(ResourceLimit, to: UInt64)
    /// Default handlers and an empty mask: a plan's process starts with every signal blocked.
    case defaultSignals
    /// Ignores a signal, also in the program that is executed next.
    case ignore(signal: Int32)

    case open(String, flags: Int32, slot: Int)
    case close(PlanDescriptor)
    /// `dup2(2)` onto this number; it loses close-on-exec.
    case duplicate(PlanDescriptor, onto: Int32)
    /// Closes every descriptor from this number up, at once or when another program is executed.
    case closeFrom(Int32, onExecute: Bool = false)
    /// A new pseudoterminal of the devpts that `multiplexer` (`/dev/ptmx`) leads to: its master
    /// into a slot, its slave into the next. Its window is columns × rows from the beginning. With
    /// `isUTF8` (`termios(3)`, IUTF8) the key that takes back a character takes all of its bytes.
    case openTerminal(
        multiplexer: String, slot: Int, columns: Int, rows: Int, isUTF8: Bool = false)
    /// `socket(2)`, close-on-exec. It stays in the network namespace that it was made in.
    case openSocket(family: Int32, type: Int32, protocol: Int32, slot: Int)
    /// Sends a descriptor over a Unix socket.
    case send(PlanDescriptor, socket: Int32)
    /// Makes a Unix socket one that listens at a path, which must not exist.
    case listen(PlanDescriptor, at: String)
    /// Sends a sealed copy of this very program to each that connects to the socket, until every
    /// other end of the pipe `line` is closed; then the plan goes on. The copy is the one in
    /// `SharedProgram.file`, or one for this process alone where `shared` is -1.
    case serveProgram(listener: Int32, until: Int32, shared: Int32)
    /// Makes the calls that are asked for over a socket and never goes on: `SubjectProtocol`.
    ///
    /// - terminal: what is waited for on request, or -1.
    /// - hearsInterrupts: SIGINT ends the call that waits, and not the process.
    case serveCalls(socket: Int32, terminal: Int32, hearsInterrupts: Bool)
    /// Gives a process that is blocked in a call the filter by which a tracer is asked about its calls,
    /// and sends the filter's listener over a Unix socket. `EAGAIN` where it is not blocked in a call,
    /// `EBUSY` where it has such a filter, `EINVAL` where the kernel is too old (before Linux 5.19).
    case arm(process: Int32, socket: Int32)
    /// Serves a listener and never goes on: until nobody has the filter any more (exit status 0), or the
    /// process behind the pidfd `parent` has ended.
    ///
    /// - board: the address of memory that is shared with the process, `nl_board_make`.
    case trace(listener: Int32, board: UInt, parent: Int32)
    case newSession
    case controllingTerminal(PlanDescriptor)

    /// `openat2(2)` with `O_PATH`: a path with a directory as its root, which neither `..` nor a
    /// link leads out of. Links in `/proc` that are none, as `/proc/1/root`, are refused (`ELOOP`).
    ///
    /// - following: whether a symbolic link at the end of the path is followed.
    /// - inMemory: whether it must be on a tmpfs or an overlay (`EXDEV`).
    case openBelow(
        PlanDescriptor, path: String, following: Bool, slot: Int, inMemory: Bool = false)
    /// A file system of a type, as the namespaces of this process have it, into a slot: `fsopen(2)`
    /// and `fsmount(2)`. It is mounted nowhere; a mount namespace of one's own is needed all the same.
    case openFileSystem(type: String, slot: Int)

    /// Reports the two names that a UTS namespace holds.
    case reportNames
    /// Reports `CLOCK_MONOTONIC` and `CLOCK_BOOTTIME` of its time namespace, each as two 64-bit
    /// numbers: seconds and nanoseconds.
    case reportClocks
    /// Reports mode, owner and group of what is open, each 32 bits.
    case reportStatus(PlanDescriptor)
    /// Reports what a symbolic link holds that was opened itself.
    case reportLink(PlanDescriptor)
    /// Reports a regular file's bytes, at most this many. Nothing else is opened (`EINVAL`), for
    /// that could block or be a device.
    case reportContents(PlanDescriptor, limit: Int)
    /// Reports a file's bytes, at most this many.
    case report(file: String, limit: Int)
    /// Reports the names in a directory, each with a NUL behind it; more bytes than `limit` are
    /// refused (`EFBIG`).
    case reportEntries(PlanDescriptor, limit: Int)

    /// Goes on in a child, which is in the PID namespace that was joined or unshared; this process
    /// reports the child's PID and exits, and the plan's parent is the child's parent.
    case continueInChild
    case execute(file: String, searching: String, arguments: [String], environment: [String])
    /// What `executeThrough` needs, made while this machine's own files are in sight.
    case openStarter(slot: Int)
    /// The same as `execute` where the files in sight may lead back to this process's own program:
    /// a small one takes its place first. What that is refused is its exit status, 126 or 127.
    case executeThrough(
        PlanDescriptor, file: String, searching: String, arguments: [String], environment: [String])
    /// `execveat(2)` of an open program, with an empty environment.
    case executeOpen(PlanDescriptor, arguments: [String])
    case exit(Int32)
}

extension Operation {
    /// The system call that a failure of this operation is blamed on, and what it was applied to.
    public var call: (name: String, subject: String) {
        switch self {
        case .awaitByte, .awaitRest: ("read", "the parent's word")
        case .awaitEnd: ("read", "the other process's word")
        case .kill: ("pidfd_send_signal", "")
        case .ready: ("write", "report")
        case .write(let path, _, _): ("write", path)
        case .makeDirectory(let path, _): ("mkdir", path)
        case .removeControlGroup(let path): ("rmdir", path)
        case .removeFile(let path): ("unlink", path)
        case .symlink(_, let path): ("symlink", path)
        case .copy(let from, let to, _): ("copy", "\(from) to \(to)")
        case .changeDirectory(let path): ("chdir", path)
        case .changeRoot(let path): ("chroot", path)
        case .umask: ("umask", "")
        case .mount(let source, let target, let type, _, _):
            (
                "mount",
                [type, source.map { "\($0) on \(target)" } ?? target].compactMap(\.self).joined(
                    separator: " ")
            )
        case .mountAttributes(let path, _, _): ("mount_setattr", path)
        case .unmount(let path, _): ("umount2", path)
        case .pivotRoot(let path, _): ("pivot_root", path)
        case .join(_, let kinds): ("setns", kinds.names)
        case .unshare(let kinds): ("unshare", kinds.names)
        case .setHostname(let name): ("sethostname", name)
        case .setDomainname(let name): ("setdomainname", name)
        case .linkUp(let name): ("ioctl SIOCSIFFLAGS", name)
        case .dropGroups: ("setgroups", "")
        case .setGID(let id): ("setresgid", "\(id)")
        case .setUID(let id): ("setresuid", "\(id)")
        case .fileSystemIDs: ("setfsuid", "")
        case .dumpable: ("prctl", "PR_SET_DUMPABLE")
        case .parentDeathSignal: ("prctl", "PR_SET_PDEATHSIG")
        case .name: ("prctl", "PR_SET_NAME")
        case .dropFromBoundingSet(let capability): ("prctl", "PR_CAPBSET_DROP \(capability.name)")
        case .ownKeyring: ("keyctl", "KEYCTL_JOIN_SESSION_KEYRING")
        case .denyKeys: ("prctl", "PR_SET_SECCOMP")
        case .limit(let resource, _): ("setrlimit", resource.rawValue)
        case .defaultSignals: ("sigprocmask", "")
        case .ignore(let signal): ("sigaction", "\(signal)")
        case .open(let path, _, _): ("open", path)
        case .close: ("close", "")
        case .duplicate(_, let number): ("dup3", "\(number)")
        case .closeFrom: ("close_range", "")
        case .openTerminal(let path, _, _, _, _): ("open", path)
        case .openSocket(let family, let type, let number, _):
            ("socket", "\(family), \(type), \(number)")
        case .send: ("sendmsg", "")
        case .listen(_, let path): ("bind", path)
        case .serveProgram: ("accept", "")
        case .serveCalls: ("recv", "")
        case .arm: ("seccomp", "of the shell")
        case .trace: ("seccomp_unotify", "")
        case .newSession: ("setsid", "")
        case .controllingTerminal: ("ioctl", "TIOCSCTTY")
        case .openBelow(_, let path, _, _, _): ("openat2", path)
        case .openFileSystem(let type, _): ("fsmount", type)
        case .reportNames: ("uname", "")
        case .reportClocks: ("clock_gettime", "")
        case .reportStatus: ("fstat", "")
        case .reportLink: ("readlinkat", "")
        case .reportContents: ("read", "")
        case .report(let path, _): ("read", path)
        case .reportEntries: ("getdents64", "")
        case .continueInChild: ("clone", "")
        case .execute(let file, _, _, _): ("execve", file)
        case .openStarter: ("memfd_create", "starter")
        case .executeThrough(_, let file, _, _, _): ("execve", file)
        case .executeOpen(_, let arguments): ("execveat", arguments.first ?? "")
        case .exit: ("exit", "")
        }
    }
}

extension Operation {
    /// Keeps the namespace of a kind that the process is in alive without a process: a bind mount of
    /// its file on `path`, which is made where it is missing. `namespaces(7)`.
    ///
    /// A *mount* namespace is refused (EINVAL) where it could come to hold itself.
    public static func keepAlive(_ kind: NamespaceKind, at path: String) -> [Operation] {
        [
            .write(path: path, bytes: [], create: 0o600),
            .mount(source: "/proc/self/ns/\(kind.rawValue)", target: path, flags: UInt(MS_BIND)),
        ]
    }
}
