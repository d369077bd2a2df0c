internal import Lessons
internal import SystemCalls

/// The XML that continuous integration reads: a lesson is a suite, a step is a case.
enum JUnitReport {
    static func text(of results: [LessonResult], nanoseconds: UInt64) -> String {
        let cases = results.map(cases)
        var xml = XML()
        xml.open(
            "testsuites",
            [("name", "nsshell")] + Counts(cases.flatMap(\.self)).attributes
                + [("time", seconds(nanoseconds))])
        for (result, cases) in zip(results, cases) {
            xml.open(
                "testsuite",
                [("name", result.lesson.name)] + Counts(cases).attributes
                    + [("time", seconds(result.nanoseconds)), ("file", result.lesson.file)])
            for one in cases { write(one, of: result.lesson, into: &xml) }
            let lacks = result.refusals.map(\.description) + (result.whyUntraced.map { [$0] } ?? [])
            if !lacks.isEmpty { xml.element("system-err", text: lacks.joined(separator: "\n")) }
            xml.close("testsuite")
        }
        xml.close("testsuites")
        return xml.text
    }

    private enum Outcome {
        case passed
        case failure(StepFailure, StepResult)
        case skipped(String)
        case error(String)
    }

    private struct Case {
        let name: String
        let line: Int
        let outcome: Outcome
        var nanoseconds: UInt64 = 0
        var output = ""
        var calls: [String] = []
    }

    private struct Counts {
        var failures = 0
        var skipped = 0
        var errors = 0
        let tests: Int

        init(_ cases: [Case]) {
            tests = cases.count
            for one in cases {
                switch one.outcome {
                case .passed: break
                case .failure: failures += 1
                case .skipped: skipped += 1
                case .error: errors += 1
                }
            }
        }

        var attributes: [(String, String)] {
            [
                ("tests", "\(tests)"), ("failures", "\(failures)"), ("errors", "\(errors)"),
                ("skipped", "\(skipped)"),
            ]
        }
    }

    /// A skipped lesson has its steps all the same, so that a case is there in every run; where no
    /// lab could be made there is one error, and not as many as there are steps.
    private static func cases(of result: LessonResult) -> [Case] {
        func unplayed(_ outcome: Outcome) -> [Case] {
            result.lesson.steps.map { Case(name: name(of: $0), line: $0.line, outcome: outcome) }
        }
        switch result.outcome {
        case .skipped(let reason): return unplayed(.skipped(reason))
        case .noLab(let error):
            return [
                Case(
                    name: "lab", line: 1, outcome: .error(error.description),
                    nanoseconds: result.nanoseconds)
            ] + unplayed(.skipped("no lab could be made"))
        case .passed, .failed:
            return result.steps.map { step in
                let outcome: Outcome =
                    switch step.outcome {
                    case .passed: .passed
                    case .failed(let failure): .failure(failure, step)
                    case .notReached: .skipped(notReachedReason)
                    case .skipped(let reason): .skipped(reason)
                    }
                return Case(
                    name: name(of: step.step), line: step.step.line, outcome: outcome,
                    nanoseconds: step.nanoseconds, output: step.output,
                    calls: CallLines.lines(of: step))
            }
        }
    }

    private static func name(of step: Step) -> String { "\(step.id): \(step.title)" }

    private static func write(_ one: Case, of lesson: Lesson, into xml: inout XML) {
        xml.open(
            "testcase",
            [
                ("classname", "nsshell.\(lesson.name)"), ("name", one.name),
                ("time", seconds(one.nanoseconds)), ("file", lesson.file), ("line", "\(one.line)"),
            ])
        switch one.outcome {
        case .passed: break
        case .skipped(let reason): xml.element("skipped", [("message", reason)])
        case .error(let message):
            xml.element(
                "error", [("message", message), ("type", "noLab")],
                text: "next: \(StepFailure.machineAdvice)")
        case .failure(let failure, let step):
            xml.element(
                "failure",
                [("message", failure.sentence.beginning(Excerpt.found)), ("type", failure.kind)],
                text: details(of: failure, step, lesson))
        }
        // The whole of a session's output would be more than such files are read for.
        var output = Excerpt.lines(of: one.output)
        if !one.calls.isEmpty { output += ["system calls:"] + one.calls }
        if !output.isEmpty { xml.element("system-out", text: output.joined(separator: "\n")) }
        xml.close("testcase")
    }

    private static func details(
        of failure: StepFailure, _ step: StepResult, _ lesson: Lesson
    ) -> String {
        let claims = failure.claims(of: step)
        var lines: [String] = []
        if claims.isEmpty {
            lines.append("\(lesson.file):\(failure.line ?? step.step.line): \(failure.sentence)")
        }
        for claim in claims {
            lines += [
                "\(lesson.file):\(claim.expectation.line): \(failure.what(of: claim))",
                "  \(claim.expectation.text)",
                "    expected: \(claim.verdict.expected.beginning(Excerpt.found))",
                "    found:    \(claim.verdict.found.beginning(Excerpt.found))",
            ]
        }
        lines.append("next: \(failure.advice(for: lesson))")
        return lines.joined(separator: "\n")
    }
}

/// XML 1.0, two spaces a level.
struct XML {
    private(set) var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    private var depth = 0

    private var indent: String { String(repeating: "  ", count: depth) }

    mutating func open(_ name: String, _ attributes: [(String, String)]) {
        text += "\(indent)<\(name)\(Self.written(attributes))>\n"
        depth += 1
    }

    mutating func close(_ name: String) {
        depth -= 1
        text += "\(indent)</\(name)>\n"
    }

    mutating func element(
        _ name: String, _ attributes: [(String, String)] = [], text content: String = ""
    ) {
        text += "\(indent)<\(name)\(Self.written(attributes))"
        text += content.isEmpty ? "/>\n" : ">\(Self.escaped(content))</\(name)>\n"
    }

    private static func written(_ attributes: [(String, String)]) -> String {
        attributes.map { " \($0.0)=\"\(escaped($0.1, inAttribute: true))\"" }.joined()
    }

    /// What XML 1.0 lets no document hold, not even as a reference, is made visible instead, and so
    /// is what a terminal would obey where somebody prints the file.
    private static func escaped(_ text: String, inAttribute: Bool = false) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"" where inAttribute: escaped += "&quot;"
            // A parser would make blanks of them in an attribute.
            case "\n" where !inAttribute: escaped += "\n"
            case "\n", "\t": escaped += "&#\(scalar.value);"
            default: escaped += String(scalar).visible
            }
        }
        return escaped
    }
}
