import Glibc
import HostAbilities
import SystemCalls
import Testing

extension Commands {
    /// No lab is made for what cannot be read, so none of these needs one.
    @Suite("Bad input")
    struct BadInput {
        private let scratch = Scratch()

        /// A lesson file that is none: what is in it, and what must be said.
        struct Flaw: Sendable, CustomTestStringConvertible {
            let name: String
            let lesson: String
            /// Where the message must point to, as a part of the file.
            let at: String?
            let words: [String]
            var testDescription: String { name }
        }

        static let flaws = [
            Flaw(name: "an empty file", lesson: "", at: nil, words: ["1"]),
            Flaw(
                name: "a document that is no lesson", lesson: "# Title\n\nWords.\n", at: "# Title",
                words: []),
            Flaw(
                name: "an unknown key", lesson: SampleLesson(frontMatter: "minuets: 5").text,
                at: "minuets",
                words: ["minuets", "minutes"]),
            Flaw(
                name: "front matter that is no YAML",
                lesson: SampleLesson(frontMatter: "needs: [a, b").text,
                at: nil, words: []),
            Flaw(
                name: "a kind that is none",
                lesson: SampleLesson().text.split(separator: "\n", omittingEmptySubsequences: false)
                    .map { $0 == "kinds: [uts]" ? "kinds: [utc]" : $0 }.joined(separator: "\n"),
                at: "utc", words: ["utc", "uts"]),
            Flaw(
                name: "an unknown fact", lesson: SampleLesson(expect: "here.hostnmae: other").text,
                at: "here.hostnmae", words: ["hostnmae", "hostname"]),
            Flaw(
                name: "an unknown place",
                lesson: SampleLesson(expect: "hoost.hostname: other").text,
                at: "hoost", words: ["hoost"]),
            Flaw(
                name: "an unknown predicate",
                lesson: SampleLesson(expect: "here.hostname: resembles other").text,
                at: "resembles",
                words: ["resembles"]),
            Flaw(
                name: "a regular expression that is none",
                lesson: SampleLesson(expect: "here.hostname: matches /(/").text, at: "matches",
                words: []),
            Flaw(
                name: "two steps of one id",
                lesson: SampleLesson(
                    end:
                        "## Again\n\n<!-- step: rename -->\n\n```console\nhost$ true\n```\n\n```expect\nhere.hostname: x\n```\n"
                ).text,
                at: "<!-- step: rename -->\n\n```console\nhost$ true", words: ["rename"]),
            Flaw(
                name: "a console line without a session",
                lesson: SampleLesson(console: "hostname other").text,
                at: "hostname other", words: ["prompt", "host$"]),
            Flaw(
                name: "a fence that is misspelt",
                lesson: SampleLesson(more: "```expct\nhere.hostname: other\n```").text,
                at: "```expct",
                words: ["expct", "expect"]),
            Flaw(
                name: "a step without an expectation", lesson: SampleLesson(expect: "").text,
                at: nil,
                words: ["expect"]),
            Flaw(
                name: "only the learner's words expected",
                lesson: SampleLesson(expect: "output: other").text,
                at: "output: other", words: ["output"]),
        ]

        @Test(
            "a flawed lesson is refused with file, line, column and what is meant",
            arguments: Account.available, flaws)
        func flawed(account: Account, flaw: Flaw) throws {
            let path = scratch.file("flawed.md", flaw.lesson)
            let linted = try nsshell("lint", path, as: account)
            #expect(linted.status == 1, "\(linted.story)")
            if let at = flaw.at {
                let line = try flaw.lesson.line(of: at)
                #expect(linted.text.contains("\(path):\(line):"), "line \(line): \(linted.story)")
            } else {
                #expect(linted.text.contains("\(path):"), "\(linted.story)")
            }
            for word in flaw.words {
                #expect(linted.text.contains(word), "\(word): \(linted.story)")
            }
            let played = try nsshell("lesson", path, as: account)
            #expect(played.status == 2, "\(played.story)")
            #expect(played.complaint.contains("\(path):"), "\(played.story)")
        }

