/// Which facts there are, as a tree of names: what the provider of facts can observe, told to the
/// reader of lessons, so that a misspelt fact is a problem of the file and not an unknown at play.
public struct FactVocabulary: Hashable, Sendable {
    /// Whether a name is followed by a key in brackets.
    public enum KeyRule: Hashable, Sendable {
        case none
        case optional
        case required
    }

    /// One name, and those under it.
    public struct Entry: Hashable, Sendable {
        public let name: String
        public let key: KeyRule
        /// Whether it has a value. What has none is present or absent, and no more.
        public let isLeaf: Bool
        public let children: [Entry]

        public init(
            _ name: String, key: KeyRule = .none, isLeaf: Bool = true, _ children: [Entry] = []
        ) {
            self.name = name
            self.key = key
            self.isLeaf = isLeaf
            self.children = children
        }
    }

    /// The names that a path may begin with, after its place.
    public let entries: [Entry]

    public init(_ entries: [Entry]) {
        self.entries = entries
    }

    /// Whether a path may begin with `name`.
    func hasRoot(_ name: String) -> Bool {
        entries.contains { $0.name == name }
    }

    /// The entry that `components` lead to, or what is wrong with which of them.
    func entry(
        for components: [FactPath.Component]
    ) -> Result<Entry, Misfit> {
        var level = entries
        var parent: String?
        var found: Entry?
        for (index, component) in components.enumerated() {
            guard let entry = level.first(where: { $0.name == component.name }) else {
                let near = nearest(to: component.name, among: level.map(\.name))
                return .failure(
                    Misfit(
                        fault: .unknownFact(component.name, of: parent, meant: near), index: index))
            }
            if entry.key == .required, component.key == nil {
                return .failure(Misfit(fault: .keyMissing(component.name), index: index))
            }
            if entry.key == .none, component.key != nil {
                return .failure(Misfit(fault: .keyUnwanted(component.name), index: index))
            }
            found = entry
            level = entry.children
            parent = component.name
        }
        guard let found else { preconditionFailure("a path has at least one component") }
        return .success(found)
    }

    /// What is wrong with a path's component of that index.
    struct Misfit: Error {
        let fault: Fault
        let index: Int
    }
}
