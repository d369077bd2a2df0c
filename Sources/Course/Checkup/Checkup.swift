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
        /// The program that is missing, where it is one.
        public var program: String?
        /// Which package has it in each distribution that has one.
        public var packages: [Distribution: String] = [:]
    }

    public let items: [Item]

    /// What installs all programs that are missing, where there are several.
    public let installation: String?

    /// Whether everything that some lesson needs is there.
    public var isHealthy: Bool { items.allSatisfy { $0.state != .missing } }

    /// Looks: makes a lab, and asks for what these lessons need.
    public init(lessons: [Lesson]) {
        let distribution = Distribution.ofThisMachine
        let needs = lessons.flatMap(\.needs)
        let programs = Self.programs(needs, on: distribution)
        items = Self.kinds + Self.lab + Self.ids(on: distribution) + Self.controlGroups + programs
        installation = Self.installation(of: programs, on: distribution)
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
        var withoutNetwork: [Item] = []
        do throws(SystemCallError) {
            let start = Deadline.now
            let lab: Lab
            do throws(SystemCallError) {
                lab = try Lab([.network])
            } catch {
                lab = try Lab()
                let refusal = Refusal(error, .ofThisMachine)
                withoutNetwork.append(
                    Item(
                        name: "network", state: .limited, detail: refusal.sentence,
                        mend: refusal.mend))
            }
            let milliseconds = Double((Deadline.now - start) / 10_000) / 100
            defer { lab.end() }
            let made = Item(
                name: "lab", state: .present, detail: "made in \(milliseconds) ms", mend: "")
            return [made, tracing(in: lab)] + withoutNetwork
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

    /// Whether the calls of a session can be shown: tried on one, since some machines refuse only then.
    private static func tracing(in lab: Lab) -> Item {
        let name = "system calls"
        do {
            if let refusal = Lab.tracingRefusal { throw refusal }
            let session = try Session(in: lab, number: 1)
            defer { session.end() }
            try session.trace()
            return Item(
                name: name, state: .present, detail: "can be shown: seccomp(2) and ptrace(2)", mend: "")
        } catch {
            let refusal = error as? TracingRefusal
            return Item(
                name: name, state: .limited,
                detail: (refusal?.sentence ?? "calls cannot be traced: \(error)")
                    + "; lessons that ask for calls are skipped",
                mend: refusal?.mend ?? "")
        }
    }

    private static var controlGroups: [Item] {
        LabFeatures.canDelegateControlGroups
            ? [
                Item(
                    name: "control groups", state: .present,
                    detail: "a cgroup2 group for labs that ask for one", mend: "")
            ]
            : [
                Item(
                    name: "control groups", state: .limited,
                    detail: "no cgroup2 group is delegated: lessons that need one are skipped",
                    mend: "run nsshell as root, or: systemd-run --user --scope -p Delegate=yes nsshell …")
            ]
    }

    private static func ids(on distribution: Distribution?) -> [Item] {
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
                    "give yourself some: sudo usermod --add-subuids 100000-165535"
                    + " --add-subgids 100000-165535 $USER"
                    + (Requirements.isInstalled("newuidmap")
                        ? "" : ", and " + Packages.mend(missing: "newuidmap", on: distribution))
            )
        ]
    }

    /// - Parameter isInstalled: whether there is a program of that name.
    static func programs(
        _ needs: [String], on distribution: Distribution?,
        isInstalled: (String) -> Bool = Requirements.isInstalled
    ) -> [Item] {
        var seen: Set<String> = []
        let needed = needs.filter { seen.insert($0).inserted }
        let found = needed.filter(isInstalled)
        var items: [Item] = []
        if !found.isEmpty {
            items.append(
                Item(
                    name: "programs", state: .present, detail: found.joined(separator: ", "),
                    mend: ""))
        }
        for program in needed where !found.contains(program) {
            items.append(
                Item(
                    name: "programs", state: .missing, detail: "no \(program)",
                    mend: Packages.mend(missing: program, on: distribution), program: program,
                    packages: Packages.of(program) ?? [:]))
        }
        return items
    }

    static func installation(of items: [Item], on distribution: Distribution?) -> String? {
        guard let distribution else { return nil }
        var seen: Set<String> = []
        let packages = items.compactMap { $0.packages[distribution] }
            .filter { seen.insert($0).inserted }
        return packages.count > 1 ? distribution.command(installing: packages) : nil
    }
}
