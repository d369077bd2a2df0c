/// Where a command is typed: the namespaces that the shell there has for itself, and the terminal.
public struct Prompt: Hashable, Sendable, CustomStringConvertible {
    /// `host`, or what differs from the lab, in the order of `ls /proc/PID/ns`: `uts`, `mnt+pid`,
    /// `net:ns1`, `(pid)`.
    public let place: String
    /// 1-based; 2 is a second terminal on the lab.
    public let session: Int

    public init(place: String, session: Int = 1) {
        self.place = place
        self.session = session
    }

    /// As lessons write it: `uts$`, `host@2$`.
    public var description: String {
        session == 1 ? "\(place)$" : "\(place)@\(session)$"
    }
}

/// One thing typed in a session, or a wait between two.
public struct ConsoleLine: Hashable, Sendable {
    /// What is typed, or waited for.
    public enum Input: Hashable, Sendable {
        /// What the shell reads, continuation lines joined by `\n`, without the last one.
        case command(String)
        /// A key with Ctrl held down.
        case control(Control)
        /// The next line is typed when this is true.
        case until(Expectation)
    }

    /// The keys that a terminal turns into something other than text.
    public enum Control: String, Hashable, Sendable, CaseIterable {
        /// `VINTR`: SIGINT for the foreground group.
        case c = "^C"
        /// `VEOF`: end of input.
        case d = "^D"
        /// `VSUSP`: SIGTSTP for the foreground group.
        case z = "^Z"

        /// What the terminal receives: Ctrl-C is 3.
        public var byte: UInt8 {
            switch self {
            case .c: 3
            case .d: 4
            case .z: 26
            }
        }
    }

    /// Its own prompt, or that of the line before where it is written without one.
    public let prompt: Prompt
    public let input: Input
    /// Whether the shell must be at its prompt. False for a bare `^C` and for a line behind it, which
    /// are meant for a command that still runs, and for `until`.
    public let waitsForPrompt: Bool
    /// 1-based.
    public let line: Int

    public init(prompt: Prompt, input: Input, waitsForPrompt: Bool = true, line: Int) {
        self.prompt = prompt
        self.input = input
        self.waitsForPrompt = waitsForPrompt
        self.line = line
    }
}
