import Glibc
import SystemCalls
import Testing

extension Commands {
    @Suite("Whatever the surroundings", .needs(.labs))
    struct Surroundings {
        private static let path = Child.environment.filter {
            !$0.hasPrefix("HOME") && !$0.hasPrefix("TERM") && !$0.hasPrefix("LANG")
        }

        /// Environments, by what is odd about them.
        static let environments: [(name: String, variables: [String])] = [
            ("HOME unset", path), ("HOME empty", path + ["HOME="]),
            ("HOME missing", path + ["HOME=/no/such"]),
            ("HOME a file", path + ["HOME=/etc/passwd"]), ("HOME read-only", path + ["HOME=/proc"]),
            ("TERM unset", path + ["HOME=/"]), ("TERM unknown", path + ["TERM=no-such-terminal"]),
            ("a locale that is not installed", path + ["LANG=xx_YY.UTF-8", "LC_ALL=xx_YY.UTF-8"]),
            ("nothing at all", []), ("PATH of nothing", ["PATH=/no/such"]),
            ("a variable that is none", path + ["=", "novalue", "TERM=\u{1b}[31m"]),
            ("a hundred thousand bytes", path + ["BIG=" + String(repeating: "x", count: 100_000)]),
        ]

        @Test("the lesson is played", arguments: Account.available, environments)
        func lesson(account: Account, odd: (name: String, variables: [String])) throws {
            let outcome = try nsshell("lesson", "uts", as: account, environment: odd.variables)
            #expect(outcome.status == 0, "\(odd.name): \(outcome.story)")
        }

        @Test("a command is run", arguments: Account.available, environments)
        func run(account: Account, odd: (name: String, variables: [String])) throws {
            let outcome = try nsshell(
                "run", "sh", "-c", "echo $HOME $LC_CTYPE", as: account, environment: odd.variables)
            #expect(outcome.text == "/root C.UTF-8\n", "\(odd.name): \(outcome.story)")
        }

        @Test("an installed locale is that of the letters inside", arguments: Account.available)
        func locale(account: Account) throws {
            let outcome = try nsshell(
                "run", "sh", "-c", "echo $LC_CTYPE$LANG", as: account,
                environment: Self.path + ["LANG=C"])
            #expect(outcome.text == "C\n", "\(outcome.story)")
        }

        /// Every command that needs no more than a word.
        static let commands = [
            ["lesson", "uts"], ["lessons"], ["run", "true"], ["lint", "uts"], ["facts"],
            ["namespaces"],
            ["doctor"], ["--help"], ["--version"],
        ]

        @Test("it works with closed descriptors", arguments: Account.available, commands)
        func closed(account: Account, command: [String]) throws {
            for streams: [Stream] in [
                [.closed, .captured, .captured], [.captured, .closed, .captured],
                [.captured, .captured, .closed], [.closed, .closed, .closed],
            ] {
                let outcome = try Child([Program.path] + command, as: account, streams: streams)
                    .finish()
                #expect((0...1).contains(outcome.status), "\(streams): \(outcome.story)")
                if command[0] != "doctor" {
                    #expect(outcome.status == 0, "\(streams): \(outcome.story)")
                }
            }
        }

        @Test(
            "what is run has three descriptors though nsshell had none",
            arguments: Account.available)
        func descriptors(account: Account) throws {
            let child = try Child(
                [Program.path, "run", "sh", "-c", "exec >&2; ls /proc/$$/fd; true"], as: account,
                streams: [.closed, .closed, .captured])
            let outcome = try child.finish()
            #expect(outcome.complaint == "0\n1\n2\n", "\(outcome.story)")
        }

        @Test("it starts from a directory that is gone", arguments: Account.available)
        func deletedDirectory(account: Account) throws {
            for command in ["lesson uts", "run true", "lint uts", "facts hostname"] {
                let own = Scratch(owner: account)
                let outcome = try Child(
                    [
                        "/bin/sh", "-c",
                        "mkdir gone; cd gone; rmdir ../gone; exec \(Program.path) \(command)",
                    ],
                    as: account, directory: own.path
                ).finish()
                #expect(outcome.status == 0, "\(command): \(outcome.story)")
            }
        }

