import Glibc
import HostAbilities
import SystemCalls
import Testing

@testable import Namespaces

/// A network namespace to be furnished with `ip`, and a process in it.
struct Room {
    let held: HeldProcess

    init() throws { held = try HeldProcess(into: [.user, .net]) }

    /// What a command writes that is run in the room.
    @discardableResult
    func run(_ command: String) throws -> String {
        let options = "-t \(held.pid) -U --preserve-credentials -n"
        return try #require(Oracle.ask("nsenter \(options) sh -c '\(command)'"), "\(command)")
    }

    func fact(_ path: FactStep...) -> Fact {
        FactTree().fact(path, of: FactSubject(pid: held.pid))
    }

    func link(_ name: String, _ fact: String) -> Fact {
        self.fact(FactStep("links", key: name), FactStep(fact))
    }

    func socket() throws -> NetlinkSocket {
        try NetlinkSocket(
            owning: FactSubject(pid: held.pid).openSocket(family: 16, type: 3, protocol: 0))
    }
}

extension Host {
    static var hasIP: Bool { has("ip") && has("nsenter") }
}

@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .enabled(if: Host.hasIP, "ip or nsenter is not installed"), .timeLimit(.minutes(1)))
struct LinkFactTests {
    @Test("links: each is what ip shows")
    func links() throws {
        let room = try Room()
        try room.run(
            """
            ip link set lo up; ip link add br0 type bridge; ip link set br0 up
            ip link add v1 type veth peer name v2
            ip link set v1 up mtu 1400 address 02:00:00:00:00:01
            ip addr add 192.168.10.1/24 dev v1; ip addr add 10.1.1.1 peer 10.1.1.2/32 dev v1
            ip addr add fd00::1/64 dev v1 nodad
            """)
        let names = try room.run("ip -o link | cut -d: -f2 | cut -d@ -f1").words
        #expect(room.fact(FactStep("links")) == .list(names))
        #expect(Set(["lo", "br0", "v1", "v2"]).isSubset(of: Set(names)))
        for name in names {
            let shown = try room.run("ip -o -d link show \(name)").words
            func word(after word: String) -> String? {
                shown.firstIndex(of: word).map { shown[$0 + 1] }
            }
            #expect(room.fact(FactStep("links", key: name)) == .present)
            #expect(room.link(name, "index") == .text(String(shown[0].dropLast())))
            #expect(room.link(name, "mtu") == .text(word(after: "mtu") ?? ""))
            #expect(room.link(name, "state") == .text(word(after: "state")?.lowercased() ?? ""))
            let isUp = shown[2].split(whereSeparator: { "<>,".contains($0) }).contains("UP")
            #expect(room.link(name, "up") == .text("\(isUp)"))
            let mac = word(after: "link/ether") ?? word(after: "link/loopback")
            #expect(room.link(name, "mac") == .text(mac ?? ""))
            // `10.1.1.1 peer 10.1.1.2/32` for an address with a peer: its own is the first.
            let addresses = try room.run("ip -o addr show \(name)").split(separator: "\n")
                .map { String($0).words }.filter { $0[2].hasPrefix("inet") }
                .map { $0[4] == "peer" ? "\($0[3])/32" : $0[3] }
            #expect(room.link(name, "addresses") == .list(addresses))
        }
        #expect(room.link("v1", "mac") == .text("02:00:00:00:00:01"))
        #expect(
            ["lo", "br0", "v1"].map { room.link($0, "kind") }
                == [.text("loopback"), .text("bridge"), .text("veth")])
        #expect(room.fact(FactStep("links", key: "v3")) == .absent)
        #expect(room.link("v3", "up") == .absent)
    }

    @Test("up is what was set and state what works: a veth whose peer is down")
    func state() throws {
        let room = try Room()
        try room.run("ip link add v1 type veth peer name v2; ip link set v1 up")
        #expect(room.link("v1", "up") == .text("true") && room.link("v2", "up") == .text("false"))
        #expect(room.link("v1", "state") == .text("lowerlayerdown"))
        try room.run("ip link set v2 up")
        // The kernel tells a link of its peer's change up to a second later.
        let deadline = Deadline(milliseconds: 3000)
        while room.link("v1", "state") != .text("up"), !deadline.hasPassed { poll(nil, 0, 5) }
        #expect(room.link("v1", "state") == .text("up"))
    }

    @Test(
        "received and sent: as /proc/net/dev counts packets",
        .enabled(if: Host.has("ping"), "ping is not installed"))
    func packets() throws {
        let room = try Room()
        try room.run("ip link set lo up; ping -c 2 -i 0.01 127.0.0.1")
        let text = try readText("/proc/\(room.held.pid)/net/dev")
        let line = try #require(text.split(separator: "\n").last { $0.contains("lo:") })
        let fields = String(line).words
        #expect(fields[2] == "4")
        #expect(room.link("lo", "received") == .text(fields[2]))
        #expect(room.link("lo", "sent") == .text(fields[10]))
    }

    @Test("bridges: their ports, sorted, and a port's bridge")
    func bridges() throws {
        let room = try Room()
        #expect(room.fact(FactStep("bridges")) == .list([]))
        try room.run(
            """
            ip link add br0 type bridge; ip link add br1 type bridge
            for n in 3 1 2; do ip link add v$n type veth peer name w$n; done
            ip link set v3 master br0; ip link set v1 master br0; ip link set v2 master br1
            """)
        #expect(room.fact(FactStep("bridges")) == .list(["br0", "br1"]))
        func ports(_ bridge: String) -> Fact {
            room.fact(FactStep("bridges", key: bridge), FactStep("ports"))
        }
        #expect(ports("br0") == .list(["v1", "v3"]) && ports("br1") == .list(["v2"]))
        #expect(ports("v1") == .absent && ports("br2") == .absent)
        #expect(room.link("v3", "bridge") == .text("br0"))
        #expect(room.link("w3", "bridge") == .absent && room.link("br0", "bridge") == .absent)
    }

    @Test("peer: by name where it is here, by number where it is elsewhere")
    func peer() throws {
        let room = try Room()
        let other = try HeldProcess([room.held.joining([.user, .net]), .unshare([.net])])
        let own = try readLink("/proc/\(room.held.pid)/ns/net")
        let theirs = try readLink("/proc/\(other.pid)/ns/net")
        try room.run("ip link add v1 type veth peer name v2; ip link add br0 type bridge")
        #expect(room.link("v1", "peer") == .text("v2") && room.link("v2", "peer") == .text("v1"))
        #expect(room.link("v1", "peer_namespace") == .text(own))
        #expect(room.link("br0", "peer") == .absent)
        #expect(room.link("br0", "peer_namespace") == .absent)
        let index = try room.run("ip -o link show v2")
            .split(separator: ":")[0]
        try room.run("ip link set v2 netns \(other.pid)")
        #expect(room.link("v1", "peer") == .text("if\(index)"))
        #expect(room.link("v1", "peer_namespace") == .text(theirs))
        let there = FactSubject(pid: other.pid)
        let path = [FactStep("links", key: "v2"), FactStep("peer_namespace")]
        #expect(FactTree().fact(path, of: there) == .text(own))
    }

    @Test("peer_namespace: by the file that keeps it, and unknown where nothing in sight does")
    func keptPeer() throws {
        // A mount namespace in which the peer's network namespace is kept, and one in which not.
        let outer = try HeldProcess(into: [.user, .net, .mnt])
        let keeper = try HeldProcess(
            [outer.joining([.user, .mnt, .net]), .unshare([.net])]
                + Operation.keepAlive(.net, at: "/tmp/kept-\(getpid())"))
        defer { unlink("/tmp/kept-\(getpid())") }
        let theirs = try readLink("/proc/\(keeper.pid)/ns/net")
        let enter = "nsenter -t \(outer.pid) -U --preserve-credentials -n"
        let add = "ip link add v1 type veth peer name v2 netns \(keeper.pid)"
        try #require(Oracle.ask("\(enter) \(add)") != nil)
        try keeper.process.signal(SIGKILL)
        let path = [FactStep("links", key: "v1"), FactStep("peer_namespace")]
        let deadline = Deadline(milliseconds: 5000)
        while (try? readLink("/proc/\(keeper.pid)/ns/net")) != nil, !deadline.hasPassed {
            sched_yield()
        }
        #expect(FactTree().fact(path, of: FactSubject(pid: outer.pid)) == .text(theirs))
        // In the same network namespace, where the file is not mounted.
        let blind = try HeldProcess([outer.joining([.user, .net])])
        guard case .unknown(let why) = FactTree().fact(path, of: FactSubject(pid: blind.pid)) else {
            Issue.record("the other end was found without a way to it")
            return
        }
        #expect(why.contains("v1's other end"))
    }

    @Test("a list that takes many datagrams is read to its end")
    func many() throws {
        let room = try Room()
        try room.run(
            "for n in $(seq 150); do echo link add a$n type veth peer name b$n; done | ip -batch -")
        guard case .list(let names) = room.fact(FactStep("links")) else {
            Issue.record("no list of links")
            return
        }
        #expect(Set(names).isSuperset(of: (1...150).flatMap { ["a\($0)", "b\($0)"] }))
        #expect(room.link("b150", "peer") == .text("a150"))
    }

    @Test("a process that is gone has unknown links, routes and bridges")
    func gone() throws {
        let pid = try HeldProcess().pid
        for name in ["links", "routes", "bridges"] {
            guard case .unknown = FactTree().fact([FactStep(name)], of: FactSubject(pid: pid))
            else {
                Issue.record("\(name) of a process that is gone is known")
                continue
            }
        }
    }

    @Test("an observation's socket ends with its subject, and lets the network namespace go")
    func letsGo() throws {
        func sockets() throws -> Int {
            try namesInDirectory("/proc/self/fd")
                .filter { (try? readLink("/proc/self/fd/\($0)"))?.hasPrefix("socket:") == true }
                .count
        }
        let room = try Room()
        let before = try sockets()
        do {
            let subject = FactSubject(pid: room.held.pid)
            _ = FactTree().fact([FactStep("links")], of: subject)
            #expect(try sockets() == before + 1)
        }
        #expect(try sockets() == before)
    }
}

