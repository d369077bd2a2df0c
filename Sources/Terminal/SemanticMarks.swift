/// Pseudoterminals, the learner's terminal in raw mode, and the marks that shells print.
///
/// This room knows terminals. It does *not* know what runs behind them.

/// What a shell's output holds once its semantic-prompt marks (OSC 133) are told from the rest.
public enum TerminalEvent: Hashable, Sendable {
    /// Bytes that a program wrote. Prompts are not among them.
    case output([UInt8])
    /// `D`: the last command ended; nil where the mark carries no status.
    case commandEnded(status: Int32?)
    /// `B`: the shell has printed its prompt and will read.
    case promptPrinted(continuation: Bool)
    /// `C`: the shell starts the command that it has read.
    case commandStarted
}

/// Separates a shell's marks from its output, however the bytes are cut into reads.
public struct SemanticMarks: Sendable {
    private enum State {
        case text, escape, operatingSystemCommand, escapeInCommand
    }
    private var state = State.text
    private var command: [UInt8] = []
    private var isInPrompt = false
    private var isContinuation = false

    /// A longer OSC is no mark: xterm's own limit on such strings is of this order.
    private static let longestCommand = 4096
    private static let bell: UInt8 = 7
    private static let escapeByte: UInt8 = 27

    public init() {}

    public mutating func read(_ bytes: some Sequence<UInt8>) -> [TerminalEvent] {
        var events: [TerminalEvent] = []
        var text: [UInt8] = []
        func flush(_ text: inout [UInt8], _ events: inout [TerminalEvent]) {
            if !text.isEmpty { events.append(.output(text)) }
            text = []
        }
        for byte in bytes {
            switch state {
            case .text where byte == Self.escapeByte: state = .escape
            case .text: if !isInPrompt { text.append(byte) }
            case .escape where byte == UInt8(ascii: "]"):
                state = .operatingSystemCommand
                command = []
            case .escape:
                state = byte == Self.escapeByte ? .escape : .text
                if !isInPrompt { text += state == .escape ? [byte] : [Self.escapeByte, byte] }
            case .operatingSystemCommand where byte == Self.escapeByte: state = .escapeInCommand
            case .operatingSystemCommand where byte != Self.bell && command.count < Self.longestCommand:
                command.append(byte)
            case .operatingSystemCommand, .escapeInCommand:
                // Ended by BEL or by ST (ESC \); one that is cut off ends here too.
                state = .text
                if let event = mark() {
                    flush(&text, &events)
                    events += event
                } else if !isInPrompt {
                    text += [Self.escapeByte, UInt8(ascii: "]")] + command + [Self.bell]
                }
            }
        }
        flush(&text, &events)
        return events
    }

    /// The event of the command just read: empty for a mark that only opens a prompt, nil where it
    /// is no mark at all.
    private mutating func mark() -> [TerminalEvent]? {
        let words = String(decoding: command, as: UTF8.self).split(separator: ";")
        guard words.count >= 2, words[0] == "133" else { return nil }
        switch words[1] {
        case "A":
            isInPrompt = true
            isContinuation = words.contains("k=s")
            return []
        case "B":
            isInPrompt = false
            return [.promptPrinted(continuation: isContinuation)]
        case "C": return [.commandStarted]
        case "D": return [.commandEnded(status: words.count > 2 ? Int32(words[2]) : nil)]
        default: return nil
        }
    }
}
