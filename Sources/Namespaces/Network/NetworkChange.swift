public import SystemCalls

/// A change of a network namespace, as a value: `rtnetlink(7)`.
public enum NetworkChange: Hashable, Sendable {
    /// One end of a pair of Ethernet links, `veth(4)`.
    public struct End: Hashable, Sendable {
        public let name: String
        /// Six bytes.
        public let hardwareAddress: [UInt8]

        public init(_ name: String, hardwareAddress: [UInt8]) {
            self.name = name
            self.hardwareAddress = hardwareAddress
        }
    }

    /// A new pair of links: one here, whose number the kernel chooses where it is 0, and its peer in
    /// the network namespace of a process.
    case makePair(End, number: Int32 = 0, peer: End, ofProcess: Int32)
    /// `IFF_UP`.
    case setUp(String)
    /// No IPv6 address of its own making: no looking for a duplicate of it, no asking for routers.
    case makeNoLinkLocalAddress(String)
    /// `10.0.2.15/24`, to a link. What is no address is refused (EINVAL).
    case add(address: String, to: String)
    /// A default route, by an address that a link leads to.
    case routeAll(by: String)
}

extension NetworkChange {
    /// What it is applied to, for the error.
    fileprivate var subject: String {
        switch self {
        case .makePair(let end, _, _, _): "veth \(end.name)"
        case .setUp(let name): "\(name) up"
        case .makeNoLinkLocalAddress(let name): "\(name) addr_gen_mode"
        case .add(let address, let name): "\(address) on \(name)"
        case .routeAll(let gateway): "default via \(gateway)"
        }
    }

    /// By the numbers of <linux/if_link.h>, <linux/if_addr.h> and <linux/rtnetlink.h>.
    ///
    /// - Parameter index: of a link by its name.
    fileprivate func message(
        _ index: (String) throws(SystemCallError) -> Int32
    ) throws(SystemCallError) -> NetlinkMessage {
        var attributes = NetlinkAttributes()
        switch self {
        case .makePair(let end, let number, let peer, let pid):
            var other = peer.attributes
            other.append(19, number: pid)  // IFLA_NET_NS_PID
            var data = NetlinkAttributes()
            // VETH_INFO_PEER: struct ifinfomsg and the attributes of that link.
            data.append(1, [UInt8](repeating: 0, count: 16) + other.bytes)
            var kind = NetlinkAttributes()
            kind.append(1, text: "veth")  // IFLA_INFO_KIND
            kind.append(2, nested: data)  // IFLA_INFO_DATA
            attributes = end.attributes
            attributes.append(18, nested: kind)  // IFLA_LINKINFO
            return NetlinkMessage(.newLink, header: [0, 0, 0, 0] + number.bytes, attributes)
        case .setUp(let name):
            attributes.append(3, text: name)
            // struct ifinfomsg: the flags, and which of them to change.
            let up = UInt32(1).bytes
            return NetlinkMessage(
                .newLink, header: [UInt8](repeating: 0, count: 8) + up + up, attributes)
        case .makeNoLinkLocalAddress(let name):
            var six = NetlinkAttributes()
            six.append(8, number: UInt8(1))  // IFLA_INET6_ADDR_GEN_MODE: IN6_ADDR_GEN_MODE_NONE
            var families = NetlinkAttributes()
            families.append(10, nested: six)  // AF_INET6
            attributes.append(3, text: name)
            attributes.append(26, nested: families)  // IFLA_AF_SPEC
            return NetlinkMessage(.newLink, attributes)
        case .add(let address, let name):
            let prefix = try Self.prefix(address)
            attributes.append(2, prefix.bytes)  // IFA_LOCAL
            attributes.append(1, prefix.bytes)  // IFA_ADDRESS
            let header = [prefix.family, UInt8(prefix.length), 0, 0] + (try index(name)).bytes
            return NetlinkMessage(.newAddress, header: header, attributes)
        case .routeAll(let gateway):
            let prefix = try Self.prefix(gateway)
            attributes.append(5, prefix.bytes)  // RTA_GATEWAY
            // struct rtmsg: RT_TABLE_MAIN, RTPROT_BOOT, RT_SCOPE_UNIVERSE, RTN_UNICAST.
            return NetlinkMessage(
                .newRoute, header: [prefix.family, 0, 0, 0, 254, 3, 0, 1], attributes)
        }
    }

    private static func prefix(_ text: String) throws(SystemCallError) -> NetworkPrefix {
        guard let prefix = NetworkPrefix(text) else {
            throw SystemCallError("inet_pton", text, errno: 22)
        }
        return prefix
    }

    /// Whether it is about something new: `NLM_F_CREATE`, `NLM_F_EXCL`.
    fileprivate var isNew: Bool {
        switch self {
        case .setUp, .makeNoLinkLocalAddress: false
        case .makePair, .add, .routeAll: true
        }
    }
}

extension NetworkChange.End {
    fileprivate var attributes: NetlinkAttributes {
        var attributes = NetlinkAttributes()
        attributes.append(3, text: name)  // IFLA_IFNAME
        attributes.append(1, hardwareAddress)  // IFLA_ADDRESS
        return attributes
    }
}

extension NetlinkSocket {
    /// Carries a change out in this socket's network namespace.
    ///
    /// - Throws: the message's name and the kernel's own words, like `RTM_NEWROUTE default via
    ///   10.0.2.2: Nexthop has invalid gateway: Network is unreachable (ENETUNREACH)`.
    public mutating func carryOut(_ change: NetworkChange) throws(SystemCallError) {
        let message = try change.message { name throws(SystemCallError) in try index(of: name) }
        try ask(message, flags: change.isNew ? 0x600 : 0, about: change.subject)
    }

    private mutating func index(of name: String) throws(SystemCallError) -> Int32 {
        var attributes = NetlinkAttributes()
        attributes.append(3, text: name)
        let answer = try ask(NetlinkMessage(.getLink, attributes), about: name)
        guard let index = answer.first.flatMap(Link.init)?.index else {
            throw SystemCallError("RTM_GETLINK", name, errno: 19)  // ENODEV
        }
        return index
    }
}
