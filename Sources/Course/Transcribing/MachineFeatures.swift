internal import Glibc
internal import Lab
internal import Lessons
internal import Namespaces
internal import SystemCalls

/// What `#require`, `#if` and `(NAME !)` of a transcript may ask of a machine.
enum MachineFeatures {
    /// Whether this machine has what a name stands for: `userns` and its like, an ability,
    /// `overlay`, `root`, or a program.
    static func has(_ name: String) -> Bool {
        if let kind = NamespaceKind.allCases.first(where: { "\($0.rawValue)ns" == name }) {
            return kind.isSupported
        }
        if let ability = Ability(rawValue: name) { return ability.whatIsMissing == nil }
        switch name {
        case "overlay": return hasFileSystem("overlay")
        case "root": return geteuid() == 0
        default: return Requirements.isInstalled(name)
        }
    }

    /// What a lab is to have for a file that asks for these.
    static func labFeatures(for names: some Sequence<String>) -> LabFeatures {
        names.reduce(into: []) { features, name in
            switch Ability(rawValue: name) {
            case .network: features.insert(.network)
            case .cgroup2: features.insert(.controlGroup)
            default: break
            }
        }
    }

    private static func hasFileSystem(_ type: String) -> Bool {
        let known = (try? readText("/proc/filesystems")) ?? ""
        return known.split(whereSeparator: \.isWhitespace).contains { $0 == type }
    }
}
