/// One ICMP echo request, and what answers it: RFC 792, RFC 4443.
struct Echo: Sendable {
    let target: NetworkAddress
    let identifier: UInt16
    let payload: [UInt8]
    private static let sequence: UInt16 = 1

    /// What a message that arrives means for this request.
    enum Outcome: Hashable, Sendable {
        case answered
        /// A router, or the target's own network, says that it cannot be delivered.
        case undeliverable
    }

    init(
        to target: NetworkAddress, identifier: UInt16 = .random(in: .min ... .max),
        payload: [UInt8] = (0..<32).map { _ in .random(in: .min ... .max) }
    ) {
        self.target = target
        self.identifier = identifier
        self.payload = payload
    }

    private var isIPv6: Bool { target.isIPv6 }
    private var requestType: UInt8 { isIPv6 ? 128 : 8 }
    private var replyType: UInt8 { isIPv6 ? 129 : 0 }

    /// Those that say that something could not be delivered: destination unreachable, time
    /// exceeded, parameter problem.
    private var errorTypes: [UInt8] { isIPv6 ? [1, 3, 4] : [3, 11, 12] }

    /// The types of messages that must be let through to see an answer.
    var awaitedTypes: [UInt8] { [replyType] + errorTypes }

    /// What is sent, from the ICMP header on. The kernel fills in ICMPv6's checksum: `ipv6(7)`.
    var request: [UInt8] {
        var bytes: [UInt8] = [requestType, 0, 0, 0] + header + payload
        if !isIPv6 {
            let sum = Self.checksum(bytes)
            bytes[2] = UInt8(sum >> 8)
            bytes[3] = UInt8(sum & 0xff)
        }
        return bytes
    }

    /// Identifier and sequence.
    private var header: [UInt8] {
        [identifier, Self.sequence].flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] }
    }

    /// Judges a message as a raw socket gives it: IPv4 with its IP header, `raw(7)`, IPv6 without.
    ///
    /// - Parameter source: who sent it, where the message itself does not tell: of IPv6.
    /// - Returns: nil where it is somebody else's, or nothing that can be read.
    func outcome(of message: [UInt8], from source: [UInt8] = []) -> Outcome? {
        guard isIPv6 else {
            guard let packet = Packet(ipv4: message[...]) else { return nil }
            return outcome(icmp: packet.content, from: packet.source)
        }
        return outcome(icmp: message[...], from: source)
    }

    private func outcome(icmp: ArraySlice<UInt8>, from source: [UInt8]) -> Outcome? {
        guard let type = icmp.first, icmp.count >= 8 else { return nil }
        if type == replyType {
            let isOurs = source == target.bytes && icmp.dropFirst(4).elementsEqual(header + payload)
            return isOurs ? .answered : nil
        }
        guard errorTypes.contains(type) else { return nil }
        // Behind 8 bytes comes the beginning of what could not be delivered.
        let lost = icmp.dropFirst(8)
        guard let packet = isIPv6 ? Packet(ipv6: lost) : Packet(ipv4: lost),
            packet.destination == target.bytes, packet.content.first == requestType,
            packet.content.dropFirst(4).prefix(4).elementsEqual(header)
        else { return nil }
        return .undeliverable
    }

    /// The Internet checksum, RFC 1071.
    static func checksum(_ bytes: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for index in stride(from: 0, to: bytes.count, by: 2) {
            let low = index + 1 < bytes.count ? bytes[index + 1] : 0
            sum += UInt32(bytes[index]) << 8 | UInt32(low)
        }
        while sum > 0xffff { sum = sum >> 16 + sum & 0xffff }
        return ~UInt16(sum)
    }
}

/// An IP packet that carries ICMP, or as much of it as there is.
private struct Packet {
    let source: [UInt8]
    let destination: [UInt8]
    let content: ArraySlice<UInt8>

    init?(ipv4 bytes: ArraySlice<UInt8>) {
        guard let first = bytes.first, first >> 4 == 4 else { return nil }
        let length = Int(first & 0xf) * 4
        guard length >= 20, bytes.count >= length, bytes[bytes.startIndex + 9] == 1 else {
            return nil
        }
        source = Array(bytes.dropFirst(12).prefix(4))
        destination = Array(bytes.dropFirst(16).prefix(4))
        content = bytes.dropFirst(length)
    }

    init?(ipv6 bytes: ArraySlice<UInt8>) {
        guard bytes.count >= 40, bytes[bytes.startIndex] >> 4 == 6,
            bytes[bytes.startIndex + 6] == 58
        else { return nil }
        source = Array(bytes.dropFirst(8).prefix(16))
        destination = Array(bytes.dropFirst(24).prefix(16))
        content = bytes.dropFirst(40)
    }
}
