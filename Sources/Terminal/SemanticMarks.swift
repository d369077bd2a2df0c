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
    private static let escape: UInt8 = 27
    private static let introducer: [UInt8] = [escape, UInt8(ascii: "]")]

    public init() {}

    public mutating func read(_ bytes: some Sequence<UInt8>) -> [TerminalEvent] {
        var events: [TerminalEvent] = []
        var text: [UInt8] = []
        for byte in bytes {
            // Neither `ESC ESC` nor an escape in an OSC that ends nothing is the end of anything:
            // the second escape begins a sequence of its own.
            if state == .escapeInCommand, byte != UInt8(ascii: "\\") {
                show(Self.introducer + command, in: &text)
                state = .escape
            }
            switch state {
            case .text where byte == Self.escape: state = .escape
            case .text: show([byte], in: &text)
            case .escape where byte == UInt8(ascii: "]"):
                state = .operatingSystemCommand
                command = []
            case .escape where byte == Self.escape: show([byte], in: &text)
            case .escape:
                state = .text
                show([Self.escape, byte], in: &text)
            case .operatingSystemCommand where byte == Self.escape: state = .escapeInCommand
            case .operatingSystemCommand where byte == Self.bell:
                finish(with: [byte], &text, &events)
            case .operatingSystemCommand:
                command.append(byte)
                if command.count > Self.longestCommand {
                    state = .text
                    show(Self.introducer + command, in: &text)
                }
            case .escapeInCommand: finish(with: [Self.escape, byte], &text, &events)
            }
        }
        Self.flush(&text, &events)
        return events
    }

    /// A prompt is no output.
    private func show(_ bytes: [UInt8], in text: inout [UInt8]) {
        if !isInPrompt { text += bytes }
    }

    private static func flush(_ text: inout [UInt8], _ events: inout [TerminalEvent]) {
        if !text.isEmpty { events.append(.output(text)) }
        text = []
    }

    /// Ends a command, by BEL or by ST (`ESC \`). One that is no mark was output all along.
    private mutating func finish(
        with terminator: [UInt8], _ text: inout [UInt8], _ events: inout [TerminalEvent]
    ) {
        state = .text
        if let event = mark() {
            Self.flush(&text, &events)
            events += event
        } else {
            show(Self.introducer + command + terminator, in: &text)
        }
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
