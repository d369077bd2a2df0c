import Glibc
import HostAbilities
import Namespaces
import SystemCalls
import Testing

/// Runs `sys` in a lab on these texts.
private func sys(_ texts: String..., as account: Account) throws -> Outcome {
    let quoted = texts.map { "'" + $0 + "'" }.joined(separator: " ")
    return try inLab("sys \(quoted)", as: account)
}

extension Commands {
    @Suite("sys", .needs(.labs), .needs(.selfContained))
    struct SysTests {
        @Test(
            "each call of the language is made, and its result is the kernel's",
            arguments: Account.available)
        func every(account: Account) throws {
            let outcome = try sys(
                """
                unshare(CLONE_NEWUTS | CLONE_NEWNS); sethostname("ernie"); setdomainname("nis")
                gethostname(); getdomainname(); getuid(); getgid()
                mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL); mkdir("/root/new", 0755)
                mount("tmpfs", "/root/new", "tmpfs", MS_NOSUID, "size=64k"); mkdir("/root/new/old")
                f = open("/root/new/file", O_CREAT | O_RDWR, 0600); write(f, "a\\tb"); close(f)
                f = open("/root/new/file", O_RDONLY); read(f, 10); close(f)
                rmdir("/root/new/old"); mkdir("/root/new/old"); chdir("/root/new")
                u = open("/proc/self/ns/uts", O_RDONLY); ioctl(u, NS_GET_NSTYPE)
                setns(u, CLONE_NEWUTS)
                o = ioctl(u, NS_GET_USERNS); ioctl(o, NS_GET_OWNER_UID)
                p = pidfd_open(1, 0); setns(p, CLONE_NEWUTS | CLONE_NEWIPC); gethostname()
                prctl(PR_SET_CHILD_SUBREAPER, 1); prctl(PR_GET_CHILD_SUBREAPER)
                c = clone3({flags=CLONE_NEWPID, exit_signal=SIGCHLD}) { getpid(); getppid() }
                waitpid(c); e = fork() { pause() }; kill(e, SIGKILL); waitpid(e)
                d = fork() { _exit(4) }; waitpid(d, NULL, 0)
                pivot_root(".", "old"); chdir("/"); umount2("/old", MNT_DETACH); chroot("/")
                """, as: account)
            #expect(outcome.status == 0, "\(outcome.story)")
            for line in [
                "unshare(CLONE_NEWNS|CLONE_NEWUTS) = 0", "sethostname(\"ernie\", 5) = 0",
                "gethostname(\"ernie\") = 0", "getdomainname(\"nis\") = 0", "getuid() = 0",
                "write(3, \"a\\tb\", 3) = 3", "read(3, \"a\\tb\", 10) = 3",
                "ioctl(3, NS_GET_NSTYPE) = 0x4000000 (CLONE_NEWUTS)", "ioctl(3, NS_GET_USERNS) = 4",
                "pidfd_open(1, 0) = 5", "setns(5, CLONE_NEWUTS|CLONE_NEWIPC) = 0",
                "gethostname(\"lab\") = 0", "prctl(PR_GET_CHILD_SUBREAPER, [1]) = 0",
                "getpid() = 1",
                "getppid() = 0", "[{WIFSIGNALED(s) && WTERMSIG(s) == SIGKILL}], 0)", "_exit(4) = ?",
                "pivot_root(\".\", \"old\") = 0", "umount2(\"/old\", MNT_DETACH) = 0",
                "chroot(\"/\") = 0",
            ] {
                #expect(outcome.text.contains(line), "\(line)\n\(outcome.story)")
            }
            #expect(!outcome.text.contains("= -1"), "\(outcome.text)")
        }

