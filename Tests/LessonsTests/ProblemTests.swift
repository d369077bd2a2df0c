import Lessons
import Testing

/// Where the fences of a step begin that stands alone in a file: its heading is line 9.
private let console = 12
private let expect = 15

@Suite("A problem of a lesson")
struct ProblemTests {
    @Test("names the file, the line, the column, what is wrong, and the mend")
    func description() {
        #expect(
            problems(file(step(expect: "here.hostnam: lab"))) == [
                "x.md:\(expect):6: unknown fact \"hostnam\": did you mean \"hostname\"?"
            ])
    }

    @Test("does not hide the next one")
    func all() {
        let text = file(
            step(console: "hots$ a\nhost$ b\nc", expect: "hostname: lab\nhostname: not absent")
                + "\n## Two\n\n```console\nhost$ a\n```\n"
        ).replacing("minutes: 5", with: "minutes: five")
        #expect(
            problems(text).map { $0.prefix { $0 != " " } } == [
                "x.md:5:10:", "x.md:12:1:", "x.md:14:1:", "x.md:18:15:", "x.md:21:1:",
            ])
    }

    @Test("is found in the front matter", arguments: frontMatterFlaws)
    func frontMatter(flaw: Flaw) {
        let text = file(step()).replacing(flaw.good, with: flaw.bad)
        #expect(problems(text).first == "x.md:" + flaw.problem)
    }

    @Test("is a front matter that is not there, or has no end, or too much")
    func noFrontMatter() {
        #expect(
            problems(step()) == [
                "x.md:1:1: the front matter is missing: begin the file with a line \"---\", the keys, and a line \"---\""
            ])
        #expect(problems("") == problems(step()))
        #expect(
            problems("---\nlesson: x\n") == [
                "x.md:1:1: the front matter does not end: end it with a line \"---\""
            ])
        let long = String(repeating: "# x\n", count: 65)
        #expect(
            problems(file(step()).replacing("kinds", with: long + "kinds")) == [
                "x.md:1:1: the front matter is too long: it holds a few keys in at most 64 lines; text goes below it"
            ])
        let notKeys = "front matter has no keys: write \"lesson: NAME\" and the others, one a line"
        #expect(problems("---\n- a\n---\n" + step()) == ["x.md:2:1: the " + notKeys])
        let deep = "---\n" + String(repeating: "[", count: 4000) + "\n---\n" + step()
        #expect(problems(deep).first?.hasPrefix("x.md:2:1: the front matter is not YAML") == true)
        #expect(problems("---\n---\n" + step()).count == 4)
    }

    @Test("is a file that is no text")
    func bytes() {
        let text = Array(file(step()).utf8)
        let size = text.count + (1 << 20)
        #expect(
            problems(text + Array(repeating: 0x20, count: 1 << 20)) == [
                "x.md:1:1: the file has \(size) bytes: a lesson has at most 1 MiB; cut it in two"
            ])
        let junk = "remove it, or write it as an escape of the command that needs it"
        #expect(
            problems(text + [0x0A, 0x61, 0x00]) == ["x.md:18:2: byte 0x00 is no text: " + junk])
        #expect(
            problems(text + [0x0A, 0x1B, 0x61]) == ["x.md:18:1: byte 0x1b is no text: " + junk])
        #expect(
            problems(text + [0x0A, 0x61, 0x0D, 0x62]).first?.hasPrefix("x.md:18:2: byte 0x0d")
                == true)
        let notUTF8 = "the text is not UTF-8: save the file as UTF-8"
        #expect(problems(text + [0x0A, 0xC3, 0xA9, 0x61, 0xFF]) == ["x.md:18:3: " + notUTF8])
        #expect(problems(text + [0x0A, 0xC3]) == ["x.md:18:1: " + notUTF8])
        #expect(problems([0xFF, 0xFE, 0x00]) == ["x.md:1:1: " + notUTF8])
    }

    @Test("is found in headings and fences", arguments: structureFlaws)
    func structure(flaw: Flaw) {
        #expect(problems(file(flaw.bad)) == ["x.md:" + flaw.problem])
    }

    @Test("is found in a console", arguments: typedFlaws)
    func typed(flaw: Flaw) {
        let text = file(step(console: flaw.bad))
        #expect(problems(text) == ["x.md:\(console):" + flaw.problem])
    }

    @Test("is a line that no terminal takes")
    func longLine() {
        let long = String(repeating: "x", count: 4096)
        let mend = ": a terminal takes 4095 bytes in one line; break it by \"> \""
        #expect(
            problems(file(step(console: "host$ " + long))) == [
                "x.md:\(console):7: a line of 4096 bytes" + mend
            ])
        #expect(
            problems(file(step(console: "host$ a\n> " + long))) == [
                "x.md:\(console + 1):3: a line of 4096 bytes" + mend
            ])
        #expect(
            problems(file(step(console: "host$ \(long.dropLast())\n> \(long.dropLast())"))) == [])
    }

    @Test("is found in a mistake", arguments: mistakesFlaws)
    func mistakes(flaw: Flaw) {
        let text = file(step(more: "```mistake\n\(flaw.bad)\n```"))
        #expect(problems(text) == ["x.md:" + flaw.problem])
    }

    @Test("is found in a volatile rule", arguments: volatileFlaws)
    func volatile(flaw: Flaw) {
        let text = file(step(more: "```volatile\n\(flaw.bad)\n```"))
        #expect(problems(text) == ["x.md:" + flaw.problem])
    }
}

