import Glibc
import HostAbilities
import Lab
import Lessons
import Namespaces
import SystemCalls
import Testing

@testable import Course

/// Facts that are asked of the network, in the course of a lesson.
@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .enabled(if: Host.has("ip"), "ip is not installed"), .timeLimit(.minutes(1)))
struct AskingTests {
    private func lesson(_ steps: String...) throws -> Lesson {
        let text = """
            ---
            lesson: asking
            title: Who is there?
            kinds: [net]
            minutes: 1
            ---

            An introduction.

            \(steps.joined(separator: "\n"))
            """
        return try Lesson.read(bytes: Array(text.utf8), file: "asking.md", vocabulary: .all)
    }

    private func step(
        _ heading: String = "One", console: String, expect: String, more: String = ""
    ) -> String {
        "## \(heading)\n\n```console\n\(console)\n```\n```expect\n\(expect)\n```\n\(more)\n"
    }

    /// Makes 10.7.7.7 an address of the lab.
    private static let makeAddress =
        "host$ ip address add 10.7.7.7/32 dev lo; domainname other"

    /// How many echo requests have come in, in the lab.
    private func echoes(in classroom: Classroom) throws -> Int {
        let lines = try readText("/proc/\(classroom.lab.initProcess.pid)/net/snmp")
            .split(separator: "\n").filter { $0.hasPrefix("Icmp:") }.map {
                $0.split(separator: " ")
            }
        let column = try #require(lines[0].firstIndex(of: "InEchos"))
        return try #require(Int(lines[1][column]))
    }

    @Test("a step passes once the network answers, and not before it was asked")
    func passes() throws {
        let lesson = try lesson(
            step(
                console: Self.makeAddress,
                expect: "here.domainname: other\nhere.reaches[10.7.7.7]: true"))
        let result = Player().play(lesson)
        guard case .passed = result.outcome else {
            Issue.record("\(result.steps)")
            return
        }
    }

    @Test("where a step begins the network is asked: what answers already is found")
    func alreadyTrue() throws {
        let lesson = try lesson(
            step(
                console: "host$ hostname other",
                expect: "here.hostname: other\nhere.reaches[127.0.0.1]: true"))
        let result = Player().play(lesson)
        guard case .failed(.alreadyTrue(let judged)) = result.steps[0].outcome else {
            Issue.record("\(result.steps)")
            return
        }
        #expect(judged.expectation.text == "here.reaches[127.0.0.1]: true")
    }

    @Test("while anything else is not true nothing is sent, and what was not asked is unknown")
    func notAsked() throws {
        let lesson = try lesson(
            step(
                console: "host$ hostname other",
                expect: "here.hostname: other\nhere.reaches[127.0.0.1]: not true",
                more: "```keep\nhost.reaches[127.0.0.2]: true\n```"))
        let classroom = try Classroom()
        defer { classroom.end() }
        _ = try classroom.session(1)
        let machine = StepMachine(lesson.steps[0])
        let before = try echoes(in: classroom)
        for judged in machine.judge(in: classroom).dropFirst() {
            #expect(
                judged.verdict.truth
                    == .unknown("not asked: that is done only when all else is true"))
        }
        #expect(try echoes(in: classroom) == before)
        try classroom.session(1).type("hostname other", by: Deadline(milliseconds: 10_000))
        #expect(
            machine.judge(in: classroom).map(\.verdict.truth) == [.true, .false, .true])
        #expect(try echoes(in: classroom) == before + 2)
    }

    @Test("a step that fails says what was not asked")
    func fails() throws {
        let lesson = try lesson(
            step(
                console: "host$ true",
                expect: "here.hostname: other\nhere.answers[127.0.0.1:80]: present"))
        var player = Player()
        player.settleMilliseconds = 20
        guard case .failed(.notTrue(let missing)) = player.play(lesson).steps[0].outcome else {
            Issue.record("it passes")
            return
        }
        #expect(missing.map(\.verdict.truth).count == 2)
        #expect(missing.last?.verdict.found.contains("not asked") == true)
    }

    @Test("a proof asks also where a wrong way leaves the rest not true")
    func proof() throws {
        let lesson = try lesson(
            step(
                console: Self.makeAddress,
                expect: "here.domainname: other\nhere.reaches[10.7.7.7]: true",
                more: """
                    ```keep
                    here.reaches[127.0.0.1]: true
                    ```
                    ```wrong
                    host$ ip link set lo down
                    ```
                    ```mistake
                    when: here.hostname: other
                      here.reaches[10.7.7.7]: not true
                    say: No.
                    try: host$ hostname other
                    ```
                    """))
        let proof = Prover().prove(lesson)
        #expect(proof.skipped == nil)
        #expect(proof.problems.map(\.description) == [])
    }

    @Test("a later step may ask what the network answered when an earlier one ended")
    func remembered() throws {
        let lesson = try lesson(
            step(console: Self.makeAddress, expect: "here.reaches[10.7.7.7]: true"),
            step(
                "Two", console: "host$ ip address del 10.7.7.7/32 dev lo",
                expect: "here.reaches[10.7.7.7]: differs from step[one].here.reaches[10.7.7.7]"))
        let result = Player().play(lesson)
        guard case .passed = result.outcome else {
            Issue.record("\(result.steps)")
            return
        }
    }
}
