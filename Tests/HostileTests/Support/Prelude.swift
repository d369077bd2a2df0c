/// The program that runs ways in a lab, one after the other, and tells what came of each.
///
/// It reads a line with the bait's coordinates, then each way: a line `ID LANGUAGE BYTES` and its
/// script. It writes for each a line `ID STATUS BYTES BYTES` and what the script wrote on its
/// output and its errors. When a way has ended everything that it left running is killed.
enum Driver {
    static let script =
        prelude + "SHELL = r\"\"\"\(shell)\"\"\"\n" + #"""
            def run(language, script, out, err):
                null = os.open("/dev/null", os.O_RDONLY)
                for number, fd in ((0, null), (1, out), (2, err)): os.dup2(fd, number)
                os.setsid()
                if language == "bash":
                    environment = dict(os.environ)
                    for key, value in BAIT.items(): environment["BAIT_" + key.upper()] = str(value)
                    os.execve("/bin/bash", ["bash", "-c", SHELL + script], environment)
                sys.stdout = open(1, "w", closefd=False)
                sys.stderr = open(2, "w", closefd=False)
                status = 1
                try:
                    exec(compile(script, "way", "exec"), globals())
                    status = 0
                except BaseException:
                    traceback.print_exc()
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)

            def fork():
                # Where a way has used up the processes, those that were killed are still going.
                while True:
                    try: return os.fork()
                    except BlockingIOError: os.sched_yield()

            def wait(pid):
                ends = os.pidfd_open(pid)
                poll = select.poll()
                poll.register(ends, select.POLLIN)
                if not poll.poll(60_000): os.kill(pid, signal.SIGKILL)
                os.close(ends)
                return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

            def work():
                for line in sys.stdin.buffer:
                    name, language, length = line.split()
                    script = sys.stdin.buffer.read(int(length)).decode()
                    out, err = os.memfd_create("out"), os.memfd_create("err")
                    pid = fork()
                    if pid == 0: run(language.decode(), script, out, err)
                    status = wait(pid)
                    try: os.kill(-1, signal.SIGKILL)
                    except ProcessLookupError: pass
                    texts = [os.pread(fd, 1 << 20, 0) for fd in (out, err)]
                    os.close(out); os.close(err)
                    head = f"{name.decode()} {status} {len(texts[0])} {len(texts[1])}\n".encode()
                    sys.stdout.buffer.write(head + texts[0] + texts[1])
                    sys.stdout.buffer.flush()

            BAIT = json.loads(sys.stdin.buffer.readline())
            BAIT["fds"] = sorted(int(n) for n in os.listdir("/proc/self/fd"))
            BAIT["driver"] = os.getpid()
            # All that it sees is killed after each way.
            guard()
            work()
            """#

    /// The same for one way on a lab's own standard input: its script ends the program.
    static func alone(_ way: Way, bait: String) -> String {
        prelude + "\nBAIT = json.loads(\(quoted(bait)))\n" + way.script
    }

    private static func quoted(_ text: String) -> String { "r'''\(text)'''" }

    /// What a way's script has at hand.
    private static let prelude = #"""
        import ctypes, errno, fcntl, json, mmap, os, platform, resource, select, signal, socket
        import stat, struct, subprocess, sys, termios, threading, time, traceback
        sys.stdin.reconfigure(errors="replace")
        libc = ctypes.CDLL(None, use_errno=True)
        libc.syscall.restype = ctypes.c_long
        NUMBERS = {name: numbers[platform.machine() != "x86_64"] for name, numbers in {
            "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
            "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
            "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
            "fsconfig": (431, 431), "fsmount": (432, 432), "mount_setattr": (442, 442),
            "setns": (308, 268), "unshare": (272, 97), "name_to_handle_at": (303, 264),
            "open_by_handle_at": (304, 265), "openat2": (437, 437), "pidfd_open": (434, 434),
            "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424), "kcmp": (312, 272),
            "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
            "kexec_load": (246, 104), "kexec_file_load": (320, 294), "reboot": (169, 142),
            "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
            "io_uring_setup": (425, 425), "keyctl": (250, 219), "add_key": (248, 217),
            "request_key": (249, 218), "swapon": (167, 224), "swapoff": (168, 225),
            "acct": (163, 89), "syslog": (103, 116), "sethostname": (170,
                161), "setdomainname": (171, 162),
            "clock_settime": (227, 112), "settimeofday": (164, 170), "adjtimex": (159, 171),
            "quotactl": (179, 60), "iopl": (172, -1), "ioperm": (173, -1), "vhangup": (153, 58),
            "lookup_dcookie": (212, 18), "fanotify_init": (300, 262), "inotify_init1": (294, 26),
            "mknodat": (259, 33), "setfsuid": (122, 151), "msgget": (68, 186), "msgrcv": (70, 188),
            "msgctl": (71, 187), "msgsnd": (69, 189), "shmget": (29, 194), "shmat": (30, 196),
            "semget": (64, 190), "mq_open": (240, 180), "mq_unlink": (241, 181),
            "move_pages": (279, 239), "migrate_pages": (256, 238), "prlimit64": (302, 261),
            "sched_setattr": (314, 274), "ioprio_set": (251, 30), "setpriority": (141, 140),
            "fsconfig": (431, 431), "splice": (275, 76), "tee": (276, 77), "capset": (126, 91),
            "setxattr": (188, 5), "vmsplice": (278, 75), "memfd_create": (319, 279),
            "seccomp": (317, 277), "landlock_create_ruleset": (444, 444), "prctl": (157, 167),
            "shmctl": (31, 195), "mq_timedreceive": (243, 183), "process_madvise": (440, 440),
            "process_mrelease": (448, 448), "syncfs": (306, 267), "fchmodat": (268, 53),
            "linkat": (265, 37), "renameat2": (316, 276), "cachestat": (451, 451),
            "clone": (56, 220), "personality": (135, 92), "modify_ldt": (154, -1),
        }.items()}
        UID, GID = os.getuid(), os.getgid()

        def check(result, what=""):
            if result < 0:
                number = ctypes.get_errno()
                raise OSError(number, os.strerror(number), what)
            return result

        def call(name, *arguments):
            """A raw system call."""
            converted = [ctypes.c_long(a) if isinstance(a, int) else
                         a.encode() if isinstance(a, str) else a for a in arguments]
            return check(libc.syscall(NUMBERS[name], *converted), name)

        def word(problem):
            if isinstance(problem, TimeoutError) and not problem.errno: return "ETIMEDOUT"
            return errno.errorcode.get(problem.errno, str(problem.errno))

        def say(label, text): print(f"{label}: {text}", flush=True)

        def attempt(label, action):
            """Tells what came of a step: `done` and what it gave, or the name of the errno."""
            try: result = action()
            except OSError as problem:
                say(label, word(problem) if problem.errno or isinstance(problem,
                    TimeoutError) else repr(problem))
                return None
            if isinstance(result, bytes): result = result.decode(errors="replace")
            plain = isinstance(result, str)
            say(label, "done " + result.replace("\n", " ")[:4000] if plain else "done")
            return result

        def read(path, most=4096):
            fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            try: return os.read(fd, most)
            finally: os.close(fd)

        def write(path, data, flags=os.O_WRONLY):
            fd = os.open(path, flags | os.O_CLOEXEC)
            try: return os.write(fd, data if isinstance(data, bytes) else data.encode())
            finally: os.close(fd)

        def opened(path, flags):
            """Opens and closes, and does nothing with it."""
            os.close(os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC))

        def mount(source, target, kind, flags=0, data=None):
            text = lambda value: value if value is None else value.encode()
            return call("mount", text(source), target, text(kind), flags, text(data))

        def ran(*command, **options):
            """Runs a program that must be there; its status."""
            return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, **options)

        def inside(action, flags=0):
            """Does something in a child, in new namespaces where flags say so."""
            sys.stdout.flush()
            pid = os.fork()
            if pid == 0:
                status = 1
                try:
                    if flags: unshare(flags)
                    action()
                    status = 0
                except BaseException: traceback.print_exc()
                sys.stdout.flush(); sys.stderr.flush()
                os._exit(status)
            return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

        CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
        CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWTIME = 0x10000000, 0x20000000, 0x40000000, 0x80

        def unshare(flags):
            """And becomes root of a new user namespace where that is among them."""
            call("unshare", flags)
            if flags & CLONE_NEWUSER:
                write("/proc/self/setgroups", "deny")
                write("/proc/self/uid_map", f"0 {UID} 1")
                write("/proc/self/gid_map", f"0 {GID} 1")

        def guard():
            """Before what would destroy a machine that is none of a lab's."""
            lines = [line.split() for line in open("/proc/self/mountinfo")]
            kinds = {fields[4]: fields[fields.index("-") + 1] for fields in lines}
            if (kinds.get("/"), kinds.get("/usr"), kinds.get("/etc")) != ("tmpfs", "overlay",
                "overlay"):
                sys.exit("this is no lab's file tree")
            if os.readlink("/proc/self/ns/pid") == BAIT["pidns"]: sys.exit("this is the machine")

        def look(label, root=""):
            """Whether the machine's own file can be seen below a path."""
            def action():
                with open(root + BAIT["file"], "rb") as file: return file.read()
            attempt(label, action)

        class Vector(ctypes.Structure):
            _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]

        """#

    /// What a way's script has at hand where it is one of bash.
    static let shell = """
        # Before what would destroy a machine that is none of a lab's.
        guard() {
            [ "$(stat -f -c %T / /usr /etc | xargs)" = "tmpfs overlayfs overlayfs" ] &&
                [ "$(readlink /proc/self/ns/pid)" != "$BAIT_PIDNS" ] || exit 9
        }
        attempt() {
            local label=$1 status; shift
            command -v "$1" >/dev/null || { echo "$label: missing $1"; return; }
            "$@" >/tmp/.said 2>&1; status=$?
            if [ $status = 0 ]; then echo "$label: done"; else echo "$label: refused $status"; fi
        }

        """
}
