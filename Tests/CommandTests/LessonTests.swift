import Glibc
import Namespaces
import SystemCalls
import Testing

extension Commands {
    @Suite("lesson", .needs(.labs))
    struct Lessons {
        private let scratch = Scratch()

        @Test("uts is played and verified", arguments: Account.available)
        func uts(account: Account) throws {
            let outcome = try nsshell("lesson", "uts", as: account)
            #expect(outcome.status == 0, "\(outcome.story)")
            #expect(outcome.errors.isEmpty, "\(outcome.story)")
        }

        @Test(
            "the file of uts, which is built in, is the same lesson", arguments: Account.available)
        func file(account: Account) throws {
            let path = scratch.file("uts.md", try Package.text("lessons/uts.md"))
            #expect(try nsshell("lesson", path, as: account).status == 0)
        }

        @Test(
            "uts with one expectation made wrong names the step, file, line, expected and found",
            arguments: Account.available)
        func wrong(account: Account) throws {
            let right = "session[1].hostname: uts-namespace"
            let wrong = "here.hostname: another-name"
            let text = try Package.text("lessons/uts.md").replacing(first: right, with: wrong)
            let path = scratch.file("broken.md", text)
            let outcome = try nsshell("lesson", path, as: account)
            #expect(outcome.status == 1, "\(outcome.story)")
            let line = try text.line(of: wrong)
            for part in ["Rename it", "\(path):\(line)", "another-name", "uts-namespace"] {
                #expect(outcome.text.contains(part), "\(part) is missing in: \(outcome.story)")
            }
        }

        @Test(
            "a line that is recognised early says and writes what the parsed one does",
            arguments: [
                ["uts"], ["no-such-lesson"], ["uts", "no-such-lesson"], ["./no/file.md"],
                ["uts", "--transcripts", "."], ["uts", "--transcripts", "no/folder"],
                ["uts", "--transcripts", ""], ["uts", "--transcripts"], ["--transcripts", "."],
            ])
        func early(words: [String]) throws {
            // Without durations: `0.4 ms`, `38 ms`, `1.2 s`, and the blanks that align them.
            func lasting(_ text: String) -> String {
                text.replacing(/[0-9]+(\.[0-9])? m?s/, with: "TIME").replacing(" ", with: "")
            }
            let folders = [Scratch(), Scratch()]
            let lines = [["lesson"] + words, ["lesson", "--jobs", "1"] + words]
            let outcomes = try zip(lines, folders).map { line, folder in
                try Child([Program.path] + line, directory: folder.path).finish()
            }
            let (plain, parsed) = (outcomes[0], outcomes[1])
            #expect(plain.status == parsed.status, "\(plain.story)")
            #expect(lasting(plain.text) == lasting(parsed.text), "\(plain.story)")
            #expect(plain.complaint == parsed.complaint, "\(plain.story)")
            let written = folders.map { try? Descriptor.open("\($0.path)/uts.t", O_RDONLY).readToEnd() }
            #expect(written[0] == written[1], "\(plain.story)")
            #expect((written[0] == nil) != (words == ["uts", "--transcripts", "."]))
        }

        @Test("an expectation that is true already fails its step", arguments: Account.available)
        func alreadyTrue(account: Account) throws {
            let path = scratch.file("sample.md", SampleLesson(expect: "here.hostname: lab").text)
            let outcome = try nsshell("lesson", path, as: account)
            #expect(outcome.status == 1, "\(outcome.story)")
            #expect(outcome.text.contains("true before the step"), "\(outcome.story)")
        }

        @Test("a keep that the step breaks fails it", arguments: Account.available)
        func keep(account: Account) throws {
            let lesson = SampleLesson(more: "```keep\nhost.hostname: lab\n```")
            let outcome = try nsshell("lesson", scratch.file("sample.md", lesson.text), as: account)
            #expect(outcome.status == 1, "\(outcome.story)")
            #expect(outcome.text.contains("host.hostname: lab"), "\(outcome.story)")
        }

        @Test(
            "a lesson that needs a missing program is skipped with its reason",
            arguments: Account.available)
        func skipped(account: Account) throws {
            let lesson = SampleLesson(frontMatter: "needs: [hostname, no-such-program]")
            let path = scratch.file("sample.md", lesson.text)
            let outcome = try nsshell("lesson", path, as: account)
            #expect(outcome.status == 0, "\(outcome.story)")
            #expect(outcome.text.contains("skipped"), "\(outcome.story)")
            #expect(outcome.text.contains("no-such-program"), "\(outcome.story)")
            #expect(!outcome.text.contains("passed:"), "\(outcome.story)")
        }

