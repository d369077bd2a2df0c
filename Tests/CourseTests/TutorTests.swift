import Glibc
import HostAbilities
import Lab
import Lessons
import Namespaces
import SystemCalls
import Testing

@testable import Course

/// A learner's way through real lessons, in real labs.
@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .timeLimit(.minutes(2)))
struct TutorTests {
    /// Everything that `uts` is done with is of coreutils, hostname and util-linux.
    static let uts = try? LessonLibrary(folders: []).lesson("uts")

    /// A lesson of two steps whose first can have been done before it began.
    static func small(
        _ expect: String = "host.hostname: one", own: String = "hostname one"
    ) throws -> Lesson {
        let text = """
            ---
            lesson: small
            title: Two names
            kinds: [uts]
            minutes: 1
            ---

            An introduction.

            ## First

            ```console
            host$ \(own)
            ```
            ```expect
            \(expect)
            ```
            ```hint
            A nudge.
            ```
            ```hint
            The answer.
            ```

            ## Second

            ```console
            host$ domainname two
            ```
            ```expect
            host.domainname: two
            host.hostname: same as step[first].host.hostname
            ```
            ```keep
            host.hostname: not three
            ```
            """
        return try Lesson.read(bytes: Array(text.utf8), file: "small.md", vocabulary: .all)
    }

    /// Types lines where the learner would; what was said after each that ended at a prompt.
    @discardableResult
    static func type(_ lines: [ConsoleLine], _ tutor: Tutor) throws -> [StepCheck] {
        var checks: [StepCheck] = []
        try Typist(classroom: tutor.classroom, deadline: Deadline(milliseconds: 10_000))
            .type(lines) { _ in checks.append(tutor.commandEnded()) }
        checks.append(tutor.commandEnded())
        return checks
    }

    @discardableResult
    static func type(_ command: String, _ tutor: Tutor) throws -> StepCheck {
        let prompt = try tutor.classroom.prompt(of: 1)
        let line = ConsoleLine(prompt: prompt, input: .command(command), line: 1)
        return try #require(type([line], tutor).last)
    }

    @Test(
        "every alternative completes its step, and no mistake is told on the way",
        // In `pid` a program has just begun when its command ends; in `veth` the kernel is late.
        arguments: ["uts", "pid", "veth"].filter { name in
            (try? LessonLibrary(folders: []).lesson(name))
                .map(Requirements.whatIsMissing) == .some(nil)
        })
    func alternatives(name: String) throws {
        let lesson = try LessonLibrary(folders: []).lesson(name)
        // Up to the first step that calls `sys`: that is nsshell itself, and here it would be the tests.
        let steps = lesson.steps.prefix { step in
            !step.commands.contains { "\($0.input)".contains("sys ") }
        }
        #expect(steps.count > 3)
        for (index, step) in steps.enumerated() {
            for lines in step.alternatives {
                let tutor = try Tutor(lesson, at: index)
                #expect(!tutor.isAlreadyTrue, "\(step.id)")
                let checks = try Self.type(lines, tutor)
                let last = try #require(checks.last)
                #expect(last.isStepDone, "\(step.id): \(last.verdicts.map(\.verdict))")
                #expect(checks.flatMap(\.newlyTrue).count >= step.expectations.count, "\(step.id)")
                #expect(checks.compactMap(\.mistake).isEmpty, "\(step.id)")
            }
        }
    }

    @Test("a lesson is completed step by step, and what was done by hand is kept as done")
    func completed() throws {
        let lesson = try #require(Self.uts)
        let tutor = try Tutor(lesson)
        while let step = tutor.step {
            let done = try Self.type(step.alternatives.first ?? step.commands, tutor).last
            try #require(done?.isStepDone == true, "\(step.id)")
            try tutor.advance()
        }
        #expect(tutor.progress.isCompleted)
        #expect(tutor.progress.done.map(\.id) == lesson.steps.map(\.id))
        #expect(tutor.progress.done.allSatisfy { $0.way == .done })
    }

    @Test("every mistake of uts is told once, and again when it has been mended and made again")
    func mistakes() throws {
        let lesson = try #require(Self.uts)
        for (index, step) in lesson.steps.enumerated() {
            for mistake in step.mistakes {
                let tutor = try Tutor(lesson, at: index)
                let checks = try Self.type(mistake.attempt, tutor)
                #expect(checks.last?.isStepDone == false)
                #expect(checks.compactMap(\.mistake?.line) == [mistake.line], "\(step.id)")
                #expect(tutor.check().mistake?.line == mistake.line)
                #expect(tutor.commandEnded().mistake == nil)
            }
        }
        let tutor = try Tutor(lesson, at: 0)
        #expect(try Self.type("uname", tutor).mistake != nil)
        #expect(try Self.type("true", tutor).mistake == nil)
        #expect(try Self.type("uname", tutor).mistake != nil)
    }

    @Test("what was true when a step began is not graded; a step of nothing else may be passed on")
    func alreadyTrue() throws {
        let tutor = try Tutor(Self.small(), at: 0)
        #expect(!tutor.isAlreadyTrue)
        let first = try Self.type("hostname one; domainname two", tutor)
        #expect(first.newlyTrue.map(\.expectation.text) == ["host.hostname: one"])
        #expect(first.isStepDone)
        try tutor.advance()
        #expect(tutor.isAlreadyTrue)
        #expect(tutor.trueBefore.count == 2)
        let check = try Self.type("ls /", tutor)
        #expect(!check.isStepDone && check.newlyTrue.isEmpty && check.mistake == nil)
        // Undone and done again, it is the learner's work.
        #expect(!(try Self.type("domainname three", tutor).isStepDone))
        #expect(try Self.type("domainname two", tutor).isStepDone)
        try tutor.advance()
        #expect(tutor.progress.done.map(\.way) == [.done, .alreadyTrue])
        #expect(tutor.progress.isCompleted)
        #expect(tutor.commandEnded().verdicts.isEmpty)
    }

