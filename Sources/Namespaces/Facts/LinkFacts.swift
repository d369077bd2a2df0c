internal import SystemCalls

/// `links[NAME]` and `bridges[NAME]`: the interfaces of a network namespace, by `rtnetlink(7)`.
struct LinkFacts: FactProvider {
    var shapes: [FactShape] {
        [
            FactShape(
                "links", "the names of the links; with a key, one of them", isKeyed: true,
                [
                    FactShape("kind", "veth, bridge, dummy …; loopback for lo"),
                    FactShape("up", "whether it is set up (IFF_UP): true or false"),
                    FactShape("state", "whether it works: up, down, unknown, lowerlayerdown …"),
                    FactShape("addresses", "its addresses, like 192.168.10.100/24"),
                    FactShape("mac", "its hardware address"),
                    FactShape("mtu", "the most bytes of a packet"),
                    FactShape("index", "its number in this network namespace"),
                    FactShape("peer", "of a veth: its other end, ifINDEX where that is elsewhere"),
                    FactShape(
                        "peer_namespace", "of a veth: the network namespace of its other end"),
                    FactShape("bridge", "the bridge that it is a port of"),
                    FactShape("received", "how many packets it has received"),
                    FactShape("sent", "how many packets it has sent"),
                ]),
            FactShape(
                "bridges", "the names of the bridges; with a key, one of them", isKeyed: true,
                [FactShape("ports", "the names of its ports, sorted")]),
        ]
    }

    func keys(of name: String, in subject: FactSubject) -> [String] {
        let links = (try? subject.rtnetlink.links(of: subject)) ?? []
        return links.filter { name == "links" || $0.isBridge }.map(\.name)
    }

    func fact(_ path: [FactStep], of subject: FactSubject) -> Fact {
        Fact.reading { () throws(SystemCallError) in
            var links = try subject.rtnetlink.links(of: subject)
            let all = links
            if path[0].name == "bridges" { links = links.filter(\.isBridge) }
            guard let key = path[0].key else { return .list(links.map(\.name)) }
            guard let link = links.first(where: { $0.name == key }) else { return .absent }
            guard path.count > 1 else { return .present }
            switch path[1].name {
            case "ports":
                return .list(all.filter { $0.master == link.index }.map(\.name).sorted())
            case "kind": return link.kind.map(Fact.text) ?? .absent
            case "up": return .text("\(link.isUp)")
            case "state": return .text(link.state)
            case "addresses":
                let addresses = try subject.rtnetlink.addresses(of: subject)
                return .list(addresses.filter { $0.index == link.index }.map(\.address.text))
            case "mac": return link.hardwareAddress.isEmpty ? .absent : .text(link.mac)
            case "mtu": return .number(link.mtu)
            case "index": return .number(link.index)
            case "peer": return peer(of: link, among: all)
            case "peer_namespace": return try peerNamespace(of: link, subject)
            case "bridge":
                let master = all.first { $0.index == link.master && $0.isBridge }
                return master.map { .text($0.name) } ?? .absent
            case "received": return .number(link.received)
            case "sent": return .number(link.sent)
            default: return .absent
            }
        }
    }

    private func peer(of link: Link, among all: [Link]) -> Fact {
        guard link.kind == "veth" else { return .absent }
        guard let other = link.other else { return .unknown("the kernel names no peer") }
        let isHere = link.otherNamespace == nil
        let peer = isHere ? all.first { $0.index == other } : nil
        return .text(peer?.name ?? "if\(other)")
    }

    private func peerNamespace(
        of link: Link, _ subject: FactSubject
    ) throws(SystemCallError) -> Fact {
        guard link.kind == "veth" else { return .absent }
        guard let number = link.otherNamespace else { return .text(try subject.networkName()) }
        if let name = try subject.networkNamespace(numbered: number) { return .text(name) }
        return .unknown(
            "the network namespace of \(link.name)'s other end has no process and no name in sight")
    }
}

extension Link {
    fileprivate var isBridge: Bool { kind == "bridge" }
}
