import Testing
import Transcripts

@Suite("A lesson's transcript as a value")
struct LessonTranscriptTests {
    private static let text = """
        # nsshell lesson: uts (0123456789abcdef)
        # nsshell help: 2 hints; shown: a; skipped: b, c

        ## one

        Prose.

          host$ cat <<E
          > text
          > E
          text
          [1]
          until host.hostname: lab
          ^C
          net:ns1@2$ hostname
          lab
          foo$ is output
          > and so is this

        ## two

          mnt+pid$ true

        """

    @Test("tells what is typed from what is written, and keeps its steps")
    func reading() throws {
        let transcript = try #require(LessonTranscript(Self.text.bytes))
        #expect(transcript.header.lesson == "uts" && transcript.header.digest == "0123456789abcdef")
        #expect(transcript.help == .init(hints: 2, shown: ["a"], skipped: ["b", "c"]))
        #expect(transcript.sections.map(\.id) == ["", "one", "two"])
        #expect(transcript.sections.map(\.entries.count) == [0, 4, 1])
        let console = transcript.console(of: transcript.sections[1])
        #expect(
            console.map(\.text) == [
                "host$ cat <<E", "> text", "> E", "until host.hostname: lab", "^C",
                "net:ns1@2$ hostname",
            ])
        #expect(console.map(\.line) == [8, 9, 10, 13, 14, 15])
        #expect(transcript.sections[1].entries[3].written.count == 3)
    }

    @Test(
        "is none without its first line",
        arguments: [
            "", "prose", "# nsshell lesson: uts", "# nsshell lesson: (0)",
            " # nsshell lesson: uts (0)",
        ])
    func header(text: String) {
        #expect(LessonTranscript(text.bytes) == nil)
    }

    @Test("has what was really written where that was expected; what was not played is left out")
    func actual() throws {
        let transcript = try #require(LessonTranscript(Self.text.bytes))
        let entries = transcript.sections.flatMap(\.entries)
        let all = transcript.actual(
            entries.map { entry in
                let range = entry.typed.lowerBound..<entry.written.upperBound
                return (entry, transcript.lines[range].map { Array($0.dropFirst(2)) })
            })
        #expect(all == transcript.lines)
        let some = transcript.actual([(entries[0], ["uts$ other".bytes, "new".bytes])])
        #expect(some.map(\.text).filter { $0.hasPrefix("  ") } == ["  uts$ other", "  new"])
        #expect(some.contains("## two".bytes))
        // What was not to be played stands as it is, also at the end.
        let left = transcript.actual(
            [(entries[0], ["uts$ other".bytes, "new".bytes])], leavingOut: ["two"])
        #expect(
            left.map(\.text).filter { $0.hasPrefix("  ") }
                == ["  uts$ other", "  new", "  mnt+pid$ true"])
    }

    @Test(
        "what is written is never taken for what is typed",
        arguments: [
            "host$ x", "^C", "until a: b", "> x", "uts@2$ x", "(pid)$ x", "a\tb", "caf\u{e9}",
            "$ x", "",
        ])
    func ambiguity(line: String) throws {
        let written = WrittenText("\(line)\r\n".bytes, status: 0).lines
        #expect(written.count == 1)
        let file =
            [Self.text.split(separator: "\n")[0] + "\n\n  host$ x"]
            .map { Array($0.utf8) } + written.map { "  ".bytes + $0 }
        let transcript = try #require(LessonTranscript(file.joinedLines))
        #expect(transcript.sections[0].entries.count == 1)
        #expect(transcript.sections[0].entries[0].written.count == 1)
        // And it matches itself, as it is and as plain cram would write it.
        #expect(Difference(expected: written, actual: [line.bytes]).isEmpty)
    }

    @Test(
        "what a terminal showed is lines without returns, and says how it ended",
        arguments: [
            ("a\r\nb\r\n", 0, ["a", "b"]), ("a", 1, ["a (no-eol)", "[1]"]), ("", 130, ["[130]"]),
            ("\u{1B}[1m\r\n", nil, [#"\x1b[1m (esc)"#]),
            ("x\r\n[1]+  Done    sleep 1\r\n", 0, ["x"]),
            ("[1]  Killed x\r\n[2]+  Stopped  y\r\n[3] 17\r\n", 0, ["[2]+  Stopped  y", "[3] 17"]),
        ] as [(String, Int32?, [String])])
    func written(output: String, status: Int32?, lines: [String]) {
        #expect(WrittenText(output.bytes, status: status).lines.map(\.text) == lines)
    }

    @Test("what is written is no key, whatever it ends with")
    func keys() throws {
        let written = WrittenText("stop with ^C\r\n^Z\r\n".bytes, status: 0).lines
        #expect(written.map(\.text) == ["stop with ^C", #"\x5eZ (esc)"#])
    }

    @Test("programs that were typed into are told behind the rest, and only where there are some")
    func typedInto() throws {
        let help = LessonTranscript.HelpUsed(
            hints: 1, typedInto: [
                .init(program: "vi", step: "leave"), .init(program: "a b;\n", step: "look"),
            ])
        let line = "# nsshell help: 1 hints; shown: none; skipped: none"
        #expect(help.line == line + "; typed into: vi in leave, a?b?? in look")
        let header = "# nsshell lesson: uts (0)"
        #expect(LessonTranscript("\(header)\n\(help.line)\n".bytes)?.help == help)
        #expect(LessonTranscript("\(header)\n\(line)\n".bytes)?.help == .init(hints: 1))
        #expect(LessonTranscript("\(header)\n\(line); else: x\n".bytes)?.help == nil)
    }
}

@Suite("What differs from run to run")
struct VolatileTests {
    @Test(
        "becomes a glob that takes it as it was",
        arguments: [
            ("uts:[4026532190]", "uts:[*] (glob)"),
            (
                "user:[4026531837] pid_for_children:[4026532000]",
                "user:[*] pid_for_children:[*] (glob)"
            ),
            ("[1] 1234", "[1] * (glob)"), ("1234", "1234"), ("why? a*", "why? a*"),
            (
                "link/ether 02:42:ac:11:00:02 brd ff:ff:ff:ff:ff:ff",
                "link/ether * brd ff:ff:ff:ff:ff:ff (glob)"
            ),
            ("link/loopback 00:00:00:00:00:00", "link/loopback 00:00:00:00:00:00"),
            ("64 bytes: time=0.03 ms [a?]", "64 bytes: time=* ms [a\\?] (glob)"),
            ("4026532190    1 bash", "* 1 bash (glob)"),
            ("         0       1000          1", "         0 * * (glob)"),
            ("tmpfs rw,uid=1000,gid=1000", "tmpfs rw,uid=*,gid=* (glob)"),
            ("uid=0(root) gid=0(root)", "uid=0(root) gid=0(root)"),
            ("uid=1000(jane)", "uid=1000* (glob)"),
            ("inet6 fe80::42:acff:fe11:2/64", "inet6 fe80::*/64 (glob)"),
            ("rtt min/avg/max/mdev = 0.02/0.03/0.04/0.0 ms", "rtt min/avg/max/mdev = * ms (glob)"),
            ("Modify: 2026-11-21 19:14:03.12 +0000", "Modify: * * +0000 (glob)"),
            ("real\t0m0.010s", "real\t* (glob)"), ("35.12 60.01", "* * (glob)"),
            ("24 1 254:0 / / rw", "* * * / / rw (glob)"), ("- shared:7", "- shared:* (glob)"),
            ("0x5f3759df 0", "0x* 0 (glob)"), ("8000.0242ac110002", "8000.* (glob)"),
            ("RX packets 8  bytes 696 (696.0 B)", "RX packets * bytes * (glob)"),
            ("Linux lab 6.1.0-x #1", "Linux lab * #1 (glob)"),
            (
                "lrwxrwxrwx 1 root root 0 Nov 21 19:14 uts",
                "lrwxrwxrwx 1 root root 0 * * uts (glob)"
            ),
        ])
    func usual(line: String, glob: String) {
        let volatile = VolatileText(literals: ["6.1.0-x"])
        #expect(volatile.line(line.bytes).text == glob)
        #expect(Difference(expected: [glob.bytes], actual: [line.bytes]).isEmpty)
    }

    @Test("by a rule of a lesson is what its groups hold, or all of it")
    func rules() {
        let volatile = VolatileText(usual: false, patterns: [#"^pid (\d+)$|x+"#])
        #expect(volatile.line("pid 12".bytes).text == "pid * (glob)")
        #expect(volatile.line("axxbx".bytes).text == "a*b* (glob)")
        #expect(!VolatileText.isUsable("("))
    }
}
