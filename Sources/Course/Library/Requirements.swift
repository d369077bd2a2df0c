internal import Glibc
internal import Lab
public import Lessons
internal import Namespaces
internal import SystemCalls

/// What a lesson needs of the machine.
public enum Requirements {
    /// Where a lab looks for programs.
    private static let searchPath = [
        "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin",
    ]

    /// Why this machine cannot run the lesson, with the mend; nil where it can.
    public static func whatIsMissing(for lesson: Lesson) -> String? {
        let programs = lesson.needs.filter { !isInstalled($0) }
        if !programs.isEmpty { return Packages.advice(missing: programs) }
        let kinds = lesson.kinds.filter { NamespaceKind(rawValue: $0)?.isSupported == false }
        if !kinds.isEmpty {
            return "this kernel has no \(kinds.joined(separator: ", ")) namespaces"
        }
        if lesson.namesCalls, let reason = Lab.whyNothingIsTraced {
            return self.reason(untraced: reason)
        }
        for ability in lesson.requires {
            guard let known = Ability(rawValue: ability) else {
                return
                    "the lesson requires `\(ability)`, an ability that this nsshell does not know"
            }
            if let reason = known.whatIsMissing { return reason }
        }
        return nil
    }

    /// Why a lesson that asks for calls cannot be played.
    static func reason(untraced why: String) -> String {
        "its expectations ask for system calls: \(why)"
    }

    /// Why a lab of this machine cannot have what it was refused.
    static func reason(of error: SystemCallError) -> String {
        let refusal = Refusal(error, .ofThisMachine)
        return "\(refusal.cause): \(refusal.mend)"
    }

    /// What every session's bash does itself, and `sys`, which every lab has.
    private static let builtins: Set = [
        ".", ":", "[", "alias", "bg", "cd", "declare", "echo", "eval", "exec", "exit", "export",
        "false", "fg", "jobs", "kill", "printf", "pwd", "read", "set", "shopt", "source", "test",
        "sys", "trap", "true", "type", "ulimit", "umask", "unset", "wait",
    ]

    /// Whether a command line could begin with that: a program's name, or its path.
    public static func isProgram(_ word: String) -> Bool {
        let paths = word.contains("/") ? [word] : searchPath.map { "\($0)/\(word)" }
        return paths.contains { isExecutable($0) }
    }

    private static func isExecutable(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            && access(path, X_OK) == 0
    }

    /// Whether a program of that name is on the machine, where labs look for programs.
    public static func isInstalled(_ program: String) -> Bool {
        if builtins.contains(program) { return true }
        return searchPath.contains { isExecutable("\($0)/\(program)") }
    }
}

/// What a lesson can require beside programs.
public enum Ability: String, CaseIterable, Sendable {
    /// An `eth0` in the lab, with a neighbour that answers.
    case network
    case timens
    /// A cgroup2 group of the lab's own.
    case cgroup2
    /// More ids than one in the lab.
    case uidRange = "uid-range"

    /// Why the machine does not have it; nil where it does.
    var whatIsMissing: String? {
        switch self {
        // Only the kernel knows, and says so when it is asked for the links: `Player`.
        case .network: nil
        case .timens:
            NamespaceKind.time.isSupported
                ? nil : "this kernel has no time namespaces (they came with Linux 5.6)"
        case .cgroup2:
            LabFeatures.canDelegateControlGroups
                ? nil
                : """
                no cgroup2 group is delegated to this user: run it as root (sudo nsshell …) or, under \
                systemd, with systemd-run --user --scope -p Delegate=yes nsshell …
                """
        case .uidRange:
            geteuid() == 0 || (SubordinateIDs.ofThisUser?.users.count ?? 0) >= 65_535
                ? nil
                : """
                a lab of this user has one user id only: run it as root (sudo nsshell …), or get \
                subordinate ids (nsshell doctor says how)
                """
        }
    }
}

extension Lesson {
    /// What its lab has beside what every lab has.
    var labFeatures: LabFeatures {
        var features: LabFeatures = []
        if requires.contains(Ability.cgroup2.rawValue) { features.insert(.controlGroup) }
        if requires.contains(Ability.network.rawValue) { features.insert(.network) }
        return features
    }
}
