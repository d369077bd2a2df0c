internal import Terminal

/// What the commands of a window wrote, command by command: the shell edits its own line there, so
/// what it draws while one types is on the terminal too, and is no output.
struct WindowOutput {
    /// Of the last command that has ended.
    private(set) var output: [UInt8] = []
    /// The exit status of the last command; nil where none has ended or the shell tells none.
    private(set) var status: Int32?
    private var marks = SemanticMarks()
    private var current: [UInt8] = []
    /// Whether the shell has not said that a command begins, since its last prompt.
    private var isAtPrompt = false

    /// Output past this is kept from its end only.
    private static let most = 1 << 18
    /// What readline(3) writes to begin and to end bracketed paste.
    private static let pasting = [Array("\u{1b}[?2004h".utf8), Array("\u{1b}[?2004l\r".utf8)]

    /// - Returns: whether a command has ended.
    mutating func take(_ bytes: [UInt8]) -> Bool {
        var hasEnded = false
        for event in marks.read(bytes) {
            switch event {
            case .output(let bytes):
                current += bytes
                if current.count > Self.most { current.removeFirst(current.count - Self.most) }
            case .commandStarted:
                current = []
                isAtPrompt = false
            case .commandEnded(let status):
                if finish(status) { hasEnded = true }
            case .promptPrinted:
                current = []
                isAtPrompt = true
            }
        }
        return hasEnded
    }

    /// Forgets what was written in an earlier step.
    mutating func forget() {
        output = []
        status = nil
    }

    private mutating func finish(_ status: Int32?) -> Bool {
        var written = current.without(Self.pasting)
        if isAtPrompt {
            // A shell that does not say when a command begins: its line is drawn first.
            let line = written.prefix { $0 != UInt8(ascii: "\n") }
            if line.allSatisfy({ $0 == UInt8(ascii: "\r") }) { return false }
            written = Array(written.dropFirst(line.count + 1))
        }
        output = written
        self.status = status
        return true
    }
}

extension [UInt8] {
    /// Without these sequences at its beginning and its end.
    fileprivate func without(_ sequences: [[UInt8]]) -> [UInt8] {
        var rest = self[...]
        for sequence in sequences {
            if rest.starts(with: sequence) { rest = rest.dropFirst(sequence.count) }
            if rest.suffix(sequence.count).elementsEqual(sequence) {
                rest = rest.dropLast(sequence.count)
            }
        }
        return Array(rest)
    }
}
