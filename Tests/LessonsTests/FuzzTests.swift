import HostAbilities
import Lessons
import Testing

@Suite("A lesson with random damage")
struct FuzzTests {
    private let good = Array(
        (LessonTemplate.text(name: "good", title: "Good")
            + step(
                expect: "output: contains step[enter].host.hostname\nmounts[/a].type: matches /a+/"))
            .utf8)

    @Test("is read or refused with problems inside the file, and never crashes")
    func mutations() throws {
        #expect(problems(good) == [])
        var random = SeededGenerator(seed: 42)
        var refused = 0
        for _ in 0..<2500 {
            var bytes = good
            for _ in 0...Int.random(in: 0..<4, using: &random) { mutate(&bytes, &random) }
            refused += check(bytes) ? 0 : 1
        }
        #expect(refused > 1000)
    }

    @Test("is read or refused where it ends too early")
    func truncations() {
        for length in stride(from: 0, to: good.count, by: 7) {
            _ = check(Array(good[..<length]))
        }
    }

    @Test("junk is refused", arguments: 0..<200)
    func junk(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("-[]{}`#:>*&!|\"'\n\n \tabc$@+.()/\\<~".utf8)
        let body = (0..<400).map { _ in alphabet.randomElement(using: &random) ?? 0 }
        #expect(!check(body))
        #expect(!check(Array("---\n".utf8) + body + Array("\n---\n".utf8) + body))
    }

    @Test("a random pattern is a regular expression or a problem", arguments: 0..<40)
    func patterns(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("()[]{}*+?\\^$|.-:<>=!abPdwsuxkpN0123,&~#' QEé")
        for _ in 0..<30 {
            let count = Int.random(in: 1...14, using: &random)
            let pattern = (0..<count).map { _ in alphabet.randomElement(using: &random) ?? "a" }
            guard let claim = try? expectation("output: matches /\(String(pattern))/") else {
                continue
            }
            let output = Observation([claim.path: .text("ab 12\n3é")])
            if case .unknown = claim.verdict(in: output).truth {
                Issue.record("/\(String(pattern))/ was read and then was no regular expression")
            }
        }
    }

    @Test(
        "a pattern that nests without end is a problem", arguments: ["(", "[", "(?:", "(?=", "a|"])
    func deepPatterns(opener: String) {
        for count in [100, 160, 100_000] {
            let pattern = String(repeating: opener, count: count)
            let claim = try? expectation("output: matches /\(pattern)/")
            #expect(claim == nil || (opener == "a|" && count < 1000))
        }
        let groups = String(repeating: "(", count: 20) + String(repeating: ")", count: 20)
        #expect((try? expectation("output: matches /\(groups)/")) != nil)
    }

    /// Whether the bytes are a lesson; otherwise the problems must be places in the file.
    private func check(_ bytes: [UInt8]) -> Bool {
        do throws(LessonProblems) {
            let lesson = try Lesson.read(bytes: bytes, file: "x.md", vocabulary: vocabulary)
            #expect(!lesson.steps.isEmpty)
            return true
        } catch {
            let lines = bytes.count { $0 == 0x0A } + 1
            #expect(!error.problems.isEmpty)
            for problem in error.problems {
                #expect((1...lines).contains(problem.line) && problem.column >= 1, "\(problem)")
            }
            return false
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        let words = [
            "---", "```", "not ", "[", "]", "\"", ": ", "\n", "/", "$", "<!--", "> ", "## ", "\\",
        ]
        let at = Int.random(in: 0..<max(1, bytes.count), using: &random)
        let end = min(bytes.count, at + Int.random(in: 1...40, using: &random))
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes.removeSubrange(at..<end)
        case 1:
            bytes.insert(
                contentsOf: bytes[at..<end], at: Int.random(in: 0...bytes.count, using: &random))
        case 2: bytes[at] = UInt8.random(in: 0...255, using: &random)
        case 3: bytes[at] = UInt8.random(in: 32...126, using: &random)
        case 4:
            bytes.insert(
                contentsOf: Array((words.randomElement(using: &random) ?? "").utf8), at: at)
        default: bytes.swapAt(at, end - 1)
        }
    }
}
