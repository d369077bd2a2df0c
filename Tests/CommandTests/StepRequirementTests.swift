import Namespaces
import SystemCalls
import Testing

extension Commands {
    /// Root has more ids than one in its labs and uid 65534 has not, so that both ways can be seen
    /// on one machine.
    @Suite("A step that requires an ability", .needs(.labs), .needs(.root))
    struct StepRequirements {
        private static let reason = "a lab of this user has one user id only"
        private static let given = "host$ touch /tmp/given && chown 5:5 /tmp/given"

        /// Of three steps the second requires more ids than one.
        private static let lesson = SampleLesson(
            end: """
                ## Give it away

                <!-- step: give -->
                <!-- requires: uid-range -->

                ```console
                \(given)
                ```
                ```expect
                host.files[/tmp/given].owner: 5
                ```
                ```wrong
                host$ touch /tmp/given
                ```

                ## Rename it again

                <!-- step: again -->

                ```console
                host$ hostname third
                ```
                ```expect
                here.hostname: third
                ```
                """)

        private let scratch: Scratch
        private let path: String

        init() {
            scratch = Scratch()
            path = scratch.file("sample.md", Self.lesson.text)
        }

        /// As one line, however wide it was written.
        private func words(_ outcome: Outcome) -> String {
            outcome.text.split { $0 == " " || $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
                .joined(separator: " ")
        }

        @Test("is skipped with its reason where that is missing, and the steps after it are played")
        func pretty() throws {
            let skipped = try nsshell("lesson", path, as: .ordinary)
            #expect(skipped.status == 0, "\(skipped.story)")
            #expect(
                words(skipped).contains("skipped Give it away \(Self.reason)"), "\(skipped.story)")
            #expect(skipped.text.contains("now true: here.hostname: third"), "\(skipped.story)")
            #expect(
                skipped.text.contains("1 lesson: 2 steps passed, 1 skipped ("), "\(skipped.story)")
            let played = try nsshell("lesson", path, as: .root)
            #expect(played.status == 0, "\(played.story)")
            #expect(played.text.contains("1 lesson: 3 steps passed ("), "\(played.story)")
            #expect(!played.text.contains("skipped"), "\(played.story)")
        }

        @Test(
            "is skipped in every report",
            arguments: [
                ("tap", ["ok 2 - give: Give it away # SKIP \(reason)", "ok 3 - again"]),
                (
                    "junit",
                    [
                        #"<skipped message="\#(reason)"#,
                        #"tests="3" failures="0" errors="0" skipped="1""#,
                    ]
                ),
                (
                    "json",
                    [
                        #""outcome": "skipped","#, #""reason": "\#(reason)"#, #""stepsSkipped": 1"#,
                    ]
                ),
            ])
        func machines(format: String, parts: [String]) throws {
            let skipped = try nsshell("lesson", "--format", format, path, as: .ordinary)
            let played = try nsshell("lesson", "--format", format, path, as: .root)
            #expect(skipped.status == 0 && played.status == 0, "\(skipped.story)")
            for part in parts {
                #expect(skipped.text.contains(part), "\(part) is missing in: \(skipped.story)")
            }
            #expect(!played.text.contains(Self.reason), "\(played.story)")
        }

        @Test("stands on the page with its reason, and without a terminal")
        func page() throws {
            let folder = Scratch(owner: .ordinary)
            let page = "\(folder.path)/sample.html"
            let outcome = try nsshell("lesson", "--html", page, path, as: .ordinary)
            #expect(outcome.status == 0, "\(outcome.story)")
            let text = try readText(page)
            #expect(text.contains("<p>Skipped: \(Self.reason)"), "\(text)")
            #expect(text.contains("aria-label=\"skipped\"") && text.contains("hostname third"))
            #expect(!text.contains("chown"), "\(text)")
        }

        @Test("fails a run with --strict", arguments: Account.available)
        func strict(account: Account) throws {
            let outcome = try nsshell("lesson", "--strict", path, as: account)
            #expect(outcome.status == (account == .root ? 0 : 1), "\(outcome.story)")
        }

        @Test("makes a lesson of nothing else one that is skipped")
        func nothingElse() throws {
            let heading = "<!-- step: rename -->\n"
            let text = try SampleLesson().text.replacing(
                first: heading, with: heading + "<!-- requires: uid-range -->\n")
            let alone = scratch.file("alone.md", text)
            let outcome = try nsshell("lesson", alone, as: .ordinary)
            #expect(outcome.status == 0, "\(outcome.story)")
            #expect(outcome.text.contains("1 lesson: 1 lesson skipped ("), "\(outcome.story)")
        }

        @Test("has the group of its own that it requires", arguments: Account.available)
        func group(account: Account) throws {
            let text = Self.lesson.text
                .replacing("uid-range", with: "cgroup2")
                .replacing(Self.given, with: "host$ mkdir /sys/fs/cgroup/mine")
                .replacing("[/tmp/given].owner: 5", with: "[/sys/fs/cgroup/mine]: present")
            let outcome = try nsshell("lesson", scratch.file("group.md", text), as: account)
            #expect(outcome.status == 0, "\(outcome.story)")
            let how = account == .root ? "3 steps passed (" : "2 steps passed, 1 skipped ("
            #expect(outcome.text.contains(how), "\(outcome.story)")
        }

        @Test("is said not to be proved", arguments: Account.available)
        func proof(account: Account) throws {
            let outcome = try nsshell("lint", "--prove", path, as: account, milliseconds: 30_000)
            let isRoot = account == .root
            #expect(outcome.status == (isRoot ? 0 : 1), "\(outcome.story)")
            let proved = isRoot ? "3 steps and 1 other way" : "2 steps and 0 other ways"
            #expect(outcome.text.contains("\(path): proved: \(proved)"), "\(outcome.story)")
            let unproved = "\(path): step give not proved: \(Self.reason)"
            #expect(outcome.text.contains(unproved) == !isRoot, "\(outcome.story)")
        }

