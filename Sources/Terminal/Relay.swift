internal import CLinux
import Glibc
public import SystemCalls

/// Passes bytes between the learner's terminal, in raw mode, and a pseudoterminal: what a program
/// behind it shows and reads goes through unchanged, keys such as Ctrl-C included.
public struct Relay: ~Copyable {
    private let terminal: PseudoTerminal
    private let input: Int32
    private let output: Int32
    /// What was typed and the terminal behind has not taken yet: a program may never read it, and
    /// its output has to be shown all the same.
    private var typed: [UInt8] = []
    /// What a program wrote and the learner's terminal has not taken yet: it may be stopped, and a
    /// signal has to be heard all the same.
    private var shown: ArraySlice<UInt8> = []
    private var isInputOpen = true
    private var isOver = false

    /// - Parameters:
    ///   - input: a terminal; its settings are put back when the relay goes.
    ///   - output: usually the same terminal.
    public init(
        to terminal: consuming PseudoTerminal, input: Int32, output: Int32
    ) throws(SystemCallError) {
        try checked(nl_make_raw(input), "tcsetattr", "raw mode")
        self.terminal = terminal
        self.input = input
        self.output = output
    }

    deinit { nl_restore_terminal() }

    /// The window of a terminal in characters; nil where it tells none.
    public static func windowSize(of descriptor: Int32) -> (columns: Int, rows: Int)? {
        var columns: UInt16 = 0
        var rows: UInt16 = 0
        guard nl_window_size(descriptor, &columns, &rows) == 0, columns > 0, rows > 0 else {
            return nil
        }
        return (Int(columns), Int(rows))
    }

    /// Runs until every program has closed the pseudoterminal, `ended` can be read, or a signal
    /// asks this process to end.
    ///
    /// - Parameter ended: a descriptor that becomes readable at the end, such as a pidfd.
    /// - Returns: the signal that asked for the end, if one did.
    public mutating func run(until ended: Int32) throws(SystemCallError) -> Int32? {
        let signals = try SignalQueue([SIGWINCH, SIGTERM, SIGHUP, SIGINT])
        // It may have changed before its signal was waited for.
        try followWindow()
        let master = terminal.master.number
        _ = fcntl(master, F_SETFL, fcntl(master, F_GETFL) | O_NONBLOCK)
        while !(isOver && shown.isEmpty) {
            // Nothing more is read from a side before the other has taken what was.
            let mayShow = shown.isEmpty && !isOver
            let behind = (mayShow ? POLLIN : 0) | (typed.isEmpty ? 0 : POLLOUT)
            let mayType = isInputOpen && typed.count < Self.mostTyped
            var polls = [
                pollfd(fd: behind == 0 ? -1 : master, events: Int16(behind), revents: 0),
                pollfd(fd: mayShow ? ended : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: signals.descriptor.number, events: Int16(POLLIN), revents: 0),
                pollfd(fd: mayType ? input : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: shown.isEmpty ? -1 : output, events: Int16(POLLOUT), revents: 0),
            ]
            if poll(&polls, nfds_t(polls.count), -1) < 0 {
                if errno == EINTR { continue }
                throw SystemCallError("poll", "the terminal", errno: errno)
            }
            while let signal = signals.next() {
                guard signal == SIGWINCH else { return signal }
                try followWindow()
            }
            if polls[0].revents != 0 { try pass() }
            if polls[3].revents != 0 { try readTyped() }
            if polls[4].revents != 0 { try show() }
            let isReadable = polls[0].revents & ~Int16(POLLOUT) != 0
            if mayShow, isReadable || polls[1].revents != 0 { try takeShown(all: !isReadable) }
        }
        return nil
    }

    /// Bytes that may wait to be taken by the terminal behind, before the learner's has to wait.
    private static let mostTyped = 1 << 16

    private mutating func readTyped() throws(SystemCallError) {
        let bytes = try Self.read(input)
        isInputOpen = !bytes.isEmpty
        typed += bytes
        try pass()
    }

    /// Takes over what a program wrote.
    ///
    /// - Parameter all: the program has ended, so this is the last of it.
    private mutating func takeShown(all: Bool) throws(SystemCallError) {
        isOver = all
        repeat {
            guard let bytes = try terminal.read(milliseconds: 0) else {
                isOver = true
                break
            }
            shown += bytes
            if bytes.isEmpty { break }
        } while all
    }

    /// Hands on as much as the terminal behind takes now.
    private mutating func pass() throws(SystemCallError) {
        if let count = try Self.write(typed[...], to: terminal.master.number, "the terminal behind")
        {
            typed.removeFirst(count)
        } else {
            // Nobody is left who could read it.
            typed = []
        }
    }

    /// What a terminal surely takes at once when `poll(2)` says that it takes something: the least
    /// that the kernel makes room for. More could have to wait, and not to wait is a setting of the
    /// *open file*, which whoever started this process has too.
    static let surelyTaken = 256

    /// Hands on what the learner's terminal takes now.
    private mutating func show() throws(SystemCallError) {
        guard let count = try Self.write(shown.prefix(Self.surelyTaken), to: output, "the terminal")
        else { throw SystemCallError("write", "the terminal", errno: EIO) }
        shown = shown.dropFirst(count)
    }

    private func followWindow() throws(SystemCallError) {
        guard let size = Self.windowSize(of: output) else { return }
        try terminal.resize(columns: size.columns, rows: size.rows)
    }

    /// How many of the bytes a terminal takes now; nil where it has hung up.
    private static func write(
        _ bytes: ArraySlice<UInt8>, to terminal: Int32, _ name: String
    ) throws(SystemCallError) -> Int? {
        if bytes.isEmpty { return 0 }
        let wrote = bytes.withUnsafeBytes {
            Glibc.write(terminal, $0.baseAddress, $0.count)
        }
        if wrote >= 0 { return wrote }
        switch errno {
        case EAGAIN, EINTR: return 0
        case EIO: return nil
        default: throw SystemCallError("write", name, errno: errno)
        }
    }

    private static func read(_ descriptor: Int32) throws(SystemCallError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 4096)
        var got: Int
        repeat {
            got = Glibc.read(descriptor, &buffer, buffer.count)
        } while got < 0 && errno == EINTR
        // EIO: the learner's terminal has hung up, which is the end of what is typed.
        if got < 0, errno != EIO { throw SystemCallError("read", "the terminal", errno: errno) }
        if got < 0 { return [] }
        return Array(buffer[..<got])
    }
}
