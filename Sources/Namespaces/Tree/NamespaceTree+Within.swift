extension NamespaceTree {
    /// The part that a user namespace owns, itself first, told as somebody in there would: who is
    /// outside is not named.
    ///
    /// - Parameters:
    ///   - root: the user namespace.
    ///   - number: the number that a process or a thread has in there; nil for one that is outside.
    ///   - uid: the number that a user id has in there; nil where it has none.
    public func within(
        _ root: NamespaceIdentity, number: (Int32) -> Int32?, uid: (UInt32) -> UInt32?
    ) -> NamespaceTree {
        let owners = Dictionary(
            nodes.map { ($0.identity, $0.owner) }, uniquingKeysWith: { first, _ in first })
        func isInside(_ identity: NamespaceIdentity) -> Bool {
            var next: NamespaceIdentity? = identity
            while let one = next {
                if one == root { return true }
                next = owners[one] ?? nil
            }
            return false
        }
        func renumbered(_ member: NamespaceNode.Member) -> NamespaceNode.Member? {
            number(member.pid).map { NamespaceNode.Member(pid: $0, name: member.name) }
        }
        return NamespaceTree(
            nodes.filter { isInside($0.identity) }.map { node in
                var node = node
                if node.identity == root { node.owner = nil }
                node.parent = node.parent.flatMap { isInside($0) ? $0 : nil }
                node.ownerUID = node.identity == root ? nil : node.ownerUID.flatMap(uid)
                node.processes = node.processes.compactMap(renumbered).sorted { $0.pid < $1.pid }
                node.keepers = node.keepers.compactMap { keeper in
                    switch keeper {
                    case .thread(let member, let thread):
                        guard let thread = number(thread) else { return nil }
                        return renumbered(member).map { .thread($0, thread: thread) }
                    case .forChildren(let member):
                        return renumbered(member).map { .forChildren($0) }
                    case .openFile(let member, let descriptor):
                        return renumbered(member).map { .openFile($0, descriptor: descriptor) }
                    case .bindMount(_, let namespace): return isInside(namespace) ? keeper : nil
                    case .namespace(_, let other): return isInside(other) ? keeper : nil
                    }
                }
                return node
            })
    }
}
