internal import Glibc
internal import Namespaces
public import SystemCalls
public import Terminal

extension Session {
    /// The name of the program that the learner talks to; nil where it has just ended.
    public var programName: String? { partner?.name }

    /// The working directory of whom the learner talks to, `~` for the home directory; `?` where it
    /// cannot be read.
    public var directory: String { Self.directory(of: here) }

    /// The working directory of a process, as ``directory``.
    public static func directory(of pid: Int32) -> String {
        guard let path = try? readLink("/proc/\(pid)/cwd") else { return "?" }
        return path == "/root" ? "~" : path.hasPrefix("/root/") ? "~" + path.dropFirst(5) : path
    }

    /// How a command that had the learner's terminal came to its end, or to a pause.
    public enum RelayEnd: Hashable, Sendable {
        /// The shell has printed a prompt and reads; `state` tells whether for the rest of a command.
        case prompt
        /// A line was typed ahead that is not for this session; the command runs on.
        case asked
        /// Nobody holds the session's terminal any more.
        case ended
        /// A signal asks this process to end, or the learner's terminal has hung up.
        case signalled(Int32)
    }

    /// Types a line and gives the command the learner's terminal, as ``follow(on:isForSession:)`` does.
    public func run(
        _ line: String, on learner: LearnersTerminal, isForSession: (String) -> Bool
    ) throws(SystemCallError) -> RelayEnd {
        try begin(Array(line.utf8) + [UInt8(ascii: "\n")])
        return try follow(on: learner, isForSession: isForSession)
    }

    /// Gives what runs here the learner's terminal until the session's shell has printed its prompt and
    /// reads again.
    ///
    /// Keys go to a program that waits for them, and to one that reads keys and not lines; Ctrl-C and
    /// its like at once. Others wait in `typedAhead`, where the next reader finds them: what is typed
    /// while a command runs is for what comes after it. What is typed in a shell that prints no marks
    /// goes to it as to any program: the learner leaves it so.
    ///
    /// - Parameter isForSession: false for a line that is typed while nobody waits for it and that has
    ///   to be obeyed at once.
    public func follow(
        on learner: LearnersTerminal, isForSession: (String) -> Bool
    ) throws(SystemCallError) -> RelayEnd {
        let raw = try RawMode(of: learner.input)
        defer { withExtendedLifetime(raw) {} }
        let signals = try SignalQueue([SIGWINCH, SIGTERM, SIGHUP])
        try resize(to: learner)
        lab.bound()
        // A terminal that takes nothing keeps nobody from ending this process.
        var ending: Int32?
        let show = { [self] (bytes: ArraySlice<UInt8>) in
            guard ending == nil else { return }
            learner.show(bytes, unless: signals.descriptor.number) {
                ending = nextEnding(signals, learner)
                return ending != nil
            }
        }
        show(takeUnseen()[...])
        onOutput = show
        defer { onOutput = nil }
        var keys = WaitingKeys()
        // What is typed ahead of a short command is for after it.
        let isLong = Deadline(milliseconds: 1000)
        var patience = Patience()
        while true {
            let idle = signals.descriptor.number
            let ready = try waitUntilReadable(
                [
                    terminal.master.number, idle, learner.hasRoom ? learner.input : idle,
                    shell.process.descriptor.number,
                ],
                milliseconds: patience.milliseconds(afterPrompt: hasPrompt))
            if let signal = ending ?? nextEnding(signals, learner) { return .signalled(signal) }
            if ready.contains(2), learner.hasRoom {
                guard let typed = try learner.keys() else { return .signalled(SIGHUP) }
                keys.take(typed, into: &learner.typedAhead, terminal.immediateKeys)
                patience = Patience()
            }
            if keys.hasImmediate {
                // What was written before the key stands before it.
                try takeInFlight()
                if state == .ended { return .ended }
                prepareForKeys()
                hasPassed(try keys.passImmediate(to: terminal))
                patience = Patience()
            }
            if ready.contains(0) {
                guard try takeShown() else { return .ended }
                patience = Patience()
            }
            if try endsWithShell() { return .ended }
            let isAwaited = isWaitingForInput(
                amongAll: patience.isLong || !learner.typedAhead.isEmpty)
            if isAwaited {
                try takeInFlight()
                if state == .ended { return .ended }
                if hasPrompt {
                    keys.giveBack(to: &learner.typedAhead, terminal)
                    discipline.giveUpLine()
                    settled()
                    return .prompt
                }
            }
            if !learner.typedAhead.isEmpty {
                if isAwaited || !terminal.readsLines || readsWithoutWaiting {
                    prepareForKeys()
                    hasPassed(try keys.pass(&learner.typedAhead, to: terminal))
                    patience = Patience()
                } else if isLong.hasPassed, let line = WaitingKeys.line(of: learner.typedAhead),
                    !isForSession(line)
                {
                    return .asked
                }
            }
            if ready.isEmpty { patience.lengthen(afterPrompt: hasPrompt) }
        }
    }

    /// The next signal that asks this process to end; the window is followed before.
    private func nextEnding(
        _ signals: borrowing SignalQueue, _ learner: LearnersTerminal
    ) -> Int32? {
        while let signal = signals.next() {
            if signal != SIGWINCH { return signal }
            try? resize(to: learner)
        }
        return nil
    }

    private func resize(to learner: LearnersTerminal) throws(SystemCallError) {
        let size = learner.size
        try terminal.resize(columns: size.columns, rows: size.rows)
    }
}
