internal import Lessons
internal import SystemCalls

/// The words that several formats share.

/// `0.4 ms`, `38 ms`, `1.2 s`: as exact as a reader needs it.
func duration(nanoseconds: UInt64) -> String {
    switch nanoseconds {
    case ..<950_000: tenths((nanoseconds + 50_000) / 100_000) + " ms"
    case ..<999_500_000: "\((nanoseconds + 500_000) / 1_000_000) ms"
    case ..<59_950_000_000: tenths((nanoseconds + 50_000_000) / 100_000_000) + " s"
    default: "\((nanoseconds / 100_000_000 + 5) / 10) s"
    }
}

/// Milliseconds with three digits behind the point, for machines.
func milliseconds(_ nanoseconds: UInt64) -> Double {
    Double(nanoseconds / 1000) / 1000
}

/// Seconds as XML's `xs:decimal`: never with an exponent.
func seconds(_ nanoseconds: UInt64) -> String {
    let microseconds = String(nanoseconds / 1000 % 1_000_000)
    let zeros = String(repeating: "0", count: 6 - microseconds.count)
    return "\(nanoseconds / 1_000_000_000).\(zeros)\(microseconds)"
}

private func tenths(_ count: UInt64) -> String { "\(count / 10).\(count % 10)" }

/// `1 lesson`, `3 lessons`.
func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
}

extension String {
    /// As a POSIX shell reads it back.
    public var quotedForShell: String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./+:@%,=")
        guard isEmpty || !allSatisfy(plain.contains) else { return self }
        return "'"
            + split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#)
            + "'"
    }
}

extension StepFailure {
    /// The case's name: stable, for machines.
    var kind: String {
        switch self {
        case .alreadyTrue: "alreadyTrue"
        case .notTrue: "notTrue"
        case .broken: "broken"
        case .otherPrompt: "otherPrompt"
        case .busy: "busy"
        case .ended: "ended"
        case .refused: "refused"
        }
    }

    /// What is wrong with each of ``claims(of:)``; the whole ``sentence`` where there are none.
    func what(of claim: JudgedExpectation?) -> String {
        guard let claim else { return sentence }
        if case .alreadyTrue = self {
            return "true before the step was begun, so that it proves nothing"
        }
        return switch claim.role {
        case .expect: "not true after the step's commands"
        case .keep: "must hold throughout the step, and does not"
        case .until, .when: "the lesson waited for this, and it did not become true"
        }
    }

    /// The expectations that failed `step`.
    func claims(of step: StepResult) -> [JudgedExpectation] {
        switch self {
        case .alreadyTrue(let claim), .broken(let claim): [claim]
        case .notTrue(let claims):
            claims + step.verdicts.filter { $0.role == .keep && !$0.verdict.isTrue }
        case .otherPrompt, .busy, .ended, .refused: []
        }
    }

    /// What to do next.
    func advice(for lesson: Lesson) -> String {
        switch self {
        case .alreadyTrue, .notTrue, .broken:
            "`nsshell lint --prove \(lesson.word.quotedForShell)` proves each check of the lesson"
        case .otherPrompt, .busy, .ended:
            "type the step's commands by hand: `nsshell learn \(lesson.word.quotedForShell)`"
        case .refused: Self.machineAdvice
        }
    }

    static let machineAdvice = "`nsshell doctor` says what this machine lacks, and how to mend it"
}

extension LessonResult {
    /// How many of its steps went that way.
    func count(_ isCounted: (StepResult.Outcome) -> Bool) -> Int {
        steps.count { isCounted($0.outcome) }
    }
}

extension StepResult.Outcome {
    var isPassed: Bool { if case .passed = self { true } else { false } }
    var isFailed: Bool { if case .failed = self { true } else { false } }
    var isNotReached: Bool { if case .notReached = self { true } else { false } }
    var isSkipped: Bool { if case .skipped = self { true } else { false } }

    /// Why it was not played; nil where it was.
    var reason: String? {
        switch self {
        case .passed, .failed: nil
        case .notReached: notReachedReason
        case .skipped(let reason): reason
        }
    }
}

/// What a step that was not reached says.
let notReachedReason = "a step before it failed"

/// The last lines of a session's output, for people.
enum Excerpt {
    static let lines = 10
    /// More is not looked at: ten lines of any sensible width.
    static let bytes = 16 << 10
    /// Characters of a fact that was found: enough to see what is wrong with it.
    static let found = 400

    /// Made visible; broken where they are longer than the width, and only the last ones kept.
    static func lines(of output: String, width: Int? = nil) -> [String] {
        var lines = output.tail(bytes: bytes).visibleLines
        while lines.last?.isEmpty == true { lines.removeLast() }
        if let width { lines = lines.suffix(Self.lines).flatMap { $0.folded(to: width) } }
        return Array(lines.suffix(Self.lines))
    }
}
