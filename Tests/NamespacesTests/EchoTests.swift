import Testing

@testable import Namespaces

/// ICMP messages, as raw sockets give them.
@Suite struct EchoTests {
    private static let source: [UInt8] = [10, 9, 0, 1]
    private static let target: [UInt8] = [10, 9, 0, 2]
    private static let router: [UInt8] = [10, 9, 0, 254]

    private func echo() throws -> Echo {
        Echo(to: try NetworkAddress("10.9.0.2"), identifier: 0x1234, payload: [1, 2, 3, 4])
    }

    private func echo6() throws -> Echo {
        Echo(to: try NetworkAddress("fd00:9::2"), identifier: 0x1234, payload: [1, 2, 3, 4])
    }

    /// An IPv4 packet of ICMP, with `options` words of options.
    private func packet(
        _ content: [UInt8], from: [UInt8] = target, to: [UInt8] = source, options: Int = 0,
        protocol number: UInt8 = 1
    ) -> [UInt8] {
        [0x45 + UInt8(options), 0, 0, 0, 0, 0, 0, 0, 64, number, 0, 0] + from + to
            + [UInt8](repeating: 0, count: options * 4) + content
    }

    private func packet6(_ content: [UInt8], from: [UInt8], to: [UInt8]) -> [UInt8] {
        [0x60, 0, 0, 0, 0, UInt8(content.count), 58, 64] + from + to + content
    }

    private let reply: [UInt8] = [0, 0, 0, 0, 0x12, 0x34, 0, 1, 1, 2, 3, 4]

    @Test("a request's checksum is right, and ICMPv6's is left to the kernel")
    func request() throws {
        let request = try echo().request
        #expect(request.prefix(2) == [8, 0])
        #expect(request.suffix(8) == [0x12, 0x34, 0, 1, 1, 2, 3, 4])
        // Over a message with its checksum in it the sum is all ones.
        #expect(Echo.checksum(request) == 0)
        #expect(Echo.checksum([0xff, 0xff, 0x01]) == 0xfeff)
        #expect(try echo6().request == [128, 0, 0, 0, 0x12, 0x34, 0, 1, 1, 2, 3, 4])
    }

