import Glibc
import HostAbilities
import SystemCalls
import Testing

@testable import Namespaces

/// `reaches[ADDRESS]`, in networks of the tests' own.
@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .enabled(if: Host.has("ip") && Host.has("nsenter"), "iproute2 is not installed"),
    .timeLimit(.minutes(1)))
struct ReachTests {
    @Test("a machine reaches itself where its loopback is up", arguments: ["127.0.0.1", "::1"])
    func loopback(address: String) throws {
        let up = try HeldProcess(into: [.user, .net], [.linkUp("lo")])
        #expect(NetworkPair.ask("reaches", address, of: FactSubject(pid: up.pid)) == .text("true"))
        let down = try HeldProcess(into: [.user, .net])
        #expect(
            NetworkPair.ask("reaches", address, of: FactSubject(pid: down.pid)) == .text("false"))
    }

    @Test("the other end of a cable is reached, and nobody where nobody is")
    func cable() throws {
        let pair = try NetworkPair()
        #expect(pair.ask("reaches", "10.9.0.2") == .text("true"))
        #expect(pair.ask("reaches", "fd00:9::2", until: .text("true")) == .text("true"))
        #expect(pair.ask("reaches", "10.9.0.3") == .text("false"))
        #expect(pair.ask("reaches", "fd00:9::3") == .text("false"))
        // Nothing of this is on the machine's own network.
        try pair.run(pair.far, "ip link set veth1 down")
        #expect(pair.ask("reaches", "10.9.0.2") == .text("false"))
        #expect(pair.ask("reaches", "fd00:9::2") == .text("false"))
    }

    @Test("a link-local address is reached over the link that is named")
    func linkLocal() throws {
        let pair = try NetworkPair()
        try pair.run(pair.far, "ip address add fe80::9/64 dev veth1 nodad")
        try pair.run(pair.near, "ip address add fe80::8/64 dev veth0 nodad")
        #expect(pair.ask("reaches", "fe80::9%veth0", until: .text("true")) == .text("true"))
        #expect(pair.ask("reaches", "fe80::9%lo") == .text("false"))
        #expect(pair.ask("reaches", "fe80::9%veth7") == .text("false"))
        #expect(
            pair.ask("reaches", "fe80::9")
                == .unknown(
                    "fe80::9: a link-local address, which needs its link: fe80::1%eth0"))
    }

    @Test("what cannot leave is false at once: no route, one that forbids, a firewall")
    func unreachable() throws {
        let pair = try NetworkPair()
        try pair.run(
            pair.near, "ip route add unreachable 10.1.0.0/24", "ip route add blackhole 10.2.0.0/24",
            "ip route add prohibit 10.3.0.0/24", "ip -6 route add blackhole fd02::/64",
            "ip -6 route add prohibit fd03::/64")
        var addresses = [
            "10.1.0.1", "10.2.0.1", "10.3.0.1", "10.99.0.1", "fd02::1", "fd03::1", "2001:db8::1",
        ]
        if Host.has("iptables") {
            try pair.run(pair.near, "iptables -A OUTPUT -d 10.9.0.2 -j DROP")
            addresses.append("10.9.0.2")
        }
        for address in addresses {
            let probe = EchoProbe(
                to: try NetworkAddress(address), from: FactSubject(pid: pair.near.pid))
            // Known as soon as it was begun: nothing was waited for.
            #expect(probe.finding == .text("false"), "\(address)")
        }
    }

    @Test("a router that says so makes it false before the time is up")
    func routerSays() throws {
        let pair = try NetworkPair()
        try pair.run(
            pair.far, "echo 1 > /proc/sys/net/ipv4/ip_forward",
            "echo 1 > /proc/sys/net/ipv6/conf/all/forwarding",
            "ip route add unreachable 10.5.0.0/24", "ip -6 route add unreachable fd05::/64")
        try pair.run(
            pair.near, "ip route add 10.5.0.0/24 via 10.9.0.2",
            "ip -6 route add fd05::/64 via fd00:9::2")
        for address in ["10.5.0.1", "fd05::1"] {
            let wasEarly = atLeastOnce(under: 200_000_000) {
                let found = pair.ask("reaches", address)
                #expect(found == .text("false"))
            }
            #expect(wasEarly, "\(address)")
        }
    }

    @Test(
        "the answers that others get are not taken for its own",
        .enabled(if: Host.has("ping"), "ping is not installed"))
    func othersTraffic() throws {
        let pair = try NetworkPair()
        // Some hundred answers arrive while nobody answers us.
        try pair.run(
            pair.near, "ping -c 1 -W 2 10.9.0.2",
            "{ ping -q -i 0.002 -w 2 10.9.0.2 > /dev/null 2>&1 & }")
        #expect(pair.ask("reaches", "10.9.0.3") == .text("false"))
        #expect(pair.ask("reaches", "10.9.0.2") == .text("true"))
    }

    @Test("several are asked at once, also from several places")
    func together() throws {
        let pair = try NetworkPair()
        let paths = (3...6).map { [FactStep("reaches", key: "10.9.0.\($0)")] }
        let tree = FactTree()
        func ask() {
            let round = ProbeRound()
            let subjects = [pair.near, pair.far].map { FactSubject(pid: $0.pid) }
            for subject in subjects { subject.join(round) }
            for subject in subjects {
                for path in paths { tree.prepare(path, of: subject) }
            }
            for subject in subjects {
                for path in paths { #expect(tree.fact(path, of: subject) == .text("false")) }
            }
        }
        // One after the other it were two seconds.
        #expect(atLeastOnce(under: 1_000_000_000, ask))
    }

    @Test(
        "an answer that a link holds back is waited for, wherever that link is",
        .enabled(if: Host.has("tc"), "tc is not installed"))
    func heldBack() throws {
        let pair = try NetworkPair()
        func ask(_ address: String) -> Fact {
            let subject = FactSubject(pid: pair.near.pid)
            let round = ProbeRound(whereCarriedAtOnce: { pair.isCarriedAtOnce })
            subject.join(round)
            return FactTree().fact([FactStep("reaches", key: address)], of: subject)
        }
        #expect(pair.isCarriedAtOnce)
        #expect(ask("10.9.0.2") == .text("true"))
        #expect(ask("10.9.0.3") == .text("false"))
        // The first answer uses up what may be sent at once; each further one waits for 74 ms.
        try pair.run(
            pair.far, "tc qdisc add dev veth1 root tbf rate 8kbit burst 100 latency 5s")
        #expect(!pair.isCarriedAtOnce)
        #expect(ask("10.9.0.2") == .text("true"))
        #expect(ask("10.9.0.2") == .text("true"))
        #expect(ask("10.9.0.2") == .text("true"))
        #expect(ask("10.9.0.3") == .text("false"))
    }

    @Test("it is asked with the rights of who owns the network, also from a user namespace below")
    func innerUserNamespace() throws {
        let pair = try NetworkPair()
        let inner = try HeldProcess([pair.near.joining([.user, .net]), .unshare([.user])])
        #expect(
            NetworkPair.ask("reaches", "10.9.0.2", of: FactSubject(pid: inner.pid))
                == .text("true"))
    }

    @Test("a network that no process is in is asked by its file")
    func otherNetwork() throws {
        let pair = try NetworkPair()
        let far = try Descriptor.open("/proc/\(pair.far.pid)/ns/net", O_RDONLY)
        let subject = FactSubject(pid: pair.near.pid, network: far)
        #expect(NetworkPair.ask("reaches", "10.9.0.1", of: subject) == .text("true"))
        try pair.run(pair.far, "ip address flush dev veth1")
        #expect(pair.ask("reaches", "127.0.0.1") == .text("true"))
        let again = try Descriptor.open("/proc/\(pair.far.pid)/ns/net", O_RDONLY)
        let bare = FactSubject(pid: pair.near.pid, network: again)
        #expect(NetworkPair.ask("reaches", "10.9.0.1", of: bare) == .text("false"))
    }

    @Test("no socket is left open in the namespace once the answer is there")
    func closed() throws {
        let pair = try NetworkPair()
        for address in ["10.9.0.2", "10.9.0.3", "10.99.0.1"] {
            let probe = EchoProbe(
                to: try NetworkAddress(address), from: FactSubject(pid: pair.near.pid))
            let round = ProbeRound()
            round.add(probe)
            round.finish()
            #expect(probe.finding != nil)
            #expect(probe.awaited.socket == -1)
        }
    }

    @Test("not to be allowed to bind to a link is no answer, that there is no such link is one")
    func binding() {
        func isAnswer(_ call: String, _ errno: Int32) -> Bool {
            SystemCallError(call, "SO_BINDTODEVICE veth0", errno: errno).meansUnreachable
        }
        #expect(!isAnswer("setsockopt", EPERM) && !isAnswer("setsockopt", EINVAL))
        #expect(isAnswer("setsockopt", ENODEV) && isAnswer("sendto", EPERM))
    }

    @Test("what could not be asked is unknown")
    func unknown() throws {
        let pair = try NetworkPair()
        #expect(pair.ask("reaches", "nonsense") == .unknown("nonsense: no IP address"))
        let pid = try HeldProcess().pid
        let gone = NetworkPair.ask("reaches", "127.0.0.1", of: FactSubject(pid: pid))
        guard case .unknown = gone else {
            Issue.record("a process that is gone: \(gone)")
            return
        }
    }

    @Test(
        "who may not open a raw socket does not know",
        .enabled(if: !Host.isRoot, "root may"))
    func notAllowed() {
        // No packet leaves: the socket itself is refused.
        let own = NetworkPair.ask("reaches", "127.0.0.1", of: FactSubject(pid: getpid()))
        guard case .unknown(let why) = own, why.contains("EPERM") else {
            Issue.record("\(own)")
            return
        }
    }
}
