/// Published escapes that are not about one of the other topics, each by the steps of its own.
extension Way {
    static let published: [Way] = [
        .refused(
            "release-agent", "has the kernel start its program when a cgroup empties",
            ["mount: done|EPERM|ENOENT|ENODEV|EINVAL|EBUSY", "agent: EPERM|EACCES|ENOENT"],
            """
            def action():
                for name in ("rdma", "pids", "memory", "freezer", "net_cls"):
                    try: return mount("cgroup", b"/mnt", "cgroup", 0, name)
                    except OSError as problem: last = problem
                raise last
            def within():
                attempt("mount", action)
                attempt("agent", lambda: opened("/mnt/release_agent", os.O_WRONLY))
            inside(within, CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWCGROUP)
            """
        ).cve("2022-0492"),
        .refused(
            "release-agent-option", "names that program as an option of the mount",
            ["mount: EPERM|EINVAL|ENOENT|ENODEV|EBUSY"],
            """
            def within():
                attempt("mount", lambda: mount("cgroup", b"/mnt", "cgroup", 0,
                    "rdma,release_agent=/tmp/agent"))
            inside(within, CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWCGROUP)
            """
        ).cve("2022-0492"),
        .refused(
            "copy-up", "has an overlay copy up a set-user-id file of an id that it does not map",
            ["mount: done", "copy: EOVERFLOW|EPERM|EACCES", "setuid: none"],
            """
            import shutil
            # The machine's own set-user-id program, seen through the lab's /usr, is the lower file.
            for name in ("low", "up", "work", "merged"): os.makedirs("/run/" + name, exist_ok=True)
            def within():
                attempt("mount", lambda: mount("o", b"/run/merged", "overlay", 0,
                        "lowerdir=/usr/bin,upperdir=/run/up,workdir=/run/work,userxattr"))
                attempt("copy", lambda: os.utime("/run/merged/su"))
            inside(within, CLONE_NEWUSER | CLONE_NEWNS)
            made = [n for n in os.listdir("/run/up") if os.stat("/run/up/" + n).st_mode & 0o4000]
            say("setuid", "none" if not made else str(made))
            """
        ).cve("2023-0386"),
        .contained(
            "copy-up-in-lab",
            "copies up a set-user-id program of the machine's in the lab, and changes it",
            ["open: EACCES|EPERM|EOVERFLOW|done", "euid: same"],
            """
            attempt("open", lambda: opened("/usr/bin/su", os.O_WRONLY))
            status = os.stat("/usr/bin/su")
            say("euid", "same" if status.st_uid in (UID, 65534) else str(status))
            """
        ).cve("2015-1328"),
        .contained(
            "overlay-attributes",
            "sets the attributes by which an overlay believes in capabilities",
            ["trusted: EPERM", "user: done|EPERM|EACCES|EOPNOTSUPP"],
            """
            open("/usr/bin/of-mine", "w").close()
            attempt("trusted", lambda: os.setxattr("/usr/bin/of-mine", "trusted.overlay.metacopy",
                b""))
            attempt("user", lambda: os.setxattr("/usr/bin/of-mine", "user.overlay.metacopy", b""))
            """
        ).cve("2023-2640"),
        .refused(
            "file-system-parameters",
            "gives the kernel parameters without end for a file system of the machine's",
            [
                "open: done|EPERM|ENODEV", "strings: done|EPERM|EINVAL|ENODEV",
                "create: EPERM|EINVAL|ENODEV|ENOENT|EBADF",
            ],
            """
            # Up to the last byte that fits: past it a kernel that has the fault writes where it must not.
            def within():
                fd = attempt("open", lambda: call("fsopen", "ext4", 0))
                def strings():
                    for _ in range(8): call("fsconfig", fd if fd is not None else -1, 1, "data",
                        "A" * 250, 0)
                attempt("strings", strings)
                attempt("create", lambda: call("fsconfig", fd if fd is not None else -1, 6, None,
                    None, 0))
            inside(within, CLONE_NEWUSER | CLONE_NEWNS)
            """
        ).cve("2022-0185"),
        .refused(
            "abstract-shim", "speaks to the runtime's abstract socket, which no mount hides",
            ["connect: ECONNREFUSED", "listed: nothing"],
            """
            one = socket.socket(socket.AF_UNIX)
            attempt("connect", lambda: one.connect("\\0" + BAIT["abstract"]))
            names = open("/proc/net/unix").read()
            say("listed", "nothing" if BAIT["abstract"] not in names else "the bait")
            """
        ).cve("2020-15257"),
        .refused(
            "shocker", "walks the machine's file system by handles, from its root's, inode 2",
            ["walk: EPERM|ESTALE|EOPNOTSUPP|EBADF", "hosts: EPERM|ESTALE|EOPNOTSUPP|EBADF"],
            """
            # The published program opened a file that docker had bound; here those of /dev are.
            def walk(point, flags):
                fd = os.open(point, os.O_RDONLY)
                handle = ctypes.create_string_buffer(struct.pack("IiII", 8, 1, 2, 0), 16)
                return os.listdir(call("open_by_handle_at", fd, handle, flags))
            attempt("walk", lambda: walk("/dev/null", os.O_DIRECTORY))
            attempt("hosts", lambda: walk("/etc/hosts", os.O_DIRECTORY))
            """),
        .refused(
            "setgroups-pipe",
            "splices into a file that is not its own through the machine's page cache",
            ["splice: done", "write: done", "same: done"],
            """
            path = next(p for p in ("/usr/bin/su", "/usr/bin/mount") if os.path.exists(p))
            fd = os.open(path, os.O_RDONLY)
            before = os.pread(fd, 64, 0)
            reader, writer = os.pipe()
            size = fcntl.fcntl(writer, 1032)
            os.write(writer, bytes(size))
            left = size
            while left: left -= len(os.read(reader, left))
            attempt("splice", lambda: call("splice", fd, ctypes.byref(ctypes.c_longlong(40)),
                writer, None, 1, 0))
            # What is there already: only the time of a faulty kernel's change would show it.
            attempt("write", lambda: os.write(writer, before[41:44]))
            attempt("same", lambda: None if os.pread(fd, 64, 0) == before else check(-1))
            """
        ).cve("2022-0847"),
        .refused(
            "masked-path", "has a link in the place of what a runtime would bind over a path",
            ["link: done", "open: EACCES|ENOENT"],
            """
            call("umount2", b"/dev/null", 2)
            os.unlink("/dev/null")
            attempt("link", lambda: os.symlink("/proc/sys/kernel/core_pattern", "/dev/null"))
            attempt("open", lambda: opened("/dev/null", os.O_WRONLY))
            """
        ).cve("2025-31133").alone,
        .contained(
            "console-link", "has a link in the place of the terminal that a runtime would bind",
            ["links: done", "terminal: done"],
            """
            def links():
                for name in ("console", "ptmx", "tty"):
                    try: call("umount2", f"/dev/{name}".encode(), 2)
                    except OSError: pass
                    if os.path.lexists("/dev/" + name): os.unlink("/dev/" + name)
                    os.symlink("/proc/sysrq-trigger", "/dev/" + name)
            attempt("links", links)
            attempt("terminal", lambda: opened("/dev/pts/ptmx", os.O_RDWR))
            """
        ).cve("2025-52565").alone,
        .contained(
            "proc-redirected",
            "has another file in the place of those of /proc that a runtime writes",
            ["cover: done", "bind: done", "look: ENOENT"],
            """
            os.makedirs("/tmp/proc/self/attr", exist_ok=True)
            attempt("cover", lambda: mount("tmpfs", b"/proc/sys", "tmpfs"))
            attempt("bind", lambda: mount("/tmp/proc", b"/proc", None, 4096))
            look("look")
            """
        ).cve("2025-52881").alone,
    ]
}
