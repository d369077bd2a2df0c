public import Lessons
internal import SystemCalls

/// Proves of a lesson that its checks can fail and that its ways are ways: `lint --prove`.
///
/// The lesson is played once as it stands. Then each alternative, wrong way and mistake is played
/// in a fresh lab that was brought to the start of its step by the lesson's own commands.
public struct Prover: Sendable {
    private let player: Player
    /// How long after a wrong way the step is watched for passing all the same, in milliseconds.
    private static let watch = 60

    public init(player: Player = Player()) {
        self.player = player
    }

    /// What was proved.
    public struct Proof: Sendable {
        /// What is wrong, in the order of the file.
        public let problems: [LessonProblem]
        /// Why the lesson could not be played at all; nil where it was.
        public let skipped: String?
        /// How many ways were played.
        public let ways: Int
        /// Why steps could not be played that this machine cannot do.
        public var unproved: [UnprovedStep] = []
    }

    /// A step of which nothing was proved.
    public struct UnprovedStep: Sendable {
        public let id: String
        public let reason: String
    }

    public func prove(_ lesson: Lesson) -> Proof {
        let played = player.play(lesson)
        switch played.outcome {
        case .skipped(let reason): return Proof(problems: [], skipped: reason, ways: 0)
        case .noLab(let error): return Proof(problems: [], skipped: error.description, ways: 0)
        case .failed: return Proof(problems: failures(of: played), skipped: nil, ways: 0)
        case .passed: break
        }
        var problems: [LessonProblem] = []
        var ways = 0
        let unproved = played.steps.compactMap { step -> UnprovedStep? in
            guard case .skipped(let reason) = step.outcome else { return nil }
            return UnprovedStep(id: step.step.id, reason: reason)
        }
        for (index, step) in lesson.steps.enumerated()
        where played.steps[index].outcome.isPassed {
            var unbroken = Set(step.invariants)
            ways += Way.all(of: step).count
            for way in Way.own(of: step) + Way.all(of: step) {
                let (problem, judged) = prove(way, ofStep: index, in: lesson)
                if let problem { problems.append(problem) }
                guard !way.isRight else { continue }
                for keep in judged where keep.role == .keep && keep.verdict.truth == .false {
                    unbroken.remove(keep.expectation)
                }
            }
            for keep in step.invariants where unbroken.contains(keep) {
                problems.append(
                    LessonProblem(
                        file: lesson.file, line: keep.line, column: keep.column,
                        what: "`keep` \(keep.text) is broken by no mistake and no wrong way",
                        mend: "add a `mistake` or `wrong` that breaks it, or leave the `keep` out"))
            }
        }
        return Proof(
            problems: problems.sorted { $0.line < $1.line }, skipped: nil, ways: ways,
            unproved: unproved)
    }

    /// Plays one way in a fresh lab; what is wrong with it, and the step's verdicts after it.
    private func prove(
        _ way: Way, ofStep index: Int, in lesson: Lesson
    ) -> (LessonProblem?, [JudgedExpectation]) {
        let step = lesson.steps[index]
        func problem(_ what: String, _ mend: String, line: Int? = nil) -> LessonProblem {
            LessonProblem(
                file: lesson.file, line: line ?? way.line, column: 1,
                what: "\(way.name) of step \(step.id) \(what)", mend: mend)
        }
        do throws(StepFailure) {
            let classroom = try player.classroom(at: index, of: lesson)
            defer { classroom.end() }
            let machine = StepMachine(step)
            try machine.begin(in: classroom)
            if case .mistake(let mistake) = way.kind, classroom.missing(of: mistake) == nil {
                return (
                    problem(
                        "is recognised before anything is typed",
                        "make `when` false where the step begins"), []
                )
            }
            var scolded: (Mistake, after: ConsoleLine)?
            var judged = try player.run(
                way.lines, machine, in: classroom, settling: way.isRight ? nil : Self.watch
            ) { line in
                guard way.isRight, scolded == nil else { return }
                scolded = machine.recognised(in: classroom).map { ($0, line) }
            }
            var passes = (try? StepMachine.require(judged)) != nil
            if !way.isRight, !passes {
                // Not asked, the network could not show that a `keep` is broken.
                judged = machine.judge(in: classroom, asking: .atOnce)
                passes = (try? StepMachine.require(judged)) != nil
            }
            switch way.kind {
            case .own, .alternative:
                if passes, let (mistake, line) = scolded {
                    return (
                        problem(
                            "is taken for this mistake after its line \(line.line)",
                            "make `when` false all along the right way", line: mistake.line), judged
                    )
                }
                if passes { return (nil, judged) }
                let missing = judged.filter { !$0.verdict.isTrue }
                    .map { "`\($0.expectation.text)`: \($0.verdict)" }.joined(separator: "; ")
                return (
                    problem("does not pass it: \(missing)", "type what does, or leave it out"),
                    judged
                )
            case .wrong:
                guard passes else { return (nil, judged) }
                return (problem("passes it", "expect more, or this way is not wrong"), judged)
            case .mistake(let mistake):
                if passes { return (problem("passes it", "expect more of the step"), judged) }
                if let missing = classroom.missing(of: mistake) {
                    return (
                        problem(
                            "is not recognised: `when` \(missing.expectation.text): \(missing.verdict)",
                            "make `try` do it, or `when` recognise it",
                            line: missing.expectation.line), judged
                    )
                }
                if let other = machine.recognised(in: classroom), other.line != mistake.line {
                    return (
                        problem(
                            "is taken for the mistake of line \(other.line)",
                            "make the `when` there tell the two apart"), judged
                    )
                }
                return (nil, judged)
            }
        } catch {
            return (
                problem(
                    "cannot be played: \(error.sentence)", "type it where the step begins",
                    line: error.line), []
            )
        }
    }

    private func failures(of result: LessonResult) -> [LessonProblem] {
        result.steps.compactMap { step in
            guard case .failed(let failure) = step.outcome else { return nil }
            return LessonProblem(
                file: result.lesson.file, line: failure.line ?? step.step.line, column: 1,
                what: "step \(step.step.id): \(failure.sentence)",
                mend: "play it by hand and see what is true there")
        }
    }
}

/// A way to go about a step.
private struct Way {
    enum Kind {
        case own, alternative, wrong
        case mistake(Mistake)
    }

    let kind: Kind
    let lines: [ConsoleLine]
    let line: Int

    /// The lesson's own way, where it has to be watched: a learner who goes it must hear of no
    /// mistake between two of its lines.
    static func own(of step: Step) -> [Way] {
        if step.mistakes.isEmpty || step.commands.count < 2 { return [] }
        return [Way(kind: .own, lines: step.commands, line: step.line)]
    }

    /// Those that are not the lesson's own.
    static func all(of step: Step) -> [Way] {
        step.alternatives.map {
            Way(kind: .alternative, lines: $0, line: $0.first?.line ?? step.line)
        }
            + step.wrongs.map { Way(kind: .wrong, lines: $0, line: $0.first?.line ?? step.line) }
            + step.mistakes.map { Way(kind: .mistake($0), lines: $0.attempt, line: $0.line) }
    }

    var isRight: Bool {
        switch kind {
        case .own, .alternative: true
        case .wrong, .mistake: false
        }
    }

    var name: String {
        switch kind {
        case .own: "the lesson's own way"
        case .alternative: "the alternative"
        case .wrong: "the wrong way"
        case .mistake: "the mistake"
        }
    }
}