        @Test(
            "with few descriptors it works, or says which limit", arguments: Account.available,
            [3, 4, 5, 6, 7, 8, 10, 12, 16, 24, 64])
        func fewDescriptors(account: Account, limit: Int) throws {
            for (command, refusal): (String, Int32) in [("run true", 125), ("lesson uts", 3)] {
                let outcome = try Child(
                    ["/bin/sh", "-c", "ulimit -n \(limit); exec \(Program.path) \(command)"],
                    as: account
                ).finish()
                if outcome.status == 0 { continue }
                #expect(outcome.status == refusal || limit < 24, "\(command): \(outcome.story)")
                // Too few for the program to be loaded at all are not its fault.
                #expect(
                    outcome.story.contains("EMFILE") || outcome.status == 127
                        || outcome.status == 1,
                    "\(limit) \(command): \(outcome.story)")
                #expect(limit < 24, "\(limit) \(command): \(outcome.story)")
            }
        }

        @Test(
            "signals that are ignored or blocked outside are not so inside",
            arguments: Account.available)
        func signals(account: Account) throws {
            let outcome = try Child(
                [
                    "/bin/sh", "-c",
                    "trap '' INT TERM HUP PIPE CHLD; exec \(Program.path) run grep -E 'Sig(Blk|Ign)' /proc/self/status",
                ],
                as: account
            ).finish()
            #expect(
                outcome.text == "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n",
                "\(outcome.story)")
        }

        @Test(
            "children are waited for though SIGCHLD is ignored outside",
            arguments: Account.available, commands)
        func ignoredChildren(account: Account, command: [String]) throws {
            let script = """
                import os, signal, sys
                signal.signal(signal.SIGCHLD, signal.SIG_IGN)
                os.execv(sys.argv[1], sys.argv[1:])
                """
            let python = ["/usr/bin/python3", "-c", script, Program.path]
            let outcome = try Child(python + command, as: account).finish()
            let usual = try Child([Program.path] + command, as: account).finish()
            #expect(outcome.status == usual.status, "\(outcome.story)")
            #expect(outcome.status == 0 || command == ["doctor"], "\(outcome.story)")
        }

        @Test("the status is the command's though SIGCHLD is ignored", arguments: Account.available)
        func ignoredStatus(account: Account) throws {
            let outcome = try Child(
                // dash would not ignore it.
                ["/bin/bash", "-c", "trap '' CHLD; exec \(Program.path) run sh -c 'true; exit 7'"],
                as: account
            ).finish()
            #expect(outcome.status == 7, "\(outcome.story)")
        }

        @Test(
            "a signal that nsshell was told to ignore, as by nohup, does not reach the command",
            arguments: Account.available, ["HUP", "INT", "HUP INT QUIT"])
        func ignoredSignals(account: Account, names: String) throws {
            let inside = """
                import signal
                signal.pthread_sigmask(signal.SIG_BLOCK, {1, 2, 3, 15})
                print("ready", flush=True)
                print("got", int(signal.sigwait({1, 2, 3, 15})))
                """
            let script = "trap '' \(names); exec \(Program.path) run /usr/bin/python3 -c \"$0\""
            let child = try Child(["/bin/sh", "-c", script, inside], as: account)
            #expect(try child.wait(for: "ready\n"))
            // The kernel hands out what has arrived lowest number first: SIGTERM is the last.
            let numbers = ["HUP": SIGHUP, "INT": SIGINT, "QUIT": SIGQUIT]
            for name in names.split(separator: " ") {
                try child.signal(try #require(numbers[String(name)]))
            }
            try child.signal(SIGTERM)
            let outcome = try child.finish(closingInput: false)
            #expect(outcome.status == 0 && outcome.text == "ready\ngot 15\n", "\(outcome.story)")
        }

        @Test("a strict umask outside changes nothing inside", arguments: Account.available)
        func umask(account: Account) throws {
            let outcome = try Child(
                [
                    "/bin/sh", "-c",
                    "umask 777; exec \(Program.path) run sh -c 'umask; touch /tmp/x; cat /tmp/x /etc/hostname'",
                ],
                as: account
            ).finish()
            #expect(outcome.status == 0 && outcome.text == "0022\nlab\n", "\(outcome.story)")
        }
    }
}
