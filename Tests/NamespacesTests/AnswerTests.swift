import Glibc
import HostAbilities
import SystemCalls
import Testing

@testable import Namespaces

/// `answers[ADDRESS:PORT]`, of servers that the tests are themselves.
@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .enabled(if: Host.has("ip") && Host.has("nsenter"), "iproute2 is not installed"),
    .timeLimit(.minutes(1)))
struct AnswerTests {
    private func probe(_ pair: NetworkPair, _ endpoint: String) throws -> AnswerProbe {
        AnswerProbe(from: FactSubject(pid: pair.near.pid), to: try NetworkEndpoint(endpoint))
    }

    private func finish(_ probe: AnswerProbe) -> Fact? {
        let round = ProbeRound()
        round.add(probe)
        round.finish()
        return probe.finding
    }

    /// What is found of a server that says this at once and closes the connection, or does not.
    private func found(saying text: String, closing: Bool = true) throws -> Fact? {
        let pair = try NetworkPair()
        let server = try Listener(in: pair.far, at: "10.9.0.2:8080")
        let probe = try probe(pair, "10.9.0.2:8080")
        let connection = try server.accept()
        // What does not fit into the connection is as well left out.
        try? connection.send(Array(text.utf8))
        guard closing else { return withExtendedLifetime(connection.number) { finish(probe) } }
        try connection.close()
        return finish(probe)
    }

    @Test("what a server says, without the last line end")
    func banner() throws {
        #expect(try found(saying: "hello\n") == .text("hello"))
        #expect(try found(saying: "one\ntwo\r\n") == .text("one\ntwo"))
        #expect(try found(saying: "SSH-2.0\r\n", closing: false) == .text("SSH-2.0"))
    }

    @Test("a server that says nothing is there all the same")
    func silent() throws {
        #expect(try found(saying: "") == .text(""))
        #expect(try found(saying: "", closing: false) == .text(""))
    }

    @Test("of a server that talks without end the first 4 KiB")
    func endless() throws {
        let text = String(repeating: "x", count: 1 << 16)
        #expect(try found(saying: text, closing: false) == .text(String(text.prefix(4096))))
    }

    @Test("a silent server is asked for a page, and the header is taken off")
    func asked() throws {
        let pair = try NetworkPair()
        let server = try Listener(in: pair.far, at: "10.9.0.2:80")
        let probe = try probe(pair, "10.9.0.2:80")
        let connection = try server.accept()
        let request = Array("GET / HTTP/1.0\r\n\r\n".utf8)
        var heard: [UInt8] = []
        while probe.finding == nil, heard.count < request.count {
            probe.advance()
            heard += (try? connection.receive(atMost: 100).bytes) ?? []
        }
        #expect(heard == request)
        try connection.send(
            Array("HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nfrom far\n".utf8))
        try connection.close()
        #expect(finish(probe) == .text("from far"))
    }

    @Test("a server that says something is not asked for a page")
    func notAsked() throws {
        let pair = try NetworkPair()
        let server = try Listener(in: pair.far, at: "10.9.0.2:80")
        let probe = try probe(pair, "10.9.0.2:80")
        let connection = try server.accept()
        try connection.send(Array("hello".utf8))
        #expect(finish(probe) == .text("hello"))
        // Only that the other end has gone.
        #expect((try? connection.receive(atMost: 100).bytes) ?? [] == [])
    }

    @Test(
        "a real web server says what it says to curl",
        .enabled(if: Host.has("python3") && Host.has("curl"), "python3 or curl is not installed"))
    func webServer() throws {
        let pair = try NetworkPair()
        try pair.run(
            pair.far,
            "folder=$(mktemp -d) && cd $folder && echo a page of far > index.html",
            "{ { timeout 10 python3 -m http.server 8000; rm -r $folder; } > /dev/null 2>&1 & }")
        let address = "10.9.0.2:8000"
        let deadline = Deadline(milliseconds: 10_000)
        while pair.ask("answers", address) == .absent, !deadline.hasPassed { sched_yield() }
        let page = try pair.run(pair.near, "curl -s http://\(address)/")
        #expect(page == "a page of far")
        #expect(pair.ask("answers", address, until: .text(page)) == .text(page))
    }

    @Test("IPv6 is answered too")
    func ipv6() throws {
        let pair = try NetworkPair()
        #expect(pair.ask("reaches", "fd00:9::2", until: .text("true")) == .text("true"))
        let server = try Listener(in: pair.far, at: "[fd00:9::2]:80")
        let probe = try probe(pair, "[fd00:9::2]:80")
        let connection = try server.accept()
        try connection.send(Array("six".utf8))
        try connection.close()
        #expect(finish(probe) == .text("six"))
    }

