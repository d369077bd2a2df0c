public import Transcripts

/// What a transcript that somebody handed in has done of its lesson.
public struct Grade: Sendable {
    public enum Outcome: Sendable {
        case graded
        /// It is no lesson's transcript, or of a lesson that is not at hand.
        case unreadable(String)
        /// This machine cannot play the lesson.
        case skipped(String)
    }

    /// How a step went when its lines were typed again.
    public struct Step: Sendable {
        public enum State: String, Sendable {
            case done
            /// What was typed does not make it true.
            case failed
            /// Nothing was typed, and it is not true by what was typed before.
            case missing
            /// The hand-in says that the lesson's own way was taken.
            case skipped
            /// This machine cannot do it.
            case notAsked
        }

        public let id: String
        public let state: State
        /// Why it failed or was not asked, as one sentence.
        public let reason: String?
    }

    /// As the command line names it.
    public let path: String
    /// As its first line names it; empty where that names none.
    public let lesson: String
    public let outcome: Outcome
    /// One for each step of the lesson.
    public let steps: [Step]
    /// Whether it was made with the text of the lesson that is at hand.
    public let isSameText: Bool
    /// What it says was used of hints and answers; nil where it does not say.
    public let hints: Int?
    public let shown: [String]
    /// What it says was typed into programs, and is not in it.
    public let typedInto: [LessonTranscript.HelpUsed.TypedInto]
    /// What else its reader should know, a sentence each.
    public let remarks: [String]
    /// Whether not even its bytes could be had.
    public var isUnread = false
    public let nanoseconds: UInt64

    /// How many steps there were to do on this machine.
    public var asked: Int { steps.count - count(.notAsked) }

    /// How many steps went that way.
    public func count(_ state: Step.State) -> Int { steps.count { $0.state == state } }

    /// Whether all of the lesson was done by what was typed.
    public var isComplete: Bool {
        guard case .graded = outcome else { return false }
        return count(.done) == asked
    }
}
