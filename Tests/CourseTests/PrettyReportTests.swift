import HostAbilities
import Lessons
import SystemCalls
import Testing

@testable import Course

private let cases: [(name: String, result: LessonResult)] =
    [("passed", Made.passed), ("skipped", Made.skipped), ("noLab", Made.noLab)]
    + Made.failures.map { ($0.kind, Made.failed($0)) }

private func pretty(_ results: [LessonResult], width: Int, color: Bool = false) -> String {
    Report.text(results: results, format: .pretty, style: Style(color: color, width: width))
}

/// The lessons of a golden text, without the blank line between them.
private func lessons(of golden: String) -> [String] {
    var parts = [[Substring]()]
    for line in golden.split(separator: "\n", omittingEmptySubsequences: false) {
        if line.isEmpty { parts.append([]) } else { parts[parts.count - 1].append(line) }
    }
    return parts.map { $0.joined(separator: "\n") }
}

@Suite("A report for people")
struct PrettyReportTests {
    @Test("says how a lesson went, in 80 and in 40 columns", arguments: cases.indices)
    func golden(index: Int) {
        for (width, golden) in [(80, PrettyGolden.at80), (40, PrettyGolden.at40)] {
            let text = pretty([cases[index].result], width: width)
            #expect(lessons(of: text)[0] == lessons(of: golden)[index], "\(cases[index].name)")
        }
    }

    @Test("shows what was typed and what it made true, where it is asked to")
    func play() {
        for width in [40, 80] {
            let style = Style(width: width, showsPlay: true)
            let text = Report.text(results: [Made.passed], format: .pretty, style: style)
            let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            for step in Made.passed.lesson.steps {
                // A command of several lines stands on as many.
                for typed in step.commands.flatMap({ $0.words.split(separator: "\n") }) {
                    #expect(
                        words.contains(
                            typed.split(whereSeparator: \.isWhitespace).joined(separator: " ")))
                }
            }
            for judged in Made.passed.steps.flatMap(\.verdicts) {
                let how = judged.role == .keep ? "still" : "now"
                #expect(words.contains("\(how) true: \(judged.expectation.text)"))
            }
            #expect(text.split(separator: "\n").allSatisfy { $0.count <= width })
        }
    }

    @Test("ends with what all lessons come to")
    func goldenSummary() {
        let results = cases.map(\.result)
        #expect(pretty(results, width: 80) == PrettyGolden.at80 + "\n")
        #expect(pretty(results, width: 40) == PrettyGolden.at40 + "\n")
    }

    @Test("sums up in one line where one is enough")
    func summaries() {
        func summary(_ results: [LessonResult], _ nanoseconds: UInt64 = 38_217_400) -> String {
            PrettyReport(style: Style()).summary(of: results, nanoseconds: nanoseconds)
        }
        #expect(summary([Made.passed]) == "1 lesson: 3 steps passed (38 ms)\n")
        #expect(
            summary([Made.passed, Made.passed], 61_400_000_000)
                == "2 lessons: 6 steps passed (61 s)\n")
        #expect(
            summary([Made.failed(Made.failures[0])])
                == "1 lesson: 1 step passed, 1 failed, 1 not reached (38 ms)\n")
        #expect(summary([Made.skipped], 90_000) == "1 lesson: 1 lesson skipped (0.1 ms)\n")
        #expect(summary([Made.noLab]) == "1 lesson: no lab for 1 lesson (38 ms)\n")
        #expect(summary([], 0) == "0 lessons: nothing to play (0.0 ms)\n")
    }

    @Test("says how long something took as exactly as a reader needs it")
    func durations() {
        let expected: [(UInt64, String)] = [
            (0, "0.0 ms"), (49_999, "0.0 ms"), (812_345, "0.8 ms"), (949_400, "0.9 ms"),
            (950_000, "1 ms"), (1_499_000, "1 ms"), (999_400_000, "999 ms"),
            (999_600_000, "1.0 s"), (2_004_000_000, "2.0 s"), (59_949_000_000, "59.9 s"),
            (59_950_000_000, "60 s"), (3_600_000_000_000, "3600 s"),
        ]
        for (nanoseconds, text) in expected {
            #expect(duration(nanoseconds: nanoseconds) == text)
        }
    }

    @Test("has no line that is wider than the terminal", arguments: [32, 40, 57, 80, 200])
    func width(columns: Int) {
        let text = pretty(Made.everything, width: columns)
        for line in text.split(separator: "\n") { #expect(line.columns <= columns, "\(line)") }
    }

    @Test(
        "has no wider line in the eyes of Unicode's own tables either",
        .enabled(if: has("python3"), "python3 is not installed"), arguments: [40, 80])
    func widthByOracle(columns: Int) {
        let widest = ask(
            #"""
            python3 -c '
            import sys, unicodedata as u
            def wide(c): return 0 if u.category(c) in ("Mn", "Me") else 2 if u.east_asian_width(c) in "WF" else 1
            print(max(sum(map(wide, l.rstrip("\n"))) for l in open(sys.argv[1], encoding="utf-8", newline="\n")))
            ' "$FILE"
            """#, about: pretty(Made.everything, width: columns))
        #expect(widest.flatMap { Int($0) }.map { $0 <= columns } == true, "\(widest ?? "nil")")
    }

    @Test("repeats in colour what its words say, and changes nothing else")
    func color() throws {
        let plain = pretty(Made.everything, width: 80)
        let colored = pretty(Made.everything, width: 80, color: true)
        #expect(colored != plain)
        let uncolored = try colored.replacing(Regex("\u{1B}\\[[0-9;]*m"), with: "")
        #expect(uncolored == plain)
    }

    @Test("says what the lab does without where a lesson failed, and not where it passed")
    func refusals() {
        let refusal = SystemCallError("mount", "/sys", errno: 13)
        let sentence = "the lab does without: mount /sys: Permission denied (EACCES)"
        let failed = Made.failed(Made.failures[0], refusals: [refusal])
        #expect(pretty([failed], width: 80).contains(sentence))
        let passed = LessonResult(
            lesson: Made.lesson, outcome: .passed, steps: Made.passed.steps, refusals: [refusal],
            nanoseconds: 0)
        #expect(!pretty([passed], width: 80).contains("without"))
    }

    @Test("blames an invariant that broke together with what did not become true")
    func brokenToo() {
        let text = pretty([Made.failed(.notTrue([Made.verdicts()[0]]))], width: 80)
        #expect(text.contains("lessons/uts.md:29: not true after the step's commands\n"))
        #expect(text.contains("lessons/uts.md:33: must hold throughout the step, and does not\n"))
    }

    @Test("says where a lesson waited for what did not come")
    func until() throws {
        guard case .until(let expectation) = Made.step.commands[1].input else {
            Issue.record("the fixture has no until")
            return
        }
        let failure = StepFailure.notTrue([Made.judged(.until, expectation)])
        let text = pretty([Made.failed(failure, verdicts: [])], width: 80)
        #expect(
            text.contains(
                "lessons/uts.md:26: the lesson waited for this, and it did not become true\n"))
    }

    @Test("quotes a file's name where a shell would take it for several")
    func quoting() {
        #expect("lessons/uts.md".quotedForShell == "lessons/uts.md")
        #expect("my lessons/it's.md".quotedForShell == #"'my lessons/it'\''s.md'"#)
        #expect("".quotedForShell == "''")
    }
}