@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .enabled(if: Host.hasIP, "ip or nsenter is not installed"), .timeLimit(.minutes(1)))
struct RouteFactTests {
    @Test("routes: the main table as ip shows it, IPv4 and then IPv6")
    func routes() throws {
        let room = try Room()
        // Nothing was ever put into a table: it is empty, not unknown.
        #expect(room.fact(FactStep("routes")) == .list([]))
        try room.run(
            """
            ip link set lo up; ip link add v1 type veth peer name v2
            echo 1 > /proc/sys/net/ipv6/conf/v1/addr_gen_mode; ip link set v1 up; ip link set v2 up
            ip addr add 192.168.10.1/24 dev v1; ip addr add fd00::1/64 dev v1 nodad
            ip route add default via 192.168.10.254; ip route add 10.6.8.113 dev v1
            ip route add 10.7.0.0/16 via 192.168.10.9; ip route add 10.8.0.0/16 dev v1 table 100
            ip route add 10.9.0.0/16 dev v1 table 1000; ip route add blackhole 10.66.0.0/16
            ip route add default via fd00::9
            ip route add 10.5.0.0/16 nexthop via 192.168.10.3 nexthop via 192.168.10.4
            """)
        guard case .list(let routes) = room.fact(FactStep("routes")) else {
            Issue.record("no list of routes")
            return
        }
        #expect(
            routes.prefix(6) == [
                "default via 192.168.10.254 dev v1",
                "10.5.0.0/16 nexthop via 192.168.10.3 dev v1 nexthop via 192.168.10.4 dev v1",
                "10.6.8.113 dev v1", "10.7.0.0/16 via 192.168.10.9 dev v1",
                "blackhole 10.66.0.0/16", "192.168.10.0/24 dev v1",
            ])
        #expect(routes.contains("fd00::/64 dev v1"))
        #expect(routes.last == "default via fd00::9 dev v1")
        #expect(!routes.contains { $0.hasPrefix("10.8") || $0.hasPrefix("10.9") })
        let four = try room.run("ip -o -4 route").split(separator: "\n").count
        let six = try room.run("ip -o -6 route").split(separator: "\n").count
        #expect(routes.count == four + six)
        func route(_ key: String, _ name: String) -> Fact {
            room.fact(FactStep("routes", key: key), FactStep(name))
        }
        #expect(route("default", "gateway") == .text("192.168.10.254"))
        #expect(route("default", "link") == .text("v1"))
        #expect(route("::/0", "gateway") == .text("fd00::9"))
        #expect(route("192.168.10.0/24", "gateway") == .absent)
        #expect(route("192.168.10.0/24", "link") == .text("v1"))
        #expect(route("10.5.0.0/16", "gateway") == .list(["192.168.10.3", "192.168.10.4"]))
        for key in ["10.6.8.113", "10.6.8.113/32"] {
            #expect(room.fact(FactStep("routes", key: key)) == .present)
        }
        for key in ["10.8.0.0/16", "10.7.0.0/15", "10.7.0.0", "nonsense", ""] {
            #expect(room.fact(FactStep("routes", key: key)) == .absent, "\(key)")
        }
    }

    @Test("more routes than this process would read are unknown, not cut short")
    func bound() throws {
        let room = try Room()
        try room.run(
            """
            ip link set lo up
            for a in $(seq 2); do
                for b in $(seq 0 199); do
                    for c in $(seq 0 249); do echo route add 10.$a.$b.$c dev lo; done
                done
            done | ip -batch -
            """)
        let subject = FactSubject(pid: room.held.pid)
        #expect(
            FactTree().fact([FactStep("routes")], of: subject)
                == .unknown("RTM_GETROUTE: File too large (EFBIG)"))
        // What was not read to its end is in nobody's way.
        #expect(
            FactTree().fact([FactStep("links", key: "lo")], of: subject) == .present)
    }
}
