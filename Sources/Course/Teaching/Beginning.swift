internal import Lab
public import Lessons
internal import Synchronization
internal import SystemCalls

/// A lesson, and the lab that was made for it while it was still being read.
///
/// To read a lesson takes as long as to make a lab, and who waits for both is a learner.
public struct Beginning {
    public let lesson: Lesson
    /// With its first terminal; nil where the lesson needs another one.
    let classroom: Classroom?

    /// - Parameter word: a lesson's name, or the path of its file.
    /// - Throws: why it cannot be read. What is wrong with the lab shows when one is made anew.
    public static func of(
        _ word: String, from library: LessonLibrary
    ) throws(LessonLibrary.Failure) -> Beginning {
        // A guess, and looked at again: most lessons need nothing beside what every lab has.
        guard library.needsNothingSpecial(word) else {
            return Beginning(lesson: try library.lesson(word), classroom: nil)
        }
        let read = Mutex<Result<Lesson, LessonLibrary.Failure>?>(nil)
        // The lab belongs to the thread that makes it, so the lesson is read by the other one.
        let reader = PlainThread {
            let result = Result { () throws(LessonLibrary.Failure) in try library.lesson(word) }
            read.withLock { $0 = result }
        }
        let classroom = reader.flatMap { _ in try? Classroom(terminalName: Lab.terminalName) }
        _ = try? classroom?.session(1)
        reader?.join()
        do throws(LessonLibrary.Failure) {
            let result = read.withLock { $0 }
            let lesson = if let result { try result.get() } else { try library.lesson(word) }
            if lesson.labFeatures.isEmpty, !lesson.namesCalls {
                return Beginning(lesson: lesson, classroom: classroom)
            }
            classroom?.end()
            return Beginning(lesson: lesson, classroom: nil)
        } catch {
            classroom?.end()
            throw error
        }
    }
}
