internal import Lessons
internal import SystemCalls
internal import Transcripts

/// Types a section of a lesson's transcript, also where a terminal is somewhere else than a prompt
/// says.
struct SectionTypist {
    /// Why the rest was not typed.
    struct Interruption: Error {
        let sentence: String
    }

    let classroom: Classroom
    let transcript: LessonTranscript
    /// As messages call it.
    let file: String
    /// The steps that a wait may name.
    let stepIDs: [String]
    /// How long one line may take, in milliseconds.
    let lineMilliseconds: Int
    /// How long all may take.
    var deadline: Deadline?

    /// - Parameter typed: called after each line.
    func type(
        _ section: LessonTranscript.Section, typed: () -> Void = {}
    ) throws(Interruption) {
        let lines: [ConsoleLine]
        do throws(LessonProblems) {
            lines = try ConsoleLine.read(
                transcript.console(of: section), file: file, steps: stepIDs, vocabulary: .all)
        } catch {
            throw Interruption(sentence: "\(error.problems[0])")
        }
        for (index, line) in lines.enumerated() {
            let left = deadline.map { Int($0.millisecondsLeft) } ?? lineMilliseconds
            let typist = Typist(
                classroom: classroom,
                deadline: Deadline(milliseconds: min(lineMilliseconds, left)),
                acceptsOtherPrompts: true)
            do throws(StepFailure) {
                try typist.type(line, next: index + 1 < lines.count ? lines[index + 1] : nil)
            } catch {
                throw Interruption(sentence: "\(file):\(line.line): \(error.sentence)")
            }
            typed()
        }
    }
}
