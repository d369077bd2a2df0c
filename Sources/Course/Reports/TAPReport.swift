internal import Lessons
internal import SystemCalls

/// Test Anything Protocol, version 14: a lesson is a test, its steps are the subtest's.
enum TAPReport {
    static func begin(lessons: Int) -> String {
        // A plan of nothing is a skip of everything, as the protocol has it.
        "TAP version 14\n1..\(lessons)\(lessons == 0 ? " # SKIP no lesson" : "")\n"
    }

    /// - Parameter number: 1-based.
    static func lesson(_ result: LessonResult, number: Int) -> String {
        let name = "\(result.lesson.name): \(result.lesson.title)"
        let point = "\(number) - \(escaped(name))"
        switch result.outcome {
        case .skipped(let reason): return "ok \(point) # SKIP \(reason.visible)\n"
        case .noLab(let error):
            return "not ok \(point)\n"
                + Diagnostics(indent: 2) {
                    $0.add("message", text: error.description)
                    $0.add("call", text: error.call)
                    $0.add("errno", text: error.name)
                    $0.add("next", text: StepFailure.machineAdvice)
                }.text
        case .passed, .failed: break
        }
        var lines = ["# Subtest: \(escaped(name))", "    1..\(result.steps.count)"].joined(
            separator: "\n")
        lines += "\n"
        for (index, step) in result.steps.enumerated() {
            lines += self.step(step, number: index + 1, of: result.lesson)
        }
        let isPassed = result.outcome.name == "passed"
        return lines + (isPassed ? "ok " : "not ok ") + point + "\n"
            + Diagnostics(indent: 2) {
                $0.add("duration_ms", milliseconds(result.nanoseconds).description)
                if let why = result.whyUntraced { $0.add("untraced", text: why) }
                if !isPassed, !result.refusals.isEmpty {
                    $0.add("refused", list: result.refusals.map(\.description))
                }
            }.text
    }

    private static func step(_ step: StepResult, number: Int, of lesson: Lesson) -> String {
        let point = "\(number) - \(escaped("\(step.step.id): \(step.step.title)"))"
        switch step.outcome {
        case .passed:
            let calls = CallLines.lines(of: step)
            return "    ok \(point)\n"
                + (calls.isEmpty ? "" : Diagnostics(indent: 6) { $0.add("calls", lines: calls) }.text)
        // The lesson's own point fails; a step that nobody tried is no second failure.
        case .notReached: return "    ok \(point) # SKIP \(notReachedReason)\n"
        case .skipped(let reason): return "    ok \(point) # SKIP \(reason.visible)\n"
        case .failed(let failure):
            return "    not ok \(point)\n"
                + Diagnostics(indent: 6) { $0.add(failure, step, lesson) }.text
        }
    }

    /// One line of a description, in which `#` would begin a directive.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text.visible {
            if character == "\\" || character == "#" { escaped += "\\" }
            escaped.append(character)
        }
        return escaped
    }
}

/// A YAML block behind a test point.
struct Diagnostics {
    private(set) var text = ""
    private let indent: String

    init(indent: Int, _ fill: (inout Diagnostics) -> Void) {
        self.indent = String(repeating: " ", count: indent)
        text = self.indent + "---\n"
        fill(&self)
        text += self.indent + "...\n"
    }

    mutating func add(_ key: String, _ plain: String) {
        text += "\(indent)\(key): \(plain)\n"
    }

    mutating func add(_ key: String, text value: String) {
        add(key, Self.quoted(value.beginning(Excerpt.found)))
    }

    mutating func add(_ key: String, list: [String]) {
        text += "\(indent)\(key):\n"
        for value in list { text += "\(indent)  - \(Self.quoted(value))\n" }
    }

    /// A literal block: the lines as they are, without anything that YAML would not let stand.
    mutating func add(_ key: String, lines: [String]) {
        // The 2 keeps blanks at the first line's beginning from being taken for its indent. Harnesses
        // that read a part of YAML only do not know it, so it is there where it is needed.
        let mark = lines.first.map { $0.isEmpty || $0.hasPrefix(" ") } ?? true ? "|2" : "|"
        text += "\(indent)\(key): \(mark)\n"
        for line in lines { text += "\(indent)  \(line)\n" }
    }

    mutating func add(_ failure: StepFailure, _ step: StepResult, _ lesson: Lesson) {
        add("message", text: failure.sentence)
        add("severity", "fail")
        add("reason", failure.kind)
        add("file", text: lesson.file)
        add("line", "\(failure.line ?? step.step.line)")
        add("duration_ms", milliseconds(step.nanoseconds).description)
        let claims = failure.claims(of: step)
        if !claims.isEmpty { text += "\(indent)expectations:\n" }
        for claim in claims {
            text += "\(indent)  - text: \(Self.quoted(claim.expectation.text))\n"
            var inner = Diagnostics(indent: indent + "    ")
            inner.add("role", claim.role.rawValue)
            inner.add("line", "\(claim.expectation.line)")
            inner.add("expected", text: claim.verdict.expected)
            inner.add("found", text: claim.verdict.found)
            text += inner.text
        }
        let output = Excerpt.lines(of: step.output)
        if !output.isEmpty { add("output", lines: output) }
        let calls = CallLines.lines(of: step)
        if !calls.isEmpty { add("calls", lines: calls) }
        add("next", text: failure.advice(for: lesson))
    }

    private init(indent: String) {
        self.indent = indent
    }

    /// In double quotes, with YAML's escapes for what is not drawn.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case _ where scalar.isVisible: quoted.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16)
                let width = scalar.value > 0xFFFF ? 8 : 4
                quoted += width == 8 ? "\\U" : "\\u"
                quoted += String(repeating: "0", count: width - digits.count) + digits
            }
        }
        return quoted + "\""
    }
}
