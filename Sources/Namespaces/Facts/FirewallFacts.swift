internal import Glibc
internal import SystemCalls

/// `firewall`: the nftables rules of a network namespace, by `NETLINK_NETFILTER`.
struct FirewallFacts: FactProvider {
    var shapes: [FactShape] {
        [
            FactShape(
                "firewall", "the nftables firewall of the network namespace", isLeaf: false,
                [
                    FactShape("tables", "its tables, like ip filter"),
                    FactShape("rules", "how many rules there are in all of them"),
                ])
        ]
    }

    func fact(_ path: [FactStep], of subject: FactSubject) -> Fact {
        guard path.count > 1 else { return .present }
        let reading = subject.reading(FirewallReading.self)
        do throws(SystemCallError) {
            switch path[1].name {
            case "tables": return .list(try reading.tables(of: subject))
            case "rules": return .number(try reading.ruleCount(of: subject))
            default: return .absent
            }
        } catch {
            return .unknown(Self.reason(for: error))
        }
    }

    /// Why the firewall could not be read. Where the kernel does not have it, it could not be read:
    /// what keeps packets out there is something else, and not counted.
    static func reason(for error: SystemCallError) -> String {
        switch (error.call, error.errno) {
        // No such protocol of netlink(7); or that, and no part of it of that number.
        case ("socket", EPROTONOSUPPORT), ("socket", EAFNOSUPPORT),
            ("NFT_MSG_GETTABLE", EINVAL), ("NFT_MSG_GETRULE", EINVAL):
            "this kernel has no nf_tables (\(error.name))"
        default: error.description
        }
    }
}

/// The firewall of one subject's network namespace, read for one observation.
private final class FirewallReading: SubjectReading {
    private var tableList: Result<[String], SystemCallError>?
    private var rules: Result<Int, SystemCallError>?

    init(of pid: Int32) {}

    /// `ip filter`, sorted.
    func tables(of subject: FactSubject) throws(SystemCallError) -> [String] {
        if let tableList { return try tableList.get() }
        let read = Result { () throws(SystemCallError) in
            try Self.list(.getTable, .newTable, subject).map(Self.tableName).sorted()
        }
        tableList = read
        return try read.get()
    }

    func ruleCount(of subject: FactSubject) throws(SystemCallError) -> Int {
        if let rules { return try rules.get() }
        let read = Result { () throws(SystemCallError) in
            try Self.list(.getRule, .newRule, subject).count
        }
        rules = read
        return try read.get()
    }

    /// All that there are, of every family; what is told of each is of the second kind.
    private static func list(
        _ question: NetlinkMessage.Kind, _ answer: NetlinkMessage.Kind, _ subject: FactSubject
    ) throws(SystemCallError) -> [NetlinkMessage] {
        // AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER; closed with the answer.
        let netfilter: UInt16 = 12
        var socket = try NetlinkSocket(
            owning: subject.openSocket(family: 16, type: 3, protocol: Int32(netfilter)),
            protocol: netfilter)
        return try socket.list(NetlinkMessage(question)).filter { $0.kind == answer }
    }

    /// Families as nft(8) names them, `NFPROTO_*` of <linux/netfilter.h>.
    private static let families: [UInt8: String] = [
        1: "inet", 2: "ip", 3: "arp", 5: "netdev", 7: "bridge", 10: "ip6",
    ]

    private static func tableName(_ message: NetlinkMessage) -> String {
        let family = message.header.first ?? 0
        // NFTA_TABLE_NAME.
        let name = message.attributes[1]?.text ?? ""
        return "\(families[family] ?? "\(family)") \(name)"
    }
}
