import Testing

@testable import Course

@Suite("What a program in a lab wrote")
struct HostileOutputTests {
    @Test(
        "reaches a terminal as text and as nothing else",
        arguments: [ReportFormat.pretty, .tap, .junit])
    func visible(format: ReportFormat) {
        for scalar in Report.text(results: Made.everything, format: format).unicodeScalars {
            #expect(scalar == "\n" || scalar.isVisible, "\(scalar.debugDescription)")
        }
    }

    @Test("is escaped in JSON, where programs want it as it was")
    func json() {
        for scalar in Report.text(results: Made.everything, format: .json).unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control
            #expect(scalar == "\n" || !isControl, "\(scalar.debugDescription)")
        }
    }

    @Test("is one line of caret names and code points where it was control characters")
    func names() {
        #expect("a\u{1B}[2J\0\u{7F}".visible == "a^[[2J^@^?")
        #expect(
            "\u{9B}31m\u{202E}\u{2028}\u{200D}\u{FFFF}".visible
                == #"\u{9b}31m\u{202e}\u{2028}\u{200d}\u{ffff}"#)
        #expect("two\nlines\tand a tab".visible == "two lines and a tab")
        #expect("é 名前 \u{1F600} \u{FFFD}".visible == "é 名前 \u{1F600} \u{FFFD}")
    }

    @Test("keeps its lines, whichever way they end")
    func lines() {
        #expect("a\r\nb\nc".visibleLines == ["a", "b", "c"])
        #expect("10%\r20%\n".visibleLines == ["10%^M20%"])
        #expect("a\r\r\nb\r".visibleLines == ["a^M", "b^M"])
        #expect("\n\na".visibleLines == ["", "", "a"])
        #expect(
            "a\tb\n名\tb\n12345678\tb".visibleLines == [
                "a       b", "名      b", "12345678        b",
            ])
        #expect("".visibleLines.isEmpty)
    }

    @Test("is shown from its end, the last ten lines as wide as the terminal")
    func excerpt() {
        let many = (1...100).map { "line \($0)\n" }.joined()
        #expect(Excerpt.lines(of: many, width: 32) == (91...100).map { "line \($0)" })
        #expect(Excerpt.lines(of: "a\n\n\n", width: 32) == ["a"])
        #expect(Excerpt.lines(of: "\n\n", width: 32).isEmpty)
        let long = String(repeating: "x", count: 70)
        #expect(Excerpt.lines(of: long, width: 32).map(\.count) == [32, 32, 6])
    }

    @Test("is cut at a whole character")
    func tail() {
        #expect("aé".tail(bytes: 2) == "é")
        #expect("aé".tail(bytes: 1) == "")
        #expect("a名b".tail(bytes: 3) == "b")
        #expect("abc".tail(bytes: 3) == "abc")
        #expect("abcdef".beginning(4) == "abcd… (2 more characters)")
    }

    @Test(
        "makes no report long, as a megabyte on one line",
        arguments: [ReportFormat.pretty, .tap, .junit])
    func megabyte(format: ReportFormat) {
        let flood = String(repeating: "\u{1B}[31m名", count: (1 << 20) / 8)
        let result = Made.failed(
            Made.failures[1], output: flood, verdicts: Made.verdicts(found: flood))
        let text = Report.text(results: [result], format: format)
        #expect(text.utf8.count < 64 << 10)
        #expect(text.split(separator: "\n").count < 60)
    }
}
