/// Descriptors and directories that a process of a lab starts with, or is handed.
extension Way {
    static let descriptors: [Way] = [
        .refused(
            "inherited", "uses what nsshell has open", ["open: three", "links: done"],
            """
            # And the one that the directory was listed by.
            say("open", "three" if [n for n in BAIT["fds"] if n > 2] in ([],
                [3]) else str(BAIT["fds"]))
            def links():
                for n in (0, 1, 2):
                    link = os.readlink(f"/proc/{BAIT['driver']}/fd/{n}")
                    if not link.startswith("pipe:"): raise OSError(link)
            attempt("links", links)
            """),
        .refused(
            "leaked-directory", "goes by every descriptor of every process to a directory outside",
            ["tried: done", "chdir: nothing", "openat: nothing"],
            """
            tried, entered, reached = 0, [], []
            for process in [n for n in os.listdir("/proc") if n.isdigit()]:
                for number in os.listdir(f"/proc/{process}/fd"):
                    path = f"/proc/{process}/fd/{number}"
                    tried += 1
                    if os.path.isdir(path) and not os.readlink(path).startswith("/proc"): entered.append(os.readlink(path))
                    for way in ("/../../../..", "/../../../../.."):
                        try: reached.append(read(path + way + BAIT["file"]))
                        except OSError: pass
            say("tried", "done" if tried > 3 else str(tried))
            say("chdir", "nothing" if not entered else str(entered))
            say("openat", "nothing" if not reached else str(reached))
            """
        ).cve("2024-21626"),
        .refused(
            "leaked-by-number", "starts in /proc/self/fd/7 and its like, as a work directory",
            ["7: ENOENT|ENOTDIR", "8: ENOENT|ENOTDIR", "9: ENOENT|ENOTDIR", "cwd: lab"],
            """
            for number in (7, 8, 9):
                attempt(str(number), lambda: os.chdir(f"/proc/{BAIT['driver']}/fd/{number}"))
            directory = os.readlink(f"/proc/{BAIT['driver']}/cwd")
            say("cwd",
                "lab" if directory == "/root" and os.stat("/root").st_ino != BAIT["root"] else directory)
            """
        ).cve("2024-21626"),
        .contained(
            "raise-limit", "opens more files than it may",
            ["hard: EPERM", "soft: done", "many: EMFILE"],
            """
            soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
            def raising(values):
                check(libc.syscall(ctypes.c_long(NUMBERS["prlimit64"]), 0, ctypes.c_long(7),
                    struct.pack("QQ", *values), None))
            attempt("hard", lambda: raising((hard + 1, hard + 1)))
            attempt("soft", lambda: raising((hard, hard)))
            def many():
                for _ in range(hard + 10): os.open("/dev/null", os.O_RDONLY)
            attempt("many", many)
            """),
        .open(
            "handed-in-file", "opens the file anew that it was handed for reading, for writing",
            because:
                "who hands a file in has handed it in: an ordinary user's own file is in reach of a lab that runs as that user",
            ["open: EACCES"],
            """
            attempt("open", lambda: opened("/proc/self/fd/0", os.O_WRONLY))
            """
        ).asUser(["open: done"]).withFileHandedIn,
        .refused(
            "handed-in-parent",
            "goes from a file that it was handed to the directory that it lies in",
            [
                "dotdot: ENOTDIR|EACCES", "openat: ENOTDIR", "path: ENOENT",
                "link: EPERM|ENOENT|EXDEV",
            ],
            """
            attempt("dotdot", lambda: os.listdir("/proc/self/fd/0/.."))
            attempt("openat", lambda: os.open("../secret", os.O_RDONLY, dir_fd=0))
            attempt("path",
                lambda: read(os.path.dirname(os.readlink("/proc/self/fd/0")) + "/secret"))
            attempt("link", lambda: call("linkat", 0, b"", -100, b"/tmp/linked", 0x1000))
            """
        ).withFileHandedIn,
        .refused(
            "handed-in-handle",
            "opens the root of the file system of a file that it was handed, by a handle",
            [
                "root: EPERM|ESTALE|ENOTDIR", "own: EPERM|ESTALE|ENOTDIR|EOPNOTSUPP",
                "inode: EPERM|ESTALE|ENOTDIR",
            ],
            """
            def opening(inode, flags=os.O_DIRECTORY):
                handle = struct.pack("IiII", 8, 1, inode, 0)
                return call("open_by_handle_at", 0, ctypes.create_string_buffer(handle, 16), flags)
            attempt("root", lambda: os.listdir(opening(2)))
            def own():
                handle = ctypes.create_string_buffer(struct.pack("Ii", 64, 0), 128)
                call("name_to_handle_at", 0, b"", handle, ctypes.byref(ctypes.c_int()), 0x1000)
                return os.read(call("open_by_handle_at", 0, handle, os.O_RDWR), 10)
            attempt("own", own)
            attempt("inode", lambda: os.read(opening(BAIT["inode"], 0), 100))
            """
        ).withFileHandedIn,
        .open(
            "handed-in-rights",
            "gives a file that it was handed another owner, other rights and capabilities",
            because:
                "what its owner may do with a file that was handed in, a lab that runs as that user may",
            [
                "owner: EPERM|EINVAL", "mode: EPERM", "capability: EPERM",
                "immutable: EPERM|ENOTTY|EACCES",
            ],
            """
            attempt("owner", lambda: os.fchown(0, 1, 1))
            attempt("mode", lambda: os.fchmod(0, 0o600))
            attempt("capability", lambda: os.setxattr("/proc/self/fd/0", "security.capability",
                struct.pack("IIIII", 0x02000001, 0xffffffff, 0, 0, 0)))
            attempt("immutable", lambda: fcntl.ioctl(0, 0x40086602, struct.pack("l", 0x10)))
            """
        ).asUser([
            "owner: EPERM|EINVAL", "mode: done", "capability: EPERM|done",
            "immutable: EPERM|ENOTTY|EACCES",
        ]).withFileHandedIn,
        .refused(
            "dirty-pipe", "writes to the page cache of a file that is open for reading alone",
            ["splice: done", "write: done", "changed: no"],
            """
            # A pipe whose buffers are all marked as to be merged, emptied; a byte of the file; more.
            reader, writer = os.pipe()
            size = fcntl.fcntl(writer, 1032)
            os.write(writer, bytes(size))
            left = size
            while left: left -= len(os.read(reader, left))
            offset = ctypes.c_longlong(0)
            before = os.pread(0, 64, 0)
            attempt("splice", lambda: call("splice", 0, ctypes.byref(offset), writer, None, 1, 0))
            attempt("write", lambda: os.write(writer, b"owned"))
            say("changed", "no" if os.pread(0, 64, 0) == before else "yes")
            """
        ).cve("2022-0847").withFileHandedIn,
        .refused(
            "dirty-cow",
            "writes to a private mapping of a file that is open for reading alone, in a race",
            ["mapping: EACCES", "race: done", "changed: no"],
            """
            before = os.pread(0, 64, 0)
            attempt("mapping", lambda: mmap.mmap(0, 32, mmap.MAP_SHARED,
                mmap.PROT_READ | mmap.PROT_WRITE))
            libc.mmap.restype = ctypes.c_void_p
            address = libc.mmap(None, ctypes.c_size_t(4096), 1, 2, 0, ctypes.c_long(0))
            def race():
                def forget():
                    for _ in range(3000): libc.madvise(ctypes.c_void_p(address),
                        ctypes.c_size_t(4096), 4)
                thread = threading.Thread(target=forget)
                thread.start()
                fd = os.open("/proc/self/mem", os.O_RDWR)
                for _ in range(3000): os.pwrite(fd, b"owned", address)
                thread.join()
            attempt("race", race)
            say("changed", "no" if os.pread(0, 64, 0) == before else "yes")
            """
        ).cve("2016-5195").withFileHandedIn,
    ]
}
