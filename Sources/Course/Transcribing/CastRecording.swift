internal import Lab
internal import Lessons
internal import SystemCalls
internal import Transcripts

/// How a lesson is recorded for people to watch.
public struct CastOptions: Sendable {
    /// Of asciicast: 2 or 3.
    public var version = 3
    /// Whether what is typed has events of its own.
    public var hasInput = false

    public init() {}
}

/// A lesson that plays itself, as a terminal that somebody types at.
///
/// Every byte of output is what a terminal showed, in that order. Time is told as a reader needs it: a
/// command is typed at the pace of a person, and waited for no longer than a second.
final class CastRecording {
    private var cast: Asciicast
    private let hasInput: Bool
    /// Microseconds since the beginning, as the recording tells them.
    private var clock = 0
    private var last = Deadline.now
    /// The beginning of a character whose rest has not come yet.
    private var unfinished: [UInt8] = []

    private static let keystroke = 45_000
    private static let reading = 600_000
    private static let longestWait = 1_000_000

    init(_ lesson: Lesson, _ options: CastOptions) {
        cast = Asciicast(version: options.version, title: "\(lesson.name): \(lesson.title)")
        hasInput = options.hasInput
    }

    func begin(_ step: Step) {
        clock += Self.reading
        add(.marker("\(step.id): \(step.title)"))
    }

    /// Shows a line as it is typed.
    func note(_ line: ConsoleLine, at prompt: Prompt?) {
        clock += Self.reading
        if let prompt { add(.output("\(prompt) ")) }
        // A wait is nobody's typing.
        if case .until = line.input { return }
        let isCommand = if case .command = line.input { true } else { false }
        for character in line.words.replacing("\n", with: "\r\n> ") {
            clock += Self.keystroke
            add(.output(String(character)))
            if hasInput, isCommand { add(.input(String(character))) }
        }
        clock += Self.reading / 2
        if hasInput, case .control(let control) = line.input {
            add(.input(String(Unicode.Scalar(control.byte))))
        }
        if hasInput, isCommand { add(.input("\r")) }
        add(.output("\r\n"))
        last = Deadline.now
    }

    /// What a terminal shows.
    func show(_ bytes: ArraySlice<UInt8>) {
        let now = Deadline.now
        clock += min(Int((now - last) / 1000), Self.longestWait)
        last = now
        unfinished += bytes
        let whole = unfinished.wholeCharacters
        if whole == 0 { return }
        add(.output(String(decoding: unfinished[..<whole], as: UTF8.self)))
        unfinished.removeFirst(whole)
    }

    /// The recording's bytes.
    ///
    /// - Parameter status: what the run ended with.
    func finished(status: Int) -> [UInt8] {
        clock += Self.reading
        add(.exit(status))
        return cast.bytes
    }

    private func add(_ kind: Asciicast.Event.Kind) {
        cast.events.append(Asciicast.Event(time: clock, kind: kind))
    }
}

extension [UInt8] {
    /// How many bytes there are before a character of UTF-8 that is not all there yet.
    fileprivate var wholeCharacters: Int {
        for length in 1...3 where count >= length {
            let byte = self[count - length]
            if byte & 0xC0 == 0x80 { continue }
            let needed = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            return needed > length ? count - length : count
        }
        return count
    }
}
