import Lab
import Lessons
import SystemCalls
import Testing

extension Commands {
    @Suite(
        "Calls in a lesson", .needs(.labs),
        .enabled(if: Lab.whyNothingIsTraced == nil, "this kernel lets no calls be traced"))
    struct TracedLessons {
        private let scratch = Scratch()

        /// A lesson with a step for each of some console blocks; what is expected of it behind `=>`.
        private func lesson(_ steps: [(console: String, expect: String)]) -> String {
            let start = """
                ---
                lesson: traced
                title: Traced
                kinds: [uts]
                minutes: 1
                ---

                """
            let text = steps.enumerated().map { index, step in
                """

                ## Step \(index)

                ```console
                \(step.console)
                ```
                ```expect
                \(step.expect)
                ```
                """
            }
            return scratch.file("traced.md", start + text.joined(separator: "\n") + "\n")
        }

        // MARK: Against strace

        /// What is run twice: once traced by nsshell, once by strace.
        private static let commands = [
            "unshare -u true", "unshare -Urm true", "unshare -pf --mount-proc true",
            "ip link set lo up; ip link set lo down", "unshare -i perl -e 'msgget(17, 0600|01000)'",
            "unshare -u hostname x", "unshare -u domainname y", "unshare -C true", "unshare -T true",
            "mount -t tmpfs x /mnt; mount -o remount,ro /mnt; umount /mnt",
            "mkdir /tmp/b; mount --bind /tmp /tmp/b; mount --make-private /tmp/b; umount -l /tmp/b",
            "mount --rbind /no/such/place /mnt", "setpriv --bounding-set=-all hostname x",
            "nsenter -t 1 -u true", "nsenter -t 1 -a true", "chroot / true", "chroot /no/such true",
            "ip link add v0 type veth peer name v1; ip link set v0 up; ip addr add 10.9.0.1/24 dev v0; "
                + "ip route add 10.8.0.0/24 via 10.9.0.2; ip link del v0; ip link del v0",
            "ip netns add n; ip netns exec n true; ip netns del n",
            "perl -e '$m = msgget(5, 01600); msgctl($m, 0, 0); $s = semget(6, 2, 01600); "
                + "semctl($s, 0, 0, 0); $h = shmget(7, 4096, 01600); shmctl($h, 0, 0)'",
            "perl -e 'syscall(56, 0x4000011, 0, 0, 0, 0) || exit; wait; syscall(434, 1, 0); "
                + "syscall(434, -1, 0); syscall(308, 0, 0x4000000); syscall(272, 0x7)'",
            // What syscall is given must be variables.
            "perl -e '($t, $k, $v, $e, $p, $a) = (qw(tmpfs size 1m), \"\", \"/mnt\", "
                + "pack(\"Q4\", 2, 1, 0, 0)); $f = syscall(430, $t, 1); syscall(431, $f, 1, $k, $v, 0); "
                + "syscall(431, $f, 6, 0, 0, 0); $m = syscall(432, $f, 1, 3); "
                + "syscall(429, $m, $e, -100, $p, 4); syscall(428, -100, $p, 1); "
                + "syscall(442, -100, $p, 0, $a, 32)'",
        ]

