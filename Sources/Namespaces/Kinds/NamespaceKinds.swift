/// Several kinds of namespace, as clone, unshare and setns take them: one word of bits.
///
/// Not a `Set`: to make the first one of a type costs the runtime as long as the kernel takes to clone
/// a process, and `nsshell run` needs no other.
public struct NamespaceKinds: Hashable, Sendable, ExpressibleByArrayLiteral {
    public private(set) var flags: UInt64

    public init(_ kinds: some Sequence<NamespaceKind>) {
        flags = kinds.reduce(0) { $0 | $1.flag }
    }

    public init(arrayLiteral kinds: NamespaceKind...) {
        self.init(kinds)
    }

    public static let all = NamespaceKinds(NamespaceKind.allCases)

    public var isEmpty: Bool { flags == 0 }

    public func contains(_ kind: NamespaceKind) -> Bool { flags & kind.flag != 0 }

    public mutating func insert(_ kind: NamespaceKind) { flags |= kind.flag }

    public func union(_ others: NamespaceKinds) -> NamespaceKinds {
        var all = self
        all.flags |= others.flags
        return all
    }

    public func subtracting(_ others: NamespaceKinds) -> NamespaceKinds {
        var rest = self
        rest.flags &= ~others.flags
        return rest
    }

    public func isSubset(of others: NamespaceKinds) -> Bool { flags & ~others.flags == 0 }

    /// `mnt, pid`: how a message names them.
    public var names: String { NamespaceKind.allCases.filter(contains).names }
}
