public import SystemCalls

/// What came of playing a lesson or a transcript.
public enum PlayOutcome: Sendable {
    /// All was as the file says.
    case passed
    /// A step did not pass; what was written differs, or could not be waited for.
    case failed
    /// This machine cannot play it, or the file itself says that it is not for it, with the reason;
    /// never a pass.
    case skipped(reason: String)
    /// No lab could be made.
    case noLab(SystemCallError)
}

extension PlayOutcome {
    /// Stable, for machines.
    var name: String {
        switch self {
        case .passed: "passed"
        case .failed: "failed"
        case .skipped: "skipped"
        case .noLab: "noLab"
        }
    }

    /// Why it was not played; nil where it was.
    var reason: String? {
        switch self {
        case .passed, .failed: nil
        case .skipped(let reason): reason
        case .noLab(let error): error.description
        }
    }
}
