import Glibc
import Namespaces
import SystemCalls
import Testing

extension Commands {
    @Suite("What a learner types into a program", .needs(.labs))
    struct TypedInto {
        /// A command, and what is done until its prompt is back.
        struct Way: Sendable, CustomTestStringConvertible {
            let command: String
            /// Keys, each with what is to be seen before the next are typed.
            let keys: [(keys: String, seen: String)]
            /// What stands in the record.
            let lines: [String]

            var testDescription: String { command }
        }

        static let ways: [Way] = [
            Way(
                command: "cat", keys: [("typed\r", "typed\r\ntyped\r\n"), ("\u{4}", "")],
                lines: ["host$ cat", "> typed", "typed", "^D"]),
            Way(
                command: "read x; echo \"<$x>\"", keys: [("two words\r", "<two")],
                lines: ["host$ read x; echo \"<$x>\"", "> two words", "<two words>"]),
            Way(
                command: "read -p 'name? ' x; echo \"<$x>\"",
                keys: [("", "name? "), ("me\r", "<me>")],
                lines: ["host$ read -p 'name? ' x; echo \"<$x>\"", "> me", "name? <me>"]),
            Way(
                command: "read -s x; echo \"<$x>\"", keys: [("me\r", "<me>")],
                lines: ["host$ read -s x; echo \"<$x>\"", "> me", "<me>"]),
            Way(
                command: "cat",
                keys: [
                    (
                        "wrong\u{15}one twp\u{7F}o thee\u{17}\tthree\r",
                        "three\r\none two \tthree\r\n"
                    ),
                    ("\u{4}", ""),
                ],
                lines: ["host$ cat", "> one two \tthree", "one two \tthree", "^D"]),
            Way(
                command: "sh -c 'cat; read x; echo \"<$x>\"'",
                keys: [
                    ("a\r", "a\r\na\r\n"), ("b\r", "b\r\nb\r\n"), ("\u{4}", ""), ("c\r", "<c>"),
                ],
                lines: [
                    "host$ sh -c 'cat; read x; echo \"<$x>\"'", "> a", "> b", "a", "b", "^D", "> c",
                    "<c>",
                ]),
            Way(
                command: "sh -c 'echo be\"\"gun; exec sleep 1000'",
                keys: [("", "begun\r\n"), ("\u{3}", "^C")],
                lines: [
                    "host$ sh -c 'echo be\"\"gun; exec sleep 1000'", "begun", "^C", "", "[130]",
                ]),
            Way(
                command: "cat", keys: [("a\r", "a\r\na\r\n"), ("lost\u{3}", "^C")],
                lines: ["host$ cat", "> a", "a", "^C", "", "[130]"]),
            Way(
                command: "echo \"stop with ^C\"; echo ^Z", keys: [],
                lines: ["host$ echo \"stop with ^C\"; echo ^Z", "stop with ^C", "\\x5eZ (esc)"]),
        ]

        /// Records a learner's keys, and two steps that are done after them.
        private func record(
            as account: Account, in scratch: Scratch, _ type: (Learner) throws -> Void
        ) throws -> String {
            let learner = try Learner(
                "uts", "--record", "\(scratch.path)/me.t", as: account, terminal: "xterm")
            try learner.prompted()
            try type(learner)
            #expect(try learner.ask("hostname").contains("Done: "))
            #expect(try learner.ask("readlink /proc/$$/ns/uts").contains("Done: "))
            #expect(try learner.quit() == .exited(0))
            return try readText("\(scratch.path)/me.t")
        }

        /// Whether a record can be played again, twice, and is worth what was done.
        private func requireHonest(_ scratch: Scratch, _ account: Account, _ text: String) throws {
            for _ in 0..<2 {
                let replayed = try nsshell("replay", "\(scratch.path)/me.t", as: account)
                #expect(replayed.status == 0, "\(replayed.story)\n\(text)")
            }
            let graded = try nsshell("grade", "\(scratch.path)/me.t", as: account)
            #expect(graded.text.contains("   2/11      0"), "\(graded.story)\n\(text)")
        }

        @Test(
            "is in the record as it was typed, without its echo, and plays again",
            arguments: ways, Account.available)
        func lines(way: Way, account: Account) throws {
            let scratch = Scratch(owner: account)
            let text = try record(as: account, in: scratch) { learner in
                try learner.begin(way.command)
                for (keys, seen) in way.keys {
                    let start = learner.child.shown.count
                    try learner.child.type(keys)
                    #expect(
                        try learner.child.wait(for: seen, after: keys.isEmpty ? 0 : start),
                        "\(learner.child.text)")
                }
                try learner.prompted()
            }
            let lines = way.lines.map { "  \($0)\n" }.joined()
            #expect(text.contains("\n\(lines)  host$ hostname\n"), "\(text)")
            try requireHonest(scratch, account, text)
        }

        @Test("Ctrl-Z and fg divide what is typed")
        func stopped() throws {
            let scratch = Scratch()
            let text = try record(as: .runner, in: scratch) { learner in
                #expect(try learner.start("cat\rone\r", until: "one\r\none\r\n"))
                try learner.child.type("\u{1A}")
                #expect(try learner.prompted().contains("Stopped"))
                #expect(try learner.start("fg\rtwo\r", until: "two\r\ntwo\r\n"))
                try learner.child.type("\u{4}")
                try learner.prompted()
            }
            #expect(text.contains("  host$ cat\n  > one\n  one\n  ^Z\n"), "\(text)")
            #expect(text.contains("  host$ fg\n  > two\n  cat\n  two\n  ^D\n"), "\(text)")
            try requireHonest(scratch, .runner, text)
        }

        @Test("Ctrl-D and Ctrl-C at a prompt are in the record, and a here-document")
        func atPrompts() throws {
            let scratch = Scratch()
            let text = try record(as: .runner, in: scratch) { learner in
                try learner.ask("unshare -m /bin/bash")
                try learner.child.type("\u{4}")
                try learner.prompted()
                for line in ["cat <<E", "in it", "E", "cat <<E", "given up"] {
                    try learner.ask(line)
                }
                try learner.child.type("\u{3}")
                try learner.prompted()
            }
            #expect(text.contains("  mnt$ exit\n  exit\n"), "\(text)")
            #expect(text.contains("  host$ cat <<E\n  > in it\n  > E\n  in it\n"), "\(text)")
            #expect(text.contains("  host$ cat <<E\n  > given up\n  ^C\n"), "\(text)")
            try requireHonest(scratch, .runner, text)
        }

        @Test(
            "for single keys is said not to be in the record, which plays again without it",
            arguments: Account.available)
        func singleKeys(account: Account) throws {
            let scratch = Scratch(owner: account)
            let text = try record(as: account, in: scratch) { learner in
                #expect(try learner.start("top\r", until: "PID"))
                try learner.child.type("q")
                try learner.prompted()
            }
            #expect(text.contains("; skipped: none; typed into: top in look\n"), "\(text)")
            #expect(
                text.contains("\n(host$ top: what was typed into top is not in this record)\n"),
                "\(text)")
            #expect(!text.contains("PID") && !text.contains("\\x1b"), "\(text)")
            try requireHonest(scratch, account, text)
            let graded = try nsshell("grade", "\(scratch.path)/me.t", as: account)
            #expect(graded.text.contains("typed into top in step "), "\(graded.story)")
            let json = try nsshell("grade", "--json", "\(scratch.path)/me.t", as: account).text
            #expect(json.contains(#""program": "top""#), "\(json)")
        }
    }
}
