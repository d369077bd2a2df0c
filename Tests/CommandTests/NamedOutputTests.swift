import Glibc
import SystemCalls
import Testing

extension Commands {
    /// A file that a command line names is written as a shell's `>` writes it. Never tried on paths
    /// of /dev: who fails here, as root, would take them away from the machine.
    @Suite("A page or a recording that the command line names", .needs(.labs))
    struct NamedOutputs {
        private func lesson(_ scratch: Scratch, frontMatter: String? = nil) -> String {
            let sample = frontMatter.map { SampleLesson(frontMatter: $0) } ?? SampleLesson()
            return scratch.file("sample.md", sample.text)
        }

        @Test(
            "is written where a link leads, and the link stays", arguments: ["--cast", "--html"],
            Account.available)
        func link(option: String, account: Account) throws {
            let scratch = Scratch(owner: account)
            let target = scratch.file("target", "of before", mode: 0o666)
            try #require(symlink(target, "\(scratch.path)/link") == 0)
            let outcome = try nsshell(
                "lesson", lesson(scratch), option, "\(scratch.path)/link", as: account)
            #expect(outcome.status == 0, "\(outcome.story)")
            #expect(try readLink("\(scratch.path)/link") == target)
            let text = try readText(target)
            #expect(text.contains("Rename it") && !text.contains("of before"), "\(text)")
        }

        @Test(
            "goes through a FIFO to who reads it", arguments: ["--cast", "--html"],
            Account.available)
        func fifo(option: String, account: Account) throws {
            let scratch = Scratch(owner: account)
            let path = "\(scratch.path)/fifo"
            try #require(mkfifo(path, 0o666) == 0 && chmod(path, 0o666) == 0)
            let reader = try Child(["/bin/cat", path])
            let outcome = try nsshell("lesson", lesson(scratch), option, path, as: account)
            #expect(outcome.status == 0, "\(outcome.story)")
            let read = try reader.finish()
            #expect(read.status == 0 && read.text.contains("Rename it"), "\(read.story)")
            var status = stat()
            #expect(lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
        }

        @Test(
            "is refused before anything is played where it cannot be written",
            arguments: ["--cast", "--html", "--output"])
        func refused(option: String) throws {
            let scratch = Scratch()
            let path = "\(scratch.path)/nowhere/x"
            let outcome = try nsshell("lesson", lesson(scratch), option, path, as: .runner)
            #expect(outcome.status == 2 && outcome.text.isEmpty, "\(outcome.story)")
            #expect(
                outcome.complaint
                    == "nsshell: open \(path): No such file or directory (ENOENT)\n"
                    + "make its folder first: mkdir -p \(scratch.path)/nowhere\n")
        }

        @Test(
            "of transcripts is refused before anything is played where it is no folder",
            arguments: ["nowhere": "mkdir -p", "file": "name a folder"], Account.available)
        func refusedFolder(folder: (key: String, value: String), account: Account) throws {
            let scratch = Scratch(owner: account)
            _ = scratch.file("file", "")
            let path = "\(scratch.path)/\(folder.key)"
            let outcome = try nsshell("lesson", lesson(scratch), "--transcripts", path, as: account)
            #expect(outcome.status == 2 && outcome.text.isEmpty, "\(outcome.story)")
            #expect(outcome.complaint.contains(path), "\(outcome.story)")
            #expect(outcome.complaint.contains(folder.value), "\(outcome.story)")
        }

        @Test("of transcripts is refused where nobody but root may write")
        func refusedForeignFolder() throws {
            let scratch = Scratch()
            chmod(scratch.path, 0o755)
            let account = try #require(Account.available.first { $0 != .root })
            let outcome = try nsshell(
                "lesson", "uts", "--transcripts", scratch.path, as: account)
            #expect(
                outcome.status == 2 && outcome.text.isEmpty
                    && outcome.complaint.contains("access \(scratch.path): Permission denied"),
                "\(outcome.story)")
        }

        @Test(
            "is empty where the lesson is skipped, which is said", arguments: ["--cast", "--html"])
        func skipped(option: String) throws {
            let scratch = Scratch()
            let path = scratch.file("x", "of before")
            let lesson = lesson(scratch, frontMatter: "needs: [no-such-program]")
            let outcome = try nsshell("lesson", lesson, option, path, as: .runner)
            #expect(outcome.status == 0 && outcome.text.contains("skipped"), "\(outcome.story)")
            #expect(
                outcome.complaint.hasPrefix("nsshell: \(path) is empty: the lesson sample was not"),
                "\(outcome.story)")
            #expect(try readText(path) == "")
        }
    }
}
