import Glibc
import SystemCalls
import Testing

extension Commands {
    @Suite("nsshell grade", .needs(.labs))
    struct Grading {
        private func grade(_ text: String, _ options: String..., as account: Account = .runner)
            throws -> Outcome
        {
            let scratch = Scratch(owner: account)
            let file = scratch.file("ada.t", text)
            return try Child([Program.path, "grade"] + options + [file], as: account).finish()
        }

        private var honest: String { get throws { try Package.text("transcripts/uts.t") } }

        @Test(
            "finds every step done of what was recorded, whoever grades",
            arguments: Account.available)
        func complete(account: Account) throws {
            let outcome = try grade(honest, as: account)
            #expect(outcome.status == 0, "\(outcome.story)")
            #expect(
                outcome.text.contains("  11/11      ?      ?        0  uts  "), "\(outcome.story)")
        }

        @Test("tells what it does not type, since it is under no step of the lesson")
        func untyped() throws {
            let renamed = try grade(honest.replacing(first: "## rename\n", with: "## renamed\n"))
            #expect(renamed.status == 1, "\(renamed.story)")
            #expect(
                renamed.text.replacing("\n", with: " ").contains("what is under `## renamed`"),
                "\(renamed.story)")
            let bare = try honest.split(separator: "\n", omittingEmptySubsequences: false)
                .filter { !$0.hasPrefix("## ") }.joined(separator: "\n")
            let none = try grade(bare, "--json")
            #expect(
                none.status == 1
                    && none.text.contains("not typed, since it is above the first `## STEP`: "),
                "\(none.story)")
        }

        @Test("has a row for a hand-in that cannot be read")
        func unread() throws {
            let scratch = Scratch()
            let file = try scratch.file("ada.t", honest)
            let outcome = try Child(
                [Program.path, "grade", "--csv", "\(scratch.path)/nobody.t", file]
            ).finish()
            #expect(outcome.status == 2, "\(outcome.story)")
            let rows = outcome.text.split(separator: "\r\n")
            #expect(rows.count == 3, "\(outcome.story)")
            #expect(rows[1].contains("nobody.t,,unreadable,"), "\(outcome.story)")
            #expect(rows[1].hasSuffix(",it cannot be read"), "\(outcome.story)")
        }

        @Test("is not taken in by what a transcript says was written")
        func edited() throws {
            // All that is shown stays, and nothing has the name any more.
            let text = try honest.replacing(
                first: "uts$ hostname uts-namespace", with: "uts$ : hostname uts-namespace")
            let outcome = try grade(text)
            #expect(outcome.status == 1, "\(outcome.story)")
            #expect(outcome.text.contains("   9/11"), "\(outcome.story)")
            #expect(
                outcome.text.contains("rename: `session[1].hostname: uts-namespace`"), "\(outcome.story)")
        }

        @Test("takes any right way, whatever it writes, and however prompts are spelled")
        func otherWays() throws {
            let text =
                try honest
                .replacing(
                    first: "uts$ hostname uts-namespace",
                    with: "host$ echo uts-namespace > /tmp/name; hostname -F /tmp/name"
                )
                .replacing(first: "  host$ hostname\n  lab\n", with: "  host$ uname -n\n")
            let outcome = try grade(text)
            #expect(outcome.status == 0, "\(outcome.story)")
        }

        @Test("counts what is left out, and judges what comes behind it")
        func missing() throws {
            let text = try honest.replacing(first: "  uts$ domainname lessons\n", with: "")
            let outcome = try grade(text)
            #expect(outcome.status == 1, "\(outcome.story)")
            #expect(outcome.text.contains("  10/11"), "\(outcome.story)")
            #expect(outcome.text.contains("not done: domain\n"), "\(outcome.story)")
        }

        @Test("tells what a hand-in says of the help that was used, and of its lesson's text")
        func help() throws {
            let header = try #require(try honest.split(separator: "\n").first)
            let text = try honest.replacing(
                first: "\(header)\n",
                with:
                    "# nsshell lesson: uts (0)\n# nsshell help: 3 hints; shown: rename; skipped: domain\n"
            )
            .replacing(first: "  uts$ domainname lessons\n", with: "")
            let csv = try grade(text, "--csv").text.split(separator: "\r\n")
            #expect(csv.count == 2)
            #expect(
                csv.last?.hasSuffix(
                    "/ada.t,uts,graded,no,11,10,0,0,1,3,rename,made with another text of the lesson"
                ) == true,
                "\(csv)")
            let json = try grade(text, "--json").text
            #expect(
                json.contains(#""state": "skipped""#) && json.contains(#""hints": 3"#), "\(json)")
        }

        @Test(
            "gives no grade to what is no lesson's transcript",
            arguments: [
                ("prose", "it is no lesson's transcript"),
                ("# nsshell lesson: /etc/passwd (0)\n", "there is no lesson named /etc/passwd"),
                ("# nsshell lesson: nothing (0)\n", "there is no lesson named nothing"),
            ])
        func unreadable(text: String, why: String) throws {
            let outcome = try grade(text)
            #expect(outcome.status == 1 && outcome.text.contains(why), "\(outcome.story)")
        }

        @Test(
            "of a hostile hand-in ends, and nothing of the machine has changed",
            arguments: Account.available)
        func hostile(account: Account) throws {
            let scratch = Scratch(owner: account)
            let text = """
                # nsshell lesson: uts (0)

                ## look

                  host$ rm -rf --no-preserve-root / 2>/dev/null; rm -rf \(scratch.path); kill -9 -1
                  host$ :(){ :|:& };:

                ## number

                  host$ yes
                  until host.hostname: never

                ## evil\u{1B}[2J

                  host$ \u{1B}]0;title\u{7}

                """
            let file = scratch.file("=mallory.t", text)
            let outcome = try nsshell(
                "grade", "--deadline", "0.5", "--csv", "=mallory.t", as: account,
                directory: scratch.path)
            #expect(outcome.status == 1, "\(outcome.story)")
            #expect(
                outcome.text.contains("\r\n'=mallory.t,uts,graded"),
                "a spreadsheet takes it for no formula")
            #expect(!outcome.output.contains(0x1B))
            #expect(try readText(file) == text)
        }

        @Test("takes no more memory for many hand-ins than for a few")
        func memory() throws {
            let scratch = Scratch()
            let text = try honest.replacing(first: "## second-terminal", with: "## nothing")
            func peak(_ count: Int) throws -> Int {
                for index in 0..<count { _ = scratch.file("\(index).t", text) }
                let script = """
                    import resource, subprocess, sys
                    subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
                    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
                    """
                let outcome = try Child(
                    [
                        "/usr/bin/python3", "-c", script, Program.path, "grade", "--jobs", "4",
                        scratch.path,
                    ]
                ).finish(milliseconds: 120_000)
                return try #require(Int(outcome.text.split(separator: "\n").last ?? ""))
            }
            let few = try peak(16)
            #expect(try peak(80) < few + few / 10)
        }
    }
}
