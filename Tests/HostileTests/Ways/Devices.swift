/// Devices of the machine.
extension Way {
    private static func node(
        _ id: String, _ tries: String, _ kind: String, _ major: Int, _ minor: Int
    ) -> Way {
        .refused(
            id, tries, ["mknod: EPERM", "fifo: done"],
            """
            attempt("mknod", lambda: os.mknod("/tmp/\(id)", stat.\(kind) | 0o666,
                os.makedev(\(major), \(minor))))
            # It is the device that is refused, not the call.
            attempt("fifo", lambda: os.mknod("/tmp/\(id)", stat.S_IFIFO | 0o666))
            """)
    }

    static let devices: [Way] = [
        node("mknod-disk", "makes the node of a disk", "S_IFBLK", 8, 0),
        node("mknod-virtio", "makes the node of a virtual disk", "S_IFBLK", 254, 0),
        node("mknod-mem", "makes the node of the machine's memory", "S_IFCHR", 1, 1),
        node("mknod-kmsg", "makes the node of the kernel's log", "S_IFCHR", 1, 11),
        node("mknod-console", "makes the node of the console", "S_IFCHR", 5, 1),
        node("mknod-tty1", "makes the node of a virtual terminal", "S_IFCHR", 4, 1),
        node("mknod-kvm", "makes the node of KVM", "S_IFCHR", 10, 232),
        node("mknod-fuse", "makes the node of FUSE", "S_IFCHR", 10, 229),
        node("mknod-tun", "makes the node of TUN", "S_IFCHR", 10, 200),
        node("mknod-loop", "makes the node of a loop device", "S_IFBLK", 7, 0),
        node("mknod-null", "makes a node that anybody outside may have", "S_IFCHR", 1, 3),
        .refused(
            "mknod-nested", "makes a node in a user namespace within, where it is root anew",
            ["mknod: EPERM"],
            """
            inside(lambda: attempt("mknod", lambda: os.mknod("/tmp/n", stat.S_IFBLK | 0o666,
                os.makedev(8, 0))),
                   CLONE_NEWUSER | CLONE_NEWNS)
            """),
        .refused(
            "dev-nodes", "opens the machine's devices by their usual names",
            ["dev: nothing"],
            """
            names = ["mem", "kmem", "port", "kmsg", "console", "tty0", "tty1", "ttyS0", "hvc0",
                "fuse", "kvm",
                     "loop-control", "loop0", "vda", "sda", "nvme0n1", "mapper/control", "net/tun", "rtc0",
                     "watchdog", "snapshot", "uinput", "input/event0", "dri/card0", "vhost-net", "vsock",
                     "btrfs-control", "autofs", "cpu_dma_latency", "hwrng", "nvram", "userfaultfd", "ptmx0"]
            there = [name for name in names if os.path.lexists("/dev/" + name)]
            say("dev", "nothing" if not there else " ".join(there))
            """),
        .refused(
            "devtmpfs", "mounts the machine's /dev",
            ["mount: EPERM", "fsopen: EPERM|done", "fsmount: EPERM|ENODEV"],
            """
            attempt("mount", lambda: mount("dev", b"/mnt", "devtmpfs"))
            fd = attempt("fsopen", lambda: call("fsopen", "devtmpfs", 0))
            def create():
                if fd is None: raise OSError(errno.EPERM, "not opened")
                call("fsconfig", fd, 6, None, None, 0)
                call("fsmount", fd, 0, 0)
            attempt("fsmount", create)
            """),
        .refused(
            "mount-disk", "mounts the machine's disk by name and by number",
            [
                "ext4: ENOENT|EPERM|ENODEV", "xfs: ENOENT|EPERM|ENODEV",
                "squashfs: ENOENT|EPERM|ENODEV", "create: EPERM|ENODEV|ENOENT|EACCES",
            ],
            """
            for kind in ("ext4", "xfs", "squashfs"):
                attempt(kind, lambda: mount("/dev/vda", b"/mnt", kind))
            def create():
                fd = call("fsopen", "ext4", 0)
                call("fsconfig", fd, 1, "source", "/dev/vda", 0)
                call("fsconfig", fd, 6, None, None, 0)
            attempt("create", create)
            """),
        .refused(
            "loop-image", "mounts an image of its own, made to break the file system's code",
            ["control: ENOENT", "mount: ENOTBLK|EPERM|ENODEV"],
            """
            attempt("control", lambda: opened("/dev/loop-control", os.O_RDWR))
            write("/tmp/image", bytes(1 << 20), os.O_WRONLY | os.O_CREAT)
            attempt("mount", lambda: mount("/tmp/image", b"/mnt", "ext4"))
            """),
        .refused(
            "pstore-and-others", "mounts file systems of the kernel that are the machine's alone",
            [
                "debugfs: EPERM|ENODEV", "tracefs: EPERM|ENODEV", "securityfs: EPERM|ENODEV",
                "configfs: EPERM|ENODEV", "pstore: EPERM|ENODEV", "efivarfs: EPERM|ENODEV",
                "bpf: EPERM|ENODEV|done", "selinuxfs: EPERM|ENODEV", "hugetlbfs: EPERM|ENODEV",
                "9p: EPERM|ENODEV", "nfs: EPERM|ENODEV", "virtiofs: EPERM|ENODEV",
                "resctrl: EPERM|ENODEV",
            ],
            """
            for kind in ("debugfs", "tracefs", "securityfs", "configfs", "pstore", "efivarfs",
                "bpf",
                         "selinuxfs", "hugetlbfs", "9p", "nfs", "virtiofs", "resctrl"):
                attempt(kind, lambda: mount("none", b"/mnt", kind))
                try: call("umount2", b"/mnt", 2)
                except OSError: pass
            """),
        .refused(
            "device-rights", "changes the rights of the devices that a lab shares with the machine",
            [
                "chmod: EPERM", "chown: EPERM", "utime: EPERM|EACCES",
                "xattr: EPERM|EACCES|ENOTSUP|EOPNOTSUPP",
            ],
            """
            attempt("chmod", lambda: os.chmod("/dev/null", 0o666))
            attempt("chown", lambda: os.chown("/dev/null", 0, 0))
            attempt("utime", lambda: os.utime("/dev/null", (1, 1)))
            attempt("xattr", lambda: os.setxattr("/dev/null", "user.a", b"b"))
            """),
        .refused(
            "bind-dev-directory", "goes from a bound device to the directory that it lies in",
            ["dotdot: ENOTDIR", "openat: ENOTDIR", "tree: done", "fd: ENOTDIR"],
            """
            attempt("dotdot", lambda: os.listdir("/dev/null/.."))
            fd = os.open("/dev/null", os.O_PATH)
            attempt("openat", lambda: os.open("..", os.O_RDONLY, dir_fd=fd))
            attempt("tree", lambda: call("open_tree", -100, "/dev/null", 1))
            attempt("fd", lambda: os.listdir(f"/proc/self/fd/{fd}/.."))
            """),
        .refused(
            "random-pool", "takes the randomness of the machine away",
            ["add: EPERM", "clear: EPERM", "zap: EPERM"],
            """
            fd = os.open("/dev/random", os.O_RDWR)
            attempt("add", lambda: fcntl.ioctl(fd, 0x40045201, struct.pack("i", 0)))
            attempt("clear", lambda: fcntl.ioctl(fd, 0x5206))
            attempt("zap", lambda: fcntl.ioctl(fd, 0x5204))
            """),
    ]
}
