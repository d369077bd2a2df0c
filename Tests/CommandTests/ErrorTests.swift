import Glibc
import SystemCalls
import Testing

extension Commands {
    /// The contract: `nsshell: what failed: why (ERRNO)` and one line on what to do.
    @Suite("Errors", .needs(.labs))
    struct Errors {
        private let scratch = Scratch()

        /// A command line that fails: its status, what is said of it, and a word of the mend.
        struct Mistake: Sendable, CustomTestStringConvertible {
            let command: [String]
            var status: Int32 = 2
            let what: String
            let mend: String
            var testDescription: String { command.joined(separator: " ") }

            init(_ command: String..., status: Int32 = 2, what: String, mend: String) {
                self.command = command
                self.status = status
                self.what = what
                self.mend = mend
            }
        }

        static let mistakes = [
            Mistake("--nonsense", what: "unknown option '--nonsense'", mend: "nsshell --help"),
            Mistake(
                "lesso", "uts", what: "unknown command 'lesso': did you mean 'lesson'?",
                mend: "nsshell --help"),
            Mistake("help", "lnt", what: "did you mean 'lint'?", mend: "nsshell --help"),
            Mistake(
                "lesson", "--formt", "tap", "uts",
                what: "unknown option '--formt': did you mean '--format'?",
                mend: "nsshell lesson --help"),
            Mistake("lesson", "--format", "xml", "uts", what: "'xml'", mend: "'junit'"),
            Mistake("lesson", "uts", "--format", what: "missing value", mend: "lesson --help"),
            Mistake("lesson", what: "no lesson is named", mend: "nsshell lessons"),
            Mistake("lesson", "--all", "uts", what: "--all", mend: "leave one"),
            Mistake("lesson", "--jobs", "0", "uts", what: "--jobs 0", mend: "from 1 to 64"),
            Mistake("lesson", "ust", what: "no lesson named ust", mend: "did you mean uts?"),
            Mistake("lint", "ust", what: "no lesson named ust", mend: "did you mean uts?"),
            Mistake("lint", what: "missing expected argument", mend: "nsshell lint --help"),
            Mistake("lint", "/no/such.md", what: "(ENOENT)", mend: "nsshell lessons"),
            Mistake("lint", "/etc", what: "/etc is a directory", mend: "ls /etc/*.md"),
            Mistake("lesson", "/dev/null", what: "/dev/null is no file", mend: "save"),
            Mistake("lessons", "--lessons", "/no/such", what: "(ENOENT)", mend: "folder"),
            Mistake("new", "UTS", what: "'UTS'", mend: "small letters"),
            Mistake("new", "/no/such/x.md", what: "(ENOENT)", mend: "mkdir -p /no/such"),
            Mistake("new", "/proc/x.md", what: "open /proc/x.md", mend: " "),
            Mistake("facts", "hostnmae", what: "\"hostnmae\"", mend: "did you mean \"hostname\"?"),
            Mistake("facts", "ns.utc.owner", what: "\"utc\"", mend: "did you mean \"uts\"?"),
            Mistake("facts", "zzz", what: "\"zzz\"", mend: "nsshell facts"),
            Mistake("facts", "output", what: "output", mend: "nsshell facts"),
            Mistake("facts", "host.hostname", what: "'host'", mend: "hostname"),
            Mistake("facts", "mounts[", what: "'mounts['", mend: "mounts[/tmp]"),
            Mistake("facts", "--pid", "x", what: "'x'", mend: "nsshell facts --help"),
            Mistake("facts", "--pid", "4194303", what: "(ESRCH)", mend: "ps -e"),
            Mistake("namespaces", "x", what: "unexpected argument 'x'", mend: "namespaces --help"),
            Mistake("namespaces", "--pid", "4194303", what: "(ESRCH)", mend: "ps -e"),
            Mistake("namespaces", "--pid", "0", what: "no process 0", mend: "ps -e"),
            Mistake("namespaces", "--with", "1", what: "--with", mend: "--pid 1 --with 2"),
            Mistake("namespaces", "--by", "x", what: "'x'", mend: "'owner' and 'parent'"),
            Mistake("doctor", "-x", what: "unknown option '-x'", mend: "nsshell doctor --help"),
            Mistake("run", status: 125, what: "no command is named", mend: "nsshell run ls /"),
            Mistake("run", "--x", status: 125, what: "unknown option '--x'", mend: "run --help"),
            Mistake(
                "run", "--netwrok", "ls", status: 125,
                what: "unknown option '--netwrok': did you mean '--network'?", mend: "run --help"),
            Mistake("run", "no-such", status: 127, what: "run no-such: ", mend: "install"),
            Mistake("run", "./no-such", status: 127, what: "run ./no-such: ", mend: "< ./no-such"),
            Mistake("run", "/etc/passwd", status: 126, what: "(EACCES)", mend: "executed"),
        ]

        @Test(
            "say what failed, and in one line what to do", arguments: Account.available, mistakes)
        func told(account: Account, mistake: Mistake) throws {
            let outcome = try Child([Program.path] + mistake.command, as: account).finish()
            #expect(outcome.status == mistake.status, "\(outcome.story)")
            #expect(outcome.output.isEmpty, "\(outcome.story)")
            let lines = outcome.complaint.split(
                separator: "\n", omittingEmptySubsequences: false)
            try #require(lines.count == 3 && lines[2].isEmpty, "two lines: \(outcome.story)")
            #expect(lines[0].hasPrefix("nsshell: "), "\(outcome.story)")
            #expect(lines[0].contains(mistake.what), "\(outcome.story)")
            #expect(lines[1].contains(mistake.mend), "\(outcome.story)")
        }

        @Test("a lesson with problems is told with each of them and its mend")
        func problems() throws {
            let lesson = SampleLesson(frontMatter: "minuets: 5", expect: "here.x: y")
            let path = scratch.file("bad.md", lesson.text)
            let outcome = try nsshell("lesson", path, as: .runner)
            #expect(outcome.status == 2, "\(outcome.story)")
            #expect(
                outcome.complaint.hasPrefix(
                    "nsshell: \(path) is no lesson that can be played: 2 problems\n"),
                "\(outcome.story)")
            #expect(outcome.complaint.contains("did you mean \"minutes\"?"), "\(outcome.story)")
        }

        @Test("a lesson that is left out of the list does not keep the others from it")
        func leftOut() throws {
            let path = scratch.file("bad.md", SampleLesson(expect: "here.x: y").text)
            let outcome = try nsshell("lessons", "--lessons", scratch.path, as: .runner)
            #expect(outcome.status == 0 && outcome.text.contains("uts"), "\(outcome.story)")
            #expect(outcome.complaint.hasPrefix("nsshell: bad is left out: "), "\(outcome.story)")
            #expect(outcome.complaint.contains("\n`nsshell lint \(path)`"), "\(outcome.story)")
        }

        @Test(
            "a command line that cannot be read, since no file can be opened, is no call for help",
            arguments: Account.available, ["lesson uts", "run true", "facts"])
        func noCommandLine(account: Account, words: String) throws {
            let script = "ulimit -n 3; exec \(Program.path) \(words)"
            let outcome = try Child(["/bin/sh", "-c", script], as: account).finish()
            #expect(outcome.status == 125 && outcome.output.isEmpty, "\(outcome.story)")
            #expect(
                outcome.complaint.hasPrefix(
                    "nsshell: the command line cannot be read: open /proc/self/cmdline: "),
                "\(outcome.story)")
        }
    }
}
