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
        classroom.judge(
            Claim.all(step.expectations, as: .expect) + Claim.all(step.invariants, as: .keep),
            asking: asking)
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
    ///
    /// - Parameter goesOn: whether there is anything to wait for, given the verdicts so far.
    public func settle(
        in classroom: Classroom, by deadline: Deadline,
        while goesOn: ([JudgedExpectation]) -> Bool = { _ in true }
    ) -> [JudgedExpectation] {
        let pauses = Pauses()
        while true {
            let judged = judge(in: classroom)
            if judged.allSatisfy(\.verdict.isTrue) || deadline.hasPassed { return judged }
            // What was at it may have come to its end after the look and before the question.
            if !goesOn(judged) { return judge(in: classroom) }
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
