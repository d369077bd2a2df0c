public import Lab
internal import Namespaces

extension MachineMap {
    /// The map as a picture: the lab's own namespaces, the others, and each network.
    ///
    /// - Parameter session: the terminal that the learner types in.
    public func picture(typingIn session: Int) -> Picture {
        let own = own
        let others = tree.nodes.filter { !own.contains($0.identity) }
        let elsewhere = Set(others.flatMap(\.processes).map(\.pid))
        var picture = [
            PictureEntry(
                key: "lab", title: "The lab's own namespaces", isHeading: true,
                details: [NamespaceKind.allCases.map(\.rawValue).joined(separator: " ")],
                children: processes.filter { !elsewhere.contains($0.pid) }
                    .map { entry(of: $0, in: "lab", session) })
        ]
        if !others.isEmpty {
            picture.append(
                PictureEntry(
                    key: "others", title: "Other namespaces", isHeading: true,
                    children: others.map { entry(of: $0, session) }))
        }
        return picture + networks.map { entry(of: $0, own) }
    }

    // MARK: Namespaces

    private func entry(of node: NamespaceNode, _ session: Int) -> PictureEntry {
        let key = node.name
        let members = Set(node.processes.map(\.pid))
        let names = node.networkNames.joined(separator: " and ")
        var details: [String] = []
        if node.processes.isEmpty {
            details.append("no process")
            // A new mount namespace has copies of all mounts.
            for keeper in node.keepers.map(words) where !details.contains(keeper) {
                details.append(keeper)
            }
        }
        return PictureEntry(
            key: key, title: names.isEmpty ? key : "\(key) named \(names)", details: details,
            children: processes.filter { members.contains($0.pid) }
                .map { entry(of: $0, in: key, session) })
    }

    private func words(_ keeper: NamespaceNode.Keeper) -> String {
        switch keeper {
        case .thread(let member, _): "kept by a thread of \(member.name) (\(member.pid))"
        case .forChildren(let member): "for the children of \(member.name) (\(member.pid))"
        case .openFile(let member, _): "kept by an open file of \(member.name) (\(member.pid))"
        case .bindMount(let path, _): "kept by the mount \(path)"
        case .namespace(let kind, let identity): "kept by \(kind.rawValue):[\(identity.inode)]"
        }
    }

    private func entry(of process: Process, in place: String, _ session: Int) -> PictureEntry {
        var notes: [String] = []
        for number in process.sessions {
            notes.append(number == session ? "you are here" : "session \(number) is here")
        }
        let inner = process.numbers.dropFirst().map { ", \($0) inside" }.joined()
        return PictureEntry(
            key: "\(place)/\(process.pid) since \(process.startTime)",
            title: "\(process.name) (\(process.pid)\(inner))", notes: notes)
    }

    // MARK: Networks

    private func entry(of network: Network, _ own: Set<NamespaceIdentity>) -> PictureEntry {
        let ports = Dictionary(grouping: network.links.filter { $0.bridge != nil }) { $0.bridge }
        let names = Set(network.links.map(\.name))
        var children: Picture = []
        for link in network.links where link.bridge.map({ !names.contains($0) }) ?? true {
            var entry = entry(of: link, in: network)
            entry.children = (ports[link.name] ?? []).map { self.entry(of: $0, in: network) }
            children.append(entry)
        }
        let name = name(of: network.identity)
        let isOwn = own.contains(network.identity)
        return PictureEntry(
            key: "network \(network.identity.inode)",
            title: isOwn
                ? "Network of \(name)" : "Network of \(name), net:[\(network.identity.inode)]",
            details: network.problem.map { ["it cannot be read: \($0)"] }
                ?? (network.links.isEmpty ? ["no link"] : []),
            children: children)
    }

    private func entry(of link: Link, in network: Network) -> PictureEntry {
        var details = [link.kind ?? "device"]
        details.append(link.condition)
        details += link.addresses
        if let bridge = link.bridge { details.append("port of \(bridge)") }
        var pair: String?
        switch link.peer {
        case nil: break
        case .outOfSight: details.append("its other end is out of sight")
        case .link(let place, let index):
            let other = self.link(index, in: place)?.name ?? "link \(index)"
            pair = key(of: index, in: place)
            details.append(
                place == network.identity
                    ? "paired with \(other)" : "paired with \(other) in \(name(of: place))")
        }
        return PictureEntry(
            key: key(of: link.index, in: network.identity), title: link.name, details: details,
            pair: pair)
    }

    private func key(of index: Int32, in network: NamespaceIdentity) -> String {
        "link \(network.inode)/\(index)"
    }

    /// What people call a network namespace: by its name, else by who is in it.
    private func name(of network: NamespaceIdentity) -> String {
        guard let node = tree.nodes.first(where: { $0.identity == network }) else {
            return "net:[\(network.inode)]"
        }
        if node.processes.contains(where: { $0.pid == 1 }) { return "the lab" }
        if let name = node.networkNames.first { return name }
        if let first = node.processes.first { return "\(first.name) (\(first.pid))" }
        return node.name
    }
}

extension MachineMap.Link {
    /// In the words of `ip link`.
    fileprivate var condition: String {
        guard isUp else { return "down" }
        switch state {
        // `unknown` is what devices say that cannot tell, as the loopback.
        case "up", "unknown": return "up"
        case "down", "lowerlayerdown": return "up but no carrier"
        default: return "up but \(state)"
        }
    }
}
