/// The network: a lab reaches nothing outside it.
extension Way {
    private static let connecting = """
        def connect(address, family=socket.AF_INET):
            one = socket.socket(family, socket.SOCK_STREAM)
            one.settimeout(1)
            one.connect(address)

        """

    static let network: [Way] = [
        .refused(
            "loopback-port", "connects to what listens on the machine's loopback",
            [
                "port: ECONNREFUSED", "any: ECONNREFUSED",
                "six: ECONNREFUSED|EADDRNOTAVAIL|EAFNOSUPPORT|ENETUNREACH",
            ],
            connecting + """
                attempt("port", lambda: connect(("127.0.0.1", BAIT["port"])))
                attempt("any", lambda: connect(("0.0.0.0", BAIT["port"])))
                attempt("six", lambda: connect(("::ffff:127.0.0.1", BAIT["port"]), socket.AF_INET6))
                """),
        .refused(
            "internet", "connects to the world",
            [
                "four: ENETUNREACH", "six: ENETUNREACH|EAFNOSUPPORT|EADDRNOTAVAIL",
                "host: ENETUNREACH|ECONNREFUSED", "names: failed",
            ],
            connecting + """
                attempt("four", lambda: connect(("192.0.2.1", 80)))
                attempt("six", lambda: connect(("2001:db8::1", 80), socket.AF_INET6))
                attempt("host", lambda: connect((BAIT["host"], BAIT["port"])))
                try: socket.getaddrinfo("example.com", 80); say("names", "answered")
                except socket.gaierror: say("names", "failed")
                """),
        .refused(
            "links-listed", "sees the network cards of the machine", ["links: lo", "sysfs: lo"],
            """
            say("links", " ".join(sorted(name for _, name in socket.if_nameindex())))
            say("sysfs",
                " ".join(sorted(n for n in os.listdir("/sys/class/net") if n != "bonding_masters")))
            """
        ).alone,
        .refused(
            "link-sent-out",
            "puts a network card of its own into the namespace of a process outside",
            ["move: ESRCH"],
            """
            # RTM_NEWLINK of lo with IFLA_NET_NS_PID.
            def action():
                one = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
                body = struct.pack("BxHiII", 0, 0, 1, 0, 0) + struct.pack("HHI", 8, 19, BAIT["pid"])
                one.send(struct.pack("IHHII", 16 + len(body), 16, 5, 1, 0) + body)
                answer = struct.unpack("IHHIIi", one.recv(4096)[:20])
                if answer[5]: raise OSError(-answer[5], "refused")
            attempt("move", action)
            """),
        .contained(
            "firewall", "lets nothing through any more", ["nft: done"],
            """
            result = ran("nft",
                "add table inet hostile { chain every { type filter hook input priority 0; policy drop; }; }")
            say("nft", "done" if result.returncode == 0 else result.stderr.decode())
            """
        ).alone,
        .contained(
            "routes-and-links", "makes bridges, tunnels, dummies and routes",
            ["bridge: done|ENOENT", "pair: done", "route: done", "address: done"],
            """
            def ip(label, *words):
                result = ran("ip", *words)
                say(label, "done" if result.returncode == 0 else "failed " + result.stderr.decode())
            ip("bridge", "link", "add", "hostile0", "type", "bridge")
            ip("pair", "link", "add", "hostile1", "type", "veth", "peer", "name", "hostile2")
            ip("address", "addr", "add", "192.0.2.7/24", "dev", "hostile1")
            ip("route", "route", "add", "blackhole", "198.51.100.0/24")
            """
        ).alone,
        .refused(
            "tun", "makes a tunnel by the machine's device for it", ["tun: ENOENT", "ppp: ENOENT"],
            """
            attempt("tun", lambda: opened("/dev/net/tun", os.O_RDWR))
            attempt("ppp", lambda: opened("/dev/ppp", os.O_RDWR))
            """),
        .refused(
            "card-loopback", "connects to the machine's loopback by the card's router",
            [
                "port: ECONNREFUSED|ENETUNREACH|ETIMEDOUT", "router: ECONNREFUSED",
                "beyond: ECONNREFUSED", "host: ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ECONNREFUSED",
            ],
            connecting + """
                attempt("port", lambda: connect(("127.0.0.1", BAIT["port"])))
                attempt("router", lambda: connect(("10.0.2.2", BAIT["port"])))
                attempt("beyond", lambda: connect(("10.6.8.113", BAIT["port"])))
                attempt("host", lambda: connect((BAIT["host"], BAIT["port"])))
                """
        ).withNetwork,
        .refused(
            "card-internet", "connects to the world by the card",
            ["world: ETIMEDOUT|ENETUNREACH|EHOSTUNREACH", "answers: done"],
            connecting + """
                attempt("world", lambda: connect(("192.0.2.1", 80)))
                # That the card works at all.
                result = ran("ping", "-c", "1", "-W", "5", "10.0.2.2")
                say("answers", "done" if result.returncode == 0 else result.stderr.decode())
                """
        ).withNetwork,
        .contained(
            "card-router", "goes into the namespace at the other end of its card",
            ["sees: done", "links: done", "onward: nothing"],
            """
            # The lab's user namespace owns it; what is asked for is its links, by RTM_GETLINK and
            # IFLA_TARGET_NETNSID, the number of it that eth0 knows.
            def links():
                return json.loads(ran("ip", "-j", "-d", "link").stdout)
            eth = [l for l in links() if l["ifname"] == "eth0"]
            say("sees", "done" if eth and "link_netnsid" in eth[0] else str(eth))
            result = ran("ip", "-j", "link", "show")
            names = {l["ifname"] for l in json.loads(result.stdout)}
            say("links", "done" if names == {"lo", "eth0"} else str(names))
            def dump(number):
                one = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
                body = struct.pack("BxHiII", 0, 0, 0, 0, 0) + struct.pack("HHi", 8, 46, number)
                one.send(struct.pack("IHHII", 16 + len(body), 18, 0x301, 1, 0) + body)
                return one.recv(65536)
            text = dump(eth[0]["link_netnsid"])
            strange = [name for name in (b"ens", b"enp", b"wlan", b"docker", b"br0", b"virbr",
                b"eth1") if name in text]
            say("onward", "nothing" if not strange else str(strange))
            """
        ).withNetwork,
        .contained(
            "card-spoofed", "sends packets in others' names, to all", ["arp: done", "raw: done"],
            """
            one = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
            one.bind(("eth0", 0))
            mac = bytes.fromhex("525400123456")
            attempt("arp",
                lambda: one.send(b"\\xff" * 6 + mac + b"\\x08\\x06" + struct.pack("!HHBBH", 1,
                0x800, 6, 4, 2) + mac + bytes([10, 0, 2, 2]) + b"\\xff" * 6 + bytes([10, 0, 2,
                15])))
            raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, 255)
            packet = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 28, 0, 0, 64, 17, 0, bytes([8, 8, 8,
                8]), bytes([10, 0, 2, 2])) + bytes(8)
            attempt("raw", lambda: raw.sendto(packet, ("10.0.2.2", 0)))
            """
        ).withNetwork,
    ]
}
