import Glibc
import Namespaces
import SystemCalls
import Testing

@testable import Terminal

@Suite("the line editor") struct LineEditorTests {
    @Test("a line is typed, and the next one")
    func typing() throws {
        let reader = try LineReader()
        #expect(try reader.type("echo one\r", until: "[echo one]"), "\(reader.text)")
        #expect(try reader.type("two\r", until: "[two]"), "\(reader.text)")
        #expect(try reader.type("\r", until: "[]"), "\(reader.text)")
    }

    @Test(
        "keys of emacs and arrows edit within the line",
        arguments: [
            ("hllo\u{2}\u{2}\u{2}e\r", "[hello]"),
            ("ello\u{1}h\r", "[hello]"),
            ("hxello\u{1b}[D\u{1b}[D\u{1b}[D\u{1b}[D\u{7f}\r", "[hello]"),
            ("one two\u{17}three\r", "[one three]"),
            ("gone\u{15}new\r", "[new]"),
        ])
    func emacs(keys: String, line: String) throws {
        let reader = try LineReader()
        #expect(try reader.type(keys, until: line), "\(reader.text)")
    }

    @Test("~/.editrc chooses the keys of vi, and Ctrl-C and Tab stay what they are")
    func vi() throws {
        let home = try TestDirectory()
        try home.write("bind -v\n", to: ".editrc")
        let reader = try LineReader(home: home.path)
        #expect(try reader.type("hellox\u{1b}", until: "hellox"))
        #expect(try reader.type("xiyz\u{1b}0ia\r", until: "[ahellyzo]"), "\(reader.text)")
        #expect(try reader.type("gone\u{1b}", until: "gone"))
        #expect(try reader.type("\u{3}", until: "[interrupted]"), "\(reader.text)")
        #expect(try reader.type("al\t\r", until: "[alpha ]"), "\(reader.text)")
    }

    @Test("letters of several bytes and of two columns are edited as letters")
    func wide() throws {
        let reader = try LineReader()
        #expect(try reader.type("日本語\u{7f}ü\u{2}ö\r", until: "[日本öü]"), "\(reader.text)")
        // A byte that is no letter is dropped; the next one is not.
        try reader.terminal.master.write([0xff, 0xe6, UInt8(ascii: "a"), 0xe6, 0xc3, 0xa9, 13])
        #expect(try reader.wait(for: "[aé]"), "\(reader.text)")
    }

    @Test("Tab completes the only candidate, and what several share")
    func completion() throws {
        let reader = try LineReader()
        #expect(try reader.type("x al\ty\r", until: "[x alpha y]"), "\(reader.text)")
        #expect(try reader.type("gr\tß\t!\r", until: "[größe !]"), "\(reader.text)")
        #expect(try reader.type("日\t\r", until: "[日本 ]"), "\(reader.text)")
    }

    @Test("Tab lists the candidates where they share no more, and keeps the line")
    func list() throws {
        let reader = try LineReader()
        #expect(try reader.type("be\t", until: "beta  beat"), "\(reader.text)")
        #expect(try reader.wait(for: "> be"), "\(reader.text)")
        #expect(try reader.type("t\t\r", until: "[beta ]"), "\(reader.text)")
        #expect(try reader.type("zz\t\u{7f}\r", until: "[z]"), "\(reader.text)")
    }

