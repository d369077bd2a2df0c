import Glibc
import SystemCalls
import Testing

private enum CramItself {
    static let isInstalled =
        (try? Child(["/usr/bin/python3", "-m", "cram", "--version"]).finish())?.status == 0
}

extension Commands {
    /// cram itself, from PyPI or Debian, beside `nsshell replay`.
    @Suite(
        "A file of cram's", .needs(.labs),
        .enabled(if: CramItself.isInstalled, "python3-cram is not installed: make setup-tests"))
    struct Cram {
        static let folder = "\(Package.root)/Tests/TranscriptsTests/Cram"
        static let files = ((try? namesInDirectory(folder)) ?? []).filter { $0.hasSuffix(".t") }

        /// A copy that this account may write beside.
        private func copy(for account: Account) throws -> Scratch {
            let scratch = Scratch(owner: account)
            let outcome = try onHost("cp -r \(Self.folder)/. \(scratch.path)")
            #expect(outcome.status == 0, "\(outcome.story)")
            return scratch
        }

        private func errors(_ scratch: Scratch, _ file: String) -> [UInt8]? {
            try? readBytes("\(scratch.path)/\(file).err")
        }

        @Test(
            "has the verdict, the diff and the .err that cram gives it",
            arguments: Account.available, files)
        func same(account: Account, file: String) throws {
            let scratch = try copy(for: account)
            let theirs = try Child(
                ["/usr/bin/python3", "-m", "cram", file], as: account, directory: scratch.path
            ).finish()
            let theirErrors = errors(scratch, file)
            unlink("\(scratch.path)/\(file).err")
            let ours = try nsshell("replay", file, as: account, directory: scratch.path)
            // `!`, `s` or `.`, the diff, and a line of counts.
            let marks: [Character: (word: String, status: Int32)] = [
                "!": ("FAILED", 1), ".": ("ok", 0), "s": ("skipped", 0),
            ]
            let (word, status) = try #require(marks[theirs.text.first ?? " "])
            #expect(ours.status == status, "\(ours.story)")
            #expect(ours.text.hasPrefix("  \(word)"), "\(ours.story)")
            // cram has an empty line before its last.
            let theirDiff = Self.diff(theirs.output, without: 3)
            #expect(Self.diff(ours.output, without: 2) == theirDiff, "\(theirs.text)\n\(ours.text)")
            #expect(theirDiff.isEmpty == (status == 0))
            #expect(errors(scratch, file) == theirErrors)
        }

        /// The lines from the first of a diff on, without those behind it.
        private static func diff(_ output: [UInt8], without last: Int) -> [String] {
            let lines = String(decoding: output, as: UTF8.self)
                .split(separator: "\n", omittingEmptySubsequences: false).dropLast(last)
            return lines.drop { !$0.hasPrefix("--- ") }.map(String.init)
        }

        @Test("with another indent and another shell has cram's verdict too")
        func options() throws {
            let scratch = Scratch()
            _ = scratch.file("four.t", "    $ echo $0 ${BASH_VERSION:+bash}\n    * bash (glob)\n")
            let options = ["--indent=4", "--shell=/bin/bash", "four.t"]
            let theirs = try Child(
                ["/usr/bin/python3", "-m", "cram"] + options, directory: scratch.path
            ).finish()
            let ours = try Child(
                [Program.path, "replay"] + options, directory: scratch.path
            ).finish()
            #expect(theirs.status == 0, "\(theirs.story)")
            #expect(ours.status == 0, "\(ours.story)")
            let other = try nsshell(
                "replay", "--indent=4", "four.t", as: .runner, directory: scratch.path)
            #expect(other.status == 1, "\(other.story)")
        }
    }
}
