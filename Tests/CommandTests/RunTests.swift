import Glibc
import HostAbilities
import Namespaces
import SystemCalls
import Testing

extension Commands {
    @Suite("run", .needs(.labs))
    struct Run {
        /// The same command by the way around the argument parser and by the parser.
        static let ways = [
            ["run"], ["run", "--"], ["run", "--network"], ["run", "--network", "--"],
        ]

        @Test(
            "the exit status is the command's, as a shell gives it",
            arguments: Account.available,
            [
                ("exit 0", 0), ("exit 7", 7), ("exit 255", 255), ("kill -TERM $$", 143),
                ("kill -KILL $$", 137), ("kill -SEGV $$", 139),
            ])
        func status(account: Account, script: (text: String, status: Int32)) throws {
            for way in Self.ways {
                let outcome = try Child(
                    [Program.path] + way + ["/bin/sh", "-c", script.text], as: account
                ).finish()
                #expect(outcome.status == script.status, "\(way): \(outcome.story)")
            }
        }

        @Test(
            "what cannot be started is 127 when it is missing and 126 when it may not be",
            arguments: Account.available)
        func notStarted(account: Account) throws {
            for way in Self.ways {
                for (program, status, words): (String, Int32, String) in [
                    ("no-such-program", 127, "no-such-program"), ("/no/such", 127, "ENOENT"),
                    ("/etc/passwd", 126, "EACCES"), ("/usr", 126, "EACCES"),
                    ("/etc/passwd/x", 126, "ENOTDIR"),
                ] {
                    let outcome = try Child([Program.path] + way + [program], as: account).finish()
                    #expect(outcome.status == status, "\(way) \(program): \(outcome.story)")
                    #expect(
                        outcome.complaint.hasPrefix("nsshell: run \(program)"), "\(outcome.story)")
                    #expect(outcome.complaint.contains(words), "\(outcome.story)")
                    #expect(outcome.output.isEmpty)
                }
            }
        }

        @Test("options behind the command are the command's", arguments: Account.available)
        func passthrough(account: Account) throws {
            for way in Self.ways {
                let outcome = try Child(
                    [Program.path] + way + [
                        "printf", "%s|", "--help", "-x", "--", "--version", "", "a b",
                    ],
                    as: account
                ).finish()
                #expect(outcome.text == "--help|-x|--|--version||a b|", "\(way): \(outcome.story)")
            }
        }

        @Test(
            "nothing to run is 125, since all statuses below may be a command's",
            arguments: [
                ["run"], ["run", "--"], ["run", "--nonsense"], ["run", "--network"],
                ["run", "--network", "--"], ["run", "--network", "--nonsense"],
                ["run", "--network", "--network"],
            ])
        func nothing(arguments: [String]) throws {
            let outcome = try Child([Program.path] + arguments).finish()
            #expect(outcome.status == 125, "\(outcome.story)")
            #expect(!outcome.complaint.isEmpty && outcome.output.isEmpty)
        }

        @Test("--network before the command is ours", arguments: Account.available)
        func network(account: Account) throws {
            let script =
                "ip -br addr show eth0 | tr -s ' ' | cut -d' ' -f3; ping -c 1 -q 10.6.8.113"
            for way in [["run", "--network"], ["run", "--network", "--"]] {
                let outcome = try Child(
                    [Program.path] + way + ["/bin/sh", "-c", script], as: account
                )
                .finish()
                #expect(outcome.status == 0, "\(outcome.story)")
                #expect(outcome.text.hasPrefix("10.0.2.15/24\n"), "\(outcome.story)")
            }
            let without = try nsshell("run", "ip", "link", "show", "eth0", as: account)
            #expect(without.status == 1, "\(without.story)")
            let named = try nsshell("run", "--", "--network", as: account)
            #expect(named.status == 127, "\(named.story)")
            let help = try nsshell("run", "--network", "--help", as: account)
            #expect(help.status == 0 && help.text.contains("--network"), "\(help.story)")
        }

