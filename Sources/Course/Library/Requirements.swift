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
        if let reason = whatIsMissing(among: lesson.requires) { return reason }
        // Where no step can be done there is nothing to play.
        guard let first = lesson.steps.first, let reason = whatIsMissing(for: first),
            lesson.steps.allSatisfy({ whatIsMissing(for: $0) != nil })
        else { return nil }
        return reason
    }

    /// Why this machine passes over the step; nil where it can do it.
    public static func whatIsMissing(for step: Step) -> String? {
        whatIsMissing(among: step.requires)
    }

    /// The names have been checked where the lesson was read.
    private static func whatIsMissing(among abilities: [String]) -> String? {
        abilities.lazy.compactMap(Ability.init).compactMap(\.whatIsMissing).first
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

extension Ability {
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
        case .ipcLimits:
            LabFeatures.canChangeIPCLimits
                ? nil
                : """
                this kernel lets only the machine's root change the limits of an IPC namespace \
                (before Linux 6.9)
                """
        }
    }
}

extension Lesson {
    /// What its lab has beside what every lab has.
    var labFeatures: LabFeatures {
        var features: LabFeatures = []
        let played = steps.lazy.filter { Requirements.whatIsMissing(for: $0) == nil }
        let all = requires + played.flatMap(\.requires)
        if all.contains(Ability.cgroup2.rawValue) { features.insert(.controlGroup) }
        if all.contains(Ability.network.rawValue) { features.insert(.network) }
        return features
    }
}
