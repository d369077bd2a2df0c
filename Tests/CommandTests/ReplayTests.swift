import Glibc
import SystemCalls
import Testing

extension Commands {
    @Suite("nsshell replay", .needs(.labs))
    struct Replay {
        private static let stale = "Prose.\n\n  $ echo new\n  old\n  $ echo 1\n  [0-9] (re)\n"
        private static let fresh = "Prose.\n\n  $ echo new\n  new\n  $ echo 1\n  [0-9] (re)\n"

        @Test(
            "leaves what was written in FILE.err, and takes it away when the file passes",
            arguments: Account.available)
        func errors(account: Account) throws {
            let scratch = Scratch(owner: account)
            let file = scratch.file("a.t", Self.stale)
            let failed = try nsshell("replay", file, as: account)
            #expect(failed.status == 1, "\(failed.story)")
            #expect(
                try readText("\(file).err") == Self.fresh.replacing(first: "[0-9] (re)", with: "1"))
            _ = scratch.file("a.t", Self.fresh)
            let passed = try nsshell("replay", file, as: account)
            #expect(passed.status == 0, "\(passed.story)")
            #expect(try namesInDirectory(scratch.path) == ["a.t"])
        }

        @Test(
            "takes the new output where it may, and keeps patterns",
            arguments: [
                (["--yes"], "", true), (["--interactive"], "y\n", true),
                (["--interactive"], "n\n", false), (["--interactive"], "", false),
            ])
        func accepted(options: [String], answer: String, isTaken: Bool) throws {
            let scratch = Scratch()
            let file = scratch.file("a.t", Self.stale, mode: 0o640)
            let outcome = try Child([Program.path, "replay"] + options + [file])
                .finish(Array(answer.utf8))
            #expect(outcome.status == 1, "\(outcome.story)")
            #expect(try readText(file) == (isTaken ? Self.fresh : Self.stale))
            #expect(try namesInDirectory(scratch.path) == (isTaken ? ["a.t"] : ["a.t", "a.t.err"]))
        }

