/// A message of `netlink(7)` as a value, of `rtnetlink(7)` or of another of its protocols: its kind,
/// the fixed header that all of that kind have, and attributes.
struct NetlinkMessage: Hashable, Sendable {
    /// The kinds that are sent and read here; <linux/rtnetlink.h>, <linux/inet_diag.h>,
    /// <linux/netfilter/nf_tables.h>. The upper half says which protocol of `netlink(7)` they are of,
    /// since each counts its own.
    enum Kind: UInt32, Sendable {
        case newLink = 16
        case getLink = 18
        case newAddress = 20
        case getAddress = 22
        case newRoute = 24
        case getRoute = 26
        case newNamespaceID = 88
        case getNamespaceID = 90
        case sockets = 0x4_0014
        case newTable = 0xc_0a00
        case getTable = 0xc_0a01
        case newRule = 0xc_0a06
        case getRule = 0xc_0a07

        /// As a message has it.
        var type: UInt16 { UInt16(truncatingIfNeeded: rawValue) }

        /// As the manual names it: `RTM_NEWLINK`.
        var name: String {
            switch self {
            case .newLink: "RTM_NEWLINK"
            case .getLink: "RTM_GETLINK"
            case .newAddress: "RTM_NEWADDR"
            case .getAddress: "RTM_GETADDR"
            case .newRoute: "RTM_NEWROUTE"
            case .getRoute: "RTM_GETROUTE"
            case .newNamespaceID: "RTM_NEWNSID"
            case .getNamespaceID: "RTM_GETNSID"
            case .sockets: "SOCK_DIAG_BY_FAMILY"
            case .newTable: "NFT_MSG_NEWTABLE"
            case .getTable: "NFT_MSG_GETTABLE"
            case .newRule: "NFT_MSG_NEWRULE"
            case .getRule: "NFT_MSG_GETRULE"
            }
        }

        /// Bytes of `struct ifinfomsg`, `ifaddrmsg`, `rtmsg`, and `rtgenmsg` with its padding;
        /// `inet_diag_req_v2`, and as many of the answer's `inet_diag_msg`; `nfgenmsg`.
        fileprivate var headerSize: Int {
            switch self {
            case .newLink, .getLink: 16
            case .newAddress, .getAddress: 8
            case .newRoute, .getRoute: 12
            case .newNamespaceID, .getNamespaceID: 4
            case .sockets: 56
            case .newTable, .getTable, .newRule, .getRule: 4
            }
        }
    }

    let kind: Kind
    let header: ArraySlice<UInt8>
    let attributes: NetlinkAttributes

    /// - Parameter header: its first bytes; the rest is zeros.
    init(
        _ kind: Kind, header: [UInt8] = [], _ attributes: NetlinkAttributes = NetlinkAttributes()
    ) {
        self.kind = kind
        let padding = [UInt8](repeating: 0, count: Swift.max(0, kind.headerSize - header.count))
        self.header = (header + padding).prefix(kind.headerSize)
        self.attributes = attributes
    }

    /// What was received behind the common header; nil where it is too short.
    fileprivate init?(_ kind: Kind, body: [UInt8]) {
        guard body.count >= kind.headerSize else { return nil }
        self.kind = kind
        header = body.prefix(kind.headerSize)
        attributes = NetlinkAttributes(body.dropFirst(kind.headerSize))
    }

    /// With the common header of `netlink(7)` before it.
    func encoded(flags: UInt16, sequence: UInt32, port: UInt32) -> [UInt8] {
        let body = header + attributes.bytes
        return UInt32(16 + body.count).bytes + kind.type.bytes + flags.bytes + sequence.bytes
            + port.bytes + body
    }
}

/// One of the messages of a datagram that the kernel sent: `netlink(7)`.
struct NetlinkAnswer {
    enum Content {
        case message(NetlinkMessage)
        /// The end of what was asked for. A refusal has an errno, and mostly words of the kernel.
        case end(errno: Int32, words: String)
        /// Of a kind that nobody asked for.
        case other
    }

    let sequence: UInt32
    let port: UInt32
    /// Whether what is being listed has changed meanwhile: `NLM_F_DUMP_INTR`.
    let isInterrupted: Bool
    let content: Content

    /// The messages of a datagram, up to the first that does not fit.
    ///
    /// - Parameter protocol: of `netlink(7)`: `NETLINK_ROUTE`.
    static func all(
        in datagram: ArraySlice<UInt8>, protocol number: UInt16 = 0
    ) -> [NetlinkAnswer] {
        var rest = datagram
        var answers: [NetlinkAnswer] = []
        while let length = rest.number(at: 0, as: UInt32.self), length >= 16, length <= rest.count,
            let answer = NetlinkAnswer(rest.prefix(Int(length)), number)
        {
            answers.append(answer)
            rest = rest.dropFirst((Int(length) + 3) & ~3)
        }
        return answers
    }

    private init?(_ bytes: ArraySlice<UInt8>, _ number: UInt16) {
        guard let type = bytes.number(at: 4, as: UInt16.self),
            let flags = bytes.number(at: 6, as: UInt16.self),
            let sequence = bytes.number(at: 8, as: UInt32.self),
            let port = bytes.number(at: 12, as: UInt32.self)
        else { return nil }
        self.sequence = sequence
        self.port = port
        isInterrupted = flags & 0x10 != 0
        let body = Array(bytes.dropFirst(16))
        switch type {
        case 2, 3:  // NLMSG_ERROR, NLMSG_DONE
            content = Self.end(body, flags: flags, isError: type == 2)
        default:
            content =
                NetlinkMessage.Kind(rawValue: UInt32(number) << 16 | UInt32(type))
                .flatMap { NetlinkMessage($0, body: body) }.map(Content.message) ?? .other
        }
    }

    /// `struct nlmsgerr`, with the attributes of an extended acknowledgement behind it.
    private static func end(_ body: [UInt8], flags: UInt16, isError: Bool) -> Content {
        let code = body[...].number(at: 0, as: Int32.self) ?? 0
        var words = ""
        if flags & 0x200 != 0 {  // NLM_F_ACK_TLVS
            // Behind the header of the question, and where that was not capped the question.
            let isCapped = flags & 0x100 != 0
            let question = Int(body[...].number(at: 4, as: UInt32.self) ?? 16)
            let skipped = isError ? 4 + (isCapped ? 16 : (question + 3) & ~3) : 4
            words = NetlinkAttributes(body.dropFirst(skipped))[1]?.text ?? ""
        }
        return .end(errno: code == Int32.min ? 0 : abs(code), words: words)
    }
}
