internal import Glibc
internal import Namespaces
public import SystemCalls

extension Lab {
    /// Starts one command in the lab, with this process's standard input and output.
    ///
    /// - Parameter arguments: the program, searched for in the lab, and its arguments; not empty.
    /// - Throws: `execve` with `ENOENT` where there is no such program.
    public func start(_ arguments: [String]) throws(SystemCallError) -> JoinedProcess {
        var plan = joining()
        plan.append(
            becoming(
                arguments,
                environment: ShellFiles.environment(
                    terminal: Self.terminalName, locale: Self.locale)))
        return try spawnJoined(plan)
    }

    /// The learner's terminal, `dumb` where there is none.
    static var terminalName: String { variable("TERM") ?? "dumb" }

    /// The learner's locale where the C library knows it, else one that it always knows.
    static var locale: String {
        for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
            guard let value = variable(name), !value.isEmpty else { continue }
            return isInstalled(locale: value) ? value : "C.UTF-8"
        }
        return "C.UTF-8"
    }

    private static func isInstalled(locale: String) -> Bool {
        if ["C", "POSIX", "C.UTF-8", "C.utf8"].contains(locale) { return true }
        guard let loaded = newlocale(1 << LC_CTYPE, locale, nil) else { return false }
        freelocale(loaded)
        return true
    }

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}
