/// Which facts there are, as a tree of names: what the provider of facts can observe, told to the
/// reader of lessons, so that a misspelt fact is a problem of the file and not an unknown at play.
public struct FactVocabulary: Hashable, Sendable {
    /// Whether a name is followed by a key in brackets.
    public enum KeyRule: Hashable, Sendable {
        case none
        case optional
        case required
    }

    /// What a key must be where not just any text will do, as an IP address.
    public struct KeyForm: Hashable, Sendable {
        /// A key that is of this form; tells one form from another.
        public let example: String
        /// What is wrong with a key, without a full stop; nil where it is of this form.
        let misfit: @Sendable (String) -> String?

        public init(example: String, misfit: @escaping @Sendable (String) -> String?) {
            self.example = example
            self.misfit = misfit
        }

        public static func == (left: Self, right: Self) -> Bool { left.example == right.example }
        public func hash(into hasher: inout Hasher) { hasher.combine(example) }
    }

    /// One name, and those under it.
    public struct Entry: Hashable, Sendable {
        public let name: String
        public let key: KeyRule
        /// Whether it has a value; where a key is optional, whether it has one without it. What has
        /// none is present or absent, and no more.
        public let isLeaf: Bool
        /// Whether it has a value with its key.
        public let isLeafWithKey: Bool
        public let keyForm: KeyForm?
        /// What is under it; where it takes a key, under it with a key.
        public let children: [Entry]
        /// What is under it without its key.
        public let childrenOfAll: [Entry]

        /// - Parameter isLeafWithKey: nil where it is what has nothing under it that has a value.
        public init(
            _ name: String, key: KeyRule = .none, isLeaf: Bool = true, isLeafWithKey: Bool? = nil,
            keyForm: KeyForm? = nil, _ children: [Entry] = [], ofAll: [Entry] = []
        ) {
            self.name = name
            self.key = key
            self.isLeaf = isLeaf
            self.isLeafWithKey = isLeafWithKey ?? children.isEmpty
            self.keyForm = keyForm
            self.children = children
            childrenOfAll = ofAll
        }

        /// What is under it, with a key or without.
        func children(withKey: Bool) -> [Entry] {
            withKey || key == .none ? children : childrenOfAll
        }
    }

    /// What a path leads to.
    struct Target {
        /// Whether it has a value.
        let isLeaf: Bool
        /// The names of what is under it.
        let children: [String]
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

    /// What `components` lead to, or what is wrong with which of them.
    func target(of components: [FactPath.Component]) -> Result<Target, Misfit> {
        var level = entries
        var known = entries.map(\.name)
        var parent: String?
        var target = Target(isLeaf: false, children: [])
        for (index, component) in components.enumerated() {
            guard let entry = level.first(where: { $0.name == component.name }) else {
                let near = nearest(to: component.name, among: known)
                return .failure(
                    Misfit(
                        fault: .unknownFact(component.name, of: parent, meant: near), index: index))
            }
            let next = index + 1 < components.count ? components[index + 1].name : nil
            if let fault = keyFault(component, entry, next: next) {
                return .failure(Misfit(fault: fault, index: index))
            }
            let hasKey = component.key != nil
            level = entry.children(withKey: hasKey)
            known = (entry.children + entry.childrenOfAll).map(\.name)
            parent = component.name
            target = Target(
                isLeaf: hasKey ? entry.isLeafWithKey : entry.isLeaf, children: level.map(\.name))
        }
        return .success(target)
    }

    /// What is wrong with a component's key, or with its having none.
    ///
    /// - Parameter next: the name behind it, which tells which of the two is meant.
    private func keyFault(
        _ component: FactPath.Component, _ entry: Entry, next: String?
    ) -> Fault? {
        func has(withKey: Bool) -> Bool {
            entry.children(withKey: withKey).contains { $0.name == next }
        }
        switch (entry.key, component.key) {
        case (.required, nil): return .keyMissing(component.name)
        case (.none, _?): return .keyUnwanted(component.name)
        case (.optional, nil) where !has(withKey: false) && has(withKey: true):
            return .keyMissing(component.name)
        case (.optional, _?) where !has(withKey: true) && has(withKey: false):
            return .keyUnwanted(component.name)
        case (_, let key?):
            guard let form = entry.keyForm, let misfit = form.misfit(key) else { return nil }
            return .keyUnfit(
                component.description, misfit, instead: "\(component.name)[\(form.example)]")
        default: return nil
        }
    }

    /// What is wrong with a path and how to mend it, as of one in a lesson; nil where it leads to a
    /// fact.
    public func problem(of path: FactPath) -> (what: String, mend: String)? {
        guard case .failure(let misfit) = target(of: path.components) else { return nil }
        return (misfit.fault.what, misfit.fault.mend)
    }

    /// What is wrong with a path's component of that index.
    struct Misfit: Error {
        let fault: Fault
        let index: Int
    }
}
