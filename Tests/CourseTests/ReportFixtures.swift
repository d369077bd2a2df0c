import Glibc
import HostAbilities

@testable import Course
@testable import Lessons
@testable import SystemCalls

/// Results of runs that nobody made: what a report says of them needs no kernel.
enum Made {
    static let lesson = lesson()

    static func lesson(title: String = "A host name of one's own") -> Lesson {
        let text = """
            ---
            lesson: uts
            title: \(title)
            kinds: [uts]
            minutes: 5
            needs: [hostname, unshare]
            ---

            ## What is this machine called, and who says so?

            <!-- step: look -->

            ```console
            host$ hostname
            ```
            ```expect
            output: contains host.hostname
            ```

            ## Rename it

            <!-- step: rename -->

            ```console
            uts$ hostname uts-namespace
            until here.hostname: uts-namespace
            ```
            ```expect
            here.hostname: uts-namespace
            here.ns.uts: differs from host.ns.uts
            ```
            ```keep
            host.hostname: lab
            ```

            ## Leave it

            <!-- step: leave -->

            ```console
            uts$ exit
            ```
            ```expect
            here.ns.uts: same as host.ns.uts
            ```
            """
        do throws(LessonProblems) {
            return try Lesson.read(
                bytes: Array(text.utf8), file: "lessons/uts.md", vocabulary: .all)
        } catch {
            fatalError("\(error)")
        }
    }

    static var step: Step { lesson.steps[1] }

    static func judged(
        _ role: JudgedExpectation.Role, _ expectation: Expectation, found: String = "lab",
        _ truth: Verdict.Truth = .false
    ) -> JudgedExpectation {
        JudgedExpectation(
            role: role, expectation: expectation,
            verdict: Verdict(
                truth: truth, expected: "\(expectation.path) \(expectation.predicate)", found: found
            ))
    }

    /// The verdicts on the step that fails, all of them false.
    static func verdicts(found: String = "lab") -> [JudgedExpectation] {
        step.expectations.map { judged(.expect, $0, found: found) }
            + step.invariants.map { judged(.keep, $0, found: found) }
    }

    static let passed = LessonResult(
        lesson: lesson, outcome: .passed,
        steps: lesson.steps.map {
            StepResult(
                step: $0, outcome: .passed,
                verdicts: $0.expectations.map {
                    judged(.expect, $0, found: "uts-namespace", .true)
                },
                output: "uts-namespace\n", nanoseconds: 2_340_000)
        },
        refusals: [], nanoseconds: 38_217_400)

    /// The second of three steps fails, the third is not reached.
    static func failed(
        _ failure: StepFailure, output: String = "hostname: you must be root\n",
        verdicts: [JudgedExpectation]? = nil, refusals: [SystemCallError] = [],
        lesson: Lesson = lesson
    ) -> LessonResult {
        func result(
            _ index: Int, _ outcome: StepResult.Outcome, _ nanoseconds: UInt64,
            output: String = "", verdicts: [JudgedExpectation] = []
        ) -> StepResult {
            StepResult(
                step: lesson.steps[index], outcome: outcome, verdicts: verdicts, output: output,
                nanoseconds: nanoseconds)
        }
        return LessonResult(
            lesson: lesson, outcome: .failed,
            steps: [
                result(0, .passed, 812_000),
                result(
                    1, .failed(failure), 2_004_000_000, output: output,
                    verdicts: verdicts ?? Self.verdicts()),
                result(2, .notReached, 0),
            ],
            refusals: refusals, nanoseconds: 2_014_000_000)
    }

    static let skipped = LessonResult(
        lesson: lesson,
        outcome: .skipped(reason: Packages.advice(missing: ["ip"])), steps: [], refusals: [],
        nanoseconds: 90_000)

    static let noLab = LessonResult(
        lesson: lesson, outcome: .noLab(SystemCallError("clone3", "user+mnt", errno: 1)), steps: [],
        refusals: [], nanoseconds: 400_000)

    /// One of each case, with the case's name.
    static let failures: [StepFailure] = [
        .alreadyTrue(judged(.expect, step.expectations[0], found: "uts-namespace", .true)),
        .notTrue(step.expectations.map { judged(.expect, $0) }),
        .broken(judged(.keep, step.invariants[0], found: "uts-namespace")),
        .otherPrompt(step.commands[0], found: Prompt(place: "host")),
        .busy(step.commands[0], found: "a program still runs in that session"),
        .ended(step.commands[0], what: "the session had ended"),
        .refused(SystemCallError("setns", "uts", errno: 1)),
    ]

    /// One of every kind, also of what is refused.
    static let everything: [LessonResult] =
        [passed, skipped, noLab] + failures.map { failed($0) }
        + [
            failed(
                failures[1], output: hostile, verdicts: verdicts(found: hostile),
                refusals: [SystemCallError("mount", "/sys", errno: 13)],
                lesson: lesson(title: #"'C# \ "quoted" <&> 名前空間の名前 # SKIP x'"#))
        ]

    /// A lesson whose first step made one call, by a program with such a name.
    static func traced(program: String, hostname: String) -> LessonResult {
        var record = TraceRecord(name: "sethostname")
        record.arguments[1] = UInt64(hostname.utf8.count)
        record.pids = [7]
        record.program = Array(program.utf8)
        record.parts = [
            TraceRecord.Part(kind: .bytes, argument: 0, bytes: Array(hostname.utf8), isCut: false)
        ]
        let calls = [SessionCalls(session: 1, calls: [record.call(level: 0)])]
        var steps = passed.steps
        steps[0].calls = calls
        return LessonResult(
            lesson: lesson, outcome: .passed, steps: steps, refusals: [], nanoseconds: 1_000_000,
            whyUntraced: "of some <nothing> is known")
    }

    /// What a program in a lab may write: escape sequences, NUL, other controls, bytes that are no
    /// UTF-8, text that turns around, and what would end a block of TAP or an element of XML.
    static let hostile =
        String(
            decoding: Array("\u{1B}]0;owned\u{7}\u{1B}[2J\u{1B}[31m\0\u{8}\u{7F}\u{9B}31m".utf8)
                + [0xFF, 0xC3, 0x28],
            as: UTF8.self)
        + "\u{202E}\u{2028}\u{FEFF}\u{FFFE}\u{1F600}e\u{301}\rover\r\n  ...\n---\n]]></system-out>&\n"
        + "not ok 1 - forged\n\tname: 名前\n"
}

/// What another program says of a text, which it finds in the file `$FILE`.
func ask(_ command: String, about text: String) -> String? {
    var path = Array("/tmp/nsshell-report-XXXXXX".utf8CString)
    let descriptor = mkstemp(&path)
    guard descriptor >= 0 else { return nil }
    let name = String(decoding: path.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    defer { unlink(name) }
    guard let file = fdopen(descriptor, "w") else { return nil }
    let bytes = Array(text.utf8)
    let count = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, count == bytes.count else { return nil }
    return Oracle.ask("FILE=\(name); \(command)")
}

/// Whether a program that a test asks is here.
func has(_ program: String) -> Bool { Oracle.ask("command -v \(program)") != nil }
