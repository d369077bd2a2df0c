import Glibc
import HostAbilities
import SystemCalls
import Testing

@testable import Namespaces

/// `counters[NAME]`, against the traffic that the tests make.
@Suite struct CounterFactTests {
    private func counter(_ name: String, of subject: FactSubject) -> Fact {
        FactTree().fact([FactStep("counters", key: name)], of: subject)
    }

    /// Two echoes to itself over IPv4, one over IPv6.
    private func ping(_ held: HeldProcess) {
        for address in ["127.0.0.1", "127.0.0.2", "::1"] {
            #expect(
                NetworkPair.ask("reaches", address, of: FactSubject(pid: held.pid)) == .text("true")
            )
        }
    }

    @Test(
        "a namespace's own packets are counted, and only those",
        .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"))
    func own() throws {
        let held = try HeldProcess(into: [.user, .net], [.linkUp("lo")])
        let names = ["Icmp.InEchos", "IcmpMsg.InType8", "Icmp6.InEchos", "IcmpMsg.InType13"]
        #expect(
            names.map { counter($0, of: FactSubject(pid: held.pid)) }
                == names.map { _ in .text("0") })
        ping(held)
        let subject = FactSubject(pid: held.pid)
        #expect(names.map { counter($0, of: subject) } == ["2", "2", "1", "0"].map(Fact.text))
        // One observation is of one moment.
        ping(held)
        #expect(counter("Icmp.InEchos", of: subject) == .text("2"))
        let other = try HeldProcess(into: [.user, .net])
        #expect(counter("Icmp.InEchos", of: FactSubject(pid: other.pid)) == .text("0"))
    }

    @Test(
        "a network that no process is in is read by its file",
        .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"))
    func otherNetwork() throws {
        let held = try HeldProcess(into: [.user, .net], [.linkUp("lo")])
        let elsewhere = try HeldProcess([held.joining([.user, .net]), .unshare([.net])])
        ping(held)
        let subject = FactSubject(
            pid: elsewhere.pid, network: try Descriptor.open("/proc/\(held.pid)/ns/net", O_RDONLY))
        #expect(counter("Icmp.InEchos", of: subject) == .text("2"))
        #expect(counter("Icmp6.InEchos", of: subject) == .text("1"))
        #expect(counter("Icmp.InEchos", of: FactSubject(pid: elsewhere.pid)) == .text("0"))
    }

    @Test("every counter of the two files has a value and is listed under the name it is asked by")
    func names() throws {
        let subject = FactSubject(pid: getpid())
        let paths = FactTree().paths(below: [FactStep("counters")], of: subject)
        let names = paths.compactMap { $0.last?.key }
        for name in ["Ip.InReceives", "Tcp.MaxConn", "UdpLite.InErrors", "Ip6.InReceives"] {
            #expect(names.contains(name))
        }
        let lines = try readText("/proc/self/net/snmp6").split(separator: "\n").count
        #expect(names.count { $0.prefix { $0 != "." }.hasSuffix("6") } >= lines)
        for path in paths {
            guard case .text(let value) = FactTree().fact(path, of: subject), Int(value) != nil
            else {
                Issue.record("\(path)")
                continue
            }
        }
        // So many that they are shown to who asks for them only.
        #expect(!FactTree().paths(of: subject).contains { $0[0].name == "counters" })
    }

    @Test("the files are read by their titles")
    func tables() {
        let snmp = CounterTable.snmp.read(
            """
            Ip: Forwarding InReceives
            Ip: 1 713
            IcmpMsg: InType3
            IcmpMsg: 2
            Tcp: MaxConn
            Tcp: -1
            Odd: A B
            Odd: 1
            """)
        #expect(snmp.names == ["Ip.Forwarding", "Ip.InReceives", "IcmpMsg.InType3", "Tcp.MaxConn"])
        #expect(snmp["Ip.InReceives"] == "713")
        #expect(snmp["IcmpMsg.InType3"] == "2")
        #expect(snmp["IcmpMsg.OutType255"] == "0")
        #expect(snmp["IcmpMsg.OutType256"] == nil)
        #expect(snmp["IcmpMsg.OutTypes"] == nil)
        #expect(snmp["Tcp.MaxConn"] == "-1")
        let snmp6 = CounterTable.snmp6.read("Ip6InReceives   \t2\nnonsense\nUdpLite6InErrors 0\n")
        #expect(snmp6.names == ["Ip6.InReceives", "UdpLite6.InErrors"])
        #expect(CounterTable.snmp.read("").names.isEmpty)
    }

    @Test("what is no counter is unknown, and so is one of a process that is gone")
    func unknown() throws {
        let own = FactSubject(pid: getpid())
        for name in ["Ip.InRecieves", "Ip", "", "Ip6InReceives", "ip.inreceives"] {
            #expect(counter(name, of: own) == .unknown("there is no counter \(name)"))
        }
        let pid = try HeldProcess().pid
        guard case .unknown = counter("Ip.InReceives", of: FactSubject(pid: pid)) else {
            Issue.record("known")
            return
        }
    }
}
