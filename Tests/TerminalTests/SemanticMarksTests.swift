import Terminal
import Testing

@Suite struct SemanticMarksTests {
    /// What a shell prints for one command, and what comes of it.
    private static let session =
        "before\u{1b}]133;C\u{7}out\r\n\u{1b}[31mred\u{1b}[0m\u{1b}]133;D;3\u{7}"
        + "\u{1b}]133;A\u{7}$ \u{1b}]133;B\u{7}after"

    /// Events with neighbouring outputs joined: where a read was cut does not count.
    private static func events(_ parts: [[UInt8]]) -> [TerminalEvent] {
        var marks = SemanticMarks()
        var joined: [TerminalEvent] = []
        for event in parts.flatMap({ marks.read($0) }) {
            if case .output(let more) = event, case .output(let already)? = joined.last {
                joined[joined.count - 1] = .output(already + more)
            } else {
                joined.append(event)
            }
        }
        return joined
    }

    private static func events(_ text: String) -> [TerminalEvent] { events([Array(text.utf8)]) }

    private static func output(_ text: String) -> TerminalEvent { .output(Array(text.utf8)) }

    @Test("marks are told from output, and a prompt is neither")
    func whole() {
        #expect(
            Self.events(Self.session) == [
                Self.output("before"), .commandStarted,
                Self.output("out\r\n\u{1b}[31mred\u{1b}[0m"), .commandEnded(status: 3),
                .promptPrinted(continuation: false), Self.output("after"),
            ])
    }

    @Test("bytes cut anywhere give the same events")
    func cutAnywhere() {
        let bytes = Array(Self.session.utf8)
        let whole = Self.events([bytes])
        for first in bytes.indices {
            for second in first..<bytes.count {
                let parts = [bytes[..<first], bytes[first..<second], bytes[second...]].map(
                    Array.init)
                #expect(Self.events(parts) == whole, "cut at \(first) and \(second)")
            }
        }
        #expect(Self.events(bytes.map { [$0] }) == whole)
    }

    @Test("a mark may end with ST instead of BEL")
    func stringTerminator() {
        #expect(
            Self.events("\u{1b}]133;D;0\u{1b}\\\u{1b}]133;A\u{1b}\\% \u{1b}]133;B\u{1b}\\x") == [
                .commandEnded(status: 0), .promptPrinted(continuation: false), Self.output("x"),
            ])
    }

    @Test("a second prompt of the same command is a continuation")
    func continuation() {
        #expect(
            Self.events("\u{1b}]133;A;k=s\u{7}> \u{1b}]133;B\u{7}")
                == [.promptPrinted(continuation: true)])
    }

    @Test(
        "an operating system command that is no mark is output, byte for byte",
        arguments: [
            "\u{1b}]0;a title\u{7}", "\u{1b}]8;;http://a\u{1b}\\link\u{1b}]8;;\u{1b}\\",
            "\u{1b}]1337;D;0\u{7}", "\u{1b}]133\u{7}", "\u{1b}]133;Z\u{7}", "\u{1b}]\u{7}",
        ])
    func otherCommands(text: String) {
        #expect(Self.events("a" + text + "b") == [Self.output("a" + text + "b")])
    }

    @Test("an overlong command is cut off, loses nothing, and is no mark")
    func overlong() {
        let long = "\u{1b}]133;D;" + String(repeating: "9", count: 10_000) + "\u{7}"
        #expect(Self.events(long + "x") == [Self.output(long + "x")])
    }

    @Test("a status that is no number is no status")
    func oddStatus() {
        #expect(Self.events("\u{1b}]133;D;x\u{7}") == [.commandEnded(status: nil)])
        #expect(Self.events("\u{1b}]133;D\u{7}") == [.commandEnded(status: nil)])
        #expect(Self.events("\u{1b}]133;D;999999999999\u{7}") == [.commandEnded(status: nil)])
        #expect(Self.events("\u{1b}]133;D;-1;aid=7\u{7}") == [.commandEnded(status: -1)])
    }

    @Test("an escape that begins again begins again")
    func escapeTwice() {
        #expect(
            Self.events("\u{1b}\u{1b}]133;C\u{7}x")
                == [Self.output("\u{1b}"), .commandStarted, Self.output("x")])
    }

    @Test("what a command's unfinished escape holds is not lost when a new mark begins")
    func interrupted() {
        // A program that is killed in the middle of setting a title, and then the shell's prompt.
        let events = Self.events(
            "\u{1b}]0;half a ti\u{1b}]133;D;130\u{7}\u{1b}]133;A\u{7}$ \u{1b}]133;B\u{7}")
        #expect(events.contains(.commandEnded(status: 130)))
        #expect(events.last == .promptPrinted(continuation: false))
    }

    @Test("bytes that are not UTF-8 pass as they are")
    func notText() {
        let bytes: [UInt8] = [0xff, 0xfe, 0x80, 0x0d, 0x0a, 0xc3]
        #expect(Self.events([bytes]) == [.output(bytes)])
    }
}

@Suite struct EchoTests {
    @Test(
        "the echo of what is typed is what the line discipline writes",
        arguments: [
            ("a b\n", "a b\r\n"), ("\u{3}", "^C"), ("\u{4}", ""), ("\u{1a}", "^Z"), ("\t", "\t"),
            ("\u{7f}", "^?"), ("é", "é"), ("", ""),
        ])
    func echo(typed: String, shown: String) {
        #expect(PseudoTerminal.echo(of: typed.utf8) == Array(shown.utf8))
    }
}
