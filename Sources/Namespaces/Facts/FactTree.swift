internal import SystemCalls

/// All providers together: the tree that lessons, `nsshell facts` and the shell ask.
public struct FactTree: Sendable {
    public let providers: [any FactProvider]
    private let byName: [String: any FactProvider]

    public init() {
        providers = [
            NamespaceFacts(),
            NameFacts(),
            MountFacts(),
            ProcessFacts(),
            IDFacts(),
            CapabilityFacts(),
            LimitFacts(),
            IPCFacts(),
            CgroupFacts(),
            TimeFacts(),
            KeptFacts(),
            LinkFacts(),
            RouteFacts(),
            SocketFacts(),
            CounterFacts(),
            FirewallFacts(),
            ProbeFacts(),
            FileFacts(),
        ]
        let names = providers.flatMap { provider in provider.shapes.map { ($0.name, provider) } }
        byName = Dictionary(names) { first, _ in first }
    }

    /// What there is to ask, provider by provider.
    public var shapes: [FactShape] { providers.flatMap(\.shapes) }

    /// Whether a fact is asked of the network: see `FactShape.isProbe`.
    public func isProbe(_ path: [FactStep]) -> Bool {
        provider(of: path)?.shapes.contains { $0.name == path[0].name && $0.isProbe } ?? false
    }

    private func provider(of path: [FactStep]) -> (any FactProvider)? {
        path.first.flatMap { byName[$0.name] }
    }

    /// What there is to ask of a network namespace alone.
    private static let ofNetworks: Set = [
        "links", "routes", "bridges", "sockets", "reaches", "answers", "firewall", "counters",
    ]

    /// Why the subject has no such fact; nil where it may have.
    private func whyNot(_ path: [FactStep], _ subject: FactSubject) -> String? {
        guard subject.otherNetwork != nil, let first = path.first else { return nil }
        let isOfNetworks =
            Self.ofNetworks.contains(first.name) || path.prefix(2).map(\.name) == ["ns", "net"]
        return isOfNetworks
            ? nil
            : "\(first.name) is a fact of a process, and a network namespace by its name is none"
    }

    /// Starts to read a fact that `fact` will be asked for.
    public func prepare(_ path: [FactStep], of subject: FactSubject) {
        if whyNot(path, subject) != nil { return }
        provider(of: path)?.prepare(path, of: subject)
    }

    /// The fact at a path; unknown where no provider has such a one.
    public func fact(_ path: [FactStep], of subject: FactSubject) -> Fact {
        if let reason = whyNot(path, subject) { return .unknown(reason) }
        if let provider = provider(of: path) { return provider.fact(path, of: subject) }
        return .unknown("there is no fact \(path.map(\.description).joined(separator: "."))")
    }

    /// Every path that has a value now, below `prefix`, in the order of the shapes.
    public func paths(below prefix: [FactStep] = [], of subject: FactSubject) -> [[FactStep]] {
        var found: [[FactStep]] = []
        for provider in providers {
            for shape in provider.shapes {
                collect(shape, at: [], provider, subject, prefix: prefix, into: &found)
            }
        }
        return found
    }

    private func collect(
        _ shape: FactShape, at parent: [FactStep], _ provider: any FactProvider,
        _ subject: FactSubject, prefix: [FactStep], into found: inout [[FactStep]]
    ) {
        let depth = parent.count
        let step = depth < prefix.count ? prefix[depth] : nil
        if let step, step.name != shape.name { return }
        if shape.isDetail, prefix.isEmpty { return }
        func add(_ path: [FactStep], isLeaf: Bool, _ children: [FactShape]) {
            // A node without a value of its own is told by what is below it.
            if isLeaf, path.count >= prefix.count { found.append(path) }
            for child in children {
                collect(child, at: path, provider, subject, prefix: prefix, into: &found)
            }
        }
        if step?.key == nil {
            add(
                parent + [FactStep(shape.name)], isLeaf: shape.isLeaf,
                shape.isKeyed ? shape.childrenOfAll : shape.children)
        }
        guard shape.isKeyed else { return }
        let keys = step?.key.map { [$0] } ?? provider.keys(of: shape.name, in: subject)
        for key in keys {
            add(
                parent + [FactStep(shape.name, key: key)], isLeaf: shape.isLeafWithKey,
                shape.children)
        }
    }
}
