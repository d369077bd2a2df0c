import Glibc
import HostAbilities
import Namespaces
import SystemCalls
import Terminal
import Testing

/// A directory of one test's own, which goes with it.
final class TestDirectory {
    let path: String

    init() throws {
        var template = Array("/tmp/nsshell-editor-XXXXXX".utf8CString)
        path = try #require(mkdtemp(&template).map { String(cString: $0) })
    }

    deinit {
        for name in (try? namesInDirectory(path)) ?? [] { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    /// Puts a file there.
    func write(_ text: String, to name: String, mode: UInt32 = 0o600) throws {
        try Descriptor.open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, mode: mode)
            .write(text.utf8)
    }

    func mode(of name: String) -> UInt32 {
        var status = stat()
        return stat("\(path)/\(name)", &status) == 0 ? status.st_mode & 0o777 : 0
    }
}

/// The program `LineReader` on a terminal of its own, which the test sees from the other side.
final class LineReader {
    let process: ProcessDescriptor
    let terminal: PseudoTerminal
    private(set) var shown: [UInt8] = []
    private var hasBeenReaped = false

    /// The program stands beside that of the tests.
    private static func path() throws -> String {
        let tests = try readLink("/proc/self/exe")
        let beside = tests.lastIndex(of: "/").map { tests[..<$0] } ?? ""
        return "\(beside)/LineReader"
    }

    init(
        prompt: String = "> ", history: String? = nil, fifo: String? = nil,
        home: String = "/nonexistent", term: String = "xterm", columns: Int = 80
    ) throws {
        let sockets = try SocketPair()
        var plan = Plan(
            Operation.havingTerminal(columns: columns, sendingTo: sockets.far.number))
        let program = try Self.path()
        plan.append([
            .defaultSignals, .closeFrom(3, onExecute: true),
            .execute(
                file: program, searching: "",
                arguments: [program, prompt, history ?? ""] + (fifo.map { [$0] } ?? []),
                environment: ["HOME=\(home)", "TERM=\(term)", "LANG=C", "PATH=/usr/bin:/bin"]),
        ])
        let spawned = try plan.spawn()
        terminal = PseudoTerminal(master: try sockets.takeNear().receiveDescriptor())
        _ = try spawned.report()
        process = spawned.takeProcess()
        try #require(try wait(for: ">"), "\(text)")
    }

    deinit {
        guard !hasBeenReaped else { return }
        try? process.signal(SIGKILL)
        _ = try? process.wait()
    }

    var text: String { String(decoding: shown, as: UTF8.self) }

    /// The terminal's settings, which outlive the process.
    var settings: String {
        var settings = termios()
        guard tcgetattr(terminal.master.number, &settings) == 0 else { return "errno \(errno)" }
        return "\(settings.c_iflag) \(settings.c_oflag) \(settings.c_cflag) \(settings.c_lflag)"
    }

    func type(_ text: String) throws { try terminal.master.write(text.utf8) }

    /// Types, and waits for what is shown after that; false at the deadline.
    func type(_ text: String, until answer: String) throws -> Bool {
        let start = shown.count
        try type(text)
        return try wait(for: answer, after: start)
    }

    /// Reads until the terminal has shown `text` after its first `start` bytes, and after a reading
    /// the next prompt: what is typed before that is not yet the editor's.
    func wait(for text: String, after start: Int = 0) throws -> Bool {
        let deadline = Deadline(milliseconds: 5000)
        while true {
            let new = String(decoding: shown[start...], as: UTF8.self)
            if let found = new.firstRange(of: text) {
                let isReading = text.contains("[") && !text.contains("[exit]")
                if !isReading || new[found.upperBound...].contains(">") { return true }
            }
            guard !deadline.hasPassed,
                let bytes = try terminal.read(milliseconds: deadline.millisecondsLeft)
            else { return false }
            shown += bytes
        }
    }

    /// Waits for its end; nil at the deadline, which kills it.
    func finish() throws -> ProcessEnd? {
        let deadline = Deadline(milliseconds: 5000)
        while !deadline.hasPassed,
            let bytes = try terminal.read(milliseconds: deadline.millisecondsLeft)
        {
            shown += bytes
        }
        if deadline.hasPassed { try process.signal(SIGKILL) }
        hasBeenReaped = true
        let end = try process.wait()
        return deadline.hasPassed ? nil : end
    }
}
