/// System calls that change or read the kernel itself.
extension Way {
    static let kernelDoors: [Way] = [
        .refused(
            "module-load", "loads a module into the kernel",
            ["init: EPERM|ENOSYS", "finit: EPERM|ENOSYS", "delete: EPERM|ENOSYS"],
            """
            attempt("init", lambda: call("init_module", b"", 0, b""))
            fd = os.memfd_create("module")
            attempt("finit", lambda: call("finit_module", fd, b"", 0))
            attempt("delete", lambda: call("delete_module", b"no-such-module", 0))
            """),
        .refused(
            "module-auto", "has the kernel load a module by asking for what needs one",
            ["fs: ENODEV", "net: EAFNOSUPPORT|EPROTONOSUPPORT|ESOCKTNOSUPPORT"],
            """
            attempt("fs", lambda: mount("none", b"/mnt", "hostilefs"))
            attempt("net", lambda: socket.socket(12, socket.SOCK_RAW, 0))
            """),
        .refused(
            "kexec", "puts another kernel in place", ["load: EPERM|ENOSYS", "file: EPERM|ENOSYS"],
            """
            attempt("load", lambda: call("kexec_load", 0, 0, None, 0))
            attempt("file", lambda: call("kexec_file_load", -1, -1, 0, None, 4))
            """),
        .refused(
            "reboot",
            "asks for a restart with a wrong number first, and so asks for the right alone",
            ["reboot: EPERM"],
            """
            # EINVAL would say that the number is looked at, and the right is there.
            attempt("reboot", lambda: call("reboot", 0, 0, 0, None))
            """),
        .refused(
            "reboot-nested", "asks for a restart as root of a user namespace within",
            ["reboot: EPERM"],
            """
            inside(lambda: attempt("reboot", lambda: call("reboot", 0, 0, 0, None)), CLONE_NEWUSER)
            """),
        .refused(
            "bpf", "loads a program that traces the kernel, and lists those of the machine",
            ["program: EPERM|ENOSYS", "list: EPERM|ENOSYS", "maps: EPERM|ENOSYS"],
            """
            code = ctypes.create_string_buffer(struct.pack("BBhi", 0xb7, 0, 0,
                0) + struct.pack("BBhi", 0x95, 0, 0, 0), 16)
            terms = ctypes.create_string_buffer(b"GPL")
            # BPF_PROG_TYPE_KPROBE, two instructions: r0 = 0, exit.
            load = struct.pack("IIQQ", 2, 2, ctypes.addressof(code),
                ctypes.addressof(terms)) + bytes(104)
            attempt("program", lambda: call("bpf", 5, load, len(load)))
            attempt("list", lambda: call("bpf", 11, bytes(16), 16))
            attempt("maps", lambda: call("bpf", 12, bytes(16), 16))
            """),
        .refused(
            "bpf-token", "has the right to load programs handed on by a mount of its own",
            ["delegate: EPERM|ENODEV|EINVAL|ENOENT"],
            """
            def delegate():
                fd = call("fsopen", "bpf", 0)
                call("fsconfig", fd, 1, "delegate_cmds", "any", 0)
                call("fsconfig", fd, 6, None, None, 0)
                tree = call("fsmount", fd, 0, 0)
                call("bpf", 36, struct.pack("II", 0, tree) + bytes(8), 16)
            attempt("delegate", delegate)
            """),
        .refused(
            "perf", "samples the whole machine",
            ["cpu: EACCES|EPERM|ENOENT|EINVAL|ENODEV", "tracepoint: EACCES|EPERM|ENOENT|EINVAL"],
            """
            hardware = struct.pack("IIQ", 1, 128, 0) + bytes(112)
            attempt("cpu", lambda: call("perf_event_open", hardware, -1, 0, -1, 0))
            trace = struct.pack("IIQ", 2, 128, 1) + bytes(112)
            attempt("tracepoint", lambda: call("perf_event_open", trace, -1, 0, -1, 0))
            """),
        .refused(
            "swap", "puts swap space on and off", ["on: EPERM", "off: EPERM"],
            """
            attempt("on", lambda: call("swapon", b"/dev/null", 0))
            attempt("off", lambda: call("swapoff", b"/dev/null"))
            """),
        .refused(
            "accounting", "has every process of the machine written into its file",
            ["acct: EPERM|ENOSYS", "quota: EPERM|ENOSYS|ENOENT|ENOTBLK|EACCES"],
            """
            open("/tmp/acct", "w").close()
            attempt("acct", lambda: call("acct", b"/tmp/acct"))
            attempt("quota", lambda: call("quotactl", 0x80000700, b"/dev/vda", 0, bytes(128)))
            """),
        .refused(
            "kernel-log", "empties the kernel's log and silences it",
            ["clear: EPERM", "level: EPERM", "device: ENOENT"],
            """
            attempt("clear", lambda: call("syslog", 5, None, 0))
            attempt("level", lambda: call("syslog", 8, None, 7))
            attempt("device", lambda: opened("/dev/kmsg", os.O_WRONLY))
            """),
        .open(
            "kernel-log-read", "reads the kernel's log",
            because:
                "the machine's kernel.dmesg_restrict decides, for every user; a lab is shown no more",
            ["read: done|EPERM"],
            """
            def action(): call("syslog", 3, ctypes.create_string_buffer(4096), 4096)
            attempt("read", action)
            """),
        .refused(
            "ports", "speaks to the hardware's ports",
            ["iopl: EPERM|ENOSYS|EINVAL", "ioperm: EPERM|ENOSYS|EINVAL", "port: ENOENT"],
            """
            attempt("iopl", lambda: call("iopl", 3))
            attempt("ioperm", lambda: call("ioperm", 0x70, 2, 1))
            attempt("port", lambda: opened("/dev/port", os.O_RDWR))
            """),
        .refused(
            "hang-up", "hangs up the terminal of whoever is there", ["vhangup: EPERM"],
            """
            attempt("vhangup", lambda: call("vhangup"))
            """),
        .refused(
            "fanotify", "is asked before anybody on the machine opens a file",
            ["permission: EPERM", "unlimited: EPERM"],
            """
            attempt("permission", lambda: call("fanotify_init", 4, 0))
            attempt("unlimited", lambda: call("fanotify_init", 0x10, 0))
            """),
        .refused(
            "realtime", "runs before everything else, for ever",
            ["fifo: EPERM", "deadline: EPERM", "nice: EACCES|EPERM", "io: EPERM"],
            """
            attempt("fifo", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50)))
            deadline = struct.pack("IIQiIQQQ", 48, 6, 0, 0, 0, 9_000_000, 10_000_000, 10_000_000)
            attempt("deadline", lambda: call("sched_setattr", 0, deadline, 0))
            attempt("nice", lambda: os.setpriority(os.PRIO_PROCESS, 0, -20))
            attempt("io", lambda: call("ioprio_set", 1, 0, 1 << 13))
            """),
        .refused(
            "oom-score", "is the last that the machine ends when memory is short",
            ["lower: EACCES|EPERM", "init: EACCES|EPERM"],
            """
            attempt("lower", lambda: write("/proc/self/oom_score_adj", "-1000"))
            attempt("init", lambda: write("/proc/1/oom_score_adj", "-1000"))
            """),
        .refused(
            "locked-memory", "takes memory that cannot be swapped", ["lock: ENOMEM|EPERM|EAGAIN"],
            """
            def action():
                block = mmap.mmap(-1, 512 << 20)
                check(libc.mlock(ctypes.c_void_p(ctypes.addressof(ctypes.c_char.from_buffer(block))), ctypes.c_size_t(512 << 20)))
            attempt("lock", action)
            """),
        .open(
            "userfaultfd", "stops page faults of its own where it likes, as exploits do",
            because:
                "Linux gives it to everybody for faults of user space; those of the kernel need a right",
            ["user: done|EPERM|ENOSYS", "kernel: EPERM|ENOSYS"],
            """
            attempt("user", lambda: call("userfaultfd", 1))
            attempt("kernel", lambda: call("userfaultfd", 0))
            """),
        .open(
            "io-uring", "makes system calls by a ring",
            because:
                "kernel.io_uring_disabled decides, for every user; its calls are checked as any other",
            ["ring: done|EPERM|ENOSYS", "outside: ENOENT"],
            """
            attempt("ring", lambda: call("io_uring_setup", 4, ctypes.create_string_buffer(120)))
            look("outside")
            """),
    ]
}
