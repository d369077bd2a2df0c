internal import JSONText
internal import Lessons
internal import SystemCalls

/// One document; its keys are a promise to scripts.
enum JSONReport {
    /// Raised when a key changes its meaning or goes away.
    static let version = 1

    static func text(of results: [LessonResult]) -> String {
        document(of: results).text + "\n"
    }

    private static func document(of results: [LessonResult]) -> JSON {
        func count(_ name: String) -> JSON {
            .integer(results.count { $0.outcome.name == name })
        }
        return [
            "version": .integer(version),
            "lessons": .array(results.map(lesson)),
            "summary": [
                "lessons": .integer(results.count),
                "passed": count("passed"),
                "failed": count("failed"),
                "skipped": count("skipped"),
                "noLab": count("noLab"),
                "stepsSkipped": .integer(results.map { $0.count(\.isSkipped) }.reduce(0, +)),
            ],
        ]
    }

    private static func lesson(_ result: LessonResult) -> JSON {
        [
            "lesson": .string(result.lesson.name),
            "title": .string(result.lesson.title),
            "file": .string(result.lesson.file),
            "outcome": .string(result.outcome.name),
            "reason": JSON(result.outcome.reason),
            "milliseconds": .number(milliseconds(result.nanoseconds)),
            "refusals": .array(result.refusals.map { .string($0.description) }),
            "steps": .array(result.steps.map(step)),
        ]
    }

    private static func step(_ step: StepResult) -> JSON {
        let known = members(of: step)
        guard let calls = step.calls else { return .object(known) }
        // Only where they were asked for.
        return .object(
            known + [
                JSON.Member("calls", JSONCalls.array(calls)),
                JSON.Member("callsLost", .integer(calls.map(\.lost).reduce(0, +))),
            ])
    }

    private static func members(of step: StepResult) -> [JSON.Member] {
        let members: JSON = [
            "id": .string(step.step.id),
            "title": .string(step.step.title),
            "line": .integer(step.step.line),
            "outcome": .string(step.outcome.name),
            "reason": JSON(step.outcome.reason),
            "failure": failure(of: step),
            "expectations": .array(step.verdicts.map(expectation)),
            "output": .string(step.output),
            "milliseconds": .number(milliseconds(step.nanoseconds)),
        ]
        return members.members ?? []
    }

    private static func failure(of step: StepResult) -> JSON {
        guard case .failed(let failure) = step.outcome else { return .null }
        return [
            "reason": .string(failure.kind),
            "message": .string(failure.sentence),
            "line": JSON(failure.line),
        ]
    }

    private static func expectation(_ judged: JudgedExpectation) -> JSON {
        [
            "role": .string(judged.role.rawValue),
            "text": .string(judged.expectation.text),
            "line": .integer(judged.expectation.line),
            "verdict": .string(judged.verdict.truth.name),
            "expected": .string(judged.verdict.expected),
            "found": .string(judged.verdict.found),
        ]
    }
}

extension StepResult.Outcome {
    fileprivate var name: String {
        switch self {
        case .passed: "passed"
        case .failed: "failed"
        case .notReached: "notReached"
        case .skipped: "skipped"
        }
    }
}

extension Verdict.Truth {
    fileprivate var name: String {
        switch self {
        case .true: "true"
        case .false: "false"
        case .unknown: "unknown"
        }
    }
}
