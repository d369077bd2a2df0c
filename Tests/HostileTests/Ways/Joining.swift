/// Namespaces outside.
extension Way {
    static let joining: [Way] = [
        .refused(
            "parent-user", "asks for the user namespace that its own lies in",
            ["parent: EPERM", "owner: EPERM", "uts: done", "then: EPERM"],
            """
            user = os.open("/proc/self/ns/user", os.O_RDONLY)
            NS_GET_USERNS, NS_GET_PARENT, NS_GET_OWNER_UID = 0xb701, 0xb702, 0xb704
            attempt("parent", lambda: fcntl.ioctl(user, NS_GET_PARENT))
            attempt("owner", lambda: fcntl.ioctl(user, NS_GET_USERNS))
            uts = os.open("/proc/self/ns/uts", os.O_RDONLY)
            attempt("uts", lambda: fcntl.ioctl(uts, NS_GET_USERNS))
            attempt("then", lambda: fcntl.ioctl(fcntl.ioctl(uts, NS_GET_USERNS), NS_GET_PARENT))
            """),
        .refused(
            "parent-pid", "asks for the PID namespace that its own lies in", ["parent: EPERM"],
            """
            attempt("parent", lambda: fcntl.ioctl(os.open("/proc/self/ns/pid", os.O_RDONLY),
                0xb702))
            """),
        .refused(
            "init-namespaces",
            "opens the machine's first namespaces by handles, whose numbers are known",
            [
                "user: \(noHandle)", "pid: \(noHandle)", "mnt: \(noHandle)", "net: \(noHandle)",
                "uts: \(noHandle)", "ipc: \(noHandle)",
            ],
            """
            # Linux 6.18: FD_NSFS_ROOT, and the ids and inode numbers that include/uapi/linux/nsfs.h gives.
            for name, number, kind, inode in (
                ("ipc", 1, CLONE_NEWIPC, 0xeffffffF), ("uts", 2, CLONE_NEWUTS, 0xeffffffE),
                ("user", 3, CLONE_NEWUSER, 0xeffffffD), ("pid", 4, CLONE_NEWPID, 0xeffffffC),
                ("net", 7, CLONE_NEWNET, 0xeffffff9), ("mnt", 8, CLONE_NEWNS, 0xeffffff8)):
                def action():
                    for values in ((number, kind, inode), (number, 0, 0), (number, kind, 0)):
                        handle = struct.pack("IiQII", 16, 0xf1, *values)
                        try:
                            fd = call("open_by_handle_at", -10003,
                                ctypes.create_string_buffer(handle, 24), 0)
                            # Whoever has it may still not enter it: but it should not be had.
                            if os.fstat(fd).st_ino != os.stat(f"/proc/self/ns/{name}").st_ino: return
                        except OSError as problem: last = problem
                    raise last
                attempt(name, action)
            """),
        .refused(
            "every-namespace-file", "joins every namespace that any process in sight is in",
            ["tried: done", "outside: nothing"],
            """
            tried, strange = 0, []
            own = {name: os.readlink("/proc/1/ns/" + name) for name in os.listdir("/proc/1/ns")}
            for process in [n for n in os.listdir("/proc") if n.isdigit()]:
                for name in own:
                    link = os.readlink(f"/proc/{process}/ns/{name}")
                    tried += 1
                    if link != own[name]: strange.append(f"{process} {link}")
            say("tried", "done" if tried > 10 else str(tried))
            say("outside", "nothing" if not strange else " ".join(strange))
            if own["mnt"] == BAIT["mntns"] or own["pid"] == BAIT["pidns"]: say("outside", "inside")
            """),
        .refused(
            "setns-numbers", "joins namespaces of processes outside by their numbers",
            ["pidfd: ESRCH", "proc: ENOENT", "self: EINVAL"],
            """
            attempt("pidfd", lambda: call("setns", call("pidfd_open", BAIT["pid"], 0), CLONE_NEWNS))
            attempt("proc", lambda: call("setns", os.open(f"/proc/{BAIT['pid']}/ns/mnt",
                os.O_RDONLY), 0))
            # The user namespace that one is in cannot be joined anew, for all rights in it.
            attempt("self", lambda: call("setns", os.open("/proc/self/ns/user", os.O_RDONLY), 0))
            """),
        .refused(
            "mount-namespaces", "lists mount namespaces of the machine, and goes to the one before",
            [
                "previous: \(noList)", "next: \(noList)", "listmount: \(noList)",
                "statmount: \(noList)",
            ],
            """
            fd = os.open("/proc/self/ns/mnt", os.O_RDONLY)
            info = ctypes.create_string_buffer(struct.pack("IIQ", 16, 0, 0), 16)
            # NS_MNT_GET_PREV and NS_MNT_GET_NEXT of linux/nsfs.h, with struct mnt_ns_info.
            def go(request):
                found = check(libc.ioctl(fd, ctypes.c_ulong(request), info))
                link = os.readlink(f"/proc/self/fd/{found}")
                if link == BAIT["mntns"]: return
                raise OSError(errno.ENOENT, "one of the lab's own")
            attempt("previous", lambda: go(0x8010b70c))
            attempt("next", lambda: go(0x8010b70b))
            request = struct.pack("IIQQQ", 32, 0, 0xffffffffffffffff, 0, 8)
            ids = ctypes.create_string_buffer(8 * 64)
            attempt("listmount", lambda: check(libc.syscall(ctypes.c_long(458), request, ids,
                ctypes.c_long(64), ctypes.c_long(0))))
            stat_request = struct.pack("IIQQQ", 32, 0, 2, 2, 8)
            attempt("statmount", lambda: check(libc.syscall(ctypes.c_long(457), stat_request, ids,
                ctypes.c_long(512), ctypes.c_long(0))))
            """),
        .contained(
            "rejoin-nested", "goes into a user namespace within, and back to the lab's",
            ["down: done", "up: EPERM|EINVAL", "look: ENOENT"],
            """
            fd = os.open("/proc/self/ns/user", os.O_RDONLY)
            def action():
                attempt("down", lambda: unshare(CLONE_NEWUSER))
                attempt("up", lambda: call("setns", fd, 0))
                look("look")
            inside(action)
            """),
        .contained(
            "keep-namespace", "binds its namespaces to files, so that they outlive it",
            ["unshare: done", "bind: done|EINVAL"],
            """
            def action():
                attempt("unshare", lambda: unshare(CLONE_NEWUTS | CLONE_NEWNET))
                open("/tmp/kept", "w").close()
                attempt("bind", lambda: mount("/proc/self/ns/net", b"/tmp/kept", None, 4096))
            inside(action)
            """),
    ]

    private static let noHandle = "ESTALE|EBADF|EPERM|EINVAL|EOPNOTSUPP"
    private static let noList = "EPERM|EINVAL|ENOENT|ENOTTY|ENOSYS"
}
