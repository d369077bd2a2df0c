/// Processes outside: the bait's keeper, by its number, and nsshell by what a lab sees of it.
extension Way {
    private static let pid = "BAIT['pid']"

    static let processes: [Way] = [
        .refused(
            "kill-number", "sends a signal to a process outside by its number",
            ["kill: ESRCH", "group: ESRCH", "tgkill: ESRCH", "pidfd: ESRCH", "queue: ESRCH"],
            """
            attempt("kill", lambda: os.kill(\(pid), signal.SIGCONT))
            attempt("group", lambda: os.killpg(\(pid), signal.SIGCONT))
            attempt("tgkill", lambda: check(libc.tgkill(\(pid), \(pid), signal.SIGCONT)))
            attempt("pidfd", lambda: os.pidfd_open(\(pid)))
            attempt("queue", lambda: check(libc.sigqueue(\(pid), signal.SIGCONT, None)))
            """),
        .refused(
            "trace-number", "traces a process outside", ["attach: ESRCH", "seize: ESRCH"],
            """
            attempt("attach", lambda: call("ptrace", 16, \(pid), 0, 0))
            attempt("seize", lambda: call("ptrace", 0x4206, \(pid), 0, 0))
            """),
        .refused(
            "memory-number", "reads and writes the memory of a process outside",
            ["read: ESRCH", "write: ESRCH", "advise: ESRCH|EBADF", "pages: ESRCH|ENOSYS"],
            """
            block = ctypes.create_string_buffer(64)
            local = Vector(ctypes.addressof(block), 64)
            remote = Vector(BAIT["address"], 64)
            def reading():
                call("process_vm_readv", \(pid), ctypes.byref(local), 1, ctypes.byref(remote), 1, 0)
                return block.raw
            attempt("read", reading)
            attempt("write", lambda: call("process_vm_writev", \(pid), ctypes.byref(local), 1,
                ctypes.byref(remote), 1, 0))
            attempt("advise", lambda: call("pidfd_getfd", call("pidfd_open", \(pid), 0), 0, 0))
            attempt("pages", lambda: call("move_pages", \(pid), 0, None, None, None, 0))
            """),
        .refused(
            "proc-number", "opens what /proc has of a process outside",
            [
                "mem: ENOENT", "root: ENOENT", "cwd: ENOENT", "environ: ENOENT", "fd: ENOENT",
                "exe: ENOENT", "maps: ENOENT", "ns: ENOENT", "task: ENOENT",
            ],
            """
            base = f"/proc/{\(pid)}/"
            for name, path in (("mem", "mem"), ("root", "root" + BAIT["file"]), ("cwd",
                "cwd/secret"), ("environ", "environ"),
                               ("fd", f"fd/{BAIT['held']}"), ("exe", "exe"), ("maps",
                                   "maps"), ("ns", "ns/mnt"),
                               ("task", f"task/{\(pid)}/mem")):
                attempt(name, lambda: read(base + path))
            """),
        .refused(
            "pidfs-handle", "opens a process outside by the handle of its file in pidfs",
            ["open: ESTALE|ESRCH|EBADF|EPERM|EINVAL|EOPNOTSUPP"],
            """
            # open_by_handle_at(2) at PIDFD_SELF's file system, FD_PIDFS_ROOT, since Linux 6.17.
            handle = struct.pack("IiQ", 8, 0xfe, BAIT["pidfs"])
            attempt("open", lambda: call("open_by_handle_at", -10002,
                ctypes.create_string_buffer(handle, 16), 0))
            """),
        .refused(
            "limits-number", "changes the limits of a process outside",
            ["prlimit: ESRCH", "nice: ESRCH", "affinity: ESRCH", "scheduler: ESRCH", "io: ESRCH"],
            """
            attempt("prlimit", lambda: call("prlimit64", \(pid), 7, struct.pack("QQ", 3, 3), None))
            attempt("nice", lambda: os.setpriority(os.PRIO_PROCESS, \(pid), 10))
            attempt("affinity", lambda: os.sched_setaffinity(\(pid), {0}))
            attempt("scheduler", lambda: os.sched_setscheduler(\(pid), os.SCHED_BATCH,
                os.sched_param(0)))
            attempt("io", lambda: call("ioprio_set", 1, \(pid), 3 << 13))
            """),
        .contained(
            "nice-user", "makes all processes of its user slow, which a number outside has too",
            ["nice: done", "io: done"],
            """
            attempt("nice", lambda: os.setpriority(os.PRIO_USER, 0, 5))
            attempt("io", lambda: call("ioprio_set", 3, UID, 3 << 13))
            """),
        .refused(
            "compare", "learns which objects a process outside shares", ["kcmp: ESRCH|ENOSYS"],
            """
            attempt("kcmp", lambda: call("kcmp", \(pid), os.getpid(), 0, 0, 0))
            """),
        .refused(
            "owner-of-signals", "has signals of a descriptor sent to a process outside",
            ["owner: ESRCH", "timer: EINVAL"],
            """
            near, far = socket.socketpair()
            attempt("owner", lambda: fcntl.fcntl(near, fcntl.F_SETOWN, \(pid)))
            event = struct.pack("QiiI", 0, signal.SIGCONT, 4, \(pid)) + bytes(64)
            attempt("timer",
                lambda: check(libc.syscall(222 if platform.machine() == "x86_64" else 107,
                ctypes.c_long(1), event, ctypes.byref(ctypes.c_int()))))
            """),
        .refused(
            "credentials", "says in a message that it is a process or a user outside",
            ["process: ESRCH|EPERM", "user: EINVAL|EPERM"],
            """
            near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
            far.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
            def send(pid, uid):
                near.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_CREDENTIALS,
                    struct.pack("iII", pid, uid, GID))])
            attempt("process", lambda: send(\(pid), UID))
            attempt("user", lambda: send(os.getpid(), 0xfffffff0))
            """),
        .contained(
            "parent", "looks for the process that started the lab's",
            ["ppid: 0", "session: 0|own", "numbers: done"],
            """
            status = dict(line.split(":", 1) for line in open(f"/proc/{BAIT['driver']}/status"))
            say("ppid", status["PPid"].strip())
            say("session", "0" if os.getsid(BAIT["driver"]) == 0 else "own")
            def numbers():
                text = " ".join(status[key].strip() for key in ("NSpid", "NSsid", "NSpgid"))
                if any(int(n) == BAIT["parent"] for n in text.split()): raise OSError("the number of outside")
            attempt("numbers", numbers)
            """),
        .contained(
            "trace-init", "traces the lab's PID 1 and reads its memory for what nsshell had",
            ["attach: done", "memory: done", "found: nothing"],
            """
            attempt("attach", lambda: call("ptrace", 16, 1, 0, 0))
            os.waitpid(1, 0)
            found = []
            def memory():
                for line in open("/proc/1/maps"):
                    span, rights = line.split()[:2]
                    if rights[0] != "r" or "[v" in line: continue
                    low, high = (int(n, 16) for n in span.split("-"))
                    with open("/proc/1/mem", "rb", 0) as file:
                        file.seek(low)
                        text = file.read(high - low)
                        if b"SECRET" in text or b"nsshell" in text: found.append(span)
            attempt("memory", memory)
            call("ptrace", 17, 1, 0, 0)
            say("found", "nothing" if not found else " ".join(found))
            """),
        .contained(
            "every-environment", "reads the environment and the command line of all that it sees",
            ["read: done", "found: nothing"],
            """
            texts = []
            def action():
                for name in os.listdir("/proc"):
                    if name.isdigit(): texts.append(read(f"/proc/{name}/environ",
                        65536) + read(f"/proc/{name}/cmdline", 4096)[:200])
            attempt("read", action)
            found = [t for t in texts if b"SECRET=" in t or b"XDG_RUNTIME" in t]
            say("found", "nothing" if texts and not found else str(found))
            """),
        .contained(
            "set-user-id", "starts the machine's set-user-id programs while it traces them",
            ["su: same", "mount: same"],
            """
            def ids(program):
                pid = os.fork()
                if pid == 0:
                    call("ptrace", 0, 0, 0, 0)
                    os.execv(program, [program])
                os.waitpid(pid, 0)
                fields = [line.split()[1:] for line in open(f"/proc/{pid}/status") if line[:4] in ("Uid:", "Gid:")]
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                return "same" if fields == [[str(UID)] * 4, [str(GID)] * 4] else str(fields)
            say("su", ids("/usr/bin/su"))
            say("mount", ids("/usr/bin/mount"))
            """),
    ]
}
