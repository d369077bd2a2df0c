internal import Namespaces
public import SystemCalls

extension Lab {
    /// What there is in the lab now.
    ///
    /// - Parameter sessions: the learner's terminals, and to whom a line typed there goes, as this
    ///   process numbers it.
    /// - Throws: where the lab's own namespaces cannot be read, as when the lab has ended.
    public func map(
        sessions: [(number: Int, here: Int32)] = []
    ) throws(SystemCallError) -> MachineMap {
        let all = [initProcess.pid] + processes.map(\.pid)
        let seen = NamespaceTree.read(processes: all)
        let tree = try inside(seen)
        let numbers = try numbering()
        let mapped = Set(all).compactMap { pid -> MachineMap.Process? in
            let inner = numbers.numbers(of: pid)
            // One that ends meanwhile, or waits to be reaped, is in no namespace any more.
            guard !inner.isEmpty, let state = try? ProcessState(pid: pid), state.state != "Z"
            else { return nil }
            return MachineMap.Process(
                numbers: inner, name: state.name, startTime: state.startTime,
                sessions: sessions.filter { $0.here == pid }.map(\.number))
        }
        let home = try NamespaceIdentity(path: "/proc/\(initProcess.pid)/ns/net")
        let networks = tree.nodes.filter { $0.kind == .net }
            .sorted { $0.identity == home && $1.identity != home }
        let known = Dictionary(
            networks.map { ($0.name, $0.identity) }, uniquingKeysWith: { first, _ in first })
        return MachineMap(
            tree: tree, processes: mapped.sorted { $0.pid < $1.pid },
            networks: networks.map { network in
                do throws(SystemCallError) {
                    let subject = try subject(of: network.identity, seen)
                    return NetworkSurvey(of: subject, network.identity, known).network
                } catch {
                    return MachineMap.Network(
                        identity: network.identity, links: [], problem: error.description)
                }
            })
    }

    /// Somebody or something that leads into a network namespace.
    private func subject(
        of network: NamespaceIdentity, _ seen: NamespaceTree
    ) throws(SystemCallError) -> FactSubject {
        guard let node = seen.nodes.first(where: { $0.identity == network }) else {
            throw SystemCallError("open", "the network namespace", errno: 2)
        }
        if let member = node.processes.first { return FactSubject(pid: member.pid) }
        for keeper in node.keepers {
            guard let handle = handle(on: keeper, seen), handle.identity == network else {
                continue
            }
            return FactSubject(pid: initProcess.pid, network: handle.takeDescriptor())
        }
        throw SystemCallError("open", node.name, errno: 2)
    }

    private func handle(
        on keeper: NamespaceNode.Keeper, _ seen: NamespaceTree
    ) -> NamespaceHandle? {
        switch keeper {
        case .thread(let member, let thread):
            return try? NamespaceHandle(.net, path: "/proc/\(member.pid)/task/\(thread)/ns/net")
        case .openFile(let member, let number):
            return try? NamespaceHandle(.net, path: "/proc/\(member.pid)/fd/\(number)")
        case .bindMount(let path, let namespace):
            let mounts = seen.nodes.first { $0.identity == namespace }
            guard let witness = mounts?.processes.first else { return nil }
            return try? NamespaceHandle(.net, path: path, asSeenBy: witness.pid)
        case .forChildren, .namespace: return nil
        }
    }
}

/// Reads the links of one network namespace, all from one observation.
private struct NetworkSurvey {
    let subject: FactSubject
    let identity: NamespaceIdentity
    /// The network namespaces of the lab by their names, `net:[4026532190]`.
    let known: [String: NamespaceIdentity]
    private let facts = FactTree()

    init(
        of subject: FactSubject, _ identity: NamespaceIdentity,
        _ known: [String: NamespaceIdentity]
    ) {
        self.subject = subject
        self.identity = identity
        self.known = known
    }

    var network: MachineMap.Network {
        switch facts.fact([FactStep("links")], of: subject) {
        case .list(let names): MachineMap.Network(identity: identity, links: links(names))
        case .unknown(let why): MachineMap.Network(identity: identity, links: [], problem: why)
        default: MachineMap.Network(identity: identity, links: [])
        }
    }

    private func links(_ names: [String]) -> [MachineMap.Link] {
        let indices = Dictionary(
            names.compactMap { name in Int32(text("index", name)).map { (name, $0) } },
            uniquingKeysWith: { first, _ in first })
        return names.compactMap { name in
            guard let index = indices[name] else { return nil }
            let kind = text("kind", name)
            let bridge = text("bridge", name)
            return MachineMap.Link(
                index: index, name: name, kind: kind.isEmpty ? nil : kind,
                isUp: text("up", name) == "true", state: text("state", name),
                addresses: list("addresses", name), bridge: bridge.isEmpty ? nil : bridge,
                peer: kind == "veth" ? peer(of: name, indices) : nil)
        }
    }

    private func peer(of name: String, _ indices: [String: Int32]) -> MachineMap.Peer {
        let other = text("peer", name)
        guard let place = known[text("peer_namespace", name)] else { return .outOfSight }
        // A link of another namespace is known by its index alone.
        let index =
            place == identity ? indices[other] : Int32(other.drop { !$0.isNumber })
        return index.map { .link(network: place, index: $0) } ?? .outOfSight
    }

    private func text(_ fact: String, _ name: String) -> String {
        guard case .text(let text) = read(fact, name) else { return "" }
        return text
    }

    private func list(_ fact: String, _ name: String) -> [String] {
        guard case .list(let elements) = read(fact, name) else { return [] }
        return elements
    }

    private func read(_ fact: String, _ name: String) -> Fact {
        facts.fact([FactStep("links", key: name), FactStep(fact)], of: subject)
    }
}
