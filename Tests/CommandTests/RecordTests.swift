import Glibc
import SystemCalls
import Testing

extension Commands {
    @Suite("learn --record", .needs(.labs))
    struct Recording {
        private func learn(
            _ lines: [String], in scratch: Scratch, as account: Account = .runner
        ) throws -> Outcome {
            try nsshell(
                "learn", "uts", "--state", "\(scratch.path)/state", "--record",
                "\(scratch.path)/me.t", as: account,
                input: lines.map { "\($0)\n" }.joined().utf8.map { $0 })
        }

        private let wholeWay = [
            "hostname", "readlink /proc/$$/ns/uts", "unshare -u /bin/bash",
            "hostname uts-namespace", "hostname", "cat /proc/sys/kernel/hostname", "uname -n",
            ":session 2", "hostname", ":session 1", "domainname lessons", "exit", "unshare --uts",
            "hostname test", "uname -n", "exit", "uname -n",
        ]

        @Test(
            "makes a transcript that replays and is worth every step", arguments: Account.available)
        func complete(account: Account) throws {
            let scratch = Scratch(owner: account)
            let learned = try learn(wholeWay, in: scratch, as: account)
            #expect(learned.status == 0, "\(learned.story)")
            let file = "\(scratch.path)/me.t"
            let text = try readText(file)
            #expect(text.contains("\n# nsshell help: 0 hints; shown: none; skipped: none\n"))
            #expect(text.contains("  host@2$ hostname\n  lab\n"), "\(text)")
            let replayed = try nsshell("replay", file, as: account)
            #expect(replayed.status == 0, "\(replayed.story)")
            let graded = try nsshell("grade", file, as: account)
            #expect(
                graded.status == 0 && graded.text.contains("  11/11      0      0        0  uts"))
        }

        @Test("tells the hints, and what was shown and skipped; what was skipped is no work")
        func help() throws {
            let scratch = Scratch()
            let lines = [
                ":hint", ":hint", "hostname", ":show", "cat <<E", "two lines", "E", ":skip",
                ":show",
            ]
            _ = try learn(lines, in: scratch)
            let text = try readText("\(scratch.path)/me.t")
            #expect(
                text.contains(
                    "\n# nsshell help: 2 hints; shown: number, rename; skipped: unshare\n"),
                "\(text)")
            #expect(!text.contains("## unshare"), "\(text)")
            let replayed = try nsshell("replay", "\(scratch.path)/me.t", as: .runner)
            #expect(replayed.status == 0, "\(replayed.story)")
            let graded = try nsshell("grade", "\(scratch.path)/me.t", as: .runner)
            #expect(graded.text.contains("   3/11      2      2        1  uts"), "\(graded.story)")
        }

        @Test("leaves out what was undone by :reset and :back")
        func undone() throws {
            let scratch = Scratch()
            let lines = ["echo once", ":reset", "hostname", "echo twice", ":back", "uname -n"]
            _ = try learn(lines, in: scratch)
            let text = try readText("\(scratch.path)/me.t")
            #expect(!text.contains("once") && !text.contains("twice"), "\(text)")
            #expect(
                !text.contains("$ hostname") && text.contains("  host$ uname -n\n  lab\n"),
                "\(text)")
        }

        @Test("goes on in the file of an earlier time, and touches no other file")
        func resumed() throws {
            let scratch = Scratch()
            _ = try learn(Array(wholeWay.prefix(6)), in: scratch)
            let end = try learn(Array(wholeWay.dropFirst(4)), in: scratch)
            #expect(end.status == 0, "\(end.story)")
            let graded = try nsshell("grade", "\(scratch.path)/me.t", as: .runner)
            #expect(graded.status == 0, "\(graded.story)")
            let essay = Scratch()
            _ = essay.file("me.t", "my essay")
            let refused = try learn(["hostname"], in: essay)
            #expect(refused.status == 2 && !refused.text.contains("lab"), "\(refused.story)")
            #expect(
                refused.complaint.contains("me.t is there and is no transcript of this lesson"),
                "\(refused.story)")
            #expect(try readText("\(essay.path)/me.t") == "my essay")
        }

        @Test("is refused before anything is typed where it cannot be kept")
        func unkept() throws {
            let scratch = Scratch()
            let fifo = "\(scratch.path)/fifo"
            try #require(mkfifo(fifo, 0o600) == 0)
            for path in ["/no/such/x.t", "/dev/full", scratch.path, fifo] {
                let outcome = try Child(
                    [Program.path, "learn", "uts", "--state", scratch.path, "--record", path]
                ).finish(Array("hostname\n".utf8))
                #expect(
                    outcome.status == 2 && outcome.complaint.contains("\(path) cannot be a record"),
                    "\(outcome.story)")
            }
        }
    }
}