        @Test("goes on with the other files where what one wrote cannot be left beside it")
        func unwrittenErrors() throws {
            let scratch = Scratch()
            _ = scratch.file("a.t", Self.stale)
            _ = scratch.file("b.t", Self.fresh)
            mkdir("\(scratch.path)/a.t.err", 0o755)
            let outcome = try nsshell(
                "replay", "--format", "tap", ".", as: .runner, directory: scratch.path)
            #expect(outcome.status == 2, "\(outcome.story)")
            #expect(
                outcome.text.contains("not ok 1 - a.t") && outcome.text.contains("ok 2 - b.t"),
                "\(outcome.story)")
        }

        @Test("gives TESTDIR's links what they lead to in it, and nothing from outside")
        func links() throws {
            let scratch = Scratch()
            mkdir("\(scratch.path)/common", 0o755)
            _ = scratch.file("common/s", "of here\n")
            symlink("common/s", "\(scratch.path)/in")
            symlink("/proc/version", "\(scratch.path)/out")
            let file = scratch.file(
                "a.t", "  $ cat $TESTDIR/in; ls $TESTDIR\n  of here\n  a.t\n  common\n  in\n")
            let outcome = try nsshell("replay", file, as: .runner)
            #expect(outcome.status == 0, "\(outcome.story)")
        }

        @Test("ends a command at its deadline, and shows what it had written")
        func deadline() throws {
            let scratch = Scratch()
            let file = scratch.file(
                "a.t", "  $ echo first\n  first\n  $ echo half; sleep 1000\n  half\n")
            let outcome = try nsshell("replay", "--yes", "--deadline", "0.3", file, as: .runner)
            #expect(outcome.status == 1, "\(outcome.story)")
            #expect(
                outcome.text.contains("the command of line 3 took longer than 300 ms"),
                "\(outcome.story)")
            #expect(try readText("\(file).err").hasSuffix("  $ echo half; sleep 1000\n  half\n"))
            #expect(
                try readText(file).hasSuffix("  half\n"), "what was ended is taken for no output")
        }

        @Test(
            "ends at the deadline also what has closed its output, or writes now and then",
            arguments: ["exec >/dev/null 2>&1; sleep 1000", "while :; do echo x; sleep 0.01; done"])
        func quiet(command: String) throws {
            let scratch = Scratch()
            let file = scratch.file("a.t", "  $ \(command)\n")
            let outcome = try nsshell("replay", "--deadline", "0.3", file, as: .runner)
            #expect(outcome.status == 1, "\(outcome.story)")
            #expect(outcome.text.contains("the command of line 1 took longer"), "\(outcome.story)")
        }

        @Test("a program in the background keeps a file no longer than its deadline")
        func background() throws {
            let scratch = Scratch()
            let file = scratch.file("a.t", "  $ while :; do sleep 0.01; done &\n  $ echo 1\n  1\n")
            let outcome = try nsshell("replay", "--deadline", "0.5", file, as: .runner)
            #expect(outcome.status == 0, "\(outcome.story)")
        }

        @Test("ends a command that writes without end")
        func flood() throws {
            let scratch = Scratch()
            let file = scratch.file("a.t", "  $ yes\n")
            let outcome = try nsshell("replay", file, as: .runner)
            #expect(
                outcome.status == 1 && outcome.text.contains("more than 4 MiB"),
                "\(outcome.complaint)")
        }

        @Test("plays the files of folders in order, each once, also several at once")
        func folders() throws {
            let scratch = Scratch()
            mkdir("\(scratch.path)/sub", 0o755)
            for name in ["b.t", "a.t", "sub/c.t", ".hidden.t", "notes.txt"] {
                _ = scratch.file(name, "  $ echo 1\n  1\n")
            }
            for jobs in ["1", "3"] {
                let outcome = try nsshell(
                    "replay", "--jobs", jobs, "--format", "tap", ".", "a.t", as: .runner,
                    directory: scratch.path)
                #expect(
                    outcome.text == """
                        TAP version 14
                        1..3
                        ok 1 - a.t
                        ok 2 - b.t
                        ok 3 - sub/c.t

                        """, "\(outcome.story)")
            }
        }

        @Test("has a report for machines in each format")
        func formats() throws {
            let scratch = Scratch()
            _ = scratch.file("a.t", Self.stale)
            _ = scratch.file("b.t", "#require no-sh\n  $ echo\n")
            func report(_ format: String) throws -> Outcome {
                try nsshell("replay", "--format", format, ".", as: .runner, directory: scratch.path)
            }
            let json = try report("json")
            #expect(json.status == 1)
            #expect(
                json.text.contains(#""diff": "--- a.t\n+++ a.t.err\n@@ -1,6 +1,6 @@\n"#),
                "\(json.story)")
            #expect(json.text.contains(#""reason": "the file requires no-sh""#), "\(json.story)")
            let tap = try report("tap").text
            #expect(tap.contains("not ok 1 - a.t\n  ---\n") && tap.contains("ok 2 - b.t # SKIP"))
            let junit = try report("junit")
            let counted = try Child(
                [
                    "/usr/bin/python3", "-c",
                    """
                    import sys, xml.etree.ElementTree as E
                    s = E.fromstring(sys.stdin.read()).find('testsuite')
                    print(s.get('tests'), s.get('failures'), s.get('skipped'), len(s.findall('testcase')))
                    """,
                ]
            ).finish(junit.output)
            #expect(counted.text == "2 1 1 2\n", "\(junit.story)")
        }

        @Test("gives a file its own directory and nobody's home", arguments: Account.available)
        func home(account: Account) throws {
            let scratch = Scratch(owner: account)
            _ = scratch.file("secret", "secret")
            let file = scratch.file("a.t", "  $ ls $TESTDIR\n  a.t\n  secret\n")
            let own = try nsshell("replay", file, as: account)
            #expect(own.status == 0, "\(own.story)")
            let environment =
                Child.environment.filter { !$0.hasPrefix("HOME=") } + ["HOME=\(scratch.path)"]
            let home = try nsshell("replay", file, as: account, environment: environment)
            #expect(home.status == 1 && home.text.contains("\n-  secret\n"), "\(home.story)")
        }

        @Test("what a file writes to its directory does not last", arguments: Account.available)
        func copies(account: Account) throws {
            let scratch = Scratch(owner: account)
            let file = scratch.file(
                "a.t", "  $ echo changed > $TESTDIR/$TESTFILE; rm -rf $TESTDIR; touch /made\n")
            let outcome = try nsshell("replay", file, as: account)
            #expect(outcome.status == 0, "\(outcome.story)")
            #expect(try readText(file).contains("echo changed"))
            #expect(FileKind(at: "/made") == .missing)
        }

        @Test(
            "says what is wrong with a command line, and what to do",
            arguments: [
                (["nowhere.t"], "open nowhere.t: No such file or directory (ENOENT)"),
                (["."], ".: no transcript is in there"),
                (["--indent", "99", "a.t"], "--indent 99 is out of range"),
                (["--jobs", "0", "a.t"], "--jobs 0 is out of range"),
                ([""], "the name of a file is empty"),
                (["--shell", "/etc", "a.t"], "--shell /etc: no such program"),
                (["--deadline", "0", "a.t"], "--deadline 0.0 is out of range"),
                (["--shell", "nosuchshell", "a.t"], "--shell nosuchshell: no such program"),
                (["--interactive", "--jobs", "2", "a.t"], "--interactive asks file by file"),
            ])
        func usage(arguments: [String], what: String) throws {
            let scratch = Scratch()
            let outcome = try Child(
                [Program.path, "replay"] + arguments, directory: scratch.path
            ).finish()
            #expect(outcome.status == 2, "\(outcome.story)")
            let lines = outcome.complaint.split(separator: "\n")
            #expect(lines.first?.hasPrefix("nsshell: \(what)") == true, "\(outcome.story)")
            #expect(lines.count == 2, "\(outcome.story)")
        }

        @Test("where FILE.err cannot be written it says so")
        func unwritable() throws {
            let scratch = Scratch()
            let file = scratch.file("a.t", Self.stale)
            mkdir("\(file).err", 0o755)
            let outcome = try nsshell("replay", file, as: .runner)
            #expect(outcome.status == 2, "\(outcome.story)")
            #expect(outcome.complaint.contains("\(file).err: Is a directory (EISDIR)"))
        }
    }
}
