internal import CLinux
import Glibc
public import SystemCalls

/// Passes bytes between the learner's terminal, in raw mode, and a pseudoterminal: what a program
/// behind it shows and reads goes through unchanged, keys such as Ctrl-C included.
public struct Relay: ~Copyable {
    private let terminal: PseudoTerminal
    private let input: Int32
    private let output: Int32

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
    public func run(until ended: Int32) throws(SystemCallError) -> Int32? {
        let signals = try SignalQueue([SIGWINCH, SIGTERM, SIGHUP, SIGINT])
        // It may have changed before its signal was waited for.
        try followWindow()
        let master = terminal.master.number
        _ = fcntl(master, F_SETFL, fcntl(master, F_GETFL) | O_NONBLOCK)
        // What was typed and the terminal behind has not taken yet: a program may never read it, and
        // its output has to be shown all the same.
        var pending: [UInt8] = []
        var isOpen = true
        while true {
            var polls = [
                pollfd(
                    fd: master, events: Int16(pending.isEmpty ? POLLIN : POLLIN | POLLOUT), revents: 0),
                pollfd(fd: ended, events: Int16(POLLIN), revents: 0),
                pollfd(fd: signals.descriptor.number, events: Int16(POLLIN), revents: 0),
                pollfd(
                    fd: isOpen && pending.count < Self.mostPending ? input : -1,
                    events: Int16(POLLIN), revents: 0),
            ]
            if poll(&polls, nfds_t(polls.count), -1) < 0 {
                if errno == EINTR { continue }
                throw SystemCallError("poll", "the terminal", errno: errno)
            }
            while let signal = signals.next() {
                guard signal == SIGWINCH else { return signal }
                try followWindow()
            }
            let isReadable = polls[0].revents & ~Int16(POLLOUT) != 0
            if isReadable {
                guard let bytes = try terminal.read(milliseconds: 0) else { return nil }
                try write(bytes)
            }
            if polls[0].revents & Int16(POLLOUT) != 0 { try pass(&pending) }
            if polls[3].revents != 0 {
                let bytes = try Self.read(input)
                isOpen = !bytes.isEmpty
                pending += bytes
                try pass(&pending)
            }
            // Only once everything that was written has been shown.
            if polls[1].revents != 0, !isReadable {
                while let rest = try terminal.read(milliseconds: 0), !rest.isEmpty { try write(rest) }
                return nil
            }
        }
    }

    /// Bytes that may wait to be taken by the terminal behind, before the learner's has to wait.
    private static let mostPending = 1 << 16

    /// Hands on as much as the terminal behind takes now.
    private func pass(_ pending: inout [UInt8]) throws(SystemCallError) {
        guard !pending.isEmpty else { return }
        let wrote = pending.withUnsafeBytes {
            Glibc.write(terminal.master.number, $0.baseAddress, $0.count)
        }
        if wrote > 0 {
            pending.removeFirst(wrote)
        } else if wrote < 0, errno != EAGAIN, errno != EINTR, errno != EIO {
            throw SystemCallError("write", "the terminal behind", errno: errno)
        }
    }

    private func followWindow() throws(SystemCallError) {
        guard let size = Self.windowSize(of: output) else { return }
        try terminal.resize(columns: size.columns, rows: size.rows)
    }

    private func write(_ bytes: [UInt8]) throws(SystemCallError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let wrote = rest.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
            if wrote < 0 && errno == EINTR { continue }
            if wrote < 0 { throw SystemCallError("write", "the terminal", errno: errno) }
            rest = rest.dropFirst(wrote)
        }
    }

    private static func read(_ descriptor: Int32) throws(SystemCallError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 4096)
        var got: Int
        repeat { got = Glibc.read(descriptor, &buffer, buffer.count) } while got < 0 && errno == EINTR
        // EIO: the learner's terminal has hung up, which is the end of what is typed.
        if got < 0, errno != EIO { throw SystemCallError("read", "the terminal", errno: errno) }
        if got < 0 { return [] }
        return Array(buffer[..<got])
    }
}
