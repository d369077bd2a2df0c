internal import Lab
internal import Lessons
internal import Namespaces
internal import SystemCalls

/// What there is before a lesson is played: its lab with the first terminal, or why it cannot be.
///
/// Not for sharing between threads, as its lab is not.
struct Preparation {
    /// Why a lesson is not played.
    struct Obstacle: Error {
        let outcome: PlayOutcome
    }

    let outcome: Result<Classroom, Obstacle>
    /// How long it took.
    let nanoseconds: UInt64

    init(for lesson: Lesson) {
        let start = Deadline.now
        outcome = Result { () throws(Obstacle) in try Self.classroom(for: lesson) }
        nanoseconds = Deadline.now - start
    }

    var classroom: Classroom? { try? outcome.get() }

    private static func classroom(for lesson: Lesson) throws(Obstacle) -> Classroom {
        if let reason = Requirements.whatIsMissing(for: lesson) {
            throw Obstacle(outcome: .skipped(reason: reason))
        }
        let classroom: Classroom
        do throws(SystemCallError) {
            classroom = try Classroom(lesson.labFeatures, isTraced: lesson.namesCalls)
        } catch  where error.isMissingLink {
            throw Obstacle(outcome: .skipped(reason: Requirements.reason(of: error)))
        } catch {
            throw Obstacle(outcome: .noLab(error))
        }
        // Where it cannot be opened the first step finds that out.
        let session = try? classroom.session(classroom.current)
        // Some machines refuse to trace only when it is tried.
        if lesson.namesCalls, let why = session?.whyUntraced {
            classroom.end()
            throw Obstacle(outcome: .skipped(reason: Requirements.reason(untraced: why)))
        }
        return classroom
    }
}
