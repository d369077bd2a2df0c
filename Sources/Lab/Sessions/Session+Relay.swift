internal import Glibc
public import SystemCalls
internal import Terminal

/// The learner's own terminal, while a command of a session has it.
public struct LearnersTerminal {
    public let input: Int32
    public let output: Int32

    public init(input: Int32, output: Int32) {
        self.input = input
        self.output = output
    }

    /// Its window in characters; 80 × 24 where it tells none.
    public var size: (columns: Int, rows: Int) { Relay.windowSize(of: output) ?? (80, 24) }
}

extension Session {
    /// How a command that had the learner's terminal came to its end.
    public enum RelayEnd: Hashable, Sendable {
        /// The shell has printed a prompt and reads; `state` tells whether for the rest of a command.
        case prompt
        /// Nobody holds the session's terminal any more.
        case ended
        /// A signal asks this process to end, or the learner's terminal has hung up.
        case signalled(Int32)
    }

    /// Types a line and gives the command the learner's terminal, every key included, until the
    /// session's shell has printed its prompt and reads again.
    ///
    /// What is typed in a shell that prints no marks goes to it in the same way: the learner leaves it
    /// as any program.
    public func run(
        _ line: String, on learner: LearnersTerminal
    ) throws(SystemCallError) -> RelayEnd {
        try resize(to: learner)
        let raw = try RawMode(of: learner.input)
        defer { withExtendedLifetime(raw) {} }
        let signals = try SignalQueue([SIGWINCH, SIGTERM, SIGHUP])
        lab.bound()
        onOutput = { bytes in Self.show(bytes, on: learner.output) }
        defer { onOutput = nil }
        try begin(Array(line.utf8) + [UInt8(ascii: "\n")])
        var patience = Patience()
        var typed: ArraySlice<UInt8> = []
        while true {
            let sources = [
                terminal.master.number, signals.descriptor.number,
                // Nothing more is read than the terminal behind takes.
                typed.isEmpty ? learner.input : signals.descriptor.number,
            ]
            let ready = try waitUntilReadable(
                sources, milliseconds: patience.milliseconds(afterPrompt: hasPrompt))
            while let signal = signals.next() {
                guard signal == SIGWINCH else { return .signalled(signal) }
                try resize(to: learner)
            }
            if ready.contains(2), typed.isEmpty {
                guard let keys = Self.keys(from: learner.input) else { return .signalled(SIGHUP) }
                typed = keys[...]
            }
            if !typed.isEmpty {
                typed = typed.dropFirst(try terminal.pass(typed))
                patience = Patience()
            }
            if ready.contains(0) {
                guard try takeShown() else { return .ended }
                patience = Patience()
            }
            if typed.isEmpty, isWaitingForInput(amongAll: patience.isLong) {
                try takeInFlight()
                if state == .ended { return .ended }
                if hasPrompt {
                    settled()
                    return .prompt
                }
            }
            if ready.isEmpty { patience.lengthen(afterPrompt: hasPrompt) }
        }
    }

    private func resize(to learner: LearnersTerminal) throws(SystemCallError) {
        let size = learner.size
        try terminal.resize(columns: size.columns, rows: size.rows)
    }

    /// What was typed; nil where the terminal has hung up.
    private static func keys(from input: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let got = read(input, &buffer, buffer.count)
        return got > 0 ? Array(buffer[..<got]) : nil
    }

    private static func show(_ bytes: ArraySlice<UInt8>, on output: Int32) {
        var rest = bytes
        while !rest.isEmpty {
            let wrote = rest.withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
            // A terminal that has hung up is met by the next read.
            if wrote < 0 && errno != EINTR { return }
            rest = rest.dropFirst(max(wrote, 0))
        }
    }
}
