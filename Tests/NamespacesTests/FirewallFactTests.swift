import Glibc
import HostAbilities
import SystemCalls
import Testing

@testable import Namespaces

/// `firewall`, against what nft and iptables make.
@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .enabled(if: Host.has("nft") && Host.has("nsenter"), "nft is not installed"),
    .timeLimit(.minutes(1)))
struct FirewallFactTests {
    private func fact(_ name: String, of subject: FactSubject) -> Fact {
        FactTree().fact([FactStep("firewall"), FactStep(name)], of: subject)
    }

    private func fact(_ name: String, of held: HeldProcess) -> Fact {
        fact(name, of: FactSubject(pid: held.pid))
    }

    /// A command in the network namespace of a process, which must succeed.
    @discardableResult
    private func run(_ held: HeldProcess, _ command: String) throws -> String {
        try #require(
            Oracle.ask("nsenter -t \(held.pid) -U --preserve-credentials -n \(command)"),
            "\(command)")
    }

    @Test("tables and rules are those that nft makes, of every family")
    func nft() throws {
        let held = try HeldProcess(into: [.user, .net])
        #expect(fact("tables", of: held) == .list([]))
        #expect(fact("rules", of: held) == .text("0"))
        try run(held, "nft add table ip filter")
        #expect(fact("tables", of: held) == .list(["ip filter"]))
        for family in ["inet", "ip6", "arp"] { try run(held, "nft add table \(family) mine") }
        try run(held, "nft add chain ip filter one")
        try run(held, "nft add chain inet mine two")
        #expect(
            fact("tables", of: held) == .list(["arp mine", "inet mine", "ip filter", "ip6 mine"]))
        #expect(fact("rules", of: held) == .text("0"))
        try run(held, "nft add rule ip filter one counter drop")
        try run(held, "nft add rule inet mine two tcp dport 80 accept")
        try run(held, "nft add rule inet mine two tcp dport { 81, 82 } accept")
        #expect(fact("rules", of: held) == .text("3"))
        try run(held, "nft delete table inet mine")
        #expect(fact("rules", of: held) == .text("1"))
        // Another namespace has its own.
        #expect(fact("rules", of: try HeldProcess(into: [.user, .net])) == .text("0"))
    }

    @Test(
        "the rules of iptables-nft are among them",
        .enabled(if: Host.has("iptables-nft"), "iptables-nft is not installed"))
    func iptables() throws {
        let held = try HeldProcess(into: [.user, .net])
        try run(held, "iptables-nft -A INPUT -p icmp -j DROP")
        try run(held, "iptables-nft -t nat -A POSTROUTING -j MASQUERADE")
        #expect(fact("tables", of: held) == .list(["ip filter", "ip nat"]))
        #expect(fact("rules", of: held) == .text("2"))
        try run(held, "iptables-nft -F")
        #expect(fact("rules", of: held) == .text("1"))
    }

    @Test("a thousand rules are counted")
    func many() throws {
        let held = try HeldProcess(into: [.user, .net])
        try run(held, "nft add table ip filter")
        try run(held, "nft add chain ip filter one")
        let hundred =
            "for i in $(seq 100); do echo add rule ip filter one tcp dport $i accept; done"
        // One message of many does not fit into the socket of who is not the machine's root.
        try run(held, "sh -c 'for j in $(seq 10); do { \(hundred); } | nft -f -; done'")
        #expect(fact("rules", of: held) == .text("1000"))
    }

    @Test("a network that no process is in is read by its file, also from a user namespace below")
    func otherNetwork() throws {
        let held = try HeldProcess(into: [.user, .net])
        try run(held, "nft add table ip filter")
        let inner = try HeldProcess([
            held.joining([.user, .net]), .unshare([.net]), .unshare([.user]),
        ])
        let subject = FactSubject(
            pid: inner.pid, network: try Descriptor.open("/proc/\(held.pid)/ns/net", O_RDONLY))
        #expect(fact("tables", of: subject) == .list(["ip filter"]))
        #expect(fact("tables", of: inner) == .list([]))
    }

    @Test("reading keeps no namespace alive")
    func released() throws {
        let held = try HeldProcess(into: [.user, .net])
        try run(held, "nft add table ip filter")
        let subject = FactSubject(pid: held.pid)
        #expect(fact("tables", of: subject) == .list(["ip filter"]))
        let namespace = try readLink("/proc/\(held.pid)/ns/net")
        for number in try namesInDirectory("/proc/self/fd") {
            #expect((try? readLink("/proc/self/fd/\(number)")) != namespace)
        }
        let ours = try namesInDirectory("/proc/self/fd").compactMap {
            try? readLink("/proc/self/fd/\($0)")
        }
        // Its last column is the socket's inode.
        let theirs = try readText("/proc/\(held.pid)/net/netlink").split(separator: "\n")
            .dropFirst().compactMap { $0.split(separator: " ").last }
        #expect(!theirs.isEmpty)
        for inode in theirs { #expect(!ours.contains("socket:[\(inode)]")) }
    }

    @Test("a kernel without nf_tables is unknown, and not a firewall without rules")
    func reasons() {
        for error in [
            SystemCallError("socket", "16, 3, 12", errno: EPROTONOSUPPORT),
            SystemCallError("NFT_MSG_GETRULE", "", errno: EINVAL),
        ] {
            #expect(
                FirewallFacts.reason(for: error) == "this kernel has no nf_tables (\(error.name))")
        }
        let refused = SystemCallError("NFT_MSG_GETTABLE", "", errno: EPERM)
        #expect(FirewallFacts.reason(for: refused) == refused.description)
    }

    @Test(
        "who has no rights over the network does not know", .enabled(if: !Host.isRoot, "root has"))
    func notAllowed() {
        for name in ["tables", "rules"] {
            guard case .unknown(let why) = fact(name, of: FactSubject(pid: getpid())),
                why.contains("EPERM")
            else {
                Issue.record("\(name)")
                continue
            }
        }
    }
}
