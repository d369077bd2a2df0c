public import JSONText

extension NamespaceTree {
    /// One object a namespace, in the tree's order; relations are by name, `user:[4026531837]`.
    public var json: JSON {
        let names = Dictionary(
            nodes.map { ($0.identity, $0.name) }, uniquingKeysWith: { first, _ in first })
        return .array(nodes.map { $0.json(names) })
    }
}

extension NamespaceNode {
    fileprivate func json(_ names: [NamespaceIdentity: String]) -> JSON {
        [
            "kind": .string(kind.rawValue),
            "name": .string(name),
            "device": JSON(identity.device),
            "inode": JSON(identity.inode),
            "id": JSON(id64),
            "owner": JSON(owner.flatMap { names[$0] }),
            "parent": JSON(parent.flatMap { names[$0] }),
            "owner_uid": JSON(ownerUID),
            "processes": .array(processes.map(\.json)),
            "kept_by": .array(keepers.map { $0.json(names) }),
        ]
    }
}

extension NamespaceNode.Member {
    var json: JSON { ["pid": JSON(pid), "command": .string(name)] }
}

extension NamespaceNode.Keeper {
    fileprivate func json(_ names: [NamespaceIdentity: String]) -> JSON {
        switch self {
        case .thread(let member, let thread):
            ["by": "thread", "process": member.json, "thread": JSON(thread)]
        case .forChildren(let member): ["by": "for_children", "process": member.json]
        case .openFile(let member, let descriptor):
            ["by": "open_file", "process": member.json, "descriptor": JSON(descriptor)]
        case .bindMount(let path, let namespace):
            ["by": "bind_mount", "path": .string(path), "mnt": JSON(names[namespace])]
        case .namespace(let kind, let identity):
            ["by": "namespace", "name": .string("\(kind.rawValue):[\(identity.inode)]")]
        }
    }
}