        @Test(
            "are those that strace shows, with the same strings, flags, results and order",
            arguments: Account.available)
        func strace(account: Account) throws {
            var script = ""
            for (index, command) in Self.commands.enumerated() {
                let quoted = command.replacing("'", with: #"'\''"#)
                script += "strace -f -y -s 4096 -o /tmp/\(index) sh -c '\(quoted)' >/dev/null 2>&1\n"
                script += "cat /tmp/\(index); echo =\n"
            }
            let oracle = try inLab(script, as: account)
            let expected = oracle.text.split(separator: "\n=\n", omittingEmptySubsequences: false)
                .map { StraceLog(String($0)).calls }
            let path = lesson(
                Self.commands.enumerated().map { index, command in
                    let quoted = command.replacing("'", with: #"'\''"#)
                    return (
                        "host$ sh -c '\(quoted)' > /tmp/done-\(index) 2>&1",
                        "files[/tmp/done-\(index)]: present"
                    )
                })
            let outcome = try nsshell("lesson", path, "--kernel", "--json", as: account)
            #expect(outcome.status == 0, "\(outcome.story)")
            let steps = try TracedSteps(json: outcome.text).steps
            #expect(steps.count == Self.commands.count)
            for (index, command) in Self.commands.enumerated() where index < steps.count {
                #expect(steps[index] == expected[index], "\(command)")
                #expect(!expected[index].isEmpty, "\(command)")
            }
        }

        /// What `ip` asks for; each line once under nsshell and once under strace, in labs that number their
        /// links alike.
        private static let networking = [
            "ip link add veth0 type veth peer name veth1", "ip addr add 10.9.0.1/24 dev veth0",
            "ip link set veth0 up", "ip netns add n; ip link set veth1 netns n",
            "ip route add 10.8.0.0/24 via 10.9.0.2", "ip route add default dev veth0",
            "ip -6 addr add fd00::1/64 dev veth0", "ip link add br0 type bridge",
            "ip link set veth0 master br0; ip link set veth0 nomaster", "ip link set veth0 mtu 1400",
            "ip link set veth0 down; ip link set veth0 name v9", "ip addr del 10.9.0.1/24 dev v9",
            "ip link add p0 type veth peer name p1 netns n", "ip link set v9 netns 1; ip link del v9",
        ]

        @Test(
            "requests of rtnetlink are told with the names, peers, kinds and addresses that strace decodes",
            arguments: Account.available)
        func requests(account: Account) throws {
            let script = Self.networking.joined(separator: "; ")
            let traced = "sh -c '\(script)' > /tmp/done 2>&1"
            let oracle = try inLab(
                "strace -f -y -X verbose -s 4096 -e trace=sendto,sendmsg -o /tmp/trace \(traced)\n"
                    + "cat /tmp/trace", as: account)
            let path = lesson([("host$ \(traced)", "files[/tmp/done]: present")])
            let outcome = try nsshell("lesson", path, "--kernel", "--json", as: account)
            #expect(outcome.status == 0, "\(outcome.story)")
            let told = try TracedSteps.requests(json: outcome.text)
            let expected = StraceRequests(oracle.text).all
            #expect(told == expected)
            // What matters is among them.
            for words in [
                "RTM_NEWLINK veth veth0 peer veth1", "RTM_NEWADDR 10.9.0.1/24 dev if", "netns fd 4",
                "RTM_NEWROUTE 10.8.0.0/24 via 10.9.0.2", "RTM_NEWADDR fd00::1/64 dev if", "netns pid 1",
                "RTM_NEWROUTE default dev if", "RTM_NEWLINK bridge br0", "nomaster", "mtu 1400",
            ] {
                #expect(expected.contains { $0.contains(words) }, "\(words): \(expected)")
            }
        }

        // MARK: The fact

        @Test(
            "a lesson asks for calls, and any command that makes them is right",
            arguments: Account.available)
        func fact(account: Account) throws {
            let steps = [
                ("host$ unshare -um true", "calls: contains unshare(CLONE_NEWUTS)"),
                ("host$ unshare -u true", "here.calls: contains unshare(CLONE_NEWUTS)"),
                (
                    "host$ ip link add v0 type veth peer name v1",
                    "session[1].calls: contains \"RTM_NEWLINK veth v0 peer v1\""
                ),
                ("host$ umount /none", "calls: matches /^umount2.* = -1 (EINVAL|ENOENT)$/"),
                ("host@2$ hostname lab2", "session[2].calls: contains sethostname(\"lab2\", 4)"),
            ]
            let path = lesson(steps)
            let outcome = try nsshell("lesson", path, as: account)
            #expect(outcome.status == 0, "\(outcome.story)")
            #expect(try nsshell("lint", path, as: account).status == 0)
        }

        @Test(
            "a step whose call was refused is not passed by having tried",
            arguments: Account.available)
        func failed(account: Account) throws {
            let path = lesson([
                (
                    "host$ setpriv --bounding-set=-sys_admin unshare -u true",
                    "calls: contains unshare(CLONE_NEWUTS)"
                )
            ])
            let outcome = try nsshell("lesson", path, as: account)
            #expect(outcome.status == 1, "\(outcome.story)")
            #expect(outcome.text.contains("= -1 EPERM"), "\(outcome.story)")
        }

        @Test(
            "where a machine refuses only when it is tried, a lesson that asks for calls is skipped",
            arguments: Account.available)
        func refused(account: Account) throws {
            let path = lesson([("host$ unshare -u true", "calls: contains unshare(CLONE_NEWUTS)")])
            let command = Doctor.underListener([Program.path, "lesson", path])
            let outcome = try Child(command, as: account).finish()
            #expect(outcome.status == 0, "\(outcome.story)")
            #expect(outcome.text.contains("1 lesson skipped"), "\(outcome.story)")
            #expect(outcome.text.contains("EBUSY"), "\(outcome.story)")
        }

        // MARK: Nobody notices

        private static let jobs: [(String, String)] = [
            (
                "host$ sleep 1000\nuntil processes[sleep]: present\n^C\nhost$ echo $? > /tmp/a",
                "files[/tmp/a].text: 130"
            ),
            (
                "host$ sleep 1000\nuntil processes[sleep]: present\n^Z\n"
                    + "host$ echo $? > /tmp/b; jobs > /tmp/c\nhost$ fg\n"
                    + "until processes[sleep].state: S\n^C\nhost$ echo $? >> /tmp/b",
                "files[/tmp/b].text: matches /^148\\n130$/\nfiles[/tmp/c].text: matches /Stopped/"
            ),
            ("host$ sh -c 'kill -9 $$'; echo $? > /tmp/d", "files[/tmp/d].text: 137"),
            ("host$ sh -c 'kill -SEGV $$'; echo $? > /tmp/e", "files[/tmp/e].text: 139"),
            (
                "host$ unshare -u sh -c 'kill -9 $$'; echo $? > /tmp/f", "files[/tmp/f].text: 137"
            ),
            (
                "host$ unshare -u sleep 1000\nuntil processes[sleep]: present\n^C\n"
                    + "host$ echo $? > /tmp/g", "files[/tmp/g].text: 130"
            ),
            (
                "host$ trap 'echo hup > /tmp/h' HUP; kill -HUP $$; trap - HUP",
                "files[/tmp/h].text: hup"
            ),
            (
                "host$ timeout 0.2 unshare -u sleep 100; echo $? > /tmp/i", "files[/tmp/i].text: 124"
            ),
            (
                "host$ TIMEFORMAT=%R; { time unshare -u true; } 2> /tmp/j",
                "files[/tmp/j].text: matches /^0[.,][0-9]+$/"
            ),
            (
                "host$ unshare -u bash\nuts$ sh\nuts$ exit 3\nuts$ echo $? > /tmp/k; exit 4\n"
                    + "host$ echo $? >> /tmp/k", "files[/tmp/k].text: matches /^3\\n4$/"
            ),
            (
                // In a shell without job control: an interactive bash that is told in one breath that
                // its child stopped, went on and ended takes it for stopped for ever (5.2).
                "host$ sh -c '(unshare -u true; exec sleep 1000) & kill -STOP $!; kill -CONT $!; "
                    + "kill $!; wait $!; echo $? > /tmp/l'", "files[/tmp/l].text: 143"
            ),
        ]

        @Test(
            "job control, signals and exit statuses are the same with it and without",
            arguments: Account.available)
        func jobControl(account: Account) throws {
            let path = lesson(Self.jobs)
            for arguments in [[], ["--kernel"]] {
                let outcome = try Child([Program.path, "lesson", path] + arguments, as: account)
                    .finish()
                #expect(outcome.status == 0, "\(arguments) \(outcome.story)")
            }
        }

        @Test(
            "a learner switches it on and off, and sees what the kernel was asked for",
            arguments: Account.available)
        func learner(account: Account) throws {
            let input =
                ":play\n:kernel\n:kernel on\nunshare -u true\nls\n:kernel off\nunshare -u true\n"
                + ":kernel x\n"
            let state = Scratch(owner: account)
            let outcome = try nsshell(
                "learn", "--state", state.path, as: account, input: Array(input.utf8))
            let text = outcome.text
            #expect(text.contains("view is off"), "\(outcome.story)")
            #expect(text.contains("view is on"), "\(outcome.story)")
            #expect(text.split(separator: "unshare(CLONE_NEWUTS) = 0").count == 2, "\(outcome.story)")
            #expect(text.contains("copy_utsname(): nsproxy->uts_ns"), "\(outcome.story)")
            #expect(text.contains("Write :kernel on, or :kernel off."), "\(outcome.story)")
        }
    }
}
