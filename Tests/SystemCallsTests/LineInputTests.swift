import Glibc
import SystemCalls
import Testing

/// Lines of a script.
@Suite(.timeLimit(.minutes(1))) struct LineInputTests {
    private static func lines(of text: String) throws -> [String] {
        let reader: Descriptor
        do {
            let pipe = try Pipe()
            try pipe.writer.write(Array(text.utf8))
            reader = pipe.takeReader()
        }
        var input = LineInput(reader.number)
        var lines: [String] = []
        // As after a call that a signal has interrupted.
        errno = EINTR
        while let line = try input.next() { lines.append(line) }
        #expect(input.isAtEnd)
        return lines
    }

    @Test(
        "lines come without their ends, the last one also where it has none",
        arguments: [
            ("", []), ("\n", [""]), ("a", ["a"]), ("a\nb\n", ["a", "b"]), ("a\n\nb", ["a", "", "b"]),
            ("a\r\nb\r\n", ["a", "b"]), ("a\rb\n", ["a\rb"]),
        ])
    func ends(text: String, lines: [String]) throws {
        #expect(try Self.lines(of: text) == lines)
    }

    @Test("a line that is too long is refused, not taken for the end")
    func long() throws {
        let endless = try Descriptor.open("/dev/zero", O_RDONLY)
        var input = LineInput(endless.number)
        #expect(throws: SystemCallError("read", "a line of the script", errno: E2BIG)) {
            _ = try input.next()
        }
    }
}
