import CLinux
import Glibc
import HostAbilities
import Namespaces
import SystemCalls
import Terminal

/// A process with a terminal of its own, which the test sees from the other side.
final class TerminalChild {
    let process: ProcessDescriptor
    private let terminal: PseudoTerminal
    private(set) var shown: [UInt8] = []
    private var hasBeenReaped = false

    init(
        _ command: [String], as account: Account = .runner,
        environment: [String] = Child.environment, columns: Int = 80, rows: Int = 24
    ) throws {
        let sockets = try SocketPair()
        var plan = Plan(
            Operation.havingTerminal(
                columns: columns, rows: rows, sendingTo: sockets.far.number))
        plan.append(Child.becoming(command, account, environment, "/"))
        let spawned = try plan.spawn()
        terminal = PseudoTerminal(master: try sockets.takeNear().receiveDescriptor())
        do {
            _ = try spawned.report()
        } catch {
            try spawned.process.wait()
            throw error
        }
        process = spawned.takeProcess()
        Started.add(process.pid)
    }

    deinit {
        guard !hasBeenReaped else { return }
        try? process.signal(SIGKILL)
        _ = try? process.wait()
    }

    /// Can be read when the terminal shows something, or nobody holds it any more.
    var descriptor: Int32 { terminal.master.number }

    var text: String { String(decoding: shown, as: UTF8.self) }

    /// The terminal's settings, which outlive the process.
    var settings: String {
        var settings = termios()
        guard tcgetattr(terminal.master.number, &settings) == 0 else { return "errno \(errno)" }
        return "\(settings.c_iflag) \(settings.c_oflag) \(settings.c_cflag) \(settings.c_lflag)"
    }

    func type(_ text: String) throws { try terminal.master.write(text.utf8) }

    /// Types as much as the terminal takes, and reads meanwhile what it shows.
    ///
    /// - Parameter patience: how long the terminal may do neither, in milliseconds.
    /// - Returns: how many bytes were taken.
    func paste(_ bytes: [UInt8], patience: Int32) throws -> Int {
        let master = terminal.master.number
        let flags = fcntl(master, F_GETFL)
        _ = fcntl(master, F_SETFL, flags | O_NONBLOCK)
        defer { _ = fcntl(master, F_SETFL, flags) }
        var rest = bytes[...]
        while !rest.isEmpty {
            var polls = [pollfd(fd: master, events: Int16(POLLIN | POLLOUT), revents: 0)]
            guard poll(&polls, 1, patience) > 0 else { break }
            if polls[0].revents & Int16(POLLOUT) != 0 {
                let wrote = rest.withUnsafeBytes { Glibc.write(master, $0.baseAddress, $0.count) }
                if wrote > 0 { rest = rest.dropFirst(wrote) }
            }
            if polls[0].revents & ~Int16(POLLOUT) != 0 {
                guard let more = try terminal.read(milliseconds: 0) else { break }
                shown += more
            }
        }
        return bytes.count - rest.count
    }

    /// Whether it has ended, which is waited for without reading what it shows.
    func hasEnded(milliseconds: Int32) throws -> Bool {
        try !waitUntilReadable([process.descriptor.number], milliseconds: milliseconds).isEmpty
    }

    func resize(columns: Int, rows: Int) throws {
        try terminal.resize(columns: columns, rows: rows)
    }

    /// Types a line and waits until the terminal has shown an answer, which must not be part of the
    /// line itself; false at the deadline.
    func ask(_ line: String, _ answer: String) throws -> Bool {
        let start = shown.count
        try type(line + "\n")
        return try wait(for: answer, after: start)
    }

    /// Takes in what the terminal shows; false at the deadline, and where nobody holds it any more.
    func read(until deadline: Deadline) throws -> Bool {
        guard !deadline.hasPassed,
            let bytes = try terminal.read(milliseconds: deadline.millisecondsLeft)
        else { return false }
        shown += bytes
        return true
    }

    /// The terminal is gone, as when its window is closed.
    func hangUp() throws {
        let nowhere = try Descriptor.open("/dev/null", O_RDWR)
        guard dup2(nowhere.number, terminal.master.number) >= 0 else {
            throw SystemCallError("dup2", "the terminal", errno: errno)
        }
    }

    /// Reads until the terminal has shown `text` after its first `start` bytes; false at the deadline.
    func wait(for text: String, after start: Int = 0, milliseconds: Int = Child.patience) throws -> Bool {
        let deadline = Deadline(milliseconds: milliseconds)
        while !String(decoding: shown[min(start, shown.count)...], as: UTF8.self).contains(text) {
            guard !deadline.hasPassed,
                let bytes = try terminal.read(milliseconds: deadline.millisecondsLeft)
            else { return false }
            shown += bytes
        }
        return true
    }

    /// Waits for its end, reading what it shows; nil at the deadline, which kills it.
    func finish(milliseconds: Int = Child.patience) throws -> ProcessEnd? {
        let deadline = Deadline(milliseconds: milliseconds)
        while !deadline.hasPassed,
            let bytes = try terminal.read(milliseconds: deadline.millisecondsLeft)
        {
            shown += bytes
        }
        let ready = try waitUntilReadable(
            [process.descriptor.number], milliseconds: deadline.millisecondsLeft)
        if ready.isEmpty { try process.signal(SIGKILL) }
        let end = try process.wait()
        hasBeenReaped = true
        return ready.isEmpty ? nil : end
    }
}