        /// Makes each kind of file that is no lesson, and gives its path.
        private func file(_ kind: String) -> String {
            let path = "\(scratch.path)/\(kind).md"
            switch kind {
            case "directory": mkdir(path, 0o755)
            case "junk":
                var random = SeededGenerator(seed: 9)
                write(
                    (0..<100_000).map { _ in UInt8.random(in: 0...255, using: &random) }, to: path)
            case "zeros": write([UInt8](repeating: 0, count: 5000), to: path)
            case "huge":
                write([], to: path)
                truncate(path, 100 << 20)
            case "latin1":
                write(Array("---\nlesson: caf".utf8) + [0xe9] + Array("\n---\n".utf8), to: path)
            case "pipe": mkfifo(path, 0o644)
            case "unreadable": write([65], to: path, mode: 0o000)
            case "loop": symlink(path, path)
            default: break
            }
            return path
        }

        @Test(
            "what is no lesson file is refused in a word by lint and lesson",
            arguments: [
                "missing", "directory", "junk", "zeros", "huge", "latin1", "loop", "unreadable",
                "pipe",
            ])
        func notALesson(kind: String) throws {
            let path = file(kind)
            for account in Account.available where !(kind == "unreadable" && account == .root) {
                for command in ["lint", "lesson"] {
                    let outcome = try nsshell(command, path, as: account, milliseconds: 3000)
                    #expect((1...2).contains(outcome.status), "\(command): \(outcome.story)")
                    #expect(outcome.story.contains(path), "\(command): \(outcome.story)")
                    #expect(outcome.output.count + outcome.errors.count < 20_000, "\(command)")
                    if command == "lesson" { #expect(outcome.status == 2) }
                }
            }
        }

        @Test(
            "a device and a pipe that never end are refused too",
            arguments: ["/dev/zero", "/dev/stdin"])
        func endless(path: String) throws {
            for command in ["lint", "lesson"] {
                let child = try Child([Program.path, command, path])
                let outcome = try child.finish(
                    [UInt8](repeating: 10, count: 4_000_000), milliseconds: 3000)
                #expect(
                    (1...2).contains(outcome.status),
                    "\(command) \(path): \(outcome.story.prefix(500))")
            }
        }

        @Test(
            "a folder of lessons that is none is refused by every command that takes one",
            arguments: Account.available, ["missing", "file", "pipe", "unreadable"])
        func folder(account: Account, kind: String) throws {
            let path = "\(scratch.path)/folder"
            switch kind {
            case "file": write([65], to: path)
            case "pipe": mkfifo(path, 0o644)
            case "unreadable": mkdir(path, 0)
            default: break
            }
            if kind == "unreadable" && account == .root { return }
            for command in [["lessons"], ["lesson", "uts"], ["lint", "uts"], ["doctor"]] {
                let outcome = try Child(
                    [Program.path] + command + ["--lessons", path], as: account
                ).finish()
                #expect(outcome.status == 2, "\(command): \(outcome.story)")
                #expect(
                    outcome.complaint.hasPrefix("nsshell: --lessons \(path): "), "\(outcome.story)")
                #expect(outcome.output.isEmpty, "\(outcome.story)")
                let variable = try Child(
                    [Program.path] + command, as: account,
                    environment: Child.environment + ["NSSHELL_LESSONS=\(path)"]
                ).finish()
                #expect(variable.status == 2, "\(command): \(variable.story)")
                #expect(variable.complaint.contains("NSSHELL_LESSONS"), "\(variable.story)")
            }
        }

