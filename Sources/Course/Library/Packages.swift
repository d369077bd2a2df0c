/// Which package of which distribution has a program.
public enum Packages {
    /// Programs, and the packages that have them in Debian, Fedora, Alpine and Arch; `-` where none of
    /// the distribution's own has.
    private static let rows: [(programs: String, packages: String)] = [
        ("bash", "bash bash bash bash"),
        ("brctl", "bridge-utils bridge-utils bridge-utils bridge-utils"),
        ("busybox", "busybox-static busybox busybox-static busybox"),
        ("capsh getcap setcap getpcaps", "libcap2-bin libcap libcap-utils libcap"),
        (
            "cgcreate cgdelete cgexec cgget cgset cgclassify lscgroup",
            "cgroup-tools libcgroup-tools cgroup-tools -"
        ),
        ("cat cp cut dd head ls mkdir mv od rm rmdir tail tee touch tr", coreutils),
        ("chmod chown chroot date df du env id ln mkfifo mknod nproc", coreutils),
        ("echo printenv readlink realpath seq sleep sort stat stdbuf stty", coreutils),
        ("sync timeout true false tty uname uniq wc whoami", coreutils),
        ("domainname nisdomainname", "hostname hostname - inetutils"),
        ("findmnt", "util-linux util-linux-core findmnt util-linux"),
        ("grep", "grep grep grep grep"),
        ("hostname", "hostname hostname busybox inetutils"),
        ("httpd", "busybox busybox busybox-extras busybox"),
        ("ifconfig netstat route arp", "net-tools net-tools net-tools net-tools"),
        ("ip bridge", "iproute2 iproute iproute2 iproute2"),
        ("ipcmk ipcrm ipcs", "util-linux util-linux-core util-linux-misc util-linux"),
        ("iptables", "iptables iptables-nft iptables iptables"),
        ("kill", "procps util-linux-core busybox util-linux"),
        ("lsipc lsns pivot_root", "util-linux util-linux util-linux-misc util-linux"),
        ("mount", "mount util-linux-core mount util-linux"),
        (
            "mountpoint nsenter prlimit setsid unshare",
            "util-linux util-linux-core util-linux-misc util-linux"
        ),
        ("nc", "netcat-openbsd nmap-ncat netcat-openbsd openbsd-netcat"),
        ("newuidmap newgidmap", "uidmap shadow-utils shadow-subids shadow"),
        ("nft", "nftables nftables nftables nftables"),
        ("perl", "perl perl perl perl"),
        ("pgrep pkill ps sysctl top uptime", "procps procps-ng procps procps-ng"),
        ("pidof", "sysvinit-utils procps-ng procps procps-ng"),
        ("ping", "iputils-ping iputils iputils iputils"),
        ("pstree killall fuser", "psmisc psmisc psmisc psmisc"),
        ("python3", "python3 python3 python3 python"),
        ("sed", "sed sed sed sed"),
        ("sh", "dash bash busybox bash"),
        ("setpriv", "util-linux util-linux setpriv util-linux"),
        ("socat", "socat socat socat socat"),
        ("ss", "iproute2 iproute iproute2-ss iproute2"),
        ("strace", "strace strace strace strace"),
        ("tc", "iproute2 iproute-tc iproute2-tc iproute2"),
        ("umount", "mount util-linux-core umount util-linux"),
        ("zcat gzip", "gzip gzip gzip gzip"),
    ]

    private static let coreutils = "coreutils coreutils coreutils coreutils"

    private static let names: [String: [Distribution: String]] = {
        var names: [String: [Distribution: String]] = [:]
        for row in rows {
            let packages = row.packages.split(separator: " ").map(String.init)
            let byName = Dictionary(
                uniqueKeysWithValues: zip(Distribution.allCases, packages).filter { $0.1 != "-" })
            for program in row.programs.split(separator: " ") { names[String(program)] = byName }
        }
        return names
    }()

    /// The packages that have a program, where that is known.
    public static func of(_ program: String) -> [Distribution: String]? { names[program] }

    /// `needs brctl, which is not installed: package bridge-utils (Debian, Fedora, Alpine, Arch)`.
    public static func advice(missing programs: [String]) -> String {
        programs.map { program in
            guard let packages = names[program] else {
                return "needs \(program), which is not installed"
            }
            return "needs \(program), which is not installed: package \(spelled(packages))"
        }.joined(separator: "; ")
    }

    /// What installs a program on a distribution: the exact command, or, where none is known, what to
    /// look for.
    static func mend(missing program: String, on distribution: Distribution?) -> String {
        guard let distribution else {
            return "install \(program) by this system's own package manager"
        }
        guard let packages = names[program] else {
            return "find the package of \(distribution.name) that has \(program)"
        }
        guard let package = packages[distribution] else {
            return "\(distribution.name) has no package of it: lessons that need it are skipped"
        }
        return distribution.command(installing: [package])
    }

    private static func spelled(_ packages: [Distribution: String]) -> String {
        var groups: [(package: String, systems: [String])] = []
        for system in Distribution.allCases {
            guard let package = packages[system] else { continue }
            if let index = groups.firstIndex(where: { $0.package == package }) {
                groups[index].systems.append(system.name)
            } else {
                groups.append((package, [system.name]))
            }
        }
        return groups.map { "\($0.package) (\($0.systems.joined(separator: ", ")))" }
            .joined(separator: ", ")
    }
}
