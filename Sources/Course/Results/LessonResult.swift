public import Lessons
public import SystemCalls

/// How a lesson went in a verification run.
public struct LessonResult: Sendable {
    /// As it was asked for where the lesson could not be read.
    public let lesson: Lesson
    public let outcome: PlayOutcome
    /// One for each step of the lesson, in order; empty where it was not begun.
    public let steps: [StepResult]
    /// What the machine refused and the lab does without.
    public let refusals: [SystemCallError]
    /// Wall-clock time, the lab's making and end included.
    public let nanoseconds: UInt64
    /// What was typed and what the terminals showed; nil where the lesson did not pass, or was not
    /// to be recorded.
    public var transcript: [UInt8]?
    /// A page to hand out, where one was made.
    public var page: String?
    /// A recording to watch, where one was made.
    public var cast: [UInt8]?
    /// Why the calls that were asked for could not be traced, in a sentence.
    public var whyUntraced: String?
}

/// How one step went.
public struct StepResult: Sendable {
    public enum Outcome: Sendable {
        case passed
        case failed(StepFailure)
        /// A step before it failed.
        case notReached
        /// This machine cannot do it, with the reason; never a pass.
        case skipped(reason: String)
    }

    public let step: Step
    public let outcome: Outcome
    /// What was expected, with the last verdict on each; empty where it was not played.
    public let verdicts: [JudgedExpectation]
    /// What the session last typed in wrote last.
    public let output: String
    public let nanoseconds: UInt64
    /// The system calls that were made, by session; nil where they were not asked for.
    public var calls: [SessionCalls]?
}

/// An expectation and the last verdict on it.
public struct JudgedExpectation: Sendable {
    public enum Role: String, Sendable {
        case expect, keep, when, until
    }

    public let role: Role
    public let expectation: Expectation
    public let verdict: Verdict
}

/// Why a step did not pass.
public enum StepFailure: Error, Sendable {
    /// True before anything was typed: the step would prove nothing.
    case alreadyTrue(JudgedExpectation)
    /// Not true by the deadline.
    case notTrue([JudgedExpectation])
    /// An invariant that does not hold, before or after the step.
    case broken(JudgedExpectation)
    /// The session is somewhere else than the lesson says.
    case otherPrompt(ConsoleLine, found: Prompt)
    /// A program still runs, or waits for more, when the next line was to be typed.
    case busy(ConsoleLine, found: String)
    /// The session or the whole lab ended while it was needed.
    case ended(ConsoleLine, what: String)
    /// The kernel refused something that the player itself needed.
    case refused(SystemCallError)

    /// 1-based line of the lesson that it is about; nil where it is about none.
    public var line: Int? {
        switch self {
        case .alreadyTrue(let judged), .broken(let judged): judged.expectation.line
        case .notTrue(let judged): judged.first?.expectation.line
        case .otherPrompt(let line, _), .busy(let line, _), .ended(let line, _): line.line
        case .refused: nil
        }
    }

    /// One sentence.
    public var sentence: String {
        switch self {
        case .alreadyTrue(let judged):
            "`\(judged.expectation.text)` was already true before the step, so it proves nothing"
        case .notTrue(let judged):
            judged.map { "`\($0.expectation.text)`: \($0.verdict)" }.joined(separator: "; ")
        case .broken(let judged):
            "`\(judged.expectation.text)` must hold throughout: \(judged.verdict)"
        case .otherPrompt(let line, let found):
            "the lesson types at \(line.prompt), but the session is at \(found)"
        case .busy(let line, let found):
            "`\(line.words)` could not be typed: \(found)"
        case .ended(let line, let what):
            "\(what) when `\(line.words)` was to be typed"
        case .refused(let error): error.description
        }
    }
}

extension ConsoleLine {
    /// What is typed or waited for, as the lesson writes it.
    public var words: String {
        switch input {
        case .command(let command): command
        case .control(let control): control.rawValue
        case .until(let expectation): "until \(expectation.text)"
        }
    }
}