private let frontMatterFlaws: [Flaw] = [
    Flaw(
        good: "title: A good lesson", "titel: A good lesson",
        "3:1: unknown key \"titel\"",
        "did you mean \"title\"?"),
    Flaw(
        good: "kinds: [uts]", "colour: red\nkinds: [uts]",
        "4:1: unknown key \"colour\"",
        "the keys are lesson, title, kinds, minutes, needs, requires"),
    Flaw(
        good: "kinds: [uts]", "kinds: [uts, ust]",
        "4:14: unknown kind \"ust\"",
        "did you mean \"uts\"?"),
    Flaw(
        good: "kinds: [uts]", "kinds:\n  - uts\n  - clock",
        "6:5: unknown kind \"clock\"",
        "the kinds are cgroup, ipc, mnt, net, pid, time, user, uts"),
    Flaw(
        good: "requires: []", "requires: [uid-rnage]",
        "7:12: unknown ability \"uid-rnage\"",
        "did you mean \"uid-range\"?"),
    Flaw(
        good: "requires: []", "requires: [network, flying]",
        "7:21: unknown ability \"flying\"",
        "the abilities are network, timens, cgroup2, uid-range, ipc-limits"),
    Flaw(
        good: "kinds: [uts]", "kinds: uts",
        "4:8: \"kinds\" is not a list of words",
        "write it like \"kinds: [uts]\""),
    Flaw(
        good: "needs: [hostname]", "needs: [[hostname]]",
        "6:9: \"needs\" is not a list of words",
        "write it like \"needs: [hostname, unshare]\""),
    Flaw(
        good: "needs: [hostname]", "needs: {a: b}",
        "6:8: \"needs\" is not a list of words",
        "write it like \"needs: [hostname, unshare]\""),
    Flaw(
        good: "minutes: 5", "minutes: five",
        "5:10: \"minutes\" is not a number from 1 to 600",
        "write it like \"minutes: 5\""),
    Flaw(
        good: "minutes: 5", "minutes: 0",
        "5:10: \"minutes\" is not a number from 1 to 600",
        "write it like \"minutes: 5\""),
    Flaw(
        good: "minutes: 5\n", "",
        "1:1: the key \"minutes\" is missing",
        "add \"minutes: 5\""),
    Flaw(
        good: "title: A good lesson", "title: [a]",
        "3:8: \"title\" is not one line of text",
        "write it like \"title: A host name of one's own\""),
    Flaw(
        good: "title: A good lesson", "title: \"\"",
        "3:8: \"title\" is not one line of text",
        "write it like \"title: A host name of one's own\""),
    Flaw(
        good: "lesson: good", "lesson: Good",
        "2:9: \"Good\" cannot be a lesson's name",
        "use small letters, digits and \"-\", and begin with a letter"),
    Flaw(
        good: "minutes: 5", "minutes: 5\nminutes: 6",
        "6:1: the key \"minutes\" is there twice",
        "remove one"),
    Flaw(
        good: "title: A good lesson", "title: A: B",
        "3:9: the front matter is not YAML (mapping values are not allowed in this context)",
        "write one \"key: value\" a line, and quote a value that holds \": \""),
]

private let placed =
    "put it on a line of its own under a step's heading, or its names into the front matter"

