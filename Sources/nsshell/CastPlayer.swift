import Glibc
import SystemCalls
import Terminal
import Transcripts

/// Shows a recording in a terminal, and obeys keys meanwhile.
struct CastPlayer {
    private let cast: Asciicast
    private var speed: Double
    private var isStopped = false
    private var text = PlayableText()
    private let learner = LearnersTerminal(input: STDIN_FILENO, output: STDOUT_FILENO)
    /// Nothing is waited for longer, in microseconds.
    private static let longestWait = 3_000_000

    private enum Wish {
        case goOn, nextStep, quit
        case signal(Int32)
    }

    init(_ cast: Asciicast, speed: Double) {
        self.cast = cast
        self.speed = speed
    }

    /// - Returns: the signal that ended it, if one did.
    mutating func play() throws(SystemCallError) -> Int32? {
        let signals = try SignalQueue([SIGTERM, SIGHUP, SIGINT])
        let raw = try RawMode(of: STDIN_FILENO)
        defer { withExtendedLifetime(raw) { close() } }
        var last = 0
        var isHurried = false
        for event in cast.events {
            if !isHurried {
                switch try wait(min(event.time - last, Self.longestWait), signals) {
                case .goOn: break
                case .nextStep: isHurried = true
                case .quit: return nil
                case .signal(let signal): return signal
                }
            }
            last = event.time
            switch event.kind {
            case .output(let words): learner.show(Array(text.passing(words).utf8)[...])
            case .marker: isHurried = false
            case .input, .resize, .exit: break
            }
        }
        return nil
    }

    /// Ends the line and the colours that the recording may have left.
    private func close() { learner.show(Array("\u{1B}[0m\r\n".utf8)[...]) }

    /// Waits as long as the recording says, and longer while it is stopped.
    private mutating func wait(
        _ microseconds: Int, _ signals: borrowing SignalQueue
    ) throws(SystemCallError) -> Wish {
        var left = Double(max(microseconds, 0))
        while isStopped || left > 0 {
            let start = Deadline.now
            let milliseconds =
                isStopped ? -1 : Int32(clamping: Int((left / speed / 1000).rounded(.up)))
            let ready = try waitUntilReadable(
                [STDIN_FILENO, signals.descriptor.number], milliseconds: milliseconds)
            if !isStopped { left -= Double((Deadline.now - start) / 1000) * speed }
            if let signal = signals.next() { return .signal(signal) }
            guard ready.contains(0) else { continue }
            guard let keys = try learner.keys() else { return .signal(SIGHUP) }
            for key in keys {
                switch key {
                case UInt8(ascii: " "): isStopped.toggle()
                case UInt8(ascii: "+"), UInt8(ascii: "="): speed = min(speed * 1.5, 100)
                case UInt8(ascii: "-"): speed = max(speed / 1.5, 0.1)
                case UInt8(ascii: "n"):
                    isStopped = false
                    return .nextStep
                case UInt8(ascii: "q"), 3, 4: return .quit
                default: break
                }
            }
        }
        return .goOn
    }
}
