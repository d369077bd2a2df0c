import Glibc
import HostAbilities
import SystemCalls
import Testing

@testable import Namespaces

/// `sockets`, of sockets that the tests open.
@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .timeLimit(.minutes(1)))
struct SocketFactTests {
    private func fact(_ name: String, of held: HeldProcess) -> Fact {
        FactTree().fact(
            [FactStep("sockets"), FactStep(name)], of: FactSubject(pid: held.pid))
    }

    /// A listener, as a value that a list can hold.
    private final class Kept {
        let listener: Listener
        init(in held: HeldProcess, at endpoint: String, udp: Bool = false) throws {
            listener = try Listener(in: held, at: endpoint, udp: udp)
        }
    }

    @Test("what listens is listed in order, with the ports of TCP, as ss shows it")
    func listening() throws {
        let held = try HeldProcess(into: [.user, .net], [.linkUp("lo")])
        #expect(fact("listening", of: held) == .list([]))
        #expect(fact("ports", of: held) == .list([]))
        let kept = try [
            Kept(in: held, at: "[::1]:80"), Kept(in: held, at: "127.0.0.2:8080"),
            Kept(in: held, at: "127.0.0.1:8080"), Kept(in: held, at: "127.0.0.1:443"),
            Kept(in: held, at: "127.0.0.1:53", udp: true),
            Kept(in: held, at: "[::1]:53", udp: true),
        ]
        let listed = [
            "tcp 127.0.0.1:443", "tcp 127.0.0.1:8080", "tcp 127.0.0.2:8080", "tcp [::1]:80",
            "udp 127.0.0.1:53", "udp [::1]:53",
        ]
        #expect(fact("listening", of: held) == .list(listed))
        #expect(fact("ports", of: held) == .list(["80", "443", "8080"]))
        if Host.has("ss") {
            let shown = try #require(
                Oracle.ask(
                    "nsenter -t \(held.pid) -U --preserve-credentials -n ss -Hlntu | awk '{print $1, $5}'"
                ))
            #expect(shown.split(separator: "\n").map(String.init).sorted() == listed.sorted())
        }
        _ = kept
    }

    @Test("what is connected, and what only calls out, is not listed")
    func connected() throws {
        let held = try HeldProcess(into: [.user, .net], [.linkUp("lo")])
        let server = try Listener(in: held, at: "127.0.0.1:80")
        let subject = FactSubject(pid: held.pid)
        let client = try subject.openSocket(family: AF_INET, type: 1, protocol: 0)
        let peer = try NetworkAddress("127.0.0.1")
        try client.connect(to: peer.socketAddress(port: 80))
        let served = try server.accept()
        let datagrams = try subject.openSocket(family: AF_INET, type: 2, protocol: 0)
        try datagrams.connect(to: peer.socketAddress(port: 53))
        #expect(fact("listening", of: held) == .list(["tcp 127.0.0.1:80"]))
        _ = (client.number, served.number, datagrams.number)
    }

    @Test("any address and a shared port are listed as what they are, once")
    func wildcard() throws {
        let held = try HeldProcess(into: [.user, .net], [.linkUp("lo")])
        let subject = FactSubject(pid: held.pid)
        func open(_ family: Int32, _ address: [UInt8]) throws -> Descriptor {
            let socket = try subject.openSocket(family: family, type: 1, protocol: 0)
            try socket.setOption(SO_REUSEPORT, level: SOL_SOCKET, to: [1, 0, 0, 0], "SO_REUSEPORT")
            let result = address.withUnsafeBytes {
                bind(
                    socket.number, $0.assumingMemoryBound(to: sockaddr.self).baseAddress,
                    socklen_t($0.count))
            }
            #expect(result == 0 && listen(socket.number, 1) == 0)
            return socket
        }
        // The family, port 80 in the order of the network, and zeros.
        let any = withUnsafeBytes(of: UInt16(AF_INET), Array.init) + [0, 80]
        let any6 = withUnsafeBytes(of: UInt16(AF_INET6), Array.init) + [0, 81]
        let zeros = [UInt8](repeating: 0, count: 24)
        let first = try open(AF_INET, any + zeros.prefix(12))
        let second = try open(AF_INET, any + zeros.prefix(12))
        let third = try open(AF_INET6, any6 + zeros)
        #expect(fact("listening", of: held) == .list(["tcp 0.0.0.0:80", "tcp [::]:81"]))
        #expect(fact("ports", of: held) == .list(["80", "81"]))
        _ = (first.number, second.number, third.number)
    }

    @Test("a network that no process is in is read by its file, and kept no longer")
    func otherNetwork() throws {
        let held = try HeldProcess(into: [.user, .net], [.linkUp("lo")])
        let server = try Listener(in: held, at: "127.0.0.1:80")
        let elsewhere = try HeldProcess([held.joining([.user, .net]), .unshare([.net])])
        let subject = FactSubject(
            pid: elsewhere.pid,
            network: try Descriptor.open("/proc/\(held.pid)/ns/net", O_RDONLY))
        let path = [FactStep("sockets"), FactStep("ports")]
        #expect(FactTree().fact(path, of: subject) == .list(["80"]))
        #expect(fact("ports", of: elsewhere) == .list([]))
        _ = server.socket.number
    }

    @Test("more sockets than one answer holds are all listed")
    func many() throws {
        let held = try HeldProcess(into: [.user, .net], [.linkUp("lo")])
        let kept = try (1...400).map { try Kept(in: held, at: "127.0.0.1:\($0)") }
        #expect(fact("ports", of: held) == .list((1...400).map { "\($0)" }))
        _ = kept
    }

    @Test("a process that is gone is unknown")
    func gone() throws {
        let pid = try HeldProcess().pid
        for name in ["listening", "ports"] {
            let found = FactTree().fact(
                [FactStep("sockets"), FactStep(name)], of: FactSubject(pid: pid))
            guard case .unknown = found else {
                Issue.record("\(found)")
                continue
            }
        }
    }
}