        @Test("--strict makes a skip a failure", arguments: Account.available)
        func strict(account: Account) throws {
            let lesson = SampleLesson(frontMatter: "needs: [no-such-program]")
            let path = scratch.file("sample.md", lesson.text)
            let outcome = try nsshell("lesson", "--strict", path, as: account)
            #expect(outcome.status == 1, "\(outcome.story)")
            #expect(outcome.text.contains("no-such-program"), "\(outcome.story)")
        }

        @Test("a missing program that a package brings is named with the package")
        func package() throws {
            let path = scratch.file("sample.md", SampleLesson(frontMatter: "needs: [pstree]").text)
            let script = """
                for at in /usr/bin/pstree /usr/bin/pstree.x11; do
                    [ ! -e $at ] || mount --bind /dev/null "$(readlink -f $at)"
                done
                exec \(Program.path) lesson \(path)
                """
            let outcome = try Child(["/usr/bin/unshare", "-Urm", "/bin/sh", "-c", script]).finish()
            #expect(
                outcome.text.contains("pstree") && outcome.text.contains("psmisc"),
                "\(outcome.story)")
        }

        @Test("a lesson that requires an ability that nobody knows is not passed over in silence")
        func ability() throws {
            let lesson = SampleLesson(frontMatter: "requires: [flying]")
            let outcome = try nsshell(
                "lesson", "--strict", scratch.file("sample.md", lesson.text), as: .runner)
            #expect(outcome.status == 1 || outcome.status == 2, "\(outcome.story)")
            #expect(outcome.story.contains("flying"), "\(outcome.story)")
        }

        @Test("a lesson that requires a network has one", arguments: Account.available)
        func network(account: Account) throws {
            let lesson = SampleLesson(
                frontMatter: "requires: [network]", console: "host$ ping -c 1 10.6.8.113",
                expect: "host.links[eth0].received: > 0",
                more: """
                    ```keep
                    host.links[eth0].addresses: 10.0.2.15/24
                    host.routes: contains "default via 10.0.2.2 dev eth0"
                    ```
                    ```wrong
                    host$ ip addr flush dev eth0
                    ```
                    """)
            let path = scratch.file("sample.md", lesson.text)
            let outcome = try nsshell("lint", "--prove", path, as: account)
            #expect(outcome.status == 0, "\(outcome.story)")
            let without = try lesson.text.replacing(first: "[network]", with: "[]")
            let bare = try nsshell("lesson", scratch.file("bare.md", without), as: account)
            #expect(bare.status == 1, "\(bare.story)")
        }

        @Test("what hangs is ended by the step's deadline, and the lab with it")
        func hangs() throws {
            let lesson = SampleLesson(console: "host$ exec sleep 600")
            let path = scratch.file("sample.md", lesson.text)
            let outcome = try nsshell("lesson", path, as: .runner)
            #expect(outcome.status == 1, "\(outcome.story)")
        }

        @Test(
            "a lesson that ends its own lab fails, and nothing hangs", arguments: Account.available)
        func endsTheLab(account: Account) throws {
            let lesson = SampleLesson(console: "host$ kill -9 -1; exit")
            let outcome = try nsshell("lesson", scratch.file("sample.md", lesson.text), as: account)
            #expect(outcome.status == 1, "\(outcome.story)")
        }

        @Test("no lab is status 3, simulated by a limit of no user namespaces")
        func noLab() throws {
            let script =
                "echo 0 > /proc/sys/user/max_user_namespaces; exec \(Program.path) lesson uts"
            let outcome = try Child(["/usr/bin/unshare", "-Ur", "/bin/sh", "-c", script]).finish()
            #expect(outcome.status == 3, "\(outcome.story)")
            #expect(outcome.story.contains("max_user_namespaces"), "\(outcome.story)")
        }

        @Test(
            "a new lesson is played, proved, and never written over", arguments: Account.available)
        func new(account: Account) throws {
            let own = Scratch(owner: account)
            let made = try nsshell("new", "first", as: account, directory: own.path)
            #expect(made.status == 0, "\(made.story)")
            for command in [
                ["lesson", "./first.md"], ["lint", "first.md"], ["lint", "--prove", "first.md"],
            ] {
                let outcome = try Child([Program.path] + command, as: account, directory: own.path)
                    .finish()
                #expect(outcome.status == 0, "\(command): \(outcome.story)")
            }
            let before = try readText("\(own.path)/first.md")
            let again = try nsshell("new", "first", as: account, directory: own.path)
            #expect(again.status == 2 && again.complaint.contains("EEXIST"), "\(again.story)")
            #expect(try readText("\(own.path)/first.md") == before)
        }
    }
}
