import Glibc
import Lab
import SystemCalls
import Testing

extension Commands {
    @Suite("A lesson's transcript", .needs(.labs))
    struct LessonTranscripts {
        /// A folder that this account may write to, with a copy of the repository's transcripts.
        private func golden(for account: Account) throws -> Scratch {
            let scratch = Scratch(owner: account)
            let outcome = try onHost("cp \(Package.root)/transcripts/*.t \(scratch.path)")
            #expect(outcome.status == 0, "\(outcome.story)")
            return scratch
        }

        private func record(_ lessons: [String], as account: Account) throws -> Scratch {
            let scratch = Scratch(owner: account)
            let outcome = try Child(
                [Program.path, "lesson", "--transcripts", scratch.path] + lessons, as: account
            ).finish(milliseconds: 120_000)
            #expect(outcome.status == 0, "\(outcome.story)")
            return scratch
        }

        @Test(
            "all of the repository are what the terminals show, and of the lessons of today",
            arguments: Account.available)
        func golden(account: Account) throws {
            let scratch = try golden(for: account)
            let names = try namesInDirectory(scratch.path)
            #expect(Set(names) == Set(BuiltIn.files.map { $0.dropLast(3) + ".t" }))
            let outcome = try nsshell(
                "replay", scratch.path, as: account, milliseconds: 120_000)
            #expect(outcome.status == 0, "\(outcome.story)")
            #expect(!outcome.text.contains("another text"), "\(outcome.story)")
            let skipped = outcome.text.split(separator: "\n").filter { $0.contains("  skipped") }
            #expect(skipped.allSatisfy { $0.contains("cgroup2") && account == .ordinary })
            #expect(try namesInDirectory(scratch.path) == names)
        }

        @Test("is the same, byte for byte, whenever and by whomever it is recorded")
        func twice() throws {
            let first = try record(["--all"], as: .runner)
            for account in Account.available {
                let again = try record(["--all"], as: account)
                let names = try namesInDirectory(again.path)
                #expect(names.count >= BuiltIn.files.count - 1)
                for name in names {
                    let one = try readText("\(first.path)/\(name)")
                    let two = try readText("\(again.path)/\(name)")
                    #expect(one == two, "\(name) of \(account)")
                }
            }
        }

        @Test("is not there of a lesson that fails")
        func failed() throws {
            let scratch = Scratch()
            let text = try Package.text("lessons/uts.md")
                .replacing(first: "session[1].hostname: uts-namespace", with: "here.hostname: other")
            let lesson = scratch.file("uts.md", text)
            let outcome = try nsshell(
                "lesson", "--transcripts", scratch.path, lesson, as: .runner)
            #expect(outcome.status == 1, "\(outcome.story)")
            #expect(try namesInDirectory(scratch.path) == ["uts.md"])
        }

        /// Replays the transcript of `uts` with one part replaced.
        private func replay(
            replacing old: String, with new: String, as account: Account
        ) throws -> (outcome: Outcome, errors: String?) {
            let scratch = Scratch(owner: account)
            let text = try Package.text("transcripts/uts.t").replacing(first: old, with: new)
            let file = scratch.file("uts.t", text)
            let outcome = try nsshell("replay", file, as: account)
            return (outcome, try? readText("\(file).err"))
        }

        @Test(
            "that says another prompt than the terminal stands at differs",
            arguments: Account.available)
        func prompt(account: Account) throws {
            let (outcome, errors) = try replay(
                replacing: "  uts$ hostname uts-namespace", with: "  host$ hostname uts-namespace",
                as: account)
            #expect(outcome.status == 1, "\(outcome.story)")
            #expect(
                outcome.text.contains(
                    "\n-  host$ hostname uts-namespace\n+  uts$ hostname uts-namespace\n"))
            #expect(errors?.contains("  uts$ hostname uts-namespace\n") == true)
        }

