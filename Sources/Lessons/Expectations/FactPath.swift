/// Whose view a fact is read in.
public indirect enum Place: Hashable, Sendable, CustomStringConvertible {
    /// Where the learner is; what a path without a place means.
    case here
    /// The lab's own namespaces.
    case host
    /// The terminal of that number, 1-based.
    case session(Int)
    /// A network namespace by its name.
    case netns(String)
    /// The one process of that name.
    case process(String)
    /// As it was when the step of that id ended.
    case step(String, Place)

    /// The path to it as lessons write it: `step[rename].host`.
    public var description: String {
        switch self {
        case .here: "here"
        case .host: "host"
        case .session(let number): "session[\(number)]"
        case .netns(let name): "netns[\(name)]"
        case .process(let name): "process[\(name)]"
        case .step(let id, let inner): "step[\(id)].\(inner)"
        }
    }

    /// The names of places, for messages.
    static let names = ["here", "host", "session", "netns", "process", "step"]
}

/// Which fact, and where it is read: `host.mounts[/tmp/x].type`.
public struct FactPath: Hashable, Sendable, CustomStringConvertible {
    /// One name on the way down the tree of facts, with the key that picks one of several.
    public struct Component: Hashable, Sendable, CustomStringConvertible {
        public let name: String
        /// What stands in brackets; may hold dots and slashes.
        public let key: String?

        public init(_ name: String, key: String? = nil) {
            self.name = name
            self.key = key
        }

        public var description: String {
            key.map { "\(name)[\($0)]" } ?? name
        }
    }

    public let place: Place
    /// Never empty.
    public let components: [Component]

    public init(place: Place = .here, components: [Component]) {
        self.place = place
        self.components = components
    }

    /// The path that `text` spells, `nil` where it spells none; the facts' names are not checked.
    public init?(_ text: String) {
        var reader = PathReader(text: text)
        guard let path = try? reader.read(), reader.isAtEnd else { return nil }
        self = path
    }

    /// With its place, also where the lesson left it out.
    public var description: String {
        "\(place).\(facts)"
    }

    /// The components alone: `mounts[/tmp/x].type`.
    public var facts: String {
        components.map(\.description).joined(separator: ".")
    }

    /// Whether it is what the learner's own command said, which the learner can make say anything.
    var isLearnersWords: Bool {
        components[0].name == "output" || components[0].name == "status"
    }
}
