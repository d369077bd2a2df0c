public import Lessons
public import SystemCalls

/// What it takes to have done a step: the player's rules and the tutor's.
///
/// An `expect` must turn: not true before the step, true after. A `keep` is true before and after.
/// All of a step are judged in one observation. The network is asked last, once everything else is
/// true, but where the step begins: what is not asked there could be true already.
public struct StepMachine: Sendable {
    public let step: Step

    public init(_ step: Step) {
        self.step = step
    }

    /// The verdicts on the step now.
    public func judge(in classroom: Classroom) -> [JudgedExpectation] {
        judge(in: classroom, asking: .last)
    }

    func judge(in classroom: Classroom, asking: Asking) -> [JudgedExpectation] {
        classroom.judge(claims, asking: asking)
    }

    private var claims: [Claim] {
        Claim.all(step.expectations, as: .expect) + Claim.all(step.invariants, as: .keep)
    }

    /// The verdicts on the step now, and every mistake that is recognised with them, in the order of
    /// the file.
    private func judgeWithMistakes(
        in classroom: Classroom
    ) -> (verdicts: [JudgedExpectation], recognised: [Mistake]) {
        let judged = classroom.judge(
            each: [claims] + step.mistakes.map { Claim.all($0.when, as: .when) })
        let recognised = zip(step.mistakes, judged.dropFirst())
            .filter { $0.1.allSatisfy(\.verdict.isTrue) }.map(\.0)
        return (judged[0], recognised)
    }

    /// - Throws: the first `expect` that is true already, or `keep` that does not hold.
    public func begin(in classroom: Classroom) throws(StepFailure) {
        for judged in try look(in: classroom) {
            switch judged.role {
            case .expect where judged.verdict.isTrue: throw .alreadyTrue(judged)
            case .keep where !judged.verdict.isTrue: throw .broken(judged)
            default: break
            }
        }
    }

    /// The verdicts where the step begins, whatever they are.
    func look(in classroom: Classroom) throws(StepFailure) -> [JudgedExpectation] {
        try takeSeat(in: classroom)
        return judge(in: classroom, asking: .atOnce)
    }

    /// What was typed before is of another step, and a learner sits at a terminal before the first
    /// line is typed: were there none, what is true of `here` already would be unknown, and the
    /// step would seem to have made it true.
    func takeSeat(in classroom: Classroom) throws(StepFailure) {
        classroom.beginStep()
        do throws(SystemCallError) { try classroom.takeSeat() } catch {
            throw .refused(error)
        }
    }

    /// Judges until all is true or the deadline passes; the last verdicts.
    public func settle(in classroom: Classroom, by deadline: Deadline) -> [JudgedExpectation] {
        let pauses = Pauses()
        while true {
            let judged = judge(in: classroom)
            if judged.allSatisfy(\.verdict.isTrue) || deadline.hasPassed { return judged }
            classroom.listen(milliseconds: pauses.next(before: deadline))
        }
    }

    /// The same for a learner, who may have done nothing at all.
    ///
    /// - Parameter look: called before each look at the step; what it returns is asked afterwards, with
    ///   the verdicts, whether there is anything to wait for.
    func settle(
        in classroom: Classroom, by deadline: Deadline,
        _ look: () -> ([JudgedExpectation]) -> Bool
    ) -> (verdicts: [JudgedExpectation], recognised: [Mistake]) {
        let pauses = Pauses()
        while true {
            let goesOn = look()
            let found = judgeWithMistakes(in: classroom)
            if found.verdicts.allSatisfy(\.verdict.isTrue) || deadline.hasPassed
                || !goesOn(found.verdicts)
            {
                return found
            }
            classroom.listen(milliseconds: pauses.next(before: deadline))
        }
    }

    /// Whether these verdicts make the step done.
    ///
    /// - Throws: what is missing.
    public static func require(_ judged: [JudgedExpectation]) throws(StepFailure) {
        let missing = judged.filter { $0.role == .expect && !$0.verdict.isTrue }
        if !missing.isEmpty { throw .notTrue(missing) }
        if let broken = judged.first(where: { $0.role == .keep && !$0.verdict.isTrue }) {
            throw .broken(broken)
        }
    }
}

extension Expectation {
    func judged(as role: JudgedExpectation.Role, in observation: Observation) -> JudgedExpectation {
        JudgedExpectation(role: role, expectation: self, verdict: verdict(in: observation))
    }
}
