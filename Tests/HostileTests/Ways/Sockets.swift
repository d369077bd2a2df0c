/// Sockets of the machine, and what the kernel tells by sockets.
extension Way {
    static let sockets: [Way] = [
        .refused(
            "abstract", "connects to an abstract socket outside",
            ["stream: ECONNREFUSED", "datagram: ECONNREFUSED"],
            """
            attempt("stream",
                lambda: socket.socket(socket.AF_UNIX).connect("\\0" + BAIT["abstract"]))
            one = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            attempt("datagram", lambda: one.sendto(b"x", "\\0" + BAIT["abstract"]))
            """),
        .contained(
            "abstract-taken", "takes the name of an abstract socket that listens outside",
            ["bind: done"],
            """
            one = socket.socket(socket.AF_UNIX)
            attempt("bind", lambda: (one.bind("\\0" + BAIT["abstract"]), one.listen(1)))
            """),
        .refused(
            "path-socket", "connects to a socket outside by its path",
            ["path: ENOENT", "root: ENOENT"],
            """
            attempt("path", lambda: socket.socket(socket.AF_UNIX).connect(BAIT["socket"]))
            attempt("root",
                lambda: socket.socket(socket.AF_UNIX).connect(f"/proc/1/root{BAIT['socket']}"))
            """),
        .refused(
            "services", "connects to the sockets of the machine's services",
            ["there: nothing", "agent: nothing"],
            """
            paths = ["/run/docker.sock", "/var/run/docker.sock", "/run/containerd/containerd.sock",
                "/run/systemd/private",
                     "/run/dbus/system_bus_socket", "/run/systemd/notify", "/run/udev/control", "/dev/log",
                     "/run/systemd/journal/socket", "/run/user/0/bus", "/run/user/1000/bus", "/tmp/.X11-unix/X0",
                     "/run/snapd.socket", "/run/libvirt/libvirt-sock", "/run/acpid.socket", "/run/lxd.socket"]
            there = []
            for path in paths:
                for root in ("", "/proc/1/root"):
                    try: socket.socket(socket.AF_UNIX).connect(root + path); there.append(path)
                    except OSError: pass
            say("there", "nothing" if not there else str(there))
            names = [n for n in os.environ if n in ("SSH_AUTH_SOCK", "DBUS_SESSION_BUS_ADDRESS",
                "DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "SECRET")]
            say("agent", "nothing" if not names else str(names))
            """),
        .refused(
            "netlink-kernel", "changes the machine's audit, devices and sockets by netlink",
            [
                "audit: ECONNREFUSED|EPERM|EPROTONOSUPPORT",
                "uevent: done|ECONNREFUSED|EPERM|EPROTONOSUPPORT",
                "connector: EPERM|ECONNREFUSED|EPROTONOSUPPORT|done",
                "scsi: EPROTONOSUPPORT|ECONNREFUSED|EPERM|done",
            ],
            """
            def message(kind, kinds):
                one = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, kind)
                one.bind((0, 0))
                one.sendto(struct.pack("IHHII", 16, kinds, 5, 1, 0), (0, 0))
                one.settimeout(2)
                kind = struct.unpack("IHHIIi", one.recv(4096)[:20])
                if kind[1] == 2 and kind[5]: raise OSError(-kind[5], "refused")
            attempt("audit", lambda: message(9, 1001))
            def uevent():
                one = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 15)
                one.bind((0, 1))
                one.sendto(b"add@/devices/hostile\\0ACTION=add\\0DEVPATH=/hostile\\0SUBSYSTEM=none\\0", (0, 1))
            attempt("uevent", uevent)
            def connector():
                one = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, 11)
                one.bind((0, 1))
            attempt("connector", connector)
            attempt("scsi", lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 18).bind((0,
                1)))
            """),
        .refused(
            "sock-diag", "closes sockets of the machine, and lists them",
            ["listed: done", "port: nothing"],
            """
            # SOCK_DIAG_BY_FAMILY of IPv4 and TCP, every state.
            found = []
            def action():
                one = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 4)
                request = struct.pack("BBBBI", 2, 6, 0, 0, 0xffffffff) + bytes(48)
                one.sendto(struct.pack("IHHII", 16 + len(request), 20, 0x301, 1, 0) + request, (0,
                    0))
                text = one.recv(65536)
                if struct.pack("!H", BAIT["port"]) in text: found.append(text.hex())
            attempt("listed", action)
            say("port", "nothing" if not found else "listed")
            """),
        .open(
            "vsock", "speaks to the virtual machine's host",
            because:
                "AF_VSOCK knows no network namespaces: on a virtual machine whose host listens there a lab may connect, as any user may",
            [
                "socket: done|EAFNOSUPPORT",
                "connect: ECONNRESET|ENODEV|EAFNOSUPPORT|ETIMEDOUT|ECONNREFUSED|EHOSTUNREACH|done|EADDRNOTAVAIL|EINPROGRESS|ENETUNREACH|EOPNOTSUPP",
            ],
            """
            attempt("socket", lambda: socket.socket(40, socket.SOCK_STREAM).close())
            def connect():
                one = socket.socket(40, socket.SOCK_STREAM)
                one.setblocking(False)
                # A port of the lab's own choosing on its own side, where nobody listens.
                one.connect((1, 4_000_000_000))
            attempt("connect", connect)
            """),
        .refused(
            "bluetooth", "opens hardware's sockets",
            [
                "bluetooth: EAFNOSUPPORT|EPERM|EPROTONOSUPPORT|ESOCKTNOSUPPORT",
                "can: EAFNOSUPPORT|EPROTONOSUPPORT|done|ENODEV", "alg: done|EAFNOSUPPORT",
            ],
            """
            attempt("bluetooth", lambda: socket.socket(31, socket.SOCK_RAW, 1).bind((0,)))
            attempt("can", lambda: socket.socket(29, socket.SOCK_RAW, 1).close())
            attempt("alg", lambda: socket.socket(38, socket.SOCK_SEQPACKET, 0).close())
            """),
        .contained(
            "packet", "listens to every packet of the machine", ["socket: done", "heard: nothing"],
            """
            one = None
            def action():
                global one
                one = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
                one.setblocking(False)
            attempt("socket", action)
            try: text = one.recv(65536)
            except BlockingIOError: text = b""
            say("heard", "nothing" if not text else text.hex())
            """),
        .contained(
            "launcher-socket", "speaks to nsshell where it answers for sys, in another language",
            ["connect: done", "garbage: done", "descriptor: done", "held: memfd"],
            """
            one = socket.socket(socket.AF_UNIX)
            attempt("connect", lambda: one.connect("/run/nsshell"))
            attempt("garbage", lambda: one.send(b"\\xff" * 4096))
            fds = []
            def receive():
                one.settimeout(20)
                fds.extend(socket.recv_fds(one, 64, 8)[1])
                if len(fds) != 1: raise OSError(f"{len(fds)} descriptors")
            attempt("descriptor", receive)
            link = os.readlink(f"/proc/self/fd/{fds[0]}") if fds else "none"
            say("held", "memfd" if link.startswith("/memfd:sys") else link)
            """),
        .refused(
            "launcher-copy",
            "changes the copy of nsshell that it is sent, for those who get it next",
            [
                "write: EPERM|EACCES|ETXTBSY", "cut: EPERM|EACCES|ETXTBSY|EINVAL",
                "map: EPERM|EACCES", "seal: EPERM|EACCES|EBADF",
            ],
            """
            one = socket.socket(socket.AF_UNIX)
            one.settimeout(20)
            one.connect("/run/nsshell")
            fd = socket.recv_fds(one, 64, 1)[1][0]
            path = f"/proc/self/fd/{fd}"
            attempt("write", lambda: write(path, b"x"))
            attempt("cut", lambda: os.truncate(path, 1))
            attempt("map", lambda: mmap.mmap(fd, 4096, mmap.MAP_SHARED,
                mmap.PROT_READ | mmap.PROT_WRITE))
            attempt("seal", lambda: fcntl.fcntl(fd, 1033, 0))
            """),
        .contained(
            "launcher-descriptors",
            "sends nsshell descriptors that it would hold, and never takes its answer",
            ["sent: done", "next: done"],
            """
            held = []
            def action():
                for _ in range(16):
                    one = socket.socket(socket.AF_UNIX)
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 3600))
                    one.connect("/run/nsshell")
                    socket.send_fds(one, [b"x"], [os.open("/tmp", os.O_RDONLY)] * 8)
                    held.append(one)
            attempt("sent", action)
            for one in held: one.close()
            attempt("next", lambda: socket.socket(socket.AF_UNIX).connect("/run/nsshell"))
            """),
    ]
}
