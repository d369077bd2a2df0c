internal import SystemCalls

/// `routes[DESTINATION]`: the main routing table of a network namespace, by `rtnetlink(7)`.
struct RouteFacts: FactProvider {
    var shapes: [FactShape] {
        [
            FactShape(
                "routes",
                "the main table, like default via 10.0.2.2 dev eth0; a key is default or "
                    + "192.168.10.0/24", isKeyed: true,
                [
                    FactShape("gateway", "the router that the packets are given to"),
                    FactShape("link", "the link that they leave by"),
                ])
        ]
    }

    func keys(of name: String, in subject: FactSubject) -> [String] {
        let routes = (try? subject.rtnetlink.routes(of: subject)) ?? []
        var seen: Set<String> = []
        return routes.map(\.destinationText).filter { seen.insert($0).inserted }
    }

    func fact(_ path: [FactStep], of subject: FactSubject) -> Fact {
        Fact.reading { () throws(SystemCallError) in
            let routes = try subject.rtnetlink.routes(of: subject)
            let links = try subject.rtnetlink.links(of: subject)
            let names = Dictionary(links.map { ($0.index, $0.name) }) { first, _ in first }
            guard let key = path[0].key else { return .list(routes.map { $0.text(names) }) }
            // Of several the first is the one that the kernel takes.
            guard let route = routes.first(where: { $0.leads(to: key) }) else { return .absent }
            guard path.count > 1 else { return .present }
            switch path[1].name {
            case "gateway": return of(route.hops.compactMap(\.gateway))
            case "link": return of(route.hops.compactMap(\.link).map { names[$0] ?? "if\($0)" })
            default: return .absent
            }
        }
    }

    /// One for each way that packets may go.
    private func of(_ values: [String]) -> Fact {
        values.count > 1 ? .list(values) : values.first.map(Fact.text) ?? .absent
    }
}