        // MARK: Transcripts

        private func transcript(as account: Account) throws -> String {
            let folder = Scratch(owner: account)
            let outcome = try nsshell("lesson", "--transcripts", folder.path, path, as: account)
            #expect(outcome.status == 0, "\(outcome.story)")
            return try readText("\(folder.path)/sample.t")
        }

        private func replay(_ text: String, as account: Account) throws -> Outcome {
            let folder = Scratch(owner: account)
            return try nsshell(
                "replay", "--lessons", scratch.path, folder.file("sample.t", text), as: account)
        }

        @Test("is in a transcript where it was played, and left out of a replay where it cannot be")
        func replays() throws {
            let (short, whole) = (try transcript(as: .ordinary), try transcript(as: .root))
            #expect(whole.contains("## give\n") && whole.contains(Self.given), "\(whole)")
            #expect(!short.contains("give") && short.contains("## again\n"), "\(short)")
            // What nobody writes: told where the section is typed, and nowhere else.
            let false0 = try whole.replacing(
                first: "  \(Self.given)\n", with: "  \(Self.given)\n  never written\n")
            let leftOut = try replay(false0, as: .ordinary)
            #expect(leftOut.status == 0, "\(leftOut.story)")
            #expect(
                words(leftOut).contains("step give is left out: \(Self.reason)"),
                "\(leftOut.story)")
            #expect(try replay(false0, as: .root).status == 1)
            // The other sections are typed all the same.
            let wrong = try whole.replacing(first: "name third\n", with: "name third; echo x\n")
            #expect(try replay(wrong, as: .ordinary).status == 1)
            for (text, account) in [(whole, Account.root), (short, .root), (short, .ordinary)] {
                let outcome = try replay(text, as: account)
                #expect(
                    outcome.status == 0 && !outcome.text.contains("left out"), "\(outcome.story)")
            }
        }

        @Test("is not asked of a hand-in", arguments: Account.available)
        func grades(account: Account) throws {
            let file = scratch.file("ada.t", try transcript(as: .ordinary))
            let outcome = try nsshell("grade", "--lessons", scratch.path, file, as: account)
            if account == .root {
                #expect(outcome.status == 1 && outcome.text.contains("  2/3 "), "\(outcome.story)")
                #expect(outcome.text.contains("not done: give"), "\(outcome.story)")
            } else {
                #expect(outcome.status == 0 && outcome.text.contains("  2/2 "), "\(outcome.story)")
                #expect(
                    words(outcome).contains("give: not asked: \(Self.reason)"), "\(outcome.story)")
            }
        }

        // MARK: Learning

        private static let goingOn = "This machine cannot do this step: \(reason)"

        @Test("is told to a learner, passed over, and kept as what nobody asked for")
        func learn() throws {
            let state = Scratch(owner: .ordinary)
            let child = try TerminalChild(
                [Program.path, "learn", path, "--state", state.path], as: .ordinary)
            #expect(try child.wait(for: "host ~ $"), "\(child.text)")
            #expect(try child.ask("hostname other", "3 of 3: Rename it again"), "\(child.text)")
            for part in ["2 of 3: Give it away", "This machine cannot do this step:", "going on."] {
                #expect(child.text.contains(part), "\(part) is missing in: \(child.text)")
            }
            #expect(try readText("\(state.path)/progress.json").contains(#""way": "impossible""#))
            // Back is the step before that can be done.
            #expect(try child.ask(":back", "1 of 3: Rename it"), "\(child.text)")
            #expect(try child.ask(":skip", "3 of 3: Rename it again"), "\(child.text)")
            #expect(try child.ask("hostname third", ":quit leaves."), "\(child.text)")
            for part in ["1. Rename it: done", "2. Give it away: not possible on this machine"] {
                #expect(child.text.contains(part), "\(part) is missing in: \(child.text)")
            }
            try child.type(":quit\n")
            #expect(try child.finish() == .exited(0), "\(child.text)")
        }

        @Test("does not hold up a script, also where it comes first", arguments: Account.available)
        func script(account: Account) throws {
            let heading = "<!-- step: rename -->\n"
            let text = try Self.lesson.text.replacing(
                first: heading, with: heading + "<!-- requires: uid-range -->\n")
            let first = scratch.file("first.md", text)
            let state = Scratch(owner: account)
            let able = account == .root ? "hostname other\n\(Self.given.dropFirst(6))\n" : ""
            let outcome = try Child(
                [Program.path, "learn", first, "--state", state.path], as: account
            ).finish(Array("\(able)hostname third\n".utf8))
            #expect(outcome.status == 0, "\(outcome.story)")
            let told = words(outcome).ranges(of: Self.goingOn).count
            #expect(told == (account == .root ? 0 : 2), "\(outcome.story)")
        }

        @Test("is done by a learner who comes to a machine that can do it")
        func elsewhere() throws {
            let state = Scratch(owner: .ordinary)
            func learn(_ typed: String, as account: Account) throws -> Outcome {
                try Child([Program.path, "learn", path, "--state", state.path], as: account)
                    .finish(Array(typed.utf8))
            }
            let alone = try learn("hostname other\n", as: .ordinary)
            #expect(words(alone).contains(Self.goingOn), "\(alone.story)")
            let given = Self.given.dropFirst(6)
            let played = try learn(":goto give\n\(given)\nhostname third\n", as: .root)
            #expect(played.status == 0, "\(played.story)")
            #expect(played.text.contains("2. Give it away: done"), "\(played.story)")
        }
    }
}
