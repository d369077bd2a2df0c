extension CallSignature {
    /// The most that one call reads.
    static let mostRoom = 4096

    private static func text(_ name: String) -> Parameter { Parameter(name: name, kind: .text) }

    private static let descriptor = Parameter(name: "fd", kind: .descriptor)
    private static let pid = Parameter(name: "pid", kind: .pid)

    private static func flags(
        _ families: [Constant.Family], optional: Bool = false, name: String = "flags"
    ) -> Parameter {
        Parameter(name: name, kind: .flags(families), isOptional: optional)
    }

    private static func number(_ name: String, optional: Bool = false) -> Parameter {
        Parameter(name: name, kind: .number, isOptional: optional)
    }

    /// In the order in which help lists them.
    public static let all: [CallSignature] = making + joining + files + processes + others

    private static let making = [
        CallSignature(
            "unshare", .unshare, [flags([.namespaces, .sharing])],
            "moves this process into new namespaces; for pid and time, its children"),
        CallSignature(
            "clone", .clone, [flags([.namespaces, .sharing, .signal])], giving: .pid,
            "makes a child in new namespaces, which carries out the block; SIGCHLD tells its parent"
        ),
        CallSignature(
            "clone3", .clone3,
            [Parameter(name: "{flags=…, exit_signal=…}", kind: .cloneArguments)]
                + [number("size", optional: true)], giving: .pid,
            manual: "clone(2)",
            "clone with its arguments in a structure, which has room for more flags"),
        CallSignature(
            "fork", .fork, [], giving: .pid,
            "makes a child in the same namespaces, which carries out the block"),
    ]

    private static let joining = [
        CallSignature(
            "setns", .setns, [descriptor, flags([.namespaces])],
            "joins namespaces: one by its file, or those of a process by a pidfd"),
        CallSignature(
            "pidfd_open", .pidfdOpen, [pid, flags([.open], optional: true)], giving: .descriptor,
            "gives a descriptor of a process"),
        CallSignature(
            "ioctl", .ioctl, [descriptor, Parameter(name: "request", kind: .choice(.ioctl))],
            giving: .descriptor, forms: requests, manual: "ioctl_ns(2)",
            "asks a namespace's file for its parent, its owner, its kind"),
    ]

    private static let requests: [String: Form] = {
        let process = [Parameter(name: "pid", kind: .pid)]
        let room32 = [Parameter(name: "&uid", kind: .address(4), isOptional: true)]
        let room64 = [Parameter(name: "&id", kind: .address(8), isOptional: true)]
        var forms = [
            "NS_GET_USERNS": Form(parameters: [], result: .descriptor),
            "NS_GET_PARENT": Form(parameters: [], result: .descriptor),
            "NS_GET_NSTYPE": Form(parameters: [], result: .number, decoding: .kind),
            "NS_GET_OWNER_UID": Form(parameters: room32, decoding: .signed32),
            "NS_GET_MNTNS_ID": Form(parameters: room64, decoding: .unsigned64),
            "NS_GET_ID": Form(parameters: room64, decoding: .unsigned64),
        ]
        for name in ["PID_FROM", "TGID_FROM", "PID_IN", "TGID_IN"] {
            forms["NS_GET_\(name)_PIDNS"] = Form(parameters: process, result: .pid)
        }
        return forms
    }()

    private static let files = [
        CallSignature(
            "open", .open,
            [text("path"), flags([.open]), number("mode", optional: true)], giving: .descriptor,
            "opens a file; with O_CREAT it takes a mode, like 0644"),
        CallSignature("close", .close, [descriptor], "closes a descriptor"),
        CallSignature(
            "read", .read,
            [descriptor, Parameter(name: "count", kind: .room(mostRoom), isOptional: true)],
            giving: .number, decoding: .text, "reads at most count bytes"),
        CallSignature(
            "write", .write,
            [
                descriptor, text("text"),
                Parameter(name: "count", kind: .length(of: 1), isOptional: true),
            ], giving: .number, "writes bytes"),
        CallSignature(
            "readlink", .readlink,
            [
                text("path"),
                Parameter(name: "size", kind: .room(mostRoom), isOptional: true),
            ], giving: .number, decoding: .text, "gives what a symbolic link holds"),
        CallSignature(
            "mount", .mount,
            [
                Parameter(name: "source", kind: .textOrNull), text("target"),
                Parameter(name: "type", kind: .textOrNull), flags([.mount]),
                Parameter(name: "data", kind: .textOrNull, isOptional: true),
            ], "mounts a file system, binds a directory or a file, or changes a mount"),
        CallSignature(
            "umount2", .umount2, [text("target"), flags([.umount], optional: true)],
            manual: "umount(2)", "unmounts what is on top there"),
        CallSignature(
            "pivot_root", .pivotRoot, [text("new_root"), text("put_old")],
            "makes a mount the root of this mount namespace"),
        CallSignature(
            "chroot", .chroot, [text("path")], "changes the root of this process's paths"),
        CallSignature("chdir", .chdir, [text("path")], "changes the working directory"),
        CallSignature(
            "mkdir", .mkdir, [text("path"), number("mode", optional: true)], "makes a directory"),
        CallSignature("rmdir", .rmdir, [text("path")], "removes an empty directory"),
    ]

    private static let processes = [
        CallSignature(
            "waitpid", .wait4,
            [
                pid, Parameter(name: "&status", kind: .address(4), isOptional: true),
                flags([.wait], optional: true, name: "options"),
            ], giving: .pid, decoding: .status,
            "waits for the end of a child; Ctrl-C ends the waiting"),
        CallSignature(
            "kill", .kill, [pid, Parameter(name: "signal", kind: .signal)], "sends a signal"),
        CallSignature("pause", .pause, [], "waits for a signal"),
        CallSignature(
            "prctl", .prctl, [Parameter(name: "option", kind: .choice(.prctl))], forms: options,
            "changes how the kernel treats this process"),
        CallSignature(
            "getpid", .getpid, [], giving: .pid, "this process's PID in its own PID namespace"),
        CallSignature(
            "getppid", .getppid, [], giving: .pid, "its parent's, 0 where that is out of sight"),
        CallSignature(
            "getuid", .getuid, [], giving: .number, "its user id in its own user namespace"),
        CallSignature(
            "getgid", .getgid, [], giving: .number, "its group id in its own user namespace"),
        CallSignature(
            "_exit", .exit, [number("status", optional: true)], "ends this process"),
    ]

    private static let options: [String: Form] = {
        let signal = [Parameter(name: "signal", kind: .signal)]
        let room = [Parameter(name: "&value", kind: .address(4), isOptional: true)]
        return [
            "PR_SET_PDEATHSIG": Form(parameters: signal),
            "PR_GET_PDEATHSIG": Form(parameters: room, decoding: .signed32),
            "PR_SET_DUMPABLE": Form(parameters: [number("value")]),
            "PR_GET_DUMPABLE": Form(parameters: [], result: .number),
            "PR_SET_NAME": Form(parameters: [text("name")]),
            "PR_GET_NAME": Form(
                parameters: [Parameter(name: "&name", kind: .address(16), isOptional: true)],
                decoding: .text),
            "PR_SET_CHILD_SUBREAPER": Form(parameters: [number("value")]),
            "PR_GET_CHILD_SUBREAPER": Form(parameters: room, decoding: .signed32),
            "PR_SET_NO_NEW_PRIVS": Form(parameters: [number("value")]),
            "PR_GET_NO_NEW_PRIVS": Form(parameters: [], result: .number),
        ]
    }()

    private static let others = [
        CallSignature(
            "uname", .uname, [], decoding: .names, "the names that its UTS namespace holds"),
        CallSignature(
            "sethostname", .sethostname,
            [text("name"), Parameter(name: "length", kind: .length(of: 0), isOptional: true)],
            "changes the node name of its UTS namespace"),
        CallSignature(
            "setdomainname", .setdomainname,
            [text("name"), Parameter(name: "length", kind: .length(of: 0), isOptional: true)],
            "changes the NIS domain name of its UTS namespace"),
        CallSignature(
            "gethostname", .uname, [], decoding: .nodeName, manual: "gethostname(2)",
            "no system call: the library's, which calls uname(2)"),
        CallSignature(
            "getdomainname", .uname, [], decoding: .domainName, manual: "getdomainname(2)",
            "no system call: the library's, which calls uname(2)"),
    ]
}
