/// A network interface as `RTM_GETLINK` shows it: `rtnetlink(7)`.
struct Link: Hashable, Sendable {
    let index: Int32
    private(set) var name = ""
    /// `veth`, `bridge`, `dummy` …; nil for a device that no such kind made.
    private(set) var kind: String?
    /// `IFF_UP`: whether somebody has set it up.
    let isUp: Bool
    /// `IF_OPER_UP` and its like, RFC 2863.
    private(set) var operatingState: UInt8 = 0
    private(set) var hardwareAddress: [UInt8] = []
    private(set) var mtu: UInt32 = 0
    /// The index of what it is a port of.
    private(set) var master: Int32?
    /// The index of the link that it stands on; of a veth: of its other end.
    private(set) var other: Int32?
    /// Where `other` is: this network namespace's own number for another one. Nil where it is here.
    private(set) var otherNamespace: Int32?
    /// What puts its packets in order before they are sent: `tc(8)`.
    private(set) var queueing = ""
    /// Packets.
    private(set) var received: UInt64 = 0
    private(set) var sent: UInt64 = 0

    init?(_ message: NetlinkMessage) {
        guard message.kind == .newLink,
            let index = message.header.number(at: 4, as: Int32.self),
            let flags = message.header.number(at: 8, as: UInt32.self)
        else { return nil }
        self.index = index
        isUp = flags & 1 != 0
        for (type, value) in message.attributes { read(type, value) }
        if flags & 8 != 0 { kind = "loopback" }  // IFF_LOOPBACK
        guard !name.isEmpty else { return nil }
    }

    /// By the numbers of <linux/if_link.h>.
    private mutating func read(_ type: UInt16, _ value: ArraySlice<UInt8>) {
        switch type {
        case 1: hardwareAddress = Array(value)
        case 3: name = value.text
        case 4: mtu = value.number(at: 0, as: UInt32.self) ?? 0
        case 5: other = value.number(at: 0, as: Int32.self)
        case 6: queueing = value.text
        case 10: master = value.number(at: 0, as: Int32.self)
        case 16: operatingState = value.first ?? 0
        case 18: kind = NetlinkAttributes(value)[1]?.text  // IFLA_INFO_KIND
        case 23:  // IFLA_STATS64
            received = value.number(at: 0, as: UInt64.self) ?? 0
            sent = value.number(at: 8, as: UInt64.self) ?? 0
        case 37: otherNamespace = value.number(at: 0, as: Int32.self)
        default: break
        }
    }

    /// Whether what is sent over it arrives before `sendto(2)` returns, the answer of a kernel at the
    /// other end included: no program carries it, no hardware, and nothing queues it.
    var carriesAtOnce: Bool {
        guard isUp else { return true }
        return ["loopback", "veth", "bridge", "dummy"].contains(kind) && queueing == "noqueue"
    }

    /// `operatingState` as `ip link` and `/sys/class/net/NAME/operstate` name it.
    var state: String {
        let names = [
            "unknown", "notpresent", "down", "lowerlayerdown", "testing", "dormant", "up",
        ]
        return names.indices.contains(Int(operatingState)) ? names[Int(operatingState)] : "unknown"
    }

    /// `52:54:00:12:34:56`; empty where it has none.
    var mac: String {
        hardwareAddress.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0\(digits)" : digits
        }.joined(separator: ":")
    }
}

/// An address of a link as `RTM_GETADDR` shows it.
struct LinkAddress: Hashable, Sendable {
    /// Of its link.
    let index: Int32
    let address: NetworkPrefix

    init?(_ message: NetlinkMessage) {
        // struct ifaddrmsg; IFA_LOCAL where it is not IFA_ADDRESS: that is then the peer's.
        guard message.kind == .newAddress, let length = message.header.dropFirst().first,
            let index = message.header.number(at: 4, as: Int32.self),
            let bytes = message.attributes[2] ?? message.attributes[1],
            let address = NetworkPrefix(bytes, length: Int(length))
        else { return nil }
        self.index = index
        self.address = address
    }
}