        @Test("125 where a second network namespace is refused, and only with --network")
        func networkRefused() throws {
            func run(_ arguments: String) throws -> Outcome {
                let script = """
                    echo 1 > /proc/sys/user/max_net_namespaces
                    exec \(Program.path) run \(arguments)
                    """
                return try Child(
                    ["/usr/bin/unshare", "-Ur", "/bin/sh", "-c", script], as: .ordinary
                ).finish()
            }
            let without = try run("true")
            #expect(without.status == 0, "\(without.story)")
            let outcome = try run("--network true")
            #expect(outcome.status == 125 && outcome.output.isEmpty, "\(outcome.story)")
            #expect(
                outcome.complaint.hasPrefix("nsshell: no lab could be made: unshare net"),
                "\(outcome.story)")
        }

        @Test("a machine is as it was after a network, also when nsshell is killed")
        func networkGone() throws {
            let before = MachineState([.links, .processes, .namespaces, .mounts, .groups])
            #expect(try nsshell("run", "--network", "ip", "link", as: .runner).status == 0)
            let child = try Child(
                [Program.path, "run", "--network", "/bin/sh", "-c", "echo ready; read x"],
                as: .runner)
            #expect(try child.wait(for: "ready\n"))
            try child.kill()
            #expect(before.changes(milliseconds: 10_000) == [])
        }

        @Test("10 MB go in and come out unchanged", arguments: Account.available)
        func bytes(account: Account) throws {
            var numbers = SeededGenerator(seed: 5)
            let bytes = (0..<(10_000_000 / 8)).flatMap { _ in
                withUnsafeBytes(of: numbers.next()) { Array($0) }
            }
            let outcome = try nsshell("run", "cat", as: account, input: bytes)
            #expect(outcome.status == 0)
            #expect(outcome.output == bytes)
        }

        @Test("the two outputs stay apart", arguments: Account.available)
        func outputs(account: Account) throws {
            let outcome = try inLab("echo out; echo err >&2", as: account)
            #expect(outcome.text == "out\n" && outcome.complaint == "err\n", "\(outcome.story)")
        }

        @Test(
            "a signal that asks nsshell to end goes to the command",
            arguments: Account.available, [SIGTERM, SIGINT, SIGHUP, SIGQUIT])
        func signals(account: Account, signal: Int32) throws {
            // Waited for and not trapped: a shell that reads may be past its look at what has come.
            let script = """
                import signal, sys
                signal.pthread_sigmask(signal.SIG_BLOCK, {1, 2, 3, 15})
                print("ready", flush=True)
                print("got", int(signal.sigwait({1, 2, 3, 15})))
                sys.exit(9)
                """
            let child = try Child(
                [Program.path, "run", "/usr/bin/python3", "-c", script], as: account)
            #expect(try child.wait(for: "ready\n"))
            try child.signal(signal)
            let outcome = try child.finish(closingInput: false)
            #expect(outcome.status == 9, "\(outcome.story)")
            #expect(outcome.text == "ready\ngot \(signal)\n", "\(outcome.story)")
        }

        @Test(
            "a command that ends by the signal is 128 and its number", arguments: Account.available)
        func untrapped(account: Account) throws {
            let child = try Child(
                [Program.path, "run", "/bin/sh", "-c", "echo ready; read x"], as: account)
            #expect(try child.wait(for: "ready\n"))
            try child.signal(SIGTERM)
            #expect(try child.finish(closingInput: false).status == 143)
        }

        @Test(
            "125 when no lab can be made, simulated by a limit of no user namespaces",
            arguments: Run.ways)
        func noLab(way: [String]) throws {
            let script = """
                echo 0 > /proc/sys/user/max_user_namespaces
                exec \(Program.path) \(way.joined(separator: " ")) true
                """
            let outcome = try Child(["/usr/bin/unshare", "-Ur", "/bin/sh", "-c", script]).finish()
            #expect(outcome.status == 125, "\(outcome.story)")
            #expect(outcome.complaint.contains("no lab could be made"), "\(outcome.story)")
            #expect(outcome.complaint.contains("max_user_namespaces"), "\(outcome.story)")
            #expect(outcome.output.isEmpty)
        }

        @Test("125 when no lab can be made, simulated by a chroot, where the kernel makes none")
        func noLabInChroot() throws {
            let script = """
                mount --rbind / /mnt || exit 99
                exec chroot /mnt \(Program.path) run true
                """
            let outcome = try Child(["/usr/bin/unshare", "-Urm", "/bin/sh", "-c", script]).finish()
            #expect(outcome.status == 125, "\(outcome.story)")
            #expect(outcome.complaint.contains("no lab could be made"), "\(outcome.story)")
        }
    }
}
