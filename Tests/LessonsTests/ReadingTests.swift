import Lessons
import Testing

@Suite("Reading a lesson")
struct ReadingTests {
    @Test("keeps what the front matter says")
    func frontMatter() throws {
        let lesson = try read(file(step()))
        #expect(lesson.name == "good")
        #expect(lesson.title == "A good lesson")
        #expect(lesson.kinds == ["uts"])
        #expect(lesson.minutes == 5)
        #expect(lesson.needs == ["hostname"])
        #expect(lesson.requires.isEmpty)
        #expect(lesson.file == "x.md")
    }

    @Test("keeps the prose of a step, and no fence that it runs on")
    func prose() throws {
        let more = "Between.\n\n```text\nshown\n```\n\n<!-- hidden -->\n\n### Deeper\n\nEnd."
        let lesson = try read(
            file("# Big\n\nHello.\n\n" + step(heading: "## One\n\nFirst.", more: more)))
        #expect(lesson.introduction == "# Big\n\nHello.")
        #expect(
            lesson.steps[0].prose
                == "First.\n\nBetween.\n\n```text\nshown\n```\n\n### Deeper\n\nEnd.")
        #expect(lesson.closing == nil)
    }

    @Test("a heading without fences is prose of the step after it, or closes the lesson")
    func proseSections() throws {
        let text =
            "Hi.\n\n## Before\n\nA.\n\n" + step(heading: "## One") + "\n## Middle\n\nB.\n\n"
            + step(heading: "## Two") + "\n## After\n\nC.\n\n## Last\n\nD.\n"
        let lesson = try read(file(text))
        #expect(lesson.introduction == "Hi.\n\n## Before\n\nA.")
        #expect(lesson.steps.map(\.id) == ["one", "two"])
        #expect(lesson.steps[1].prose == "## Middle\n\nB.")
        #expect(lesson.closing == "## After\n\nC.\n\n## Last\n\nD.")
    }

    @Test(
        "takes a step's id from its heading, as forges do",
        arguments: [
            ("## Rename it", "rename-it"), ("## `unshare` -- *now*!", "unshare----now"),
            ("## A_b: c.d", "a_b-cd"), ("## Éа 2", "éа-2"), ("Rename it\n---------", "rename-it"),
            ("## Any title\n<!-- step: x-1 -->", "x-1"),
            ("## Any title\n\n<!--\nstep: x-1\n-->\n", "x-1"),
        ])
    func ids(heading: String, id: String) throws {
        #expect(try read(file(step(heading: heading))).steps[0].id == id)
    }

    @Test("lines are those of the file, with either line end")
    func lines() throws {
        let text = file(
            "\n" + step(console: "host$ a\n> b\nhost@2$ c", more: "```wrong\nhost$ d\n```"))
        for bytes in [text, text.replacing("\n", with: "\r\n"), "\u{FEFF}" + text] {
            let step = try read(bytes).steps[0]
            #expect(step.line == 10)
            #expect(step.commands.map(\.line) == [13, 15])
            #expect(step.expectations[0].line == 18)
            #expect(step.wrongs[0][0].line == 21)
            #expect(step.commands[0].input == .command("a\nb"))
        }
    }

    @Test("reads what is typed")
    func console() throws {
        let lines = try read(
            file(
                step(
                    console: """
                        host$ sleep 9
                        ^C

                        mnt+pid@2$ cat
                        > more
                        >
                        > end
                        ^D
                        until here.hostname: lab
                        net:ns1$ ^D
                        > for what runs
                        > still
                        (pid)$ echo '$ x'
                        """))
        ).steps[0].commands
        #expect(
            lines.map(\.prompt.description) == [
                "host$", "host$", "mnt+pid@2$", "mnt+pid@2$", "mnt+pid@2$", "net:ns1$", "net:ns1$",
                "(pid)$",
            ])
        #expect(lines[1].input == .control(.c) && !lines[1].waitsForPrompt)
        #expect(lines[2].input == .command("cat\nmore\n\nend"))
        #expect(lines[3].input == .control(.d))
        guard case .until(let claim) = lines[4].input else {
            Issue.record("no until")
            return
        }
        #expect(claim.description == "here.hostname: lab" && claim.column == 7)
        #expect(lines[5].input == .control(.d) && lines[5].waitsForPrompt)
        #expect(lines[6].input == .command("for what runs\nstill") && !lines[6].waitsForPrompt)
        #expect(lines[7].input == .command("echo '$ x'") && lines[7].waitsForPrompt)
        #expect(lines[2].prompt == Prompt(place: "mnt+pid", session: 2))
    }

    @Test("reads a mistake, whose parts continue on indented lines")
    func mistake() throws {
        let more = """
            ```mistake
            when: host.hostname: lab
              here.hostname: x
            when: status: 1
            say: One: two
              three.
            try: host$ a
            > b
              host@2$ c
            try: uts$ d
            ```
            """
        let mistake = try read(file(step(more: more))).steps[0].mistakes[0]
        #expect(
            mistake.when.map(\.text) == ["host.hostname: lab", "here.hostname: x", "status: 1"])
        #expect(mistake.when[1].column == 3)
        #expect(mistake.say == "One: two\nthree.")
        #expect(mistake.attempt.map(\.input) == [.command("a\nb"), .command("c"), .command("d")])
        #expect(mistake.line == 17)
    }

    @Test("keeps hints, notes of the kernel and volatile rules in their order")
    func rest() throws {
        let more = """
            ```hint
            a

            b
            ```
            ~~~~hint
            c
            ~~~~
            ```kernel
            k
            ```
            ```volatile
            # inodes
            /uts:\\[[0-9]+\\]/
            ```
            """
        let lesson = try read(file("```volatile\n/[0-9]+/\n```\n" + step(more: more)))
        #expect(lesson.steps[0].hints == ["a\n\nb", "c"])
        #expect(lesson.steps[0].kernelNotes == ["k"])
        #expect(lesson.steps[0].volatileRules.map(\.pattern) == ["uts:\\[[0-9]+\\]"])
        #expect(lesson.volatileRules.map(\.pattern) == ["[0-9]+"])
    }

    @Test("an indented fence loses its own indentation only")
    func indented() throws {
        let text =
            "## One\n\n  ```console\n  host$ cat\n    >x\n  ```\n```expect\nhostname: lab\n```"
        #expect(
            problems(file(text)) == [
                "x.md:13:3: a line without a prompt: write \"host$ COMMAND\"; "
                    + "a console holds what is typed, and no output"
            ])
    }

    @Test("a step refers to facts as they were when an earlier one ended")
    func steps() throws {
        let text =
            step(heading: "## One") + "\n"
            + step(heading: "## Two", expect: "hostname: differs from step[one].hostname")
        let path = try read(file(text)).steps[1].expectations[0].paths[1]
        #expect(path.place == .step("one", .here))
    }

    @Test("a step requires what a comment under its heading names, and no other does")
    func requires() throws {
        let other = "\n" + step(heading: "## Other\n\n<!-- step: other -->")
        let heading = "## A\n<!-- step: a -->\n<!-- requires: ipc-limits,uid-range -->\n\nProse."
        let lesson = try read(file(step(heading: heading) + other))
        #expect(lesson.steps.map(\.requires) == [["ipc-limits", "uid-range"], []])
        #expect(lesson.steps.map(\.id) == ["a", "other"] && lesson.steps[0].prose == "Prose.")
        #expect(lesson.requires.isEmpty)
    }

    @Test("the digest is that of the bytes, and differs where they do")
    func digest() throws {
        let one = try read(file(step())).digest
        #expect(one.utf8.count == 16)
        #expect(try read(file(step())).digest == one)
        #expect(try read(file(step() + "\n")).digest != one)
    }
}
