/// Ids and rights, and user namespaces within.
extension Way {
    private static let nested = "CLONE_NEWUSER"

    static let identities: [Way] = [
        .refused(
            "map-root", "maps its root to the machine's root",
            ["map: EPERM|EINVAL", "zero: EPERM|EINVAL"],
            """
            def mapping(text):
                def action():
                    call("unshare", CLONE_NEWUSER)
                    write("/proc/self/uid_map", text)
                return action
            inside(lambda: attempt("map", mapping("0 0 4294967295")))
            inside(lambda: attempt("zero", mapping("0 4026531840 1")))
            """),
        .refused(
            "map-again", "writes the id maps of the lab a second time",
            ["uid: EPERM", "gid: EPERM", "setgroups: EPERM|EACCES|done"],
            """
            attempt("uid", lambda: write("/proc/1/uid_map", "0 0 1"))
            attempt("gid", lambda: write("/proc/1/gid_map", "0 0 1"))
            attempt("setgroups", lambda: write("/proc/1/setgroups", "allow"))
            """),
        .refused(
            "map-extents", "maps ids twice over, in more lines than the kernel once sorted rightly",
            ["map: EPERM|EINVAL", "look: ENOENT"],
            """
            def action():
                call("unshare", CLONE_NEWUSER)
                write("/proc/self/uid_map", "".join(f"{n} {n} 1\\n" for n in range(7)))
                os.setuid(0)
            # As root's lab has ids to map, from its init's side; as a user's has one.
            inside(lambda: (attempt("map", action), look("look")))
            """
        ).cve("2018-18955"),
        .contained(
            "map-extents-outside",
            "maps more lines than five, by its own parent, and takes rights over files",
            ["maps: done", "nested: done", "chown: EPERM|EACCES|EINVAL"],
            """
            # The published way: a map of six lines in a namespace, one of one line in the next.
            def child(go, done):
                os.read(go, 1)
                attempt("nested", lambda: unshare_again())
                attempt("chown", lambda: os.chown("/dev/null", 0, 0))
                os._exit(0)
            def unshare_again():
                call("unshare", CLONE_NEWUSER)
                write("/proc/self/setgroups", "deny")
                write("/proc/self/uid_map", "0 0 1")
            ready, told = os.pipe()
            go, start = os.pipe()
            pid = os.fork()
            if pid == 0:
                call("unshare", CLONE_NEWUSER)
                os.write(told, b"x")
                child(go, None)
            os.read(ready, 1)
            write(f"/proc/{pid}/gid_map", "0 0 1")
            attempt("maps", lambda: write(f"/proc/{pid}/uid_map",
                "".join(f"{n} {n} 1\\n" for n in range(7))))
            os.write(start, b"x")
            os.waitpid(pid, 0)
            """
        ).cve("2018-18955").only(.root),
        .refused(
            "groups-dropped", "leaves a group that denies it something",
            ["setgroups: EPERM", "allow: EPERM", "setgid: EINVAL|EPERM"],
            """
            def action():
                call("unshare", CLONE_NEWUSER)
                attempt("setgroups", lambda: os.setgroups([]))
                write("/proc/self/setgroups", "deny")
                write("/proc/self/gid_map", f"0 {GID} 1")
                attempt("allow", lambda: write("/proc/self/setgroups", "allow"))
                attempt("setgid", lambda: os.setgid(1))
            inside(action)
            """
        ).cve("2014-8989"),
        .refused(
            "user-and-fs", "shares its root with a child in another user namespace",
            ["clone: EINVAL", "unshare: done|EINVAL"],
            """
            CLONE_FS = 0x200
            attempt("clone", lambda: call("clone", CLONE_NEWUSER | CLONE_FS | signal.SIGCHLD, 0, 0,
                0, 0))
            inside(lambda: attempt("unshare", lambda: call("unshare", CLONE_NEWUSER | CLONE_FS)))
            """
        ).cve("2013-1858"),
        .refused(
            "map-by-another",
            "has its id map written by a process with more rights, through an open descriptor",
            ["write: EPERM|EINVAL", "still: 65534"],
            """
            reader, writer = os.pipe()
            near, far = socket.socketpair()
            pid = os.fork()
            if pid == 0:
                call("unshare", CLONE_NEWUSER)
                # Opened by one that may not map these ids, written by one that might.
                socket.send_fds(far, [b"x"], [os.open("/proc/self/uid_map", os.O_WRONLY)])
                os.read(reader, 1)
                say("still", str(os.getuid()))
                os._exit(0)
            fds = socket.recv_fds(near, 1, 1)[1]
            attempt("write", lambda: os.write(fds[0], b"0 0 1\\n1 4026531840 1"))
            os.write(writer, b"x")
            os.waitpid(pid, 0)
            """
        ).cve("2013-1959"),
        .refused(
            "set-group-id-file", "sets the set-group-id bit of a file whose group it does not map",
            ["null: EPERM", "proc: EPERM|EACCES"],
            """
            attempt("null", lambda: os.chmod("/dev/null", 0o2666))
            attempt("proc", lambda: os.chmod("/proc/sys/kernel/panic", 0o2644))
            """
        ).cve("2014-4014"),
        .refused(
            "become-user", "becomes a user of the machine",
            ["uid: EINVAL", "fsuid: done", "look: ENOENT"],
            """
            def action():
                attempt("uid", lambda: os.setuid(70000))
                attempt("fsuid", lambda: call("setfsuid", 0))
                look("look")
            inside(action)
            """),
        .contained(
            "capabilities", "has all the rights that a lab's root has, and one that was taken",
            ["many: done", "boot: gone", "regained: done", "reboot: EPERM"],
            """
            status = dict(line.split(":", 1) for line in open("/proc/self/status"))
            effective = int(status["CapEff"], 16)
            attempt("many", lambda: None if effective >> 21 & 1 else check(-1))
            say("boot", "gone" if not effective >> 22 & 1 and not int(status["CapBnd"],
                16) >> 22 & 1 else "there")
            def action():
                again = dict(line.split(":", 1) for line in open("/proc/self/status"))
                attempt("regained", lambda: None if int(again["CapEff"],
                    16) >> 22 & 1 else check(-1))
                attempt("reboot", lambda: call("reboot", 0, 0, 0, None))
            inside(action, CLONE_NEWUSER)
            """),
        .contained(
            "deep", "nests user namespaces as deep as they go",
            ["depth: ENOSPC|EUSERS", "look: ENOENT"],
            """
            def action():
                for _ in range(40): unshare(CLONE_NEWUSER)
            def within():
                attempt("depth", action)
                look("look")
            inside(within)
            """),
        .contained(
            "file-capabilities", "gives a program of its own capabilities that hold outside",
            ["set: done", "root: inside"],
            """
            guard()
            import shutil
            shutil.copy("/bin/true", "/tmp/capable")
            # Version 2, which the kernel turns into version 3: it holds for this root alone.
            attempt("set", lambda: os.setxattr("/tmp/capable", "security.capability",
                struct.pack("IIIII", 0x02000001, 0xffffffff, 0, 0xff, 0)))
            value = os.getxattr("/tmp/capable", "security.capability")
            # In a user namespace within the root that it names is another one, and shown.
            def action():
                other = os.getxattr("/tmp/capable", "security.capability")
                say("root",
                    "inside" if len(other) == 24 or other[0:4] == value[0:4] else other.hex())
            action()
            """
        ).cve("2021-3493"),
        .contained(
            "no-new-rights",
            "takes part in the rights of a program that it starts without arguments",
            ["pkexec: done", "ids: same"],
            """
            # Set-user-id programs of the machine are started with an empty argument list.
            pid = os.fork()
            if pid == 0:
                devnull = os.open("/dev/null", os.O_RDWR)
                for n in (0, 1, 2): os.dup2(devnull, n)
                program = b"/usr/bin/pkexec" if os.path.exists("/usr/bin/pkexec") else b"/usr/bin/su"
                call("ptrace", 0, 0, 0, 0)
                empty = (ctypes.c_char_p * 1)(None)
                libc.execve(program, empty, empty)
                os._exit(99)
            os.waitpid(pid, 0)
            fields = [line.split()[1:] for line in open(f"/proc/{pid}/status") if line[:4] == "Uid:"]
            say("pkexec", "done" if os.readlink(f"/proc/{pid}/exe") in ("/usr/bin/pkexec",
                "/usr/bin/su") else "not started")
            say("ids", "same" if fields == [[str(UID)] * 4] else str(fields))
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            """
        ).cve("2021-4034"),
    ]
}
