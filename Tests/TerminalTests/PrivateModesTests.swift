import Terminal
import Testing

@Suite("What programs have switched in a terminal")
struct PrivateModesTests {
    private func undoing(_ parts: String...) -> String {
        var modes = PrivateModes()
        for part in parts { modes.read(Array(part.utf8)) }
        return String(decoding: modes.undoing, as: UTF8.self)
    }

    @Test("is switched back, the last first, and only what differs")
    func undone() {
        #expect(undoing("vi: \u{1b}[?1049h\u{1b}[22;0t\u{1b}[?25l") == "\u{1b}[?25h\u{1b}[?1049l")
        #expect(undoing("\u{1b}[?2004h$ ls\r\n\u{1b}[?2004l\r") == "")
        #expect(undoing("\u{1b}[?25l...\u{1b}[?25h") == "")
        #expect(undoing("\u{1b}[?1000;1006h") == "\u{1b}[?1006l\u{1b}[?1000l")
    }

    @Test("is known however the bytes are cut, and after what is no such sequence")
    func cut() {
        #expect(undoing("\u{1b}", "[", "?", "10", "49", "h") == "\u{1b}[?1049l")
        #expect(undoing("\u{1b}[?1\u{1b}[?25l") == "\u{1b}[?25h")
        #expect(undoing("\u{1b}[31m\u{1b}[?99999999999999999999h\u{1b}[?12h[?1049h") == "")
        #expect(undoing("\u{1b}[?" + String(repeating: "1", count: 1000) + "h") == "")
    }
}