        @Test(
            "parent and child of clone have each its own host name", arguments: Account.available)
        func clone(account: Account) throws {
            let outcome = try sys(
                "child = clone(CLONE_NEWUTS | SIGCHLD) { sethostname(\"ernie\"); gethostname() }",
                "waitpid(child); gethostname()", as: account)
            let lines = outcome.text.split(separator: "\n").map(String.init)
            let child = try #require(
                lines.first { $0.hasPrefix("clone(") }?.split(separator: " ").last)
            #expect(lines.contains("[pid \(child)] sethostname(\"ernie\", 5) = 0"), "\(lines)")
            #expect(lines.contains("[pid \(child)] gethostname(\"ernie\") = 0"), "\(lines)")
            #expect(
                lines.suffix(2) == [
                    "waitpid(\(child), [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0) = \(child)",
                    "gethostname(\"lab\") = 0",
                ], "\(lines)")
        }

        @Test(
            "the exit status tells of calls that failed and of texts that were refused",
            arguments: Account.available,
            [
                ("getpid()", 0, "getpid() = "),
                ("setns(9, 0)", 1, "setns(9, 0) = -1 EBADF (Bad file descriptor)"),
                ("getpid(); nothing()", 2, ""), ("_exit(7)", 7, "+++ exited with 7 +++"),
                ("p = getpid(); kill(p, SIGKILL)", 137, "+++ killed by SIGKILL +++"),
                ("fork() { setns(9, 0) }", 1, "EBADF"), ("help", 0, "pidfd_open(pid[, flags])"),
            ] as [(String, Int32, String)])
        func statuses(account: Account, example: (text: String, status: Int32, says: String)) throws
        {
            let outcome = try sys(example.text, as: account)
            #expect(outcome.status == example.status, "\(outcome.story)")
            #expect(outcome.text.contains(example.says) || example.says.isEmpty, "\(outcome.story)")
            if example.status == 2 { #expect(outcome.text.isEmpty, "\(outcome.text)") }
        }

        @Test(
            "a script ends at what is refused, unless it is to go on", arguments: Account.available)
        func script(account: Account) throws {
            let lines = "gethostname()\\nfork() {\\n getppid()\\n}\\nunshare(X)\\ngetuid()\\n"
            let outcome = try inLab(
                "printf '\(lines)' | sys; echo $?; printf '\(lines)' | sys --keep-going; echo $?",
                as: account)
            #expect(outcome.text.components("getuid() = 0").count == 2, "\(outcome.story)")
            #expect(outcome.text.components("getppid() = ").count == 3, "\(outcome.story)")
            #expect(outcome.text.hasSuffix("\n2\n"), "\(outcome.story)")
            #expect(outcome.complaint.contains("unshare(X)\n        ^\nsys: nothing is named X\n"))
            #expect(outcome.complaint.contains("line 5 is refused"), "\(outcome.complaint)")
        }

        @Test("why tells the machine's reason and the manual's", arguments: Account.available)
        func why(account: Account) throws {
            let script = """
                printf '%s\\n' 'u = open("/proc/self/ns/uts", O_RDONLY)' \
                'setns(u, CLONE_NEWUTS | CLONE_NEWNET)' why | sys
                printf '%s\\n' 'unshare(CLONE_NEWNET)' why |
                    setpriv --bounding-set -sys_admin --inh-caps -sys_admin sys
                """
            let outcome = try inLab(script, as: account)
            #expect(outcome.text.contains("EINVAL of setns(2): "), "\(outcome.story)")
            #expect(outcome.text.contains("which can name only one"), "\(outcome.story)")
            #expect(
                outcome.text.contains(
                    "here: it takes CAP_SYS_ADMIN, which this process does not have"),
                "\(outcome.story)")
        }

        /// What the subject and its children say and hear of it: polls, messages, a child's end.
        private static let protocolCalls: Set = [
            "poll", "ppoll", "recvfrom", "sendto", "restart_syscall", "exit_group",
        ]

        @Test(
            "of all calls of the subject strace sees those that are told, and no other",
            arguments: Account.available)
        func traced(account: Account) throws {
            let text = """
                unshare(CLONE_NEWUTS); sethostname("ernie"); uname(); setns(9, CLONE_NEWNET); \
                c = clone(CLONE_NEWIPC | SIGCHLD) { setdomainname("d"); getppid() }; waitpid(c)
                """
            let outcome = try inLab(
                """
                strace -f -s 100 -v -o /tmp/trace sys '\(text)' >/tmp/told
                cat /tmp/told; echo traced
                front=$(head -n 1 /tmp/trace | cut -d ' ' -f 1)
                subject=$(awk '$2 ~ /^unshare[(]/ { print $1 }' /tmp/trace)
                # From when it first listens: before, it is on its way to become what it is.
                awk -v front=$front -v subject=$subject '
                    $1 == subject && / recvfrom[(]250/ { on = 1 } on && $1 != front' /tmp/trace
                """, as: account)
            let parts = outcome.text.components("traced\n")
            try #require(parts.count == 2, "\(outcome.story)")
            let told = parts[0].lines.map(\.callName)
            let traced = parts[1].lines.filter { $0.contains("(") && !$0.contains("resumed>") }
                .filter { !$0.contains(" --- SIG") }.map(\.callName)
                .filter { !Self.protocolCalls.contains($0) }
            #expect(told.sorted() == traced.sorted(), "\(outcome.text)")
            #expect(told.count == 8, "\(outcome.text)")
            #expect(parts[1].contains("setns(9, CLONE_NEWNET"), "\(parts[1])")
            #expect(parts[1].contains("CLONE_NEWIPC|SIGCHLD"), "\(parts[1])")
        }

        @Test("of a text that is refused at its end no call is made", arguments: Account.available)
        func untraced(account: Account) throws {
            let outcome = try inLab(
                """
                strace -f -o /tmp/trace -e trace=mount,unshare,sethostname \
                    sys 'sethostname("x"); mount("a", "b", NULL, 0); unshare(X)'
                echo $?; grep -c -e mount -e unshare -e sethostname /tmp/trace
                """, as: account)
            #expect(outcome.text == "2\n0\n", "\(outcome.story)")
        }

        /// What is damaged, and damaged lines of it that cannot be read, whatever the damage.
        private static func damaged(_ count: Int) -> [String] {
            let good = [
                "unshare(CLONE_NEWUTS); sethostname(\"evil\")",
                "fd = open(\"/tmp/made\", O_RDWR | O_CREAT, 0600); write(fd, \"x\", 1)",
                "child = clone(CLONE_NEWUTS | SIGCHLD) { sethostname(\"evil\"); pause() }",
                "mount(\"none\", \"/mnt\", \"tmpfs\", MS_NOSUID, NULL); kill(-1, SIGKILL)",
                "clone3({flags=CLONE_NEWNET, exit_signal=SIGCHLD}, 88); setns(3, 0)",
            ]
            var random = SeededGenerator(seed: 1001)
            let alphabet = Array("abAB_09(){}|;,=&\"\\#/*'\t -.<>[]@é")
            var lines: [String] = []
            while lines.count < count {
                var line = Array(good.randomElement(using: &random) ?? "")
                for _ in 0...Int.random(in: 0..<3, using: &random) {
                    let at = Int.random(in: 0..<line.count, using: &random)
                    switch Int.random(in: 0..<3, using: &random) {
                    case 0: line.remove(at: at)
                    case 1: line.insert(alphabet.randomElement(using: &random) ?? "x", at: at)
                    default: line.removeSubrange(at...)
                    }
                    if line.isEmpty { line = ["("] }
                }
                var names = CallNames()
                do { _ = try preparedCalls(String(line), naming: &names) } catch {
                    // One that is left open goes on in the next line.
                    if !error.isUnfinished { lines.append(String(line)) }
                }
            }
            return lines
        }

        @Test(
            "whatever is damaged in a thousand lines, strace sees not one call of the subject",
            arguments: Account.available)
        func uncalled(account: Account) throws {
            // The last line can be read: so the subject is there, and can be seen.
            let lines = Self.damaged(1000) + ["getppid()"]
            let outcome = try inLab(
                """
                cat >/tmp/lines
                strace -f -o /tmp/trace sys --keep-going </tmp/lines >/tmp/told; echo $?
                front=$(head -n 1 /tmp/trace | cut -d ' ' -f 1)
                subject=$(awk '$2 ~ /^getppid[(]/ { print $1 }' /tmp/trace | tail -n 1)
                awk -v front=$front -v subject=$subject '
                    $1 == subject && / recvfrom[(]250/ { on = 1 } on && $1 != front' /tmp/trace
                """, as: account, input: Array(lines.joined(separator: "\n").utf8))
            let shown = outcome.text.lines
            #expect(shown.first == "2", "\(shown.prefix(3))")
            let made = shown.dropFirst().filter { $0.contains("(") && !$0.contains("resumed>") }
                .filter { !$0.contains(" --- SIG") }.map(\.callName)
                .filter { !Self.protocolCalls.contains($0) }
            #expect(made == ["getppid"], "\(made.prefix(20))")
            #expect(outcome.complaint.components("sys: ").count == 1001)
        }

        @Test("a thousand malformed lines make no call", arguments: Account.available)
        func malformed(account: Account) throws {
            var random = SeededGenerator(seed: 1000)
            let alphabet = Array("abAB_09(){}|;,=&\"\\#/*'\t -.<>[]")
            var lines: [String] = []
            while lines.count < 1000 {
                var line = Array("unshare(CLONE_NEWUTS); sethostname(\"evil\")")
                let damage = alphabet.randomElement(using: &random) ?? "x"
                line[Int.random(in: 0..<7, using: &random)] = damage
                if damage.isLetter || damage.isNumber || "_({#/\"*; \t".contains(damage) {
                    continue
                }
                lines.append(String(line))
            }
            let outcome = try inLab(
                """
                cat >/tmp/lines
                strace -f -o /tmp/trace -e trace=unshare,sethostname sys --keep-going </tmp/lines
                echo $?; grep -c -e unshare -e sethostname /tmp/trace; hostname
                """, as: account, input: Array(lines.joined(separator: "\n").utf8))
            #expect(outcome.text == "2\n0\nlab\n", "\(outcome.text)")
            #expect(outcome.complaint.components("sys: ").count == 1001)
        }
    }
}

extension String {
    fileprivate var lines: [String] { split(separator: "\n").map(String.init) }

    fileprivate func components(_ separator: String) -> [String] {
        var parts: [String] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [String(rest)]
    }

    /// `setns` of `12 setns(9, 0) = 0` and of `[pid 12] setns(9, 0) = 0`; wait4 is waitpid's.
    fileprivate var callName: String {
        let name = prefix { $0 != "(" }.split(separator: " ").last.map(String.init) ?? ""
        return name == "waitpid" ? "wait4" : name
    }
}
