/// The file tree: what lies below it, beside it and before it.
extension Way {
    static let mounts: [Way] = [
        .refused(
            "path-outside", "opens files outside by their names",
            ["file: ENOENT", "program: ENOENT", "nsshell: ENOENT"],
            """
            look("file")
            attempt("program", lambda: read(BAIT["folder"] + "/handed-in"))
            attempt("nsshell", lambda: os.listdir(BAIT["folder"]))
            """),
        .refused(
            "dotdot", "goes up from / and from every directory that is mounted",
            ["root: ENOENT", "mounts: nothing"],
            """
            look("root", "/../../../../..")
            reached = []
            for line in open("/proc/self/mountinfo"):
                point = line.split()[4]
                try: reached.append(read(point + "/../../../../../.." + BAIT["file"]))
                except OSError: pass
            say("mounts", "nothing" if not reached else str(reached))
            """),
        .contained(
            "chroot-break", "leaves a chroot by the directory that it kept open",
            ["break: done", "look: ENOENT", "lab: done"],
            """
            def action():
                os.makedirs("/tmp/jail/in", exist_ok=True)
                os.chroot("/tmp/jail")
                kept = os.open("/", os.O_RDONLY)
                os.chroot("/in")
                os.fchdir(kept)
                for _ in range(64): os.chdir("..")
                os.chroot(".")
            inside(lambda: (attempt("break", action), look("look"), attempt("lab",
                lambda: read("/etc/hostname"))))
            """),
        .contained(
            "unmount-all", "takes away everything that is mounted, to see what lies below",
            ["unmount: done", "look: ENOENT"],
            """
            def action():
                points = [line.split()[4] for line in open("/proc/self/mountinfo")]
                gone = 0
                for point in sorted(points, key=len, reverse=True):
                    try:
                        call("umount2", point.encode(), 2)
                        gone += 1
                    except OSError: pass
                if gone < 8: raise OSError(f"{gone} of {len(points)}")
            attempt("unmount", action)
            look("look")
            """
        ).alone,
        .refused(
            "unmount-root", "takes its root away", ["root: EINVAL|EBUSY", "lazily: EINVAL|EBUSY"],
            """
            attempt("root", lambda: call("umount2", b"/", 0))
            attempt("lazily", lambda: call("umount2", b"/", 2))
            """),
        .contained(
            "pivot-back", "pivots into a new root and looks at the old one",
            ["pivot: done", "look: ENOENT", "old: ENOENT"],
            """
            def action():
                unshare(CLONE_NEWNS)
                os.makedirs("/tmp/new", exist_ok=True)
                mount("/", b"/tmp/new", None, 4096 | 16384)
                os.chdir("/tmp/new")
                call("pivot_root", b".", b"mnt")
            inside(lambda: (attempt("pivot", action), look("look"), look("old", "/mnt/..")))
            """),
        .refused(
            "root-of-init", "goes to the machine by the root and the directory of PID 1",
            ["root: ENOENT", "cwd: ENOENT|EACCES", "twice: ENOENT"],
            """
            look("root", "/proc/1/root")
            look("cwd", "/proc/1/cwd")
            look("twice", "/proc/1/root/proc/1/root")
            """),
        .refused(
            "handles", "opens files outside by their inode numbers, on every file system in sight",
            ["tried: done", "opened: nothing"],
            """
            tried, found = 0, []
            for line in open("/proc/self/mountinfo"):
                point = line.split()[4]
                try: fd = os.open(point, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
                except OSError: continue
                for inode in (2, BAIT["root"], BAIT["inode"]):
                    for kind, flags in ((1, 0), (1, os.O_DIRECTORY), (0x81, os.O_DIRECTORY)):
                        tried += 1
                        handle = ctypes.create_string_buffer(struct.pack("IiIII", 12, kind, inode,
                            0, 0), 32)
                        try: got = call("open_by_handle_at", fd, handle, flags)
                        except OSError: continue
                        found.append(f"{point} {os.readlink(f'/proc/self/fd/{got}')}")
                os.close(fd)
            say("tried", "done" if tried > 50 else str(tried))
            say("opened", "nothing" if not found else str(found))
            """),
        .contained(
            "remount-writable", "makes everything writable that is mounted",
            ["remount: done", "usr: done", "boot: done|EROFS|EACCES|ENOENT"],
            """
            guard()
            def action():
                for line in open("/proc/self/mountinfo"):
                    try: mount(None, line.split()[4].encode(), None, 32 | 4096)
                    except OSError: pass
            attempt("remount", action)
            attempt("usr", lambda: write("/usr/bin/hostile", "x", os.O_WRONLY | os.O_CREAT))
            attempt("boot", lambda: write("/boot/hostile", "x", os.O_WRONLY | os.O_CREAT))
            """
        ).alone,
        .contained(
            "layers", "reaches the layers that its file tree is made of, by the parent's handle",
            ["search: done", "outside: nothing"],
            """
            found = []
            def action():
                fd = os.open("/", os.O_RDONLY)
                for inode in range(1, 64):
                    for generation in (0, 1):
                        handle = ctypes.create_string_buffer(struct.pack("IiIII", 12, 1,
                            generation, inode, 0), 32)
                        try: got = call("open_by_handle_at", fd, handle, os.O_DIRECTORY)
                        except OSError: continue
                        found.append(os.readlink(f"/proc/self/fd/{got}"))
                        look("machine", f"/proc/self/fd/{got}")
            attempt("search", action)
            say("outside",
                "nothing" if not [f for f in found if BAIT["folder"] in f] else str(found))
            """),
        .contained(
            "overlay-anew",
            "mounts an overlay of its own over the machine's programs and writes there",
            ["mount: done", "write: done"],
            """
            def action():
                unshare(CLONE_NEWNS)
                os.makedirs("/run/up", exist_ok=True); os.makedirs("/run/work", exist_ok=True)
                mount("o", b"/mnt", "overlay", 0,
                    "lowerdir=/usr,upperdir=/run/up,workdir=/run/work,userxattr")
            inside(lambda: (attempt("mount", action), attempt("write",
                lambda: write("/mnt/bin/hostile", "x", os.O_WRONLY | os.O_CREAT))))
            """
        ).alone,
        .contained(
            "propagation", "makes its mounts shared, so that they appear outside",
            ["shared: done", "mount: done"],
            """
            attempt("shared", lambda: mount(None, b"/", None, 1 << 20 | 16384))
            attempt("mount", lambda: mount("hostile", b"/mnt", "tmpfs"))
            """
        ).alone,
        .refused(
            "mapped-mount", "maps the ids of a mount that it shares with the machine",
            ["null: EPERM|EINVAL|ENOSYS", "etc: EPERM|EINVAL|ENOSYS"],
            """
            user = os.open("/proc/self/ns/user", os.O_RDONLY)
            def mapped(path):
                tree = call("open_tree", -100, path, 1)
                call("mount_setattr", tree, b"", 0x1000, struct.pack("QQQQ", 0x100000, 0, 0, user),
                    32)
            attempt("null", lambda: mapped(b"/dev/null"))
            attempt("etc", lambda: mapped(b"/etc"))
            """),
        .refused(
            "nested-proc", "mounts a /proc of the machine's, from a user namespace within",
            ["mount: EPERM|done", "look: ENOENT", "number: ENOENT"],
            """
            def action():
                attempt("mount", lambda: mount("proc", b"/mnt", "proc"))
                look("look", "/mnt/1/root")
                attempt("number", lambda: read(f"/mnt/{BAIT['pid']}/environ"))
            inside(action, CLONE_NEWUSER | CLONE_NEWNS)
            """),
        .refused(
            "groups-mounted", "mounts the machine's cgroup hierarchies and makes groups there",
            ["found: nothing"],
            """
            made = []
            kinds = [("cgroup2", None)] + [("cgroup", name) for name in
                     ("pids", "memory", "cpu", "cpuset", "devices", "freezer", "blkio",
                         "none,name=systemd", "net_cls", "hugetlb")]
            def action():
                for kind, data in kinds:
                    try: mount("none", b"/mnt", kind, 0, data)
                    except OSError: continue
                    for folder, names, files in os.walk("/mnt"):
                        try: os.mkdir(folder + "/hostile"); made.append(folder)
                        except OSError: pass
                        for name in ("cgroup.procs", "tasks"):
                            try: write(f"{folder}/{name}", "0"); made.append(f"{folder}/{name}")
                            except OSError: pass
                    call("umount2", b"/mnt", 2)
            action()
            say("found", "nothing" if not [m for m in made if "bait" in m] else str(made))
            """),
        .refused(
            "mount-of-namespace", "attaches a tree of its own in the mount namespace outside",
            ["tree: done", "attach: ENOENT"],
            """
            attempt("tree", lambda: call("open_tree", -100, b"/tmp", 1))
            attempt("attach", lambda: call("move_mount", call("open_tree", -100, b"/tmp", 1), b"",
                -100, BAIT["folder"].encode(), 4))
            """),
    ]
}
