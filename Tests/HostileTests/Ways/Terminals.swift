/// Terminals; those that a real terminal is needed for are in TerminalTests.
extension Way {
    static let terminals: [Way] = [
        .refused(
            "no-terminal", "opens a terminal where nsshell has handed in none",
            ["tty: ENXIO", "console: ENOENT", "virtual: ENOENT", "numbers: nothing"],
            """
            attempt("tty", lambda: opened("/dev/tty", os.O_RDWR))
            attempt("console", lambda: opened("/dev/console", os.O_RDWR))
            attempt("virtual", lambda: opened("/dev/tty1", os.O_RDWR))
            numbers = [n for n in os.listdir("/dev/pts") if n != "ptmx"]
            say("numbers", "nothing" if not numbers else str(numbers))
            """),
        .refused(
            "terminals-of-others", "opens terminals of the machine by their numbers",
            ["tried: done", "opened: nothing"],
            """
            there = []
            for number in range(256):
                for path in (f"/dev/pts/{number}", f"/proc/1/root/dev/pts/{number}"):
                    try: opened(path, os.O_RDWR); there.append(path)
                    except OSError: pass
            say("tried", "done")
            say("opened", "nothing" if not there else str(there))
            """),
        .contained(
            "devpts-anew", "mounts the terminals anew, to see those of the machine",
            ["mount: done", "numbers: nothing"],
            """
            attempt("mount", lambda: mount("devpts", b"/mnt", "devpts"))
            numbers = [n for n in os.listdir("/mnt") if n != "ptmx"]
            say("numbers", "nothing" if not numbers else str(numbers))
            call("umount2", b"/mnt", 2)
            """),
        .refused(
            "push-input", "types into a terminal in the name of whoever sits there",
            ["own: done|EIO|EPERM", "foreign: EPERM|EIO|ENOTTY"],
            """
            master, slave = os.openpty()
            # Without being its session's leader.
            attempt("foreign", lambda: fcntl.ioctl(slave, termios.TIOCSTI, b"x"))
            def own():
                fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
                fcntl.ioctl(slave, termios.TIOCSTI, b"x")
            attempt("own", own)
            """),
        .refused(
            "console-taken", "has what the kernel writes sent to a terminal of its own",
            ["console: EPERM|ENOTTY|EINVAL", "linux: ENOTTY|EINVAL|EPERM", "mode: ENOTTY|EINVAL"],
            """
            master, slave = os.openpty()
            attempt("console", lambda: fcntl.ioctl(slave, termios.TIOCCONS))
            attempt("linux", lambda: fcntl.ioctl(slave, 0x541C, b"\\x02"))
            attempt("mode", lambda: fcntl.ioctl(slave, 0x4B3A, 0))
            """),
        .refused(
            "line-disciplines", "has a terminal spoken over by the kernel, which loads code for it",
            ["changed: nothing"],
            """
            changed = []
            for number in (1, 3, 5, 13, 15, 21, 23, 25):
                master, slave = os.openpty()
                try: fcntl.ioctl(slave, termios.TIOCSETD, struct.pack("i",
                    number)); changed.append(number)
                except OSError: pass
                os.close(master); os.close(slave)
            # Slip, PPP and their like make network cards: of the lab's own, where they may be had.
            links = [name for _, name in socket.if_nameindex() if name not in ("lo", "eth0")]
            say("changed", "nothing" if not links else str(changed))
            """),
        .refused(
            "steal-terminal", "takes the controlling terminal of another session",
            ["steal: EPERM"],
            """
            master, slave = os.openpty()
            ready, told = os.pipe()
            go, ends = os.pipe()
            pid = os.fork()
            if pid == 0:
                os.setsid()
                fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
                os.write(told, b"x")
                os.read(go, 1)
                os._exit(0)
            os.read(ready, 1)
            attempt("steal", lambda: fcntl.ioctl(slave, termios.TIOCSCTTY, 1))
            os.write(ends, b"x")
            os.waitpid(pid, 0)
            """),
    ]
}