        @Test(
            "a pipe among a folder's lessons is told of and left out", arguments: Account.available)
        func pipeInFolder(account: Account) throws {
            mkfifo("\(scratch.path)/odd.md", 0o644)
            let listed = try nsshell(
                "lessons", "--lessons", scratch.path, as: account, milliseconds: 3000)
            #expect(listed.status == 0 && listed.text.contains("uts"), "\(listed.story)")
            #expect(listed.complaint.contains("odd"), "\(listed.story)")
            let played = try nsshell(
                "lesson", "odd", "--lessons", scratch.path, as: account, milliseconds: 3000)
            #expect(
                played.status == 2 && played.complaint.contains("is no file"), "\(played.story)")
        }

        @Test("an unknown name tells the names that there are", arguments: Account.available)
        func unknownName(account: Account) throws {
            for command in ["lesson", "lint"] {
                let outcome = try nsshell(command, "no-such-lesson", as: account)
                #expect(
                    outcome.status == 2 && outcome.complaint.contains("uts"), "\(outcome.story)")
            }
        }

        @Test("one lesson that cannot be read keeps the others from being played")
        func oneOfTwo() throws {
            let outcome = try nsshell("lesson", "uts", "no-such-lesson", as: .runner)
            #expect(outcome.status == 2 && outcome.output.isEmpty, "\(outcome.story)")
        }

        @Test("lint names every file that has a flaw, and those without are told of too")
        func several() throws {
            let good = scratch.file("good.md", SampleLesson().text)
            let bad = scratch.file("bad.md", SampleLesson(expect: "here.x: y").text)
            let outcome = try nsshell("lint", bad, good, "\(scratch.path)/none.md", as: .runner)
            #expect(outcome.status == 2, "\(outcome.story)")
            for part in [bad, good] { #expect(outcome.text.contains(part)) }
            #expect(outcome.complaint.contains("none.md"))
        }

        @Test(
            "facts refuses what it cannot look at", arguments: Account.available,
            [
                ["facts", "no.such.fact"], ["facts", "mounts["], ["facts", ""],
                ["facts", "..", "x"],
                ["facts", "--pid", "0"], ["facts", "--pid", "-1"], ["facts", "--pid", "x"],
                ["facts", "--pid", "4194304000"], ["facts", "--pid", "4194303"],
            ])
        func facts(account: Account, command: [String]) throws {
            let outcome = try Child([Program.path] + command, as: account).finish(
                milliseconds: 5000)
            #expect(outcome.status == 2, "\(outcome.story)")
            #expect(!outcome.complaint.isEmpty && outcome.output.isEmpty, "\(outcome.story)")
        }

        @Test(
            "new refuses names that are none, and places that it cannot write to",
            arguments: Account.available,
            [
                "", ".", "..", "/", "a/", "UTS", "a b", "1a", "-a", "é", ".md", "../a.txt",
                "/proc/new.md",
                "/no/such/folder/new.md", String(repeating: "a", count: 300),
            ])
        func new(account: Account, name: String) throws {
            let own = Scratch(owner: account)
            let outcome = try nsshell("new", "--", name, as: account, directory: own.path)
            #expect(outcome.status == 2, "\(outcome.story)")
            #expect(!outcome.complaint.isEmpty, "\(outcome.story)")
            #expect(try namesInDirectory(own.path) == [])
        }

        @Test(
            "--help of everything exits 0, an unknown option 2 (or 125), an argument too many 2",
            arguments: [
                "", "lesson", "lessons", "run", "attach", "labs", "lint", "new", "facts",
                "namespaces", "doctor",
            ])
        func help(command: String) throws {
            let words = command.isEmpty ? [] : [command]
            for account in Account.available {
                let help = try Child([Program.path] + words + ["--help"], as: account).finish()
                #expect(help.status == 0 && help.text.contains("USAGE"), "\(help.story)")
                // A word for those that want one, or its want is what they complain of.
                let word = ["lesson", "lint", "new"].contains(command) ? ["first"] : []
                let unknown = try Child(
                    [Program.path] + words + word + ["--nonsense"], as: account
                ).finish()
                #expect(
                    unknown.status == (["run", "attach"].contains(command) ? 125 : 2)
                        && unknown.complaint.contains("--nonsense"),
                    "\(unknown.story)")
                #expect(unknown.output.isEmpty)
            }
            guard ["lessons", "labs", "namespaces", "doctor", ""].contains(command) else { return }
            let many = try Child([Program.path] + words + ["superfluous"]).finish()
            #expect(many.status == 2, "\(many.story)")
        }
    }
}