    @Test("nobody answers: refused, no way there, nobody there, a firewall, a link that is not")
    func nobody() throws {
        let pair = try NetworkPair()
        try pair.run(
            pair.near, "ip route add unreachable 10.1.0.0/24", "ip route add blackhole 10.2.0.0/24",
            "ip route add prohibit 10.3.0.0/24")
        for endpoint in [
            "127.0.0.1:80", "10.9.0.2:80", "10.9.0.3:80", "10.1.0.1:80", "10.2.0.1:80",
            "10.3.0.1:80", "10.99.0.1:80", "[::1]:80", "[2001:db8::1]:80", "[fe80::1%veth7]:80",
        ] {
            #expect(pair.ask("answers", endpoint) == .absent, "\(endpoint)")
        }
    }

    @Test(
        "a firewall keeps a server from answering, wherever it stands",
        .enabled(if: Host.has("iptables"), "iptables is not installed"))
    func firewall() throws {
        let pair = try NetworkPair()
        let server = try Listener(in: pair.far, at: "10.9.0.2:80")
        #expect(pair.ask("answers", "10.9.0.2:80") == .text(""))
        for (end, chain) in [(pair.far, "INPUT"), (pair.near, "OUTPUT"), (pair.near, "INPUT")] {
            try pair.run(end, "iptables -A \(chain) -p tcp -j DROP")
            #expect(pair.ask("answers", "10.9.0.2:80") == .absent, "\(chain)")
            try pair.run(end, "iptables -F \(chain)")
        }
        for reason in ["icmp-host-prohibited", "tcp-reset"] {
            try pair.run(pair.far, "iptables -A INPUT -p tcp -j REJECT --reject-with \(reason)")
            #expect(pair.ask("answers", "10.9.0.2:80") == .absent, "\(reason)")
            try pair.run(pair.far, "iptables -F INPUT")
        }
        #expect(pair.ask("answers", "10.9.0.2:80") == .text(""))
        _ = server.socket.number
    }

    @Test("a socket that has met itself is nobody's answer")
    func itself() throws {
        let pair = try NetworkPair()
        try pair.run(
            pair.near, "echo 40000 40000 > /proc/sys/net/ipv4/ip_local_port_range")
        #expect(pair.ask("answers", "127.0.0.1:40000") == .absent)
    }

    @Test("nothing of the connection stays in the namespace")
    func nothingStays() throws {
        let pair = try NetworkPair()
        let server = try Listener(in: pair.far, at: "10.9.0.2:80")
        #expect(pair.ask("answers", "10.9.0.2:80") == .text(""))
        let probe = try probe(pair, "10.9.0.3:80")
        #expect(finish(probe) == .absent)
        #expect(probe.awaited.socket == -1)
        // The title alone.
        #expect(try pair.run(pair.near, "cat /proc/net/tcp").split(separator: "\n").count == 1)
        _ = server.socket.number
    }

    @Test("several servers are asked at once")
    func together() throws {
        let pair = try NetworkPair()
        let servers = try (1...6).map {
            try Server(Listener(in: pair.far, at: "10.9.0.2:800\($0)"))
        }
        let paths = (1...6).map { [FactStep("answers", key: "10.9.0.2:800\($0)")] }
        func ask() {
            let subject = FactSubject(pid: pair.near.pid)
            for path in paths { FactTree().prepare(path, of: subject) }
            for path in paths { #expect(FactTree().fact(path, of: subject) == .text("")) }
        }
        // One after the other it were a second and a half.
        #expect(atLeastOnce(under: 1_000_000_000, ask))
        _ = servers
    }

    private final class Server {
        let listener: Listener
        init(_ listener: consuming Listener) { self.listener = listener }
    }

    @Test(
        "what is no address and port is unknown, with the reason",
        arguments: [
            "10.0.0.2", "10.0.0.2:", "10.0.0.2:0", "10.0.0.2:65536", "10.0.0.2:+80", ":80",
            "::1:80",
            "[10.0.0.2]:80", "[::1]80", "localhost:80", "[fe80::1]:80", "0.0.0.0:80", "",
        ])
    func misfits(endpoint: String) throws {
        let misfit = try #require(KeyForm.endpoint.misfit(of: endpoint))
        let found = NetworkPair.ask("answers", endpoint, of: FactSubject(pid: getpid()))
        #expect(found == .unknown("\(endpoint): \(misfit)"))
    }

    @Test("a process that is gone is unknown")
    func gone() throws {
        let pid = try HeldProcess().pid
        let found = NetworkPair.ask("answers", "127.0.0.1:80", of: FactSubject(pid: pid))
        guard case .unknown = found else {
            Issue.record("\(found)")
            return
        }
    }

    @Test(
        "an HTTP header ends at its blank line",
        arguments: [
            ("HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody\r\n\r\nmore\n", "body\r\n\r\nmore"),
            ("HTTP/1.0 200 OK\nA: b\n\nbody", "body"), ("HTTP/1.0 200 OK\r\nA: b\r\n", ""),
            ("HTTP/1.0 204\r\n\r\n", ""), ("hello\r\n\r\nHTTP/1.0", "hello\r\n\r\nHTTP/1.0"),
            ("\n", ""), ("", ""), ("a\n\n", "a\n"),
        ])
    func header(said: String, text: String) {
        #expect(AnswerProbe.text(of: Array(said.utf8)) == text)
    }
}
