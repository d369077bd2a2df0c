/// Using up what the machine has. Each goes on until a limit stops it, or its own.
extension Way {
    private static func untilRefused(_ count: Int, _ action: String) -> String {
        """
        held = []
        def action():
            for n in range(\(count)): held.append(\(action))
        attempt("stopped", action)
        say("made", "some" if len(held) > 2 else str(len(held)))
        """
    }

    static let exhaustion: [Way] = [
        .limited(
            "processes-used-up", "starts processes without end",
            by: "RLIMIT_NPROC, 1,024 of a user",
            ["stopped: EAGAIN", "made: some"],
            """
            pids = []
            def action():
                for _ in range(3000):
                    pid = os.fork()
                    if pid == 0: signal.pause(); os._exit(0)
                    pids.append(pid)
            attempt("stopped", action)
            say("made", "some" if 100 < len(pids) <= 1024 else str(len(pids)))
            """
        ).alone,
        .limited(
            "threads-used-up", "starts threads without end",
            by: "RLIMIT_NPROC, which counts threads",
            ["stopped: refused", "made: some"],
            """
            ends = threading.Event()
            made = 0
            try:
                threading.stack_size(32768)
                for _ in range(3000):
                    threading.Thread(target=ends.wait, daemon=True).start()
                    made += 1
                say("stopped", "never")
            except RuntimeError: say("stopped", "refused")
            say("made", "some" if 100 < made <= 1024 else str(made))
            ends.set()
            """
        ).alone,
        .limited(
            "memory-used-up", "takes memory without end", by: "the memory control group, 2 GiB",
            ["ended: SIGKILL", "lives: done"],
            """
            # The lab is bounded as a whole 20 ms after its beginning.
            pid = os.fork()
            if pid == 0:
                write("/proc/self/oom_score_adj", "1000")
                blocks = []
                for _ in range(48):
                    block = mmap.mmap(-1, 64 << 20)
                    block.write(b"x" * (64 << 20))
                    blocks.append(block)
                os._exit(3)
            status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            say("ended", "SIGKILL" if status == -9 else str(status))
            say("lives", "done")
            """
        ).alone.only(.root),
        .open(
            "memory-unbounded", "takes memory without end",
            because:
                "an ordinary user to whom no control group is delegated can bound no group of processes; the user's own limits hold",
            ["taken: done"],
            """
            def action():
                block = mmap.mmap(-1, 256 << 20)
                for n in range(0, 256 << 20, 4096): block[n] = 1
            attempt("taken", action)
            """
        ).only(.ordinary),
        .limited(
            "tmpfs-used-up", "fills every directory that it may write to",
            by: "the sizes of the tmpfs: 256 and 64 MiB",
            [
                "tmp: ENOSPC", "shm: ENOSPC", "root: ENOSPC|EFBIG", "dev: ENOSPC|EACCES",
                "usr: ENOSPC|EFBIG",
            ],
            """
            def fill(folder):
                def action():
                    for n in range(8):
                        fd = os.open(f"{folder}/hostile{n}", os.O_WRONLY | os.O_CREAT)
                        for _ in range(127): os.write(fd, bytes(2 << 20))
                        os.close(fd)
                return action
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            attempt("tmp", fill("/tmp"))
            attempt("shm", fill("/dev/shm"))
            attempt("dev", fill("/dev"))
            attempt("root", fill("/root"))
            attempt("usr", fill("/usr/bin"))
            """
        ).alone,
        .limited(
            "file-size", "makes one file that is larger than the disk", by: "RLIMIT_FSIZE, 256 MiB",
            ["truncate: EFBIG", "memfd: EFBIG"],
            """
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            fd = os.open("/tmp/large", os.O_RDWR | os.O_CREAT)
            attempt("truncate", lambda: os.ftruncate(fd, 1 << 40))
            attempt("memfd", lambda: os.ftruncate(os.memfd_create("large"), 1 << 40))
            """),
        .limited(
            "inodes-used-up", "makes empty files without end",
            by: "nr_inodes of the lab's tmpfs, 65,536",
            ["root: ENOSPC"],
            """
            def action():
                for n in range(70_000): os.close(os.open(f"/root/{n}", os.O_WRONLY | os.O_CREAT))
            attempt("root", action)
            """
        ).alone,
        .limited(
            "descriptors-used-up", "opens files without end",
            by: "RLIMIT_NOFILE, 4,096 of a process",
            ["stopped: EMFILE", "made: some"],
            untilRefused(5000, #"os.open("/dev/null", os.O_RDONLY)"#)),
        .limited(
            "pipes-used-up", "takes the kernel's memory by pipes",
            by: "fs.pipe-user-pages-soft and RLIMIT_NOFILE",
            ["stopped: EMFILE|EPERM", "made: some"],
            untilRefused(
                5000, "(lambda ends: (fcntl.fcntl(ends[1], 1031, 1 << 20), ends))(os.pipe())")),
        .limited(
            "terminals-used-up", "opens pseudoterminals without end",
            by: "RLIMIT_NOFILE; kernel.pty.max is the machine's",
            ["stopped: ENOSPC|EMFILE|EIO|stopped", "made: some"],
            """
            held = []
            def action():
                for n in range(200): held.append(os.openpty())
                raise OSError("stopped")
            try: action()
            except OSError as problem: say("stopped", word(problem) if problem.errno else "stopped")
            say("made", "some" if len(held) > 2 else str(len(held)))
            """),
        .limited(
            "inotify-used-up", "watches files without end",
            by: "user.max_inotify_instances of each user namespace up to the machine's",
            ["stopped: EMFILE", "made: some"], untilRefused(5000, #"call("inotify_init1", 0)"#)),
        .limited(
            "queues-used-up", "makes POSIX queues without end",
            by: "fs.mqueue.queues_max and RLIMIT_MSGQUEUE",
            ["stopped: EMFILE|ENOSPC|ENOMEM", "made: some"],
            untilRefused(
                5000,
                #"call("mq_open", f"hostile{n}".encode(), os.O_CREAT | os.O_RDWR, 0o600, None)"#)),
        .limited(
            "system-v-used-up", "makes System V queues and segments without end",
            by:
                "kernel.msgmni and shmmni of the lab's IPC namespace; here the way's own 4,000 and 300",
            ["queues: ENOSPC|stopped", "segments: ENOSPC|stopped"],
            """
            def queues():
                for n in range(4000): call("msgget", 0, 0o1600)
            def segments():
                for n in range(300): call("shmget", 0, 4096, 0o1600)
            for label, action in (("queues", queues), ("segments", segments)):
                try: action(); say(label, "stopped")
                except OSError as problem: say(label, word(problem))
            """
        ).alone,
        .limited(
            "namespaces-used-up", "makes namespaces without end",
            by: "RLIMIT_NPROC, each being held by a process, and user.max_*_namespaces",
            ["stopped: EAGAIN|ENOSPC|stopped", "made: some"],
            """
            made = []
            def action():
                for n in range(120):
                    ready, told = os.pipe()
                    pid = os.fork()
                    if pid == 0:
                        try: unshare(CLONE_NEWUSER | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNS); os.write(told, b"y")
                        except OSError: os.write(told, b"n")
                        signal.pause()
                    if os.read(ready, 1) != b"y": raise OSError(errno.EAGAIN, "refused")
                    made.append(pid)
                    os.close(ready); os.close(told)
                raise OSError("stopped")
            try: action()
            except OSError as problem: say("stopped", word(problem) if problem.errno else "stopped")
            say("made", "some" if len(made) > 2 else str(len(made)))
            """
        ).alone,
        .limited(
            "signals-used-up", "queues signals without end", by: "RLIMIT_SIGPENDING",
            ["stopped: EAGAIN|stopped"],
            """
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGRTMIN])
            def action():
                for _ in range(200_000): check(libc.sigqueue(os.getpid(), signal.SIGRTMIN, None))
                raise OSError("stopped")
            try: action()
            except OSError as problem: say("stopped", word(problem) if problem.errno else "stopped")
            """
        ).alone,
        .limited(
            "mounts-used-up", "mounts without end",
            by: "fs.mount-max of each mount namespace; here the way's own 2,000",
            ["stopped: ENOSPC|stopped"],
            """
            def action():
                unshare(CLONE_NEWNS)
                for _ in range(2000): mount("/tmp", b"/mnt", None, 4096)
                raise OSError("stopped")
            def within():
                try: action()
                except OSError as problem: say("stopped",
                    word(problem) if problem.errno else "stopped")
            inside(within)
            """
        ).alone,
        .limited(
            "cpu-used-up", "keeps all processors busy",
            by: "the CPU control group's half share; here the way's own end",
            ["burnt: done"],
            """
            def burn():
                pids = []
                for _ in range(8):
                    pid = os.fork()
                    if pid == 0:
                        for n in range(200_000): n * n
                        os._exit(0)
                    pids.append(pid)
                for pid in pids: os.waitpid(pid, 0)
            attempt("burnt", burn)
            """),
    ]
}