    @Test("the reply answers, also behind IP options")
    func answered() throws {
        #expect(try echo().outcome(of: packet(reply)) == .answered)
        #expect(try echo().outcome(of: packet(reply, options: 10)) == .answered)
        let target = try NetworkAddress("fd00:9::2").bytes
        #expect(
            try echo6().outcome(of: [129] + reply.dropFirst(), from: target) == .answered)
    }

    @Test("what is somebody else's is passed over")
    func others() throws {
        func changed(_ index: Int, to byte: UInt8) -> [UInt8] {
            var bytes = reply
            bytes[index] = byte
            return bytes
        }
        let foreign: [(String, [UInt8])] = [
            ("its own request, come back over lo", packet(try echo().request)),
            ("another identifier", packet(changed(5, to: 0))),
            ("another sequence", packet(changed(7, to: 2))),
            ("another payload", packet(changed(11, to: 5))),
            ("a longer payload", packet(reply + [5])),
            ("a shorter one", packet(reply.dropLast())),
            ("another sender", packet(reply, from: Self.router)),
            ("another protocol", packet(reply, protocol: 17)),
            ("another type", packet(changed(0, to: 14))),
        ]
        for (name, bytes) in foreign {
            #expect(try echo().outcome(of: bytes) == nil, "\(name)")
        }
        let other = try NetworkAddress("fd00:9::3").bytes
        #expect(try echo6().outcome(of: [129] + reply.dropFirst(), from: other) == nil)
    }

    @Test("an error about the request means that it cannot be delivered")
    func undeliverable() throws {
        let request = try echo().request
        let lost = packet(request, from: Self.source, to: Self.target, options: 1)
        for type: UInt8 in [3, 11, 12] {
            let error = [type, 1, 0, 0, 0, 0, 0, 0] + lost
            #expect(try echo().outcome(of: packet(error, from: Self.router)) == .undeliverable)
            // As much as RFC 792 promises: the IP header and 8 bytes.
            let short = error.dropLast(request.count - 8)
            #expect(
                try echo().outcome(of: packet(Array(short), from: Self.router)) == .undeliverable)
        }
        let (near, far) = (
            try NetworkAddress("fd00:9::1").bytes, try NetworkAddress("fd00:9::2").bytes
        )
        let lost6 = packet6(try echo6().request, from: near, to: far)
        for type: UInt8 in [1, 3, 4] {
            let error = [type, 0, 0, 0, 0, 0, 0, 0] + lost6
            #expect(try echo6().outcome(of: error, from: near) == .undeliverable)
        }
    }

    @Test("an error about somebody else's packet is passed over")
    func othersErrors() throws {
        let request = try echo().request
        func error(_ lost: [UInt8], type: UInt8 = 3) -> [UInt8] {
            packet([type, 1, 0, 0, 0, 0, 0, 0] + lost, from: Self.router)
        }
        var theirs = request
        theirs[5] = 0
        let foreign: [(String, [UInt8])] = [
            ("to another target", error(packet(request, from: Self.source, to: Self.router))),
            ("of another identifier", error(packet(theirs, from: Self.source, to: Self.target))),
            ("of a reply", error(packet(reply, from: Self.source, to: Self.target))),
            (
                "of UDP",
                error(packet(request, from: Self.source, to: Self.target, protocol: 17))
            ),
            ("a redirect", error(packet(request, from: Self.source, to: Self.target), type: 5)),
        ]
        for (name, bytes) in foreign {
            #expect(try echo().outcome(of: bytes) == nil, "\(name)")
        }
    }

    @Test("no end of a message is taken for an answer, and none is read past")
    func truncated() throws {
        let request = try echo().request
        let error =
            [3, 1, 0, 0, 0, 0, 0, 0] + packet(request, from: Self.source, to: Self.target)
        let minimum = 20 + 8 + 20 + 8
        for message in [packet(reply), packet(error, from: Self.router)] {
            for count in 0..<message.count where message.count == 32 || count < minimum {
                #expect(try echo().outcome(of: Array(message.prefix(count))) == nil)
            }
        }
        for count in 0..<12 {
            let bytes = Array(([129] + reply.dropFirst()).prefix(count))
            #expect(try echo6().outcome(of: bytes, from: echo6().target.bytes) == nil)
        }
        #expect(try echo6().outcome(of: [1, 0, 0, 0, 0, 0, 0, 0, 0x60], from: []) == nil)
    }

    @Test(
        "addresses are read as ip(8) writes them",
        arguments: ["10.0.0.2", "127.0.0.1", "::1", "2001:DB8::1", "fe80::1%veth0", "ff02::1"])
    func addresses(text: String) throws {
        let address = try NetworkAddress(text)
        #expect(address.isIPv6 == text.contains(":"))
        #expect(address.link == (text.contains("%") ? "veth0" : nil))
        #expect(KeyForm.address.misfit(of: text) == nil)
    }

    @Test(
        "what is no address of a machine is none, with the reason",
        arguments: [
            ("", "no IP address"), ("10.0.0", "no IP address"), ("10.0.0.256", "no IP address"),
            ("localhost", "no IP address"), ("10.0.0.2:80", "no IP address"),
            ("[::1]", "no IP address"), ("10.0.0.2\0", "no IP address"),
            ("1::2::3", "no IP address"),
            ("10.0.0.0/24", "no IP address"), ("0.0.0.0", "the address of no machine"),
            ("::", "the address of no machine"),
            ("fe80::1", "a link-local address, which needs its link: fe80::1%eth0"),
            ("febf::1", "a link-local address, which needs its link: fe80::1%eth0"),
            ("fe80::1%", "an address with a link, which only a link-local one of IPv6 has"),
            ("fe80::1%a/b", "an address with a link, which only a link-local one of IPv6 has"),
            (
                "fe80::1%sixteen-letters-",
                "an address with a link, which only a link-local one of IPv6 has"
            ),
            ("::1%lo", "an address with a link, which only a link-local one of IPv6 has"),
            ("10.0.0.2%lo", "an address with a link, which only a link-local one of IPv6 has"),
            ("::ffff:10.0.0.2", "an IPv4 address, to be written as one"),
        ])
    func noAddresses(text: String, why: String) {
        #expect(KeyForm.address.misfit(of: text) == why)
    }
}
