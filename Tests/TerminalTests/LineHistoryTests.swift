import Glibc
import Namespaces
import SystemCalls
import Testing

@testable import Terminal

@Suite("the history of lines") struct LineHistoryTests {
    private static let up = "\u{1b}[A"
    private static let down = "\u{1b}[B"

    @Test("what was typed is there again for the next editor, in a file that only its owner reads")
    func kept() throws {
        let home = try TestDirectory()
        let file = "\(home.path)/history"
        for number in 1...2 {
            let reader = try LineReader(history: file)
            #expect(try reader.type("echo \(number)\r", until: "[echo \(number)]"))
            #expect(try reader.type("exit\r", until: "[exit]"))
            #expect(try reader.finish() == .exited(0))
        }
        #expect(home.mode(of: "history") == 0o600)
        let reader = try LineReader(history: file)
        #expect(try reader.type(Self.up + Self.up + "\r", until: "[echo 2]"), "\(reader.text)")
        // The line that was just typed again is the newest; `exit` stands between the two.
        #expect(
            try reader.type(Self.up + Self.up + Self.up + "\r", until: "[echo 1]"),
            "\(reader.text)")
        #expect(
            try reader.type("mine" + Self.up + Self.down + "\r", until: "[mine]"), "\(reader.text)")
    }

    @Test("Ctrl-R finds an earlier line by what is typed of it")
    func search() throws {
        let home = try TestDirectory()
        try home.write("ip link add\necho größe\nuname -a\n", to: "history")
        let reader = try LineReader(history: "\(home.path)/history")
        #expect(try reader.type("\u{12}rö", until: "bck:"), "\(reader.text)")
        #expect(try reader.type("\r", until: "[echo größe]"), "\(reader.text)")
        #expect(try reader.type("\u{12}li", until: "bck:"), "\(reader.text)")
        #expect(try reader.type("\u{3}", until: "[interrupted]"), "\(reader.text)")
        #expect(try reader.type("ok\r", until: "[ok]"), "\(reader.text)")
    }

    @Test("an equal line moves to the end, a blank one is not remembered")
    func folded() throws {
        let home = try TestDirectory()
        let file = "\(home.path)/deep/below/history"
        var history = LineHistory(file: file)
        #expect(history.add("a") == .newest)
        #expect(history.add("b") == .newest)
        #expect(history.add("a") == .moved)
        #expect(history.add("a") == .nothing)
        #expect(history.add(" \t") == .nothing)
        #expect(history.add("ü") == .newest && history.add("u\u{308}") == .newest)
        #expect(history.lines.map(\.utf8.count) == [1, 1, 2, 3])
        #expect(LineHistory(file: file).lines.map(\.utf8.count) == [1, 1, 2, 3])
        unlink(file)
        rmdir("\(home.path)/deep/below")
        rmdir("\(home.path)/deep")
    }

    @Test("two editors at a time lose nothing of each other")
    func together() throws {
        let home = try TestDirectory()
        try home.write("", to: "history", mode: 0o644)
        var one = LineHistory(file: "\(home.path)/history")
        var two = LineHistory(file: "\(home.path)/history")
        _ = one.add("one")
        _ = two.add("two")
        _ = one.add("three")
        #expect(LineHistory(file: "\(home.path)/history").lines == ["one", "two", "three"])
        #expect(home.mode(of: "history") == 0o600)
    }

    @Test("at most a thousand lines are remembered, and the file is cut to them")
    func bounded() throws {
        let home = try TestDirectory()
        let lines = (1...5000).map { "line \($0)" }
        try home.write(lines.map { $0 + "\n" }.joined(), to: "history", mode: 0o644)
        var history = LineHistory(file: "\(home.path)/history")
        #expect(history.lines == lines.suffix(1000))
        #expect(home.mode(of: "history") == 0o600)
        #expect(try readText("\(home.path)/history").utf8.count == 1000 * 10)
        _ = history.add("new")
        #expect(history.lines.count == 1000)
        #expect(try namesInDirectory(home.path) == ["history"])
    }

    @Test("of a file past a mebibyte the end is read")
    func long() throws {
        let home = try TestDirectory()
        let long = String(repeating: "x", count: 10_000)
        try home.write((1...200).map { "\($0) \(long)\n" }.joined(), to: "history")
        let history = LineHistory(file: "\(home.path)/history")
        #expect(history.lines.first == "97 \(long)" && history.lines.last == "200 \(long)")
    }

    @Test(
        "where there is no file to be had, lines are remembered all the same",
        arguments: ["/proc/none/history", "/dev/null", "/dev/tty", "/"])
    func noFile(path: String) {
        var history = LineHistory(file: path)
        #expect(history.add("a") == .newest)
        #expect(history.lines == ["a"])
    }

    @Test("a pipe in the file's place is not waited for, and a damaged file is no harm")
    func oddFiles() throws {
        let home = try TestDirectory()
        try #require(mkfifo("\(home.path)/fifo", 0o600) == 0)
        var history = LineHistory(file: "\(home.path)/fifo")
        #expect(history.add("a") == .newest)
        let bytes: [UInt8] = [0xff, 0, 10, 10, 13, 10, 65]
        try Descriptor.open("\(home.path)/odd", O_WRONLY | O_CREAT).write(bytes)
        #expect(LineHistory(file: "\(home.path)/odd").lines.last == "A")
    }
}
