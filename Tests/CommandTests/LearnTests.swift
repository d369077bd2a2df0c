import Glibc
import Namespaces
import SystemCalls
import Testing

extension Commands {
    @Suite("learn", .needs(.labs))
    struct Learn {
        /// Other right ways through `uts` than the lesson's own, as a learner may type them.
        static let ways = """
            uname -n
            ls -l /proc/$$/ns/uts
            unshare --uts /bin/bash
            echo uts-namespace > /tmp/name; hostname -F /tmp/name
            uname -n
            :session 2
            cat /proc/sys/kernel/hostname
            :session 1
            nisdomainname lessons
            exit
            unshare -u /bin/bash
            hostname test
            hostname
            exit
            uname -n

            """

        /// - Parameter typed: lines of a script.
        private func learn(
            _ typed: String, _ arguments: String..., in state: Scratch, as account: Account
        ) throws -> Outcome {
            try Child(
                [Program.path, "learn"] + arguments + ["--state", state.path], as: account
            ).finish(Array(typed.utf8))
        }

        @Test("a script that completes the lesson by other ways ends with 0", arguments: Account.available)
        func completed(account: Account) throws {
            let outcome = try learn(Self.ways, "uts", in: Scratch(owner: account), as: account)
            #expect(outcome.status == 0, "\(outcome.story)")
            #expect(outcome.text.contains("now true: session[1].hostname: uts-namespace"))
            #expect(outcome.text.contains("That was uts."), "\(outcome.story)")
            #expect(outcome.errors.isEmpty, "\(outcome.story)")
        }

        @Test("one that does not ends with 1, and the lesson goes on there", arguments: Account.available)
        func resumed(account: Account) throws {
            let state = Scratch(owner: account)
            let first = try learn("hostname\ntrue\n", "uts", in: state, as: account)
            #expect(first.status == 1, "\(first.story)")
            #expect(first.text.contains("2 of 11: The number on the door"), "\(first.story)")
            // Without a name: the lesson that was at hand.
            let second = try learn(":check\nreadlink /proc/$$/ns/uts\n", in: state, as: account)
            #expect(second.text.contains("not yet: output: contains host.ns.uts"), "\(second.story)")
            #expect(second.text.contains("3 of 11: A shell that stands alone"), "\(second.story)")
        }

        @Test(
            "the way around the argument parser and the parser give the same answers",
            arguments: Account.available)
        func ways(account: Account) throws {
            for typed in ["", "hostname\n"] {
                for words in [["uts"], [], ["no-such"], ["./no-such.md"], ["help"]] {
                    let states = [Scratch(owner: account), Scratch(owner: account)]
                    // An option is for the parser.
                    let lines = [words, words + ["--state", states[1].path + "/nsshell"]]
                    let outcomes = try lines.map { words in
                        try Child(
                            [Program.path, "learn"] + words, as: account,
                            environment: Child.environment + ["XDG_STATE_HOME=\(states[0].path)"]
                        ).finish(Array(typed.utf8))
                    }
                    let (short, whole) = (outcomes[0], outcomes[1])
                    #expect(short.status == whole.status, "\(words): \(short.story)")
                    #expect(short.errors == whole.errors, "\(words): \(short.story)")
                    #expect(short.text == whole.text, "\(words): \(whole.story)")
                    let kept = states.map { FileKind(at: $0.path + "/nsshell/progress.json") }
                    #expect(kept[0] == kept[1], "\(words): \(kept)")
                    // What nobody has typed is not kept.
                    if words == ["uts"] { #expect((kept[0] == .regular) == !typed.isEmpty) }
                }
            }
        }

        @Test("a mistake is told, and any other command is nobody's business")
        func mistake() throws {
            let typed = "hostname\nls /\n:skip\nunshare -U /bin/bash\n"
            let outcome = try learn(typed, "uts", in: Scratch(), as: .runner)
            #expect(outcome.status == 1, "\(outcome.story)")
            #expect(outcome.text.contains("with a capital letter, is the user namespace"), "\(outcome.story)")
        }

        @Test(
            "what is no command with a colon is said, and the shell's own no-op is the shell's",
            arguments: [
                (":nonsense", ":nonsense is no command"), (":s", "could be :show or :skip"),
                (":goto nowhere", "There is no step nowhere"), (":learn nothing", "nothing"),
                (":session x", "A session is a number"), (": ; echo no-op", "no-op"),
                (":hint", "Hint 1 of 3"), (":why", "uname(2)"), (":help", ":reset:"),
                (":lessons", "uts: A host name"),
            ])
        func colon(line: String, words: String) throws {
            let outcome = try learn(line + "\n", "uts", in: Scratch(), as: .runner)
            #expect(outcome.text.contains(words), "\(outcome.story)")
        }

        @Test("who ends the lab from inside gets a fresh one")
        func ended() throws {
            let typed = "hostname\nreboot -f\nkill -9 $$\necho o''ut\n"
            let outcome = try learn(typed, "uts", in: Scratch(), as: .runner)
            #expect(outcome.status == 1 && outcome.text.contains("out\n"), "\(outcome.story)")
        }

        @Test("a lesson that is not there is bad usage")
        func unknown() throws {
            let outcome = try learn("", "no-such", in: Scratch(), as: .runner)
            #expect(outcome.status == 2 && outcome.complaint.contains("no-such"), "\(outcome.story)")
        }

        @Test("without a place for progress it says so once, and teaches on")
        func homeless() throws {
            let outcome = try Child([Program.path, "learn", "uts", "--state", "/proc/nothing"])
                .finish(Array(Self.ways.utf8))
            #expect(outcome.status == 0, "\(outcome.story)")
            #expect(outcome.text.split(separator: "Note: ").count == 2, "\(outcome.story)")
        }

        @Test(
            "at a prompt the ways out are :quit and Ctrl-D",
            arguments: Account.available, [":quit\n", "\u{4}"])
        func prompt(account: Account, typed: String) throws {
            let state = Scratch(owner: account)
            let child = try TerminalChild(
                [Program.path, "learn", "uts", "--state", state.path], as: account)
            #expect(try child.wait(for: "host ~ $"), "\(child.text)")
            try child.type(typed)
            #expect(try child.finish() == .exited(0), "\(child.text)")
        }
    }
}
