public import JSONText

extension NamespacePointers {
    /// One object: the process, whom it is compared with, and a list of its pointers, in the order
    /// of `struct nsproxy`.
    ///
    /// - Parameter other: the process that it has been compared with.
    public func json(besides other: NamespaceNode.Member) -> JSON {
        [
            "process": process.json,
            "compared_with": other.json,
            "pointers": .array(pointers.map(\.json)),
        ]
    }
}

extension NamespacePointers.Pointer {
    fileprivate var json: JSON {
        let namespace = namespace
        return [
            "structure": .string(field.structure),
            "pointer": .string(field.rawValue),
            "kind": .string(field.kind.rawValue),
            "name": JSON(namespace?.name),
            "device": JSON(namespace?.identity.device),
            "inode": JSON(namespace?.identity.inode),
            "id": JSON(namespace?.id64),
            "owner": JSON(namespace?.ownerName),
            "parent": JSON(namespace?.parentName),
            "owner_uid": JSON(namespace?.ownerUID),
            "other": JSON(other?.name),
            "differs": differs.map { .bool($0) } ?? nil,
        ]
    }
}

extension NamespaceNode {
    /// `pid:[4026531836]`: a parent is of the same kind.
    public var parentName: String? { parent.map { NamespaceNode(kind, $0).name } }
    /// `user:[4026531837]`.
    public var ownerName: String? { owner.map { NamespaceNode(.user, $0).name } }
}
