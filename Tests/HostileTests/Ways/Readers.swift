/// What nsshell, its guardian or the machine's own programs read or write of a lab.
extension Way {
    static let readers: [Way] = [
        .contained(
            "init-overwritten", "writes to the program of the lab's PID 1 and to its memory",
            ["program: ENOENT|ETXTBSY|EACCES|EPERM", "memory: done", "alive: done"],
            """
            attempt("program", lambda: write("/proc/1/exe", b"x"))
            # One byte of its stack that it does not use.
            def memory():
                span = next(line.split()[0] for line in open("/proc/1/maps") if "[stack]" in line)
                low = int(span.split("-")[0], 16)
                fd = os.open("/proc/1/mem", os.O_RDWR)
                os.pwrite(fd, os.pread(fd, 1, low), low)
            attempt("memory", memory)
            attempt("alive", lambda: os.stat("/proc/1"))
            """),
        .contained(
            "init-stopped", "stops the lab's PID 1, so that it cannot hear of its end",
            ["stop: done", "trace: done"],
            """
            attempt("stop", lambda: os.kill(1, signal.SIGSTOP))
            attempt("trace", lambda: call("ptrace", 0x4206, 1, 0, 0))
            """),
        .contained(
            "names-forged",
            "calls itself init, nsshell and lab-guard, and a line of its own in /proc",
            ["names: done"],
            """
            def action():
                for name in (b"init", b"nsshell", b"lab-guard", b"5", b"a) S 1 1 1",
                    b"\\x1b]0;x\\x07", b"\\n\\n"):
                    check(libc.prctl(15, name, 0, 0, 0))
                    read("/proc/self/stat")
            attempt("names", action)
            """),
        .contained(
            "children-of-nsshell", "makes children that are nsshell's own, which it must reap",
            ["clone: done|EINVAL", "many: done|EINVAL"],
            """
            # From the one that nsshell started: a child of it would be the driver's.
            def siblings(count):
                for _ in range(count):
                    if call("clone", 0x8000 | signal.SIGCHLD, 0, 0, 0, 0) == 0: os._exit(0)
            attempt("clone", lambda: siblings(1))
            attempt("many", lambda: siblings(50))
            """),
        .contained(
            "lab-groups-named", "makes groups and files whose names are those of nsshell's own",
            ["made: done"],
            """
            def action():
                for name in ("nsshell-1-1", "nsshell-0", "attach", "init", "nsshell"):
                    os.makedirs("/run/user/0/" + name, exist_ok=True)
                    os.makedirs("/tmp/nsshell-0/" + name, exist_ok=True)
            attempt("made", action)
            """),
        .contained(
            "endless-files", "puts pipes and endless files where nsshell and programs look",
            ["pipes: done"],
            """
            def action():
                for path in ("/etc/profile", "/etc/passwd", "/etc/hosts", "/root/.bashrc"):
                    if os.path.lexists(path): os.unlink(path)
                    os.mkfifo(path)
            attempt("pipes", action)
            """
        ).alone,
        .contained(
            "links-to-outside",
            "has links in the places that nsshell writes to when a shell begins",
            ["links: done"],
            """
            def action():
                for path in ("/run/nsshell", "/etc/bash.bashrc", "/etc/nsshell.sh",
                    "/root/.bashrc"):
                    if os.path.lexists(path): os.unlink(path)
                    os.symlink(BAIT["file"], path)
            attempt("links", action)
            """
        ).alone,
    ]
}
