internal import Lessons
internal import SystemCalls

/// The report for people: a step a line, and where one failed all that it takes to see why.
struct PrettyReport {
    let style: Style

    /// Lines of a table are not easier to read for being longer.
    private var tableWidth: Int { min(style.width, 80) }

    /// A lesson's header and its steps, each line ended.
    func lesson(_ result: LessonResult) -> String {
        let lesson = result.lesson
        var lines = "\(lesson.title) (\(lesson.name))".visible.wrapped(to: tableWidth)
            .map { paint($0, .strong) }
        switch result.outcome {
        case .passed, .failed:
            let labels = result.steps.map { Label($0.outcome).text.columns }.max() ?? 0
            for step in result.steps {
                lines += row(Label(step.outcome), step.step.title, labels, timeOf(step))
                if case .failed(let failure) = step.outcome {
                    lines += details(of: failure, step, lesson)
                } else if case .skipped(let reason) = step.outcome {
                    let column = 2 + labels + 2
                    lines += paragraph(reason, indent: column, hanging: column)
                } else if style.showsPlay, case .passed = step.outcome {
                    lines += play(of: step, column: 2 + labels + 2)
                }
                lines += calls(of: step, column: 2 + labels + 2)
            }
            if case .failed = result.outcome { lines += refusals(result) }
            if let why = result.whyUntraced { lines += paragraph(why, indent: 2, hanging: 4) }
        case .skipped(let reason):
            lines += row(.skipped, reason, Label.skipped.text.columns)
        case .noLab(let error):
            lines += row(.noLab, error.description, Label.noLab.text.columns)
            lines += paragraph("next: \(StepFailure.machineAdvice)", indent: 2, hanging: 6)
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// The last line: `1 lesson: 10 steps passed (38 ms)`.
    func summary(of results: [LessonResult], nanoseconds: UInt64) -> String {
        func steps(_ isCounted: (StepResult.Outcome) -> Bool) -> Int {
            results.map { $0.count(isCounted) }.reduce(0, +)
        }
        var parts: [String] = []
        let counts = [
            (steps(\.isPassed), "passed"), (steps(\.isFailed), "failed"),
            (steps(\.isNotReached), "not reached"), (steps(\.isSkipped), "skipped"),
        ]
        for (count, how) in counts where count > 0 {
            parts.append(parts.isEmpty ? "\(counted(count, "step")) \(how)" : "\(count) \(how)")
        }
        let skipped = results.count { $0.outcome.name == "skipped" }
        if skipped > 0 { parts.append("\(counted(skipped, "lesson")) skipped") }
        let noLab = results.count { $0.outcome.name == "noLab" }
        if noLab > 0 { parts.append("no lab for \(counted(noLab, "lesson"))") }
        if parts.isEmpty { parts = ["nothing to play"] }
        let text =
            "\(counted(results.count, "lesson")): \(parts.joined(separator: ", "))"
            + " (\(duration(nanoseconds: nanoseconds)))"
        return text.wrapped(to: style.width).map { $0 + "\n" }.joined()
    }

    // MARK: Steps

    /// `  ok  Rename it      2 ms`, the text broken beside its column.
    private func row(
        _ label: Label, _ text: String, _ labelWidth: Int, _ time: String = ""
    ) -> [String] {
        let column = 2 + labelWidth + 2
        let room = tableWidth - column - (time.isEmpty ? 0 : time.columns + 2)
        let texts = text.visible.wrapped(to: max(room, 8))
        return texts.enumerated().map { index, text in
            guard index == 0 else { return String(repeating: " ", count: column) + text }
            let start = "  " + paint(label.text, label.tone)
            let gap = String(repeating: " ", count: labelWidth - label.text.columns + 2)
            guard !time.isEmpty else { return start + gap + text }
            return start + gap + text.padded(to: room) + "  " + time
        }
    }

    /// As wide as `1000 ms` would be, so that the numbers stand below each other.
    private func timeOf(_ step: StepResult) -> String {
        guard step.outcome.reason == nil else { return "" }
        let time = duration(nanoseconds: step.nanoseconds)
        return String(repeating: " ", count: max(0, 6 - time.columns)) + time
    }

    /// What was typed where, and what is now, or still, true.
    private func play(of step: StepResult, column: Int) -> [String] {
        let typed = step.step.commands.flatMap { line in
            line.words.split(separator: "\n").map { "\(line.prompt) \($0)" }
        }
        let verified = step.verdicts.map { judged in
            "\(judged.role == .keep ? "still true: " : "now true: ")\(judged.expectation.text)"
        }
        return typed.flatMap { paragraph($0, indent: column, hanging: column + 4) }
            + verified.flatMap { paragraph($0, indent: column + 2, hanging: column + 6) }
    }

    /// What the kernel was asked for meanwhile. On a narrow window there is no room for a margin.
    private func calls(of step: StepResult, column: Int) -> [String] {
        let column = style.width < 60 ? 4 : column + 2
        let lines = CallLines.lines(of: step.calls ?? [], width: style.width - column)
        return lines.map { String(repeating: " ", count: column) + $0 }
    }

    private func details(
        of failure: StepFailure, _ step: StepResult, _ lesson: Lesson
    ) -> [String] {
        var lines: [String] = []
        let claims = failure.claims(of: step)
        if claims.isEmpty {
            let line = failure.line ?? step.step.line
            lines += paragraph(
                "\(lesson.file):\(line): \(failure.what(of: nil))", indent: 4, hanging: 6)
        }
        for claim in claims {
            let place = "\(lesson.file):\(claim.expectation.line): "
            lines += paragraph(place + failure.what(of: claim), indent: 4, hanging: 6)
            lines += paragraph(claim.expectation.text, indent: 6, hanging: 8)
            lines += field("expected: ", claim.verdict.expected, indent: 8)
            lines += field("found:    ", claim.verdict.found, indent: 8)
        }
        let output = Excerpt.lines(of: step.output, width: style.width - 8)
        if !output.isEmpty {
            lines += paragraph("the session's last output:", indent: 4, hanging: 6)
            // The rule tells a reader which lines the report does not vouch for.
            lines += output.map { "      │ " + $0 }
        }
        return lines + paragraph("next: \(failure.advice(for: lesson))", indent: 4, hanging: 8)
    }

    private func refusals(_ result: LessonResult) -> [String] {
        result.refusals.flatMap { refusal in
            paragraph("the lab does without: \(refusal)", indent: 2, hanging: 4)
        }
    }

    // MARK: Laying out

    /// A fact beside its name, as much of it as one needs to know it by.
    private func field(_ name: String, _ value: String, indent: Int) -> [String] {
        let column = indent + name.columns
        let lines = value.beginning(Excerpt.found).visible.wrapped(to: max(style.width - column, 8))
        let blanks = String(repeating: " ", count: column)
        return lines.enumerated().map { index, line in
            (index == 0 ? String(repeating: " ", count: indent) + name : blanks) + line
        }
    }

    /// Text at an indent, its further lines at another.
    private func paragraph(_ text: String, indent: Int, hanging: Int) -> [String] {
        text.paragraph(width: style.width, indent: indent, hanging: hanging)
    }

    private enum Tone: String {
        case strong = "1"
        case good = "32"
        case bad = "1;31"
        case open = "33"
        case faint = "2"
    }

    private func paint(_ text: String, _ tone: Tone) -> String {
        style.color ? "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// How something went, in a word: colour only repeats it.
    private enum Label {
        case ok, failed, notReached, skipped, noLab

        init(_ outcome: StepResult.Outcome) {
            self =
                switch outcome {
                case .passed: .ok
                case .failed: .failed
                case .notReached: .notReached
                case .skipped: .skipped
                }
        }

        var text: String {
            switch self {
            case .ok: "ok"
            case .failed: "FAILED"
            case .notReached: "not reached"
            case .skipped: "skipped"
            case .noLab: "NO LAB"
            }
        }

        var tone: Tone {
            switch self {
            case .ok: .good
            case .failed: .bad
            case .notReached: .faint
            case .skipped, .noLab: .open
            }
        }
    }
}
