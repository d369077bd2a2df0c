import Glibc
import HostAbilities
import SystemCalls
import Testing

@testable import Namespaces

/// What is sent and received over rtnetlink(7), without a kernel.
@Suite struct NetlinkMessageTests {
    private var link: NetlinkMessage {
        var attributes = NetlinkAttributes()
        attributes.append(3, text: "eth0")
        attributes.append(4, number: UInt32(1500))
        var info = NetlinkAttributes()
        info.append(1, text: "veth")
        attributes.append(18, nested: info)
        return NetlinkMessage(.newLink, header: [0, 0, 1, 0, 7], attributes)
    }

    private func read(_ bytes: [UInt8]) -> [NetlinkAnswer] { NetlinkAnswer.all(in: bytes[...]) }

    @Test("what is written is read as what it was, several to a datagram")
    func roundTrip() throws {
        let bytes = link.encoded(flags: 0, sequence: 5, port: 9)
        let answers = read(bytes + bytes)
        #expect(answers.count == 2)
        let answer = try #require(answers.last)
        #expect((answer.sequence, answer.port, answer.isInterrupted) == (5, 9, false))
        guard case .message(let message) = answer.content else {
            Issue.record("\(answer.content)")
            return
        }
        #expect(message.kind == .newLink && message.header.count == 16)
        let parsed = try #require(Link(message))
        #expect((parsed.index, parsed.name, parsed.mtu, parsed.kind) == (7, "eth0", 1500, "veth"))
        #expect(parsed.state == "unknown" && !parsed.isUp)
    }

    @Test("attributes are padded to four bytes, and a nested one is marked")
    func padding() {
        var attributes = NetlinkAttributes()
        attributes.append(3, [1, 2, 3, 4, 5])
        #expect(Array(attributes.bytes) == [9, 0, 3, 0, 1, 2, 3, 4, 5, 0, 0, 0])
        attributes.append(1, nested: NetlinkAttributes())
        #expect(attributes.bytes.suffix(4) == [4, 0, 1, 0x80])
        #expect(attributes.map(\.type) == [3, 1])
    }

    @Test("a list that changed meanwhile says so")
    func interrupted() throws {
        let bytes = link.encoded(flags: 0x12, sequence: 1, port: 1)
        #expect(try #require(read(bytes).first).isInterrupted)
    }

    @Test("whatever the bytes are, reading ends, within them")
    func hostile() {
        var generator = SystemRandomNumberGenerator()
        let whole = link.encoded(flags: 0, sequence: 1, port: 1)
        for _ in 0..<2000 {
            var bytes = whole
            for _ in 0..<4 {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[place] = [0, 1, 3, 4, 0x7f, 0xff].randomElement(using: &generator) ?? 0
            }
            bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator))
            for answer in read(bytes) {
                guard case .message(let message) = answer.content else { continue }
                _ = (Link(message), LinkAddress(message), Route(message))
            }
            let rest = bytes.dropFirst(8)
            #expect(NetlinkAttributes(rest).reduce(0) { $0 + 4 + $1.value.count } <= rest.count)
        }
    }

    @Test(
        "a network is an address and a length",
        arguments: [
            ("10.0.2.15/24", "10.0.2.15/24"), ("10.6.8.113", "10.6.8.113/32"),
            ("fe80:0::1/64", "fe80::1/64"), ("::/0", "::/0"),
        ])
    func prefix(text: String, written: String) {
        #expect(NetworkPrefix(text)?.text == written)
    }

    @Test(
        "what is no network is none",
        arguments: [
            "", "/", "10.0.2", "10.0.2.15/33", "10.0.2.15/-1", "::1/129", "a/8", "1.2.3.4/8/8",
        ])
    func noPrefix(text: String) {
        #expect(NetworkPrefix(text) == nil)
    }
}

@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .timeLimit(.minutes(1)))
struct NetlinkSocketTests {
    @Test("a refusal has the kernel's own words")
    func words() throws {
        var socket = try Room().socket()
        do throws(SystemCallError) {
            // A length without a destination.
            _ = try socket.list(NetlinkMessage(.getRoute, header: [2, 8]))
            Issue.record("the kernel did not refuse")
        } catch {
            #expect(error.call == "RTM_GETROUTE" && error.errno == EINVAL)
            #expect(error.subject.contains("Invalid"), "\(error)")
        }
        do throws(SystemCallError) {
            try socket.ask(NetlinkMessage(.getLink, header: [0, 0, 0, 0, 99]), about: "99")
            Issue.record("there is a link 99")
        } catch {
            #expect(error == SystemCallError("RTM_GETLINK", "99", errno: ENODEV))
        }
        // It is as good as new.
        #expect(try socket.list(NetlinkMessage(.getLink)).contains { Link($0)?.name == "lo" })
    }

    @Test("what a process of that namespace sends in the kernel's name is not believed")
    func forged() throws {
        let room = try Room()
        var socket = try room.socket()
        let forger = try FactSubject(pid: room.held.pid).openSocket(
            family: 16, type: 3, protocol: 0)
        var attributes = NetlinkAttributes()
        attributes.append(3, text: "forged")
        // The next question's number, and the end of what it asks for.
        let message = NetlinkMessage(.newLink, header: [0, 0, 1, 0, 9], attributes)
            .encoded(flags: 0, sequence: 1, port: socket.port)
        var end = NetlinkMessage(.newNamespaceID).encoded(flags: 0, sequence: 1, port: socket.port)
        end[4] = 3
        for bytes in [message, end] {
            var address = UInt16(16).bytes + [0, 0] + socket.port.bytes + UInt32(0).bytes
            let sent = address.withUnsafeMutableBytes {
                $0.withMemoryRebound(to: sockaddr.self) {
                    sendto(forger.number, bytes, bytes.count, 0, $0.baseAddress!, 12)
                }
            }
            #expect(sent == bytes.count, "errno \(errno)")
        }
        let names = try socket.list(NetlinkMessage(.getLink)).compactMap { Link($0)?.name }
        #expect(names.contains("lo") && !names.contains("forged"))
    }

    @Test("lists are whole while links come and go")
    func changing() throws {
        let room = try Room()
        // Enough for several datagrams, between the two ends that come and go together. And behind
        // them: with nothing left for its last datagram, the kernel forgets to say what changed.
        try room.run(
            """
            for n in $(seq 20); do
                ip link add a$n index $((100 + n)) type veth peer name b$n index $((600 + n))
            done
            """
        )
        var socket = try room.socket()
        let process = try Plan([
            room.held.joining([.user, .net]), .defaultSignals,
            .execute(
                file: "sh", searching: "/usr/bin:/bin:/usr/sbin:/sbin",
                arguments: [
                    "sh", "-c",
                    "while :; do ip link add v1 index 50 type veth peer name v2 index 500; "
                        + "ip link del v1; done",
                ], environment: ["PATH=/usr/bin:/bin:/usr/sbin:/sbin"]),
        ]).spawn().takeProcess()
        defer {
            try? process.signal(SIGKILL)
            _ = try? process.wait()
        }
        for _ in 0..<800 {
            let names = try socket.list(NetlinkMessage(.getLink)).compactMap { Link($0)?.name }
            #expect(names.filter { $0 == "lo" }.count == 1)
            #expect(names.contains("v1") == names.contains("v2"))
        }
    }
}