private let structureFlaws: [Flaw] = [
    Flaw(
        "Only prose.\n",
        "9:1: the lesson has no steps",
        "write a heading \"## …\" with a \"console\" and an \"expect\" fence under it"),
    Flaw(
        step() + "\n" + step(),
        "18:1: the step id \"rename-it\" is taken by line 9",
        "write another id under this heading: <!-- step: ID -->"),
    Flaw(
        step() + "\n" + step(heading: "## Two\n<!-- step: rename-it -->"),
        "19:1: the step id \"rename-it\" is taken by line 9",
        "write another id under this heading: <!-- step: ID -->"),
    Flaw(
        step(heading: "## ..."),
        "9:1: \"\" cannot be a step's id",
        "use letters, digits, \"-\" and \"_\""),
    Flaw(
        step(heading: "## A\n<!-- step: a b -->"),
        "10:1: \"a b\" cannot be a step's id",
        "use letters, digits, \"-\" and \"_\""),
    Flaw(
        step(heading: "## A\n<!-- requires: timens, ipc-limit -->"),
        "10:1: unknown ability \"ipc-limit\"",
        "did you mean \"ipc-limits\"?"),
    Flaw(
        step(heading: "## A\n<!-- requires: -->"),
        "10:1: unknown ability \"\"",
        "the abilities are timens, cgroup2, uid-range, ipc-limits"),
    Flaw(
        step(heading: "## A\n<!-- requires: network -->"),
        "10:1: a step cannot require \"network\" for itself",
        "write \"requires: [network]\" in the front matter"),
    Flaw(
        step(heading: "## A\n<!-- requires: timens -->\n<!-- requires: cgroup2 -->"),
        "11:1: what the step requires is there twice",
        "name all in one comment: <!-- requires: ONE, OTHER -->"),
    Flaw(
        "<!-- requires: timens -->\n" + step(),
        "9:1: what this comment requires belongs to no step", placed),
    Flaw(
        step() + "\n## After\n\n<!-- requires: timens -->",
        "20:1: what this comment requires belongs to no step", placed),
    Flaw(
        step(more: "- a\n\n  <!-- requires: timens -->"),
        "19:3: what this comment requires belongs to no step", placed),
    Flaw(
        step(more: "An a <!-- requires: timens --> b."),
        "17:6: what this comment requires belongs to no step", placed),
    Flaw(
        step(more: "```expcet\nhostname: lab\n```"),
        "17:1: unknown fence \"expcet\"",
        "did you mean \"expect\"?"),
    Flaw(
        step(more: "```hints\nx\n```"),
        "17:1: unknown fence \"hints\"",
        "did you mean \"hint\"?"),
    Flaw(
        step(more: "```Console\nhost$ a\n```"),
        "17:1: unknown fence \"Console\"",
        "did you mean \"console\"?"),
    Flaw(
        step(more: "```hint now\nx\n```"),
        "17:1: \"now\" after \"hint\" says nothing",
        "leave \"hint\" alone on its line"),
    Flaw(
        step(more: "- a\n\n  ```hint\n  x\n  ```"),
        "19:3: this \"hint\" fence is inside a list or a quotation",
        "move it to the left margin, where the lesson runs it"),
    Flaw(
        step(more: "````hint\nx\n```"),
        "17:1: this \"hint\" fence does not end",
        "end it with a line of as many ` or ~ as it began with"),
    Flaw(
        step(more: "```hint\n\n```"),
        "17:1: this \"hint\" fence is empty",
        "fill it or remove it"),
    Flaw(
        step(console: ""),
        "11:1: this \"console\" fence is empty",
        "fill it or remove it"),
    Flaw(
        "```console\nhost$ a\n```\n" + step(),
        "9:1: this \"console\" fence belongs to no step",
        "move it under a heading \"## …\""),
    Flaw(
        step(more: "<!-- a"),
        "17:1: this comment does not end",
        "end it with -->"),
    Flaw(
        "## A\n\n```console\nhost$ a\n```\n",
        "9:1: the step \"a\" has no \"expect\" fence",
        "say what must be true after it, and is false before"),
    Flaw(
        step(expect: "# nothing"),
        "9:1: the step \"rename-it\" has no \"expect\" fence",
        "say what must be true after it, and is false before"),
    Flaw(
        "## A\n\n```expect\nhostname: a\n```\n",
        "9:1: the step \"a\" has no \"console\" fence",
        "show the commands that make its expectations true"),
    Flaw(
        step(expect: "output: lab\nstatus: 0"),
        "15:1: the step \"rename-it\" expects nothing but what the learner's own command said",
        "expect a fact of the machine too, or compare with one: \"output: contains host.hostname\""),
]

