import SystemCalls
import Testing

@testable import Course
@testable import Lessons

@Suite("What lint found")
struct LintReportTests {
    private static let problem = LessonProblem(
        file: "a.md", line: 3, column: 7, what: "unknown key \"titel\"",
        mend: "did you mean \"title\"?")

    private static func proved(
        _ problems: [LessonProblem] = [], skipped: String? = nil, ways: Int = 4,
        unproved: [Prover.UnprovedStep] = []
    ) -> LintResult {
        LintResult(
            word: "uts", lesson: Made.lesson,
            proof: Prover.Proof(
                problems: problems, skipped: skipped, ways: ways, unproved: unproved))
    }

    private static let unproved = Prover.UnprovedStep(id: "rename", reason: "no limits")

    private static var flawed: LintResult {
        LintResult(word: "a.md", failure: .problems(LessonProblems(problems: [problem])))
    }

    private static var unreadable: LintResult {
        LintResult(
            word: "b.md", failure: .unreadable(SystemCallError("open", "b.md", errno: 2)))
    }

    @Test("is a line a problem, or one that says that there is none")
    func lines() {
        #expect(
            LintResult(word: "uts", lesson: Made.lesson).lines
                == ["lessons/uts.md: 3 steps, no problem found"])
        #expect(Self.proved().lines == ["lessons/uts.md: proved: 3 steps and 4 other ways"])
        #expect(
            Self.proved(ways: 1).lines == ["lessons/uts.md: proved: 3 steps and 1 other way"])
        #expect(Self.proved(skipped: "no ip").lines == ["lessons/uts.md: not proved: no ip"])
        #expect(
            Self.flawed.lines == ["a.md:3:7: unknown key \"titel\": did you mean \"title\"?"])
        #expect(Self.proved([Self.problem]).lines == Self.flawed.lines)
        #expect(Self.unreadable.lines == [])
        let unproved = "lessons/uts.md: step rename not proved: no limits"
        #expect(
            Self.proved(unproved: [Self.unproved]).lines
                == ["lessons/uts.md: proved: 2 steps and 4 other ways", unproved])
        #expect(
            Self.proved([Self.problem], unproved: [Self.unproved]).lines
                == Self.flawed.lines + [unproved])
    }

    @Test("comes to 0 where nothing is wrong, 1 where something is, 2 where it cannot be read")
    func statuses() {
        #expect(LintResult(word: "uts", lesson: Made.lesson).exitStatus == 0)
        #expect(Self.proved().exitStatus == 0)
        #expect(Self.proved(skipped: "no ip").exitStatus == 1)
        #expect(Self.proved([Self.problem]).exitStatus == 1)
        #expect(Self.proved(unproved: [Self.unproved]).exitStatus == 1)
        #expect(Self.flawed.exitStatus == 1)
        #expect(Self.unreadable.exitStatus == 2)
    }

    @Test("is one document whose keys are a promise")
    func document() {
        let text = LintReport.json(
            of: [Self.flawed, Self.unreadable, Self.proved(skipped: "no ip")])
        #expect(text == Self.golden)
    }

    @Test("says of a proof how it went")
    func proofs() {
        func outcome(_ result: LintResult, _ outcome: String, _ proof: String) -> Bool {
            let text = LintReport.json(of: [result])
            return text.contains("\"outcome\": \"\(outcome)\",\n      \"problems\"")
                && text.contains("\"proof\": {\n        \"outcome\": \"\(proof)\",")
        }
        #expect(outcome(Self.proved(), "clean", "proved"))
        #expect(outcome(Self.proved([Self.problem]), "flawed", "disproved"))
        #expect(outcome(Self.proved(skipped: "no ip"), "unproved", "skipped"))
        #expect(outcome(Self.proved(unproved: [Self.unproved]), "unproved", "incomplete"))
    }

    @Test("names a built-in lesson by its name where a report advises to prove it")
    func builtIn() throws {
        let lesson = try LessonLibrary(folders: []).lesson("uts")
        for failure in Made.failures.prefix(3) {
            #expect(failure.advice(for: lesson).hasPrefix("`nsshell lint --prove uts` "))
            #expect(
                failure.advice(for: Made.lesson)
                    .hasPrefix("`nsshell lint --prove lessons/uts.md` "))
        }
    }

    private static let golden = """
        {
          "version": 1,
          "files": [
            {
              "file": "a.md",
              "lesson": null,
              "steps": null,
              "outcome": "flawed",
              "problems": 1,
              "reason": null,
              "mend": null,
              "proof": null
            },
            {
              "file": "b.md",
              "lesson": null,
              "steps": null,
              "outcome": "unreadable",
              "problems": 0,
              "reason": "open b.md: No such file or directory (ENOENT)",
              "mend": "name a file that is there, or a lesson: `nsshell lessons` lists them",
              "proof": null
            },
            {
              "file": "lessons/uts.md",
              "lesson": "uts",
              "steps": 3,
              "outcome": "unproved",
              "problems": 0,
              "reason": "no ip",
              "mend": null,
              "proof": {
                "outcome": "skipped",
                "ways": 4,
                "reason": "no ip",
                "unproved": []
              }
            }
          ],
          "problems": [
            {
              "file": "a.md",
              "line": 3,
              "column": 7,
              "what": "unknown key \\"titel\\"",
              "mend": "did you mean \\"title\\"?"
            }
          ]
        }
        """
}