        @Test("whose command does something else differs in what it writes")
        func output() throws {
            let (outcome, _) = try replay(
                replacing: "  uts$ hostname uts-namespace", with: "  uts$ hostname other",
                as: .runner)
            #expect(outcome.status == 1, "\(outcome.story)")
            #expect(outcome.text.contains("\n-  uts-namespace\n+  other\n"), "\(outcome.story)")
        }

        @Test("with a status that nothing has differs")
        func status() throws {
            let (outcome, _) = try replay(
                replacing: "  uts$ domainname lessons\n",
                with: "  uts$ domainname lessons\n  [3]\n",
                as: .runner)
            #expect(outcome.status == 1 && outcome.text.contains("\n-  [3]\n"), "\(outcome.story)")
        }

        @Test(
            "asks about the calls, the output and the status of its own step",
            .enabled(if: Lab.whyNothingIsTraced == nil, "this kernel lets no calls be traced"))
        func ownStep() throws {
            let scratch = Scratch()
            let line = "  uts$ sleep 1000 &\n  [1] * (glob)\n"
            let wait = "  until calls: not matches /NEWUTS/\n"
            let text = try Package.text("transcripts/kernel.t").replacing(
                first: line, with: line + wait)
            let file = scratch.file("kernel.t", text)
            let outcome = try nsshell("replay", "--deadline", "2", file, as: .runner)
            #expect(outcome.status == 0, "\(outcome.story)")
        }

        @Test("whose last command takes too long says so, and is not taken for what it should write")
        func overdue() throws {
            let scratch = Scratch()
            let text = "# nsshell lesson: uts (0)\n\n## look\n\n  host$ sleep 1000; hostname\n  lab\n"
            let file = scratch.file("a.t", text)
            let outcome = try nsshell(
                "replay", "--yes", "--deadline", "0.3", file, as: .runner)
            #expect(outcome.status == 1, "\(outcome.story)")
            #expect(
                outcome.text.contains("the last command in session 1 took longer than 300 ms"),
                "\(outcome.story)")
            #expect(try readText(file) == text)
        }

        @Test(
            "whose keys follow a command at once types them to that command",
            arguments: ["cat", "sleep 1000", "(while :; do :; done)", "read x"])
        func keys(command: String) throws {
            let scratch = Scratch()
            let file = scratch.file(
                "a.t",
                "# nsshell lesson: uts (0)\n\n  host$ \(command)\n  ^C\n  \n  [130]\n"
                    + "  host$ hostname\n  lab\n")
            for _ in 1...5 {
                let outcome = try nsshell("replay", file, as: .runner)
                #expect(outcome.status == 0, "\(outcome.story)")
            }
        }

        @Test("that types nothing is skipped")
        func nothing() throws {
            let scratch = Scratch()
            let file = scratch.file("a.t", "# nsshell lesson: uts (0)\n\n## look\n")
            let outcome = try nsshell("replay", "--format", "tap", file, as: .runner)
            #expect(
                outcome.status == 0 && outcome.text.contains("# SKIP nothing is typed in it"),
                "\(outcome.story)")
        }

        @Test("whose wait does not come true, or is none, ends there and says so")
        func until() throws {
            let scratch = Scratch()
            let text = """
                # nsshell lesson: uts (0)

                  host$ sleep 1000 &
                  until host.hostname: other
                  host$ hostname
                  lab

                """
            let file = scratch.file("a.t", text)
            let outcome = try nsshell("replay", "--deadline", "0.3", file, as: .runner)
            #expect(outcome.status == 1, "\(outcome.story)")
            #expect(outcome.text.contains("\(file):4: `host.hostname: other`"), "\(outcome.story)")
            let bad = scratch.file(
                "b.t", try text.replacing(first: "host.hostname", with: "host.hostnam"))
            let refused = try nsshell("replay", bad, as: .runner)
            #expect(refused.status == 1, "\(refused.story)")
            #expect(refused.text.contains("unknown fact"), "\(refused.story)")
        }
    }
}
