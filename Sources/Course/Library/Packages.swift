/// Which package of which system has a program.
public enum Packages {
    /// In the order Debian, Fedora, Alpine, Arch.
    private static let names: [String: [String]] = [
        "bash": ["bash", "bash", "bash", "bash"],
        "brctl": ["bridge-utils", "bridge-utils", "bridge-utils", "bridge-utils"],
        "capsh": ["libcap2-bin", "libcap", "libcap", "libcap"],
        "cat": ["coreutils", "coreutils", "coreutils", "coreutils"],
        "domainname": ["hostname", "hostname", "busybox", "inetutils"],
        "findmnt": ["mount", "util-linux-core", "findmnt", "util-linux"],
        "hostname": ["hostname", "hostname", "busybox", "inetutils"],
        "ifconfig": ["net-tools", "net-tools", "net-tools", "net-tools"],
        "ip": ["iproute2", "iproute", "iproute2", "iproute2"],
        "ipcmk": ["util-linux", "util-linux-core", "ipcmk", "util-linux"],
        "ipcs": ["util-linux-extra", "util-linux-core", "util-linux-misc", "util-linux"],
        "lsns": ["util-linux", "util-linux-core", "lsns", "util-linux"],
        "mount": ["mount", "util-linux-core", "mount", "util-linux"],
        "nsenter": ["util-linux", "util-linux-core", "util-linux-misc", "util-linux"],
        "ping": ["iputils-ping", "iputils", "iputils", "iputils"],
        "ps": ["procps", "procps-ng", "procps", "procps-ng"],
        "pstree": ["psmisc", "psmisc", "psmisc", "psmisc"],
        "readlink": ["coreutils", "coreutils", "coreutils", "coreutils"],
        "setpriv": ["util-linux", "util-linux-core", "setpriv", "util-linux"],
        "uname": ["coreutils", "coreutils", "coreutils", "coreutils"],
        "unshare": ["util-linux", "util-linux-core", "util-linux-misc", "util-linux"],
    ]
    private static let systems = ["Debian", "Fedora", "Alpine", "Arch"]

    /// `needs brctl, which is not installed: package bridge-utils (Debian, Fedora, Alpine, Arch)`.
    public static func advice(missing programs: [String]) -> String {
        programs.map { program in
            guard let packages = names[program] else {
                return "needs \(program), which is not installed"
            }
            return "needs \(program), which is not installed: package \(spelled(packages))"
        }.joined(separator: "; ")
    }

    /// The Debian package of a program, where this table has one.
    public static func debian(_ program: String) -> String? { names[program]?[0] }

    private static func spelled(_ packages: [String]) -> String {
        var groups: [(package: String, systems: [String])] = []
        for (package, system) in zip(packages, systems) {
            if let index = groups.firstIndex(where: { $0.package == package }) {
                groups[index].systems.append(system)
            } else {
                groups.append((package, [system]))
            }
        }
        return groups.map { "\($0.package) (\($0.systems.joined(separator: ", ")))" }
            .joined(separator: ", ")
    }
}
