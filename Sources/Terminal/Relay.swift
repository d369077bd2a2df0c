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
        var inputs = [master, ended, signals.descriptor.number, input]
        while true {
            let ready = try waitUntilReadable(inputs, milliseconds: -1)
            if ready.contains(2) {
                while let signal = signals.next() {
                    guard signal == SIGWINCH else { return signal }
                    try followWindow()
                }
            }
            if ready.contains(0) {
                guard let bytes = try terminal.read(milliseconds: 0) else { return nil }
                try write(bytes)
            }
            if ready.contains(3) {
                let bytes = try Self.read(input)
                if bytes.isEmpty { inputs.removeLast() } else { try terminal.master.write(bytes) }
            }
            // Only once everything that was written has been shown.
            if ready.contains(1), !ready.contains(0) {
                while let rest = try terminal.read(milliseconds: 0), !rest.isEmpty {
                    try write(rest)
                }
                return nil
            }
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
        let got = Glibc.read(descriptor, &buffer, buffer.count)
        if got < 0 {
            if errno == EINTR { return [] }
            throw SystemCallError("read", "the terminal", errno: errno)
        }
        return Array(buffer[..<got])
    }
}
