public import SystemCalls

/// Why a learner cannot be brought to a step.
public enum TeachingFailure: Error, Sendable {
    /// This machine cannot run the lesson, with the reason and its mend.
    case unfit(reason: String)
    /// No lab could be made.
    case noLab(SystemCallError)
    /// The lesson's own commands did not do a step that comes before.
    case notReplayed(stepID: String, StepFailure)
    /// The lesson has no such step.
    case unknownStep(String, known: [String])

    /// One sentence, without a full stop.
    public var sentence: String {
        switch self {
        case .unfit(let reason): reason
        case .noLab(let error): error.description
        case .notReplayed(let id, let failure):
            "the step \(id) could not be done by its own commands: \(failure.sentence)"
        case .unknownStep(let id, let known):
            "there is no step \(id); the steps are \(known.joined(separator: ", "))"
        }
    }
}
