/// A route of the main table as `RTM_GETROUTE` shows it: `rtnetlink(7)`.
struct Route: Hashable, Sendable {
    /// One way that packets go.
    struct Hop: Hashable, Sendable {
        var gateway: String?
        /// The index of the link.
        var link: Int32?
    }

    let destination: NetworkPrefix
    /// More than one where the kernel may choose.
    private(set) var hops: [Hop] = []
    /// `RTN_UNICAST` is 1.
    private let type: UInt8

    /// Nil for what is not a route of the main table that people would list.
    init?(_ message: NetlinkMessage) {
        // struct rtmsg; the table's own number may not fit into it.
        let header = message.header
        guard message.kind == .newRoute, let family = header.first,
            let length = header.number(at: 1, as: UInt8.self),
            let table = header.number(at: 4, as: UInt8.self),
            let type = header.number(at: 7, as: UInt8.self),
            let flags = header.number(at: 8, as: UInt32.self),
            flags & 0x200 == 0  // RTM_F_CLONED
        else { return nil }
        self.type = type
        var bytes = [UInt8](repeating: 0, count: family == 2 ? 4 : 16)
        var fullTable = UInt32(table)
        var hop = Hop()
        for (type, value) in message.attributes {
            switch type {
            case 1: bytes = Array(value)  // RTA_DST
            case 9: hops = Self.hops(value, family)  // RTA_MULTIPATH
            case 15: fullTable = value.number(at: 0, as: UInt32.self) ?? fullTable
            default: hop.read(type, value)
            }
        }
        if hops.isEmpty { hops = [hop] }
        guard family == 2 || family == 10, fullTable == 254,  // RT_TABLE_MAIN
            let destination = NetworkPrefix(bytes, length: Int(length))
        else { return nil }
        // Where packets to all go; older kernels keep it in the main table.
        if destination.isVersionSix, bytes[0] == 0xff { return nil }
        self.destination = destination
    }

    /// An array of `struct rtnexthop`, each with attributes of its own.
    private static func hops(_ bytes: ArraySlice<UInt8>, _ family: UInt8) -> [Hop] {
        var rest = bytes
        var hops: [Hop] = []
        while let length = rest.number(at: 0, as: UInt16.self), length >= 8, length <= rest.count {
            var hop = Hop(link: rest.number(at: 4, as: Int32.self))
            for (type, value) in NetlinkAttributes(rest.prefix(Int(length)).dropFirst(8)) {
                hop.read(type, value)
            }
            hops.append(hop)
            rest = rest.dropFirst((Int(length) + 3) & ~3)
        }
        return hops
    }

    /// `default`, `192.168.10.0/24`, `10.6.8.113`: as `ip route` writes it.
    var destinationText: String {
        if destination.length == 0 { return "default" }
        return destination.isSingle ? destination.address : destination.text
    }

    /// Whether it is what a lesson means by `routes[KEY]`.
    func leads(to key: String) -> Bool {
        key == "default" ? destination.length == 0 : NetworkPrefix(key) == destination
    }

    /// `default via 10.0.2.2 dev eth0`.
    ///
    /// - Parameter names: of links, by index.
    func text(_ names: [Int32: String]) -> String {
        // By the numbers of <linux/rtnetlink.h>.
        let words: [UInt8: String] = [
            2: "local", 3: "broadcast", 4: "anycast", 5: "multicast", 6: "blackhole",
            7: "unreachable", 8: "prohibit", 9: "throw",
        ]
        let start = [words[type], destinationText].compactMap(\.self)
        let ways = hops.flatMap { hop in
            (hops.count > 1 ? ["nexthop"] : []) + (hop.gateway.map { ["via", $0] } ?? [])
                + (hop.link.map { ["dev", names[$0] ?? "if\($0)"] } ?? [])
        }
        return (start + ways).joined(separator: " ")
    }
}

extension Route.Hop {
    fileprivate mutating func read(_ type: UInt16, _ value: ArraySlice<UInt8>) {
        switch type {
        case 4: link = value.number(at: 0, as: Int32.self)  // RTA_OIF
        case 5: gateway = NetworkPrefix(value)?.address  // RTA_GATEWAY
        // RTA_VIA: a gateway of the other family, behind the family's number.
        case 18: gateway = NetworkPrefix(value.dropFirst(2))?.address
        default: break
        }
    }
}
