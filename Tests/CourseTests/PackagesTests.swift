import HostAbilities
import Lessons
import Testing

@testable import Course

@Suite("The package of a program")
struct PackagesTests {
    /// What the curriculum uses, and what tutorials of its subjects use.
    static let programs = """
        bash ip bridge ss ping ifconfig route brctl netstat nft iptables unshare nsenter lsns setpriv
        ipcs ipcmk ipcrm mount umount findmnt df ps pstree pgrep hostname domainname python3 perl
        busybox nc socat httpd readlink cat ls mkdir chroot pivot_root mountpoint stat date uptime
        sysctl pidof chown echo strace cgcreate zcat id newuidmap capsh tc sleep kill uname
        """.split(whereSeparator: \.isWhitespace).map(String.init)

    @Test("is known of every program that the lessons use, in every distribution that has one")
    func complete() throws {
        let library = LessonLibrary(folders: [])
        let needs = try library.names.flatMap { try library.lesson($0).needs }
        for program in Self.programs + needs {
            let packages = try #require(Packages.of(program), "\(program)")
            let missing = Distribution.allCases.filter { packages[$0] == nil }
            switch program {
            case "cgcreate": #expect(missing == [.arch])
            case "domainname", "nisdomainname": #expect(missing == [.alpine])
            default: #expect(missing == [], "\(program)")
            }
        }
    }

    @Test(
        "is the one that brought it, as dpkg says it of what is installed here",
        .enabled(if: Distribution.ofThisMachine == .debian, "this machine has no dpkg"))
    func debian() throws {
        // What dpkg knows of every file that an installed package has: package and program.
        let script = """
            cd /var/lib/dpkg/info && grep -xE '(/usr)?/s?bin/[^/]+' -- *.list |
                sed -E 's#^([^:]+)(:[^:]+)?\\.list:.*/#\\1 #'
            """
        var owners: [String: Set<String>] = [:]
        for line in try #require(Oracle.ask(script)).split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            if words.count == 2 { owners[words[1], default: []].insert(words[0]) }
        }
        // Other packages that may have the program too, or have the part that is always there.
        let others = [
            "busybox": ["busybox-static"], "perl": ["perl-base"],
            "nc": ["ncat", "netcat-traditional"], "python3": ["python3-minimal"],
        ]
        var asked = 0
        for program in Self.programs {
            guard let owners = owners[program] else { continue }
            asked += 1
            let package = try #require(Packages.of(program)?[.debian])
            let known = [package] + (others[program] ?? [])
            #expect(known.contains(where: owners.contains), "\(program): \(owners)")
        }
        #expect(asked > 30)
    }

    @Test("is installed by the command of the distribution at hand")
    func commands() {
        func command(_ distribution: Distribution, _ helpers: [String], root: Bool = false)
            -> String
        {
            distribution.command(installing: ["a", "b"], isRoot: root) { helpers.contains($0) }
        }
        #expect(command(.debian, ["sudo"]) == "sudo apt-get install a b")
        #expect(command(.fedora, ["sudo", "doas"]) == "sudo dnf install a b")
        #expect(command(.alpine, ["doas"]) == "doas apk add a b")
        #expect(command(.arch, []) == "su -c 'pacman -S a b'")
        #expect(command(.arch, ["sudo"], root: true) == "pacman -S a b")
    }

    @Test(
        "is asked for by the name of a distribution or of its nearest relative",
        arguments: [
            ("ID=debian\n", Distribution.debian), ("NAME=\"x\"\nID=\"fedora\"\n", .fedora),
            ("ID=alpine\nVERSION_ID=3.20\n", .alpine), ("ID='arch'\n", .arch),
            ("ID=ubuntu\nID_LIKE=debian\n", .debian),
            ("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", .debian),
            ("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", .fedora),
            ("ID=manjaro\nID_LIKE=arch\n", .arch), ("ID=opensuse\nID_LIKE=\"suse\"\n", nil),
            ("", nil), ("ID\n=\n===\n", nil),
        ])
    func distributions(text: String, distribution: Distribution?) {
        #expect(Distribution(osRelease: text) == distribution)
    }

    @Test("is named with what installs it, and where nothing does that is said")
    func mends() {
        func mend(_ program: String, _ distribution: Distribution?) -> String {
            Packages.mend(missing: program, on: distribution)
        }
        #expect(mend("brctl", .debian).hasSuffix("apt-get install bridge-utils"))
        #expect(mend("ss", .alpine).contains("apk add iproute2-ss"))
        #expect(mend("tc", .fedora).contains("dnf install iproute-tc"))
        #expect(mend("python3", .arch).contains("pacman -S python"))
        #expect(mend("cgcreate", .arch).contains("Arch has no package"))
        #expect(mend("no-such", .debian).contains("no-such"))
        #expect(mend("brctl", nil).contains("brctl"))
    }
}

@Suite("The check-up")
struct CheckupTests {
    private static func items(_ distribution: Distribution?) -> [Checkup.Item] {
        Checkup.programs(
            ["cat", "ip", "brctl", "ip", "ss", "no-such"], on: distribution
        ) { $0 == "cat" }
    }

    @Test("names each program that is missing once, with the command that installs it")
    func missing() {
        let items = Self.items(.fedora)
        #expect(items.map(\.program) == [nil, "ip", "brctl", "ss", "no-such"])
        #expect(items[0].detail == "cat")
        #expect(items[1].mend.hasSuffix("dnf install iproute"))
        #expect(items[1].packages[.alpine] == "iproute2")
        #expect(items[2].mend.hasSuffix("dnf install bridge-utils"))
        #expect(items[4].packages == [:])
    }

    @Test("installs all that is missing by one command, where it is several packages")
    func together() {
        func all(_ distribution: Distribution?) -> String? {
            Checkup.installation(of: Self.items(distribution), on: distribution)
        }
        #expect(all(.fedora)?.hasSuffix("dnf install iproute bridge-utils") == true)
        #expect(all(.alpine)?.hasSuffix("apk add iproute2 bridge-utils iproute2-ss") == true)
        #expect(all(nil) == nil)
        let one = Checkup.programs(["ip", "ss"], on: .arch) { _ in false }
        #expect(Checkup.installation(of: one, on: .arch) == nil)
    }
}