    @Test("each expectation shows as it turns true, and all must be true at once")
    func oneByOne() throws {
        let tutor = try Tutor(
            Self.small(
                "host.hostname: one\nhost.domainname: two", own: "hostname one; domainname two"))
        var check = try Self.type("domainname two", tutor)
        #expect(check.newlyTrue.map(\.expectation.text) == ["host.domainname: two"])
        #expect(!check.isStepDone)
        check = try Self.type("true", tutor)
        #expect(check.newlyTrue.isEmpty && !check.isStepDone)
        check = try Self.type("domainname no; hostname one", tutor)
        #expect(check.newlyTrue.map(\.expectation.text) == ["host.hostname: one"])
        #expect(!check.isStepDone)
        #expect(try Self.type("domainname two", tutor).isStepDone)
    }

    @Test("a keep that breaks is told when it breaks, and the step is not done before it is mended")
    func keeps() throws {
        let tutor = try Tutor(Self.small(), at: 1)
        var check = try Self.type("hostname three; domainname two", tutor)
        #expect(check.newlyBroken.map(\.expectation.text) == ["host.hostname: not three"])
        #expect(!check.isStepDone)
        check = try Self.type("true", tutor)
        #expect(check.newlyBroken.isEmpty && check.brokenKeeps.count == 1)
        #expect(try Self.type("hostname one", tutor).isStepDone)
    }

    @Test("what a command left running is waited for shortly; a shell that waits is not")
    func background() throws {
        let patience = 10_000
        let tutor = try Tutor(Self.small(), patience: patience)
        let busy = "(i=0; while [ $i -lt 4000 ]; do i=$((i+1)); done; hostname one) &"
        #expect(try Self.type(busy, tutor).isStepDone)
        try tutor.reset()
        _ = try Self.type("sleep 100 &", tutor)
        let start = Deadline.now
        // It is news once.
        _ = tutor.commandEnded()
        #expect(Deadline.now - start < UInt64(patience) * 1_000_000)
    }

    @Test("back, go and reset bring a fresh lab to a step's beginning")
    func moving() throws {
        let lesson = try #require(Self.uts)
        let tutor = try Tutor(lesson, at: 3)
        #expect(tutor.step?.id == "rename")
        try Self.type("hostname mess; touch /tmp/mess", tutor)
        func moves(to id: String, _ move: () throws -> Void) throws {
            let lab = tutor.classroom.lab
            try move()
            #expect(!lab.isRunning && tutor.classroom.lab.isRunning)
            #expect(tutor.step?.id == id && tutor.progress.stepAtHand == id)
            #expect(!tutor.isAlreadyTrue)
            let root = "/proc/\(tutor.classroom.lab.initProcess.pid)/root"
            #expect(FileKind(at: "\(root)/tmp/mess") == .missing)
        }
        try moves(to: "rename") { try tutor.reset() }
        #expect(try tutor.classroom.prompt(of: 1).place == "uts")
        try moves(to: "unshare") { try tutor.back() }
        try moves(to: "outside") { try tutor.go(to: "outside") }
        #expect(try Self.type(tutor.answer, tutor).last?.isStepDone == true)
        try moves(to: "look") { try tutor.go(to: "look") }
        try moves(to: "look") { try tutor.back() }
        let lab = tutor.classroom.lab
        #expect(throws: TeachingFailure.self) { try tutor.go(to: "nowhere") }
        #expect(lab.isRunning && tutor.step?.id == "look")
    }

    @Test("skip does the step in this lab where it can, and in a fresh one where it cannot")
    func skip() throws {
        let lesson = try #require(Self.uts)
        let tutor = try Tutor(lesson, at: 2)
        try Self.type("touch /tmp/mine", tutor)
        var lab = tutor.classroom.lab
        try tutor.skip()
        #expect(lab.isRunning && tutor.step?.id == "rename")
        #expect(try tutor.classroom.prompt(of: 1).place == "uts")
        // Not where the lesson's command would be typed.
        try Self.type("exit", tutor)
        lab = tutor.classroom.lab
        try tutor.skip()
        #expect(!lab.isRunning && tutor.step?.id == "ask")
        #expect(try tutor.classroom.prompt(of: 1).place == "uts")
        #expect(tutor.progress.done.map(\.way) == [.skipped, .skipped])
        while tutor.step != nil { try tutor.skip() }
        #expect(tutor.progress.isCompleted)
        try tutor.skip()
    }

    @Test("hints come one after the other, and what was used of a step is kept with it")
    func hints() throws {
        let tutor = try Tutor(Self.small())
        #expect(try #require(tutor.nextHint()) == ("A nudge.", 1, 2))
        try tutor.reset()
        #expect(try #require(tutor.nextHint()) == ("The answer.", 2, 2))
        #expect(tutor.nextHint() == nil)
        tutor.answerWasShown()
        try Self.type(tutor.answer, tutor)
        try tutor.advance()
        #expect(tutor.progress.done[0].help == .init(hints: 2, wasShown: true))
        #expect(tutor.progress.help == .init())
    }

    @Test("a lab that was ended from inside is answered, and reset makes another")
    func ended() throws {
        let tutor = try Tutor(Self.small())
        tutor.classroom.lab.end()
        #expect(!tutor.commandEnded().isStepDone)
        try tutor.reset()
        #expect(try Self.type("hostname one", tutor).isStepDone)
    }
}
