public import Namespaces

/// What there is in a lab at one moment: its namespaces, the processes in each, and its networks.
public struct MachineMap: Hashable, Sendable {
    /// As somebody in the lab has them.
    public let tree: NamespaceTree
    /// By PID.
    public let processes: [Process]
    /// The lab's own first.
    public let networks: [Network]

    public init(tree: NamespaceTree, processes: [Process], networks: [Network]) {
        self.tree = tree
        self.processes = processes
        self.networks = networks
    }

    /// A process of the lab.
    public struct Process: Hashable, Sendable {
        /// Its PIDs from the lab's PID namespace inwards; never empty.
        public let numbers: [Int32]
        public let name: String
        /// Clock ticks from boot to its start, which tell it from an earlier one of its PID.
        public let startTime: UInt64
        /// The learner's terminals whose lines go to it.
        public let sessions: [Int]

        public var pid: Int32 { numbers[0] }

        public init(numbers: [Int32], name: String, startTime: UInt64, sessions: [Int] = []) {
            self.numbers = numbers
            self.name = name
            self.startTime = startTime
            self.sessions = sessions
        }
    }

    /// A network namespace and what is in it.
    public struct Network: Hashable, Sendable {
        public let identity: NamespaceIdentity
        /// By index; empty where they could not be read.
        public let links: [Link]
        /// Why they could not be read.
        public let problem: String?

        public init(identity: NamespaceIdentity, links: [Link], problem: String? = nil) {
            self.identity = identity
            self.links = links
            self.problem = problem
        }
    }

    /// A network interface.
    public struct Link: Hashable, Sendable {
        public let index: Int32
        public let name: String
        /// `veth`, `bridge`, `loopback` …; nil for a device that no such kind made.
        public let kind: String?
        /// Whether somebody has set it up: `IFF_UP`.
        public let isUp: Bool
        /// Whether it works, as `ip link` names it: `up`, `lowerlayerdown` …
        public let state: String
        /// With their prefix lengths.
        public let addresses: [String]
        /// The name of the bridge that it is a port of.
        public let bridge: String?
        /// Of a veth.
        public let peer: Peer?

        public init(
            index: Int32, name: String, kind: String?, isUp: Bool, state: String,
            addresses: [String] = [], bridge: String? = nil, peer: Peer? = nil
        ) {
            self.index = index
            self.name = name
            self.kind = kind
            self.isUp = isUp
            self.state = state
            self.addresses = addresses
            self.bridge = bridge
            self.peer = peer
        }
    }

    /// The other end of a veth pair.
    public enum Peer: Hashable, Sendable {
        case link(network: NamespaceIdentity, index: Int32)
        /// It is in a network namespace that nobody in the lab can see.
        case outOfSight
    }

    /// The lab's own namespaces: those of its PID 1.
    public var own: Set<NamespaceIdentity> {
        Set(tree.nodes.filter { $0.processes.contains { $0.pid == 1 } }.map(\.identity))
    }

    public func link(_ index: Int32, in network: NamespaceIdentity) -> Link? {
        networks.first { $0.identity == network }?.links.first { $0.index == index }
    }
}

extension NamespaceNode {
    /// The names that `ip-netns(8)` keeps it under, as mounts on `/run/netns/NAME`.
    public var networkNames: [String] {
        let folder = "/run/netns/"
        var names: [String] = []
        for case .bindMount(let path, _) in keepers where kind == .net && path.hasPrefix(folder) {
            let name = String(path.dropFirst(folder.count))
            if !names.contains(name) { names.append(name) }
        }
        return names
    }
}