private let typedFlaws: [Flaw] = [
    Flaw(
        "hostname lab",
        "1: a line without a prompt",
        "write \"host$ COMMAND\"; a console holds what is typed, and no output"),
    Flaw(
        "host$a",
        "1: a line without a prompt",
        "write \"host$ COMMAND\"; a console holds what is typed, and no output"),
    Flaw(
        "# a",
        "1: a line without a prompt",
        "write \"host$ COMMAND\"; a console holds what is typed, and no output"),
    Flaw(
        "hots$ a",
        "1: unknown prompt \"hots\"",
        "did you mean \"host$\"?"),
    Flaw(
        "host# a",
        "1: unknown prompt \"host#\"",
        "did you mean \"host$\"?"),
    Flaw(
        "root@lab$ a",
        "1: unknown prompt \"root\"",
        "write \"host$\", or the kinds that the shell has for itself, like \"mnt+pid$\""),
    Flaw(
        "uts+host$ a",
        "1: unknown prompt \"uts+host\"",
        "write \"host$\", or the kinds that the shell has for itself, like \"mnt+pid$\""),
    Flaw(
        "pid+mnt$ a",
        "1: the kinds of \"pid+mnt\" are not in order",
        "write \"mnt+pid$\", the order of ls /proc/PID/ns"),
    Flaw(
        "pid+pid$ a",
        "1: the kinds of \"pid+pid\" are not in order",
        "write \"pid$\", the order of ls /proc/PID/ns"),
    Flaw(
        "host@0$ a",
        "5: \"@0\" is no session",
        "sessions are counted from 1 to 99"),
    Flaw(
        "host@x$ a",
        "5: \"@x\" is no session",
        "sessions are counted from 1 to 99"),
    Flaw(
        "host$",
        "6: nothing is typed at \"host$\"",
        "add a command, or remove the line"),
    Flaw(
        "host$  ",
        "7: nothing is typed at \"host$\"",
        "add a command, or remove the line"),
    Flaw(
        "> a",
        "1: a continuation of nothing",
        "a line that begins with \"> \" follows a command or a key"),
    Flaw(
        "^C",
        "1: \"^C\" before anything was typed",
        "give it a prompt of its own, or put a command before it"),
    Flaw(
        "until hostname: lab",
        "1: \"until hostname: lab\" before anything was typed",
        "give it a prompt of its own, or put a command before it"),
    Flaw(
        "until hostnam: lab",
        "7: unknown fact \"hostnam\"",
        "did you mean \"hostname\"?"),
]

private let mistakesFlaws: [Flaw] = [
    Flaw(
        "say: a\ntry: host$ a",
        "17:1: the mistake has no \"when:\"",
        "add \"when: PATH: PREDICATE\", by which it is recognised"),
    Flaw(
        "when: status: 1\ntry: host$ a",
        "17:1: the mistake has no \"say:\"",
        "add \"say: …\", the words that help"),
    Flaw(
        "when: status: 1\nsay: a\ntry:",
        "17:1: the mistake has no \"try:\"",
        "add \"try: host$ COMMAND\", which makes the mistake"),
    Flaw(
        "whne: status: 1\nsay: a\ntry: host$ a",
        "18:1: unknown part \"whne\" of a mistake",
        "did you mean \"when\"?"),
    Flaw(
        "colour: red\nwhen: status: 1\nsay: a\ntry: host$ a",
        "18:1: unknown part \"colour\" of a mistake",
        "the parts are when, say and try"),
    Flaw(
        "when: status: 1\nsay: a\nsay: b\ntry: host$ a",
        "20:1: \"say:\" is there twice",
        "remove one, or indent the second as more of the first"),
    Flaw(
        "  a\nwhen: status: 1\nsay: a\ntry: host$ a",
        "18:1: a line that belongs to no part of the mistake",
        "begin it with \"when:\", \"say:\" or \"try:\", or indent it to continue one"),
    Flaw(
        "when: status: 1\nsay: a\nand b\ntry: host$ a",
        "20:1: a line that belongs to no part of the mistake",
        "begin it with \"when:\", \"say:\" or \"try:\", or indent it to continue one"),
    Flaw(
        "when: statsu: 1\nsay: a\ntry: host$ a",
        "18:7: unknown fact \"statsu\"",
        "did you mean \"status\"?"),
    Flaw(
        "when:\n  statsu: 1\nsay: a\ntry: host$ a",
        "19:3: unknown fact \"statsu\"",
        "did you mean \"status\"?"),
    Flaw(
        "when: status: 1\nsay: a\ntry: hots$ a",
        "20:6: unknown prompt \"hots\"",
        "did you mean \"host$\"?"),
]

private let volatileFlaws: [Flaw] = [
    Flaw(
        "uts",
        "18:1: \"uts\" is no rule",
        "write one regular expression a line, between slashes"),
    Flaw(
        "  /(/",
        "18:4: the regular expression cannot be read (expected ')')",
        "mend it; it is written as in Swift and in Perl"),
]
