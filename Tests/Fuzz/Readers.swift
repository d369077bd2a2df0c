/// A target of libFuzzer: `.ci/fuzz` builds and runs it.
///
/// The first byte chooses what reads the rest.
import Transcripts

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard let choice = input.first else { return 0 }
    let rest = Array(input.dropFirst())
    switch choice % 4 {
    case 0: readCast(rest)
    case 1: readLesson(rest)
    default: readCram(rest)
    }
    return 0
}

private func readCast(_ bytes: [UInt8]) {
    guard let cast = try? Asciicast(reading: bytes) else { return }
    var text = PlayableText()
    for case .output(let words) in cast.events.map(\.kind) { _ = text.passing(words) }
    // What was read is what is written.
    precondition((try? Asciicast(reading: cast.bytes))?.columns == cast.columns)
}

private func readLesson(_ bytes: [UInt8]) {
    guard let transcript = LessonTranscript(bytes) else { return }
    _ = transcript.help
    let lines = transcript.lines
    let volatile = VolatileText()
    for section in transcript.sections {
        _ = transcript.console(of: section)
        for entry in section.entries {
            for line in lines[entry.written] { _ = volatile.line(line) }
        }
    }
    let actual = transcript.actual([])
    _ = Difference(expected: transcript.lines, actual: actual).unified(path: "f")
}

/// A transcript and what was written, behind a byte 0.
private func readCram(_ bytes: [UInt8]) {
    let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
    let transcript = Transcript(Array(parts[0]))
    let conditions = Conditions(transcript) { $0.utf8.count % 2 == 0 }
    let script = CramScript(transcript, salt: "SALT", conditions: conditions)
    let output = parts.count > 1 ? Array(parts[1]) : script.input
    let difference = Difference(expected: script.expected, actual: script.actual(output))
    precondition(difference.isEmpty == difference.unified(path: "f").isEmpty)
    _ = difference.accepted
}
