internal import JSONText
internal import Lessons
internal import SystemCalls
internal import Transcripts

/// What hand-ins are reported as.
public enum GradeFormat: String, CaseIterable, Sendable {
    /// A table for people.
    case table
    /// RFC 4180, for a grade book.
    case csv
    /// One document with stable keys.
    case json
}

/// The report of graded hand-ins, a line at a time: nothing of it is kept.
public struct GradeReport: Sendable {
    public let format: GradeFormat
    public let style: Style
    private var count = 0
    private var complete = 0

    public init(format: GradeFormat, style: Style = Style()) {
        self.format = format
        self.style = style
    }

    public var begin: String {
        switch format {
        case .table: "   done  hints  shown  skipped  lesson        hand-in\n"
        case .csv: Self.row(Self.columns)
        case .json: "{\n  \"version\": 1,\n  \"grades\": ["
        }
    }

    public mutating func add(_ grade: Grade) -> String {
        count += 1
        if grade.isComplete { complete += 1 }
        switch format {
        case .table: return table(grade)
        case .csv: return Self.row(Self.fields(of: grade))
        case .json:
            let text = Self.json(of: grade).text.split(separator: "\n").joined(separator: "\n    ")
            return (count == 1 ? "\n    " : ",\n    ") + text
        }
    }

    /// - Parameter nanoseconds: wall-clock time of all.
    public func end(nanoseconds: UInt64) -> String {
        switch format {
        case .table:
            "\(counted(count, "hand-in")): \(complete) complete"
                + " (\(duration(nanoseconds: nanoseconds)))\n"
        case .csv: ""
        case .json: (count == 0 ? "" : "\n  ") + "],\n  \"complete\": \(complete)\n}\n"
        }
    }

    // MARK: For people

    private func table(_ grade: Grade) -> String {
        func column(_ text: String, _ width: Int) -> String {
            String(repeating: " ", count: max(0, width - text.columns)) + text
        }
        let isGraded = if case .graded = grade.outcome { true } else { false }
        let done = isGraded ? "\(grade.count(.done))/\(grade.asked)" : "-"
        var line = column(done, 7) + column(grade.hints.map { "\($0)" } ?? "?", 7)
        line += column(grade.hints == nil ? "?" : "\(grade.shown.count)", 7)
        line += column(isGraded ? "\(grade.count(.skipped))" : "-", 9)
        line += "  " + grade.lesson.visible.beginning(40).padded(to: 12) + "  " + grade.path.visible
        var lines = [line]
        for remark in Self.remarks(on: grade) {
            lines += remark.paragraph(width: style.width, indent: 9, hanging: 11)
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// What does not show in the numbers.
    private static func remarks(on grade: Grade) -> [String] {
        switch grade.outcome {
        case .unreadable(let why), .skipped(let why): return [why.beginning(Excerpt.found)]
        case .graded: break
        }
        var remarks = grade.isSameText ? [] : ["made with another text of the lesson"]
        for keys in grade.typedInto {
            let text = "typed into \(keys.program) in step \(keys.step): not in the record"
            remarks.append(text.beginning(Excerpt.found))
        }
        for step in grade.steps {
            guard let reason = step.reason else { continue }
            remarks.append("\(step.id): \(reason.beginning(Excerpt.found))")
        }
        let missing = grade.steps.filter { $0.state == .missing }.map(\.id)
        if !missing.isEmpty { remarks.append("not done: \(missing.joined(separator: ", "))") }
        return remarks + grade.remarks.map { $0.beginning(Excerpt.found) }
    }

    // MARK: For grade books

    private static let columns = [
        "file", "lesson", "outcome", "same_text", "steps", "done", "failed", "missing", "skipped",
        "hints", "shown", "remarks",
    ]

    private static func fields(of grade: Grade) -> [String] {
        [
            grade.path, grade.lesson, grade.outcome.name, grade.isSameText ? "yes" : "no",
            "\(grade.asked)", "\(grade.count(.done))", "\(grade.count(.failed))",
            "\(grade.count(.missing))", "\(grade.count(.skipped))",
            grade.hints.map { "\($0)" } ?? "", grade.shown.joined(separator: " "),
            remarks(on: grade).joined(separator: "; "),
        ]
    }

    private static func row(_ fields: [String]) -> String {
        fields.map { field in
            let text = field.visible
            // A spreadsheet would take it for a formula.
            let plain = text.first.map { "=+-@".contains($0) } == true ? "'\(text)" : text
            guard plain.contains(where: { ",\"".contains($0) }) else { return plain }
            return "\"\(plain.replacing("\"", with: "\"\""))\""
        }.joined(separator: ",") + "\r\n"
    }

    private static func json(of grade: Grade) -> JSON {
        [
            "file": .string(grade.path),
            "lesson": .string(grade.lesson),
            "outcome": .string(grade.outcome.name),
            "reason": JSON(grade.outcome.reason),
            "sameText": .bool(grade.isSameText),
            "complete": .bool(grade.isComplete),
            "hints": JSON(grade.hints),
            "shown": .array(grade.shown.map { .string($0) }),
            "remarks": .array(grade.remarks.map { .string($0) }),
            "typedInto": .array(
                grade.typedInto.map { ["program": .string($0.program), "step": .string($0.step)] }),
            "steps": .array(
                grade.steps.map { step in
                    [
                        "id": .string(step.id), "state": .string(step.state.rawValue),
                        "reason": JSON(step.reason),
                    ]
                }),
            "milliseconds": .number(milliseconds(grade.nanoseconds)),
        ]
    }
}

extension Grade.Outcome {
    /// Stable, for machines.
    fileprivate var name: String {
        switch self {
        case .graded: "graded"
        case .unreadable: "unreadable"
        case .skipped: "notPlayed"
        }
    }

    fileprivate var reason: String? {
        switch self {
        case .graded: nil
        case .unreadable(let reason), .skipped(let reason): reason
        }
    }
}
