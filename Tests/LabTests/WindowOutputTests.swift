import Testing

@testable import Lab

/// What came of a command in a window, from bytes as a shell writes them.
@Suite("A window's output")
struct WindowOutputTests {
    private static let mark = "\u{1b}]133;"
    private static let paste = "\u{1b}[?2004h"

    private static func prompt(_ status: Int) -> String {
        "\(mark)D;\(status)\u{7}\(mark)A\u{7}lab@2:~# \(mark)B\u{7}"
    }

    private func taken(_ parts: String...) -> WindowOutput {
        var output = WindowOutput()
        for part in parts { _ = output.take(Array(part.utf8)) }
        return output
    }

    @Test("what readline draws of the line is no output, nor is its bracketed paste")
    func readline() {
        let output = taken(
            Self.paste + Self.prompt(0), "echo hallo", "\u{8}\u{8}\u{1b}[Klo\r\n\u{1b}[?2004l\r",
            "\(Self.mark)C\u{7}hello\r\nwor", "ld\r\n" + Self.paste + Self.prompt(3))
        #expect(output.output.textOfTerminal == "hello\nworld\n")
        #expect(output.status == 3)
    }

    @Test("an empty line is no command: what was written before stays")
    func empty() {
        let output = taken(
            Self.prompt(0), "true\r\n\(Self.mark)C\u{7}said\r\n" + Self.prompt(7),
            "\r\n" + Self.prompt(7))
        #expect(output.output.textOfTerminal == "said\n")
        var again = output
        let isCommand = again.take(Array(("\r\n" + Self.prompt(7)).utf8))
        #expect(!isCommand)
    }

    @Test("of a shell that does not say when a command begins, the line that it echoes is left out")
    func plain() {
        let output = taken(Self.prompt(0), "echo said\r\n", "said\r\n" + Self.prompt(0))
        #expect(output.output.textOfTerminal == "said\n")
        #expect(output.status == 0)
    }

    @Test("of very much output the end is kept")
    func much() {
        var output = WindowOutput()
        _ = output.take(Array("\(Self.mark)C\u{7}".utf8))
        for _ in 0..<100 { _ = output.take([UInt8](repeating: UInt8(ascii: "x"), count: 1 << 13)) }
        let isCommand = output.take(Array("end\(Self.mark)D;0\u{7}".utf8))
        #expect(isCommand)
        #expect(output.output.count == 1 << 18 && output.output.suffix(3) == Array("end".utf8))
    }
}

@Suite("What a window and a lab say to each other")
struct DoorMessageTests {
    @Test("is read as it was written")
    func both() {
        let knocks: [DoorKnock] = [
            .ask, .enter(columns: 80, rows: 24, terminal: "xterm-256color"), .typed([0, 10, 255]),
            .resized(columns: 1, rows: 65535),
        ]
        for knock in knocks { #expect(DoorKnock(knock.bytes) == knock) }
        let lab = LabSummary(id: "7-2", lesson: "", pid: 7, since: 1, sessions: [1, 3])
        let answers: [DoorAnswer] = [
            .about(lab), .entered(2), .shown([0, 10, 255]), .ended(137), .refused("no: (EPERM)"),
        ]
        for answer in answers { #expect(DoorAnswer(answer.bytes) == answer) }
    }

    @Test("is nothing where it is of another language, or would be an environment of its own")
    func neither() {
        for text in [
            "", "x", "@", "@1\n2", "@-1\n2\nx", "@99999\n2\nx", "@1\n2\n", "@1\n2\na b", "#1",
            "#a\nb",
        ] {
            #expect(DoorKnock(Array(text.utf8)) == nil, "\(text)")
        }
        for text in ["", "x", "!", "!a\nb\nc\nd\ne", "@x", ".x"] {
            #expect(DoorAnswer(Array(text.utf8)) == nil, "\(text)")
        }
    }
}
