/// One namespace of this machine, and what is known to keep it alive.
public struct NamespaceNode: Hashable, Sendable {
    public let kind: NamespaceKind
    public let identity: NamespaceIdentity
    /// The kernel's 64-bit id, never used twice since boot; nil before Linux 6.18.
    public var id64: UInt64?
    /// The user namespace that owns it, or of which it is a child; nil where that is out of sight.
    public var owner: NamespaceIdentity?
    /// The parent of a user or pid namespace; nil for the other kinds, and where it is out of sight.
    public var parent: NamespaceIdentity?
    /// Who made this user namespace, as the reader's user namespace numbers it.
    public var ownerUID: UInt32?
    /// The processes that are in it, by PID.
    public var processes: [Member] = []
    /// What keeps it alive besides the processes that are in it.
    public var keepers: [Keeper] = []

    public init(_ kind: NamespaceKind, _ identity: NamespaceIdentity) {
        self.kind = kind
        self.identity = identity
    }

    /// `net:[4026531840]`, as readlink(1) shows it.
    public var name: String { "\(kind.rawValue):[\(identity.inode)]" }

    /// A process, as the reader's PID namespace numbers it.
    public struct Member: Hashable, Sendable {
        public let pid: Int32
        /// The file name of its program, at most 15 bytes.
        public let name: String

        public init(pid: Int32, name: String) {
            self.pid = pid
            self.name = name
        }
    }

    /// Something that holds a namespace whose last process may be gone: `namespaces(7)`, "The
    /// namespace lifetime".
    public enum Keeper: Hashable, Sendable {
        /// A thread that is in it while the process's first thread is not.
        case thread(Member, thread: Int32)
        /// A process whose children will be born into it: `pid_for_children`, `time_for_children`.
        case forChildren(Member)
        /// An open `/proc/PID/fd/DESCRIPTOR`.
        case openFile(Member, descriptor: Int32)
        /// A bind mount of its file, as the processes of a mount namespace see it.
        case bindMount(path: String, in: NamespaceIdentity)
        /// A namespace that it owns or is the parent of.
        case namespace(NamespaceKind, NamespaceIdentity)
    }
}

/// The namespaces of this machine that the caller can see, by who owns whom.
public struct NamespaceTree: Hashable, Sendable {
    /// Every namespace after its owner (or parent), with how many of them it comes after.
    public let entries: [Entry]
    /// What stands below what in it.
    public let order: Order

    public struct Entry: Hashable, Sendable {
        public let node: NamespaceNode
        /// 0 where there is no owner (or parent) in sight, as for the first user namespace.
        public let depth: Int
        /// Whether no other entry of this depth follows below the same one.
        public let isLast: Bool
    }

    public var nodes: [NamespaceNode] { entries.map(\.node) }

    /// What stands below what.
    public enum Order: Hashable, Sendable {
        /// A namespace below the user namespace that owns it: all kinds.
        case owner
        /// A pid or user namespace below its parent; the others have none.
        case parent
    }

    /// Puts namespaces in order: below each what belongs there by kind and number, user namespaces
    /// last.
    public init(_ nodes: [NamespaceNode], by order: Order = .owner) {
        self.order = order
        let known = Set(nodes.map(\.identity))
        var below: [NamespaceIdentity?: [NamespaceNode]] = [:]
        for node in nodes {
            let above = order == .owner ? node.owner : node.parent
            let holder = above.flatMap { known.contains($0) && $0 != node.identity ? $0 : nil }
            below[holder, default: []].append(node)
        }
        var entries: [Entry] = []
        func add(below owner: NamespaceIdentity?, depth: Int) {
            let nodes = (below[owner] ?? []).sorted { Self.rank($0) < Self.rank($1) }
            for (index, node) in nodes.enumerated() {
                entries.append(Entry(node: node, depth: depth, isLast: index == nodes.count - 1))
                add(below: node.identity, depth: depth + 1)
            }
        }
        add(below: nil, depth: 0)
        self.entries = entries
    }

    private static func rank(_ node: NamespaceNode) -> (Int, Int, NamespaceIdentity) {
        let kinds = NamespaceKind.allCases
        return (node.kind == .user ? 1 : 0, kinds.firstIndex(of: node.kind) ?? 0, node.identity)
    }
}