    @Test("Ctrl-C gives the line up, as SIGINT does, and Ctrl-D ends the input")
    func ends() throws {
        let reader = try LineReader()
        #expect(try reader.type("abc\u{2}", until: "abc\u{8}"))
        #expect(try reader.type("\u{3}", until: "c^C\r\n[interrupted]\r\n"), "\(reader.text)")
        #expect(try reader.type("def", until: "def"))
        let start = reader.shown.count
        try reader.process.signal(SIGINT)
        #expect(
            try reader.wait(for: "^C\r\n[interrupted]\r\n", after: start), "\(reader.text)")
        #expect(try reader.type("x\u{1a}\u{1c}y\r", until: "[xy]"), "\(reader.text)")
        try reader.type("\u{4}")
        #expect(try reader.finish() == .exited(0))
        #expect(reader.text.hasSuffix("\r\n[end]\r\n"), "\(reader.text)")
    }

    @Test("of several pasted lines each is one reading, in their order")
    func paste() throws {
        let reader = try LineReader()
        let lines = (1...50).map { "line \($0)" }
        #expect(try reader.type(lines.joined(separator: "\n") + "\n", until: "[line 50]"))
        let read = reader.text.split(separator: "\r\n").filter { $0.hasPrefix("[") }
        #expect(read == lines.map { "[\($0)]" })
        #expect(try reader.type("\u{1b}[200~ab\u{1b}[201~c\r", until: "[abc]"), "\(reader.text)")
    }

    @Test("a watched descriptor is told of while a line is typed, and the line is kept")
    func watching() throws {
        let directory = try TestDirectory()
        let fifo = "\(directory.path)/fifo"
        try #require(mkfifo(fifo, 0o600) == 0)
        let reader = try LineReader(fifo: fifo)
        let news = try Descriptor.open(fifo, O_RDWR)
        #expect(try reader.type("half", until: "half"))
        try news.write("show".utf8)
        #expect(try reader.wait(for: "news\r\n> half"), "\(reader.text)")
        #expect(try reader.type(" whole\r", until: "[half whole]"), "\(reader.text)")
        #expect(try reader.type("again", until: "again"))
        try news.write("redraw".utf8)
        #expect(try reader.wait(for: "new> again"), "\(reader.text)")
        try news.write("give up".utf8)
        #expect(try reader.wait(for: "[interrupted]"), "\(reader.text)")
        #expect(try reader.type("ok\r", until: "[ok]"), "\(reader.text)")
    }

    @Test("a dumb terminal is shown text only")
    func dumb() throws {
        let reader = try LineReader(prompt: "\u{1b}[32mhost>\u{1b}[0m ", term: "dumb")
        #expect(try reader.type("hllo\u{2}\u{2}\u{2}e\r", until: "[hello]"), "\(reader.text)")
        #expect(try reader.type("be\t", until: "beta  beat\r\nhost> be"), "\(reader.text)")
        #expect(!reader.shown.contains(27), "\(reader.text)")
    }

    @Test("a line is longer than a window of 20 columns, and the window changes")
    func narrow() throws {
        let reader = try LineReader(columns: 20)
        let long = String(repeating: "0123456789", count: 7)
        #expect(try reader.type(long + "\u{1}a\u{5}z\r", until: "[a\(long)z]"), "\(reader.text)")
        #expect(try reader.type("half", until: "half"))
        try reader.terminal.resize(columns: 60, rows: 24)
        #expect(try reader.wait(for: "> half", after: reader.shown.count), "\(reader.text)")
        #expect(try reader.type(" whole\r", until: "[half whole]"), "\(reader.text)")
    }

    @Test("colours in the prompt are drawn and take no columns")
    func colours() throws {
        let reader = try LineReader(prompt: "\u{1b}[1m\u{1b}[32mhost\u{1b}[0m> \u{1b}[0m")
        #expect(reader.text.contains("\u{1b}[1m\u{1b}[32mhost"), "\(reader.text.debugDescription)")
        #expect(PromptText("\u{1b}[32ma\u{1b}[0m").marked == "\u{1}\u{1b}[32m\u{1b}[0m\u{1}a")
        #expect(PromptText("\u{1b}[3ma\u{1b}[1m\u{1b}[0mb").plain == "ab")
        #expect(PromptText("\u{1}a\u{7}\u{1b}]0;x\u{7}b").plain == "ab")
    }

    @Test("the terminal's settings are the same afterwards")
    func settings() throws {
        let reader = try LineReader()
        let editing = reader.settings
        #expect(try reader.type("exit\r", until: "[exit]"))
        #expect(try reader.finish() == .exited(0))
        #expect(reader.settings != editing)
        #expect(reader.settings == (try freshSettings()))
    }

    @Test(
        "the terminal's settings are the same after a signal while a line is typed",
        arguments: [SIGSEGV, SIGABRT, SIGTERM, SIGHUP])
    func crash(signal: Int32) throws {
        let reader = try LineReader()
        #expect(try reader.type("half", until: "half"))
        try reader.process.signal(signal)
        #expect(try reader.finish() == .killed(signal: signal))
        #expect(reader.settings == (try freshSettings()))
    }

    /// The settings of a new terminal.
    private func freshSettings() throws -> String {
        let master = try Descriptor.open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var settings = termios()
        try #require(tcgetattr(master.number, &settings) == 0)
        return "\(settings.c_iflag) \(settings.c_oflag) \(settings.c_cflag) \(settings.c_lflag)"
    }
}
