internal import Glibc
internal import Lab
public import Lessons
internal import Namespaces
internal import SystemCalls

/// What a machine has and lacks for the lessons, and what mends it.
public struct Checkup: Sendable {
    public struct Item: Sendable {
        public enum State: String, Sendable {
            case present, missing
            /// Missing, and only some lessons do without.
            case limited
        }

        public let name: String
        public let state: State
        /// What was found.
        public let detail: String
        /// The exact command or setting; empty where there is nothing to mend.
        public let mend: String
    }

    public let items: [Item]

    /// Whether everything that some lesson needs is there.
    public var isHealthy: Bool { items.allSatisfy { $0.state != .missing } }

    /// Looks: makes a lab, and asks for what these lessons need.
    public init(lessons: [Lesson]) {
        items = Self.kinds + Self.lab + Self.ids + Self.programs(of: lessons)
    }

    private static var kinds: [Item] {
        let missing = NamespaceKind.allCases.filter { !$0.isSupported }
        return [
            missing.isEmpty
                ? Item(
                    name: "kernel", state: .present, detail: "all eight kinds of namespace",
                    mend: "")
                : Item(
                    name: "kernel", state: .missing, detail: "no \(missing.names) namespaces",
                    mend: "use a kernel built with them: CONFIG_NAMESPACES and CONFIG_*_NS")
        ]
    }

    private static var lab: [Item] {
        do throws(SystemCallError) {
            let start = Deadline.now
            let lab = try Lab()
            let milliseconds = Double((Deadline.now - start) / 10_000) / 100
            defer { lab.end() }
            let made = Item(
                name: "lab", state: .present, detail: "made in \(milliseconds) ms", mend: "")
            return [made]
                + lab.refusals.map { refused in
                    Item(
                        name: "lab", state: .limited, detail: "does without: \(refused)",
                        mend: Refusal(refused, .ofThisMachine).mend)
                }
        } catch {
            let refusal = Refusal(error, .ofThisMachine)
            return [
                Item(name: "lab", state: .missing, detail: refusal.sentence, mend: refusal.mend)
            ]
        }
    }

    private static var ids: [Item] {
        if geteuid() == 0 {
            return [
                Item(name: "user ids", state: .present, detail: "65,536 in every lab", mend: "")
            ]
        }
        if let ids = SubordinateIDs.ofThisUser {
            return [
                Item(
                    name: "user ids", state: .present,
                    detail: "\(ids.users.count + 1) in every lab, by newuidmap", mend: "")
            ]
        }
        return [
            Item(
                name: "user ids", state: .limited,
                detail: "one in every lab: lessons that need more are skipped",
                mend:
                    "give yourself some: sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 $USER, with the package uidmap installed"
            )
        ]
    }

    private static func programs(of lessons: [Lesson]) -> [Item] {
        var seen: Set<String> = []
        let needed = lessons.flatMap(\.needs).filter { seen.insert($0).inserted }
        let missing = needed.filter { !Requirements.isInstalled($0) }
        var items: [Item] = []
        if missing.count < needed.count {
            let found = needed.filter { !missing.contains($0) }
            items.append(
                Item(
                    name: "programs", state: .present, detail: found.joined(separator: ", "),
                    mend: ""))
        }
        for program in missing {
            items.append(
                Item(
                    name: "programs", state: .missing, detail: Packages.advice(missing: [program]),
                    mend: Packages.debian(program).map { "sudo apt-get install \($0)" } ?? ""))
        }
        return items
    }
}
