internal import JSONText
internal import SystemCalls
internal import Transcripts

/// The report of transcripts that were played again: `begin`, `add` for each, `end`, as ``Report``.
public struct ReplayReport: Sendable {
    public let format: ReportFormat
    public let style: Style
    /// Whether somebody reads it on a terminal, so that nothing may stand there that it would obey.
    public let isOnTerminal: Bool
    /// In the order in which they were added.
    public private(set) var results: [ReplayResult] = []

    public init(format: ReportFormat, style: Style = Style(), isOnTerminal: Bool = false) {
        self.format = format
        self.style = style
        self.isOnTerminal = isOnTerminal
    }

    /// - Parameter files: how many will be added.
    public func begin(files: Int) -> String {
        guard format == .tap else { return "" }
        return "TAP version 14\n1..\(files)\(files == 0 ? " # SKIP no transcript" : "")\n"
    }

    public mutating func add(_ result: ReplayResult) -> String {
        results.append(result)
        return switch format {
        case .pretty: pretty(result)
        case .tap: tap(result)
        case .junit, .json: ""
        }
    }

    /// - Parameter nanoseconds: wall-clock time of the whole run.
    public func end(nanoseconds: UInt64) -> String {
        switch format {
        case .pretty: summary(nanoseconds)
        case .tap: ""
        case .junit: junit(nanoseconds)
        case .json: json
        }
    }

    /// The command's exit status: 1 where something differs, 2 where no lab could be made.
    public static func exitStatus(of results: [ReplayResult]) -> Int32 {
        let names = Set(results.map(\.outcome.name))
        return names.contains("failed") ? 1 : names.contains("noLab") ? 2 : 0
    }

    // MARK: For people

    private func pretty(_ result: ReplayResult) -> String {
        let (word, tone): (String, String) =
            switch result.outcome {
            case .passed: ("ok", "32")
            case .failed: ("FAILED", "1;31")
            case .skipped: ("skipped", "33")
            case .noLab: ("NO LAB", "33")
            }
        let time = duration(nanoseconds: result.nanoseconds)
        let reason = result.outcome.reason.map { ": \($0)" } ?? ""
        var lines = "\(result.path)\(reason) (\(time))".visible
            .paragraph(width: style.width, indent: 11, hanging: 11)
        lines[0] = "  " + paint(word.padded(to: 9), tone) + lines[0].dropFirst(11)
        for note in result.notes + [result.interruption].compactMap(\.self) {
            lines += note.paragraph(width: style.width, indent: 4, hanging: 6)
        }
        lines += result.diff.map { diffLine(String(decoding: $0, as: UTF8.self)) }
        return lines.map { $0 + "\n" }.joined()
    }

    private func diffLine(_ text: String) -> String {
        let line = isOnTerminal ? text.visibleKeepingTabs : text
        switch line.first {
        case "+": return paint(line, "32")
        case "-": return paint(line, "31")
        case "@": return paint(line, "36")
        default: return line
        }
    }

    private func summary(_ nanoseconds: UInt64) -> String {
        let parts = [
            ("passed", "passed"), ("failed", "failed"), ("skipped", "skipped"),
            ("noLab", "without a lab"),
        ]
        .compactMap { name, words in
            let count = results.count { $0.outcome.name == name }
            return count > 0 ? "\(count) \(words)" : nil
        }
        return "\(counted(results.count, "transcript")): \(parts.joined(separator: ", "))"
            + " (\(duration(nanoseconds: nanoseconds)))\n"
    }

    private func paint(_ text: String, _ tone: String) -> String {
        style.color ? "\u{1B}[\(tone)m\(text)\u{1B}[0m" : text
    }

    // MARK: For machines

    private func tap(_ result: ReplayResult) -> String {
        let point = "\(results.count) - \(TAPReport.escaped(result.path))"
        switch result.outcome {
        case .passed: return "ok \(point)\n"
        case .skipped(let reason): return "ok \(point) # SKIP \(reason.visible)\n"
        case .failed, .noLab: break
        }
        return "not ok \(point)\n"
            + Diagnostics(indent: 2) {
                $0.add("message", text: result.message)
                $0.add("duration_ms", milliseconds(result.nanoseconds).description)
                let diff = result.diff.map { String(decoding: $0, as: UTF8.self).visible }
                if !diff.isEmpty { $0.add("diff", lines: diff) }
            }.text
    }

    private func junit(_ nanoseconds: UInt64) -> String {
        func count(_ name: String) -> String { "\(results.count { $0.outcome.name == name })" }
        let counts = [
            ("tests", "\(results.count)"), ("failures", count("failed")),
            ("errors", count("noLab")), ("skipped", count("skipped")),
        ]
        var xml = XML()
        xml.open("testsuites", [("name", "nsshell")] + counts + [("time", seconds(nanoseconds))])
        xml.open("testsuite", [("name", "replay")] + counts + [("time", seconds(nanoseconds))])
        for result in results {
            xml.open(
                "testcase",
                [
                    ("classname", "nsshell.replay"), ("name", result.path),
                    ("time", seconds(result.nanoseconds)), ("file", result.path),
                ])
            switch result.outcome {
            case .passed: break
            case .skipped(let reason): xml.element("skipped", [("message", reason)])
            case .noLab:
                xml.element("error", [("message", result.message), ("type", "noLab")])
            case .failed:
                xml.element(
                    "failure", [("message", result.message), ("type", "differs")],
                    text: String(decoding: result.diff.joinedLines, as: UTF8.self))
            }
            xml.close("testcase")
        }
        xml.close("testsuite")
        xml.close("testsuites")
        return xml.text
    }

    private var json: String {
        func count(_ name: String) -> JSON { .integer(results.count { $0.outcome.name == name }) }
        let document: JSON = [
            "version": 1,
            "transcripts": .array(
                results.map { result in
                    [
                        "file": .string(result.path),
                        "outcome": .string(result.outcome.name),
                        "reason": JSON(result.outcome.reason),
                        "interruption": JSON(result.interruption),
                        "notes": .array(result.notes.map { .string($0) }),
                        "commands": .integer(result.commands),
                        "diff": .string(String(decoding: result.diff.joinedLines, as: UTF8.self)),
                        "milliseconds": .number(milliseconds(result.nanoseconds)),
                    ]
                }),
            "summary": [
                "transcripts": .integer(results.count), "passed": count("passed"),
                "failed": count("failed"), "skipped": count("skipped"), "noLab": count("noLab"),
            ],
        ]
        return document.text + "\n"
    }
}

extension ReplayResult {
    /// What is wrong, as one sentence.
    fileprivate var message: String {
        outcome.reason ?? interruption ?? "what was written differs from the transcript"
    }
}

extension StringProtocol {
    /// Without anything that a terminal would obey but tabs.
    fileprivate var visibleKeepingTabs: String {
        split(separator: "\t", omittingEmptySubsequences: false).map(\.visible).joined(
            separator: "\t")
    }
}
