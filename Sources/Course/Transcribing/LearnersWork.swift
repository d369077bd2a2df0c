internal import Lessons
internal import SystemCalls

/// Of which steps of a hand-in it is the learner's work that they are true.
///
/// As for one who learns, something must turn: what is true of a fresh lab, or became true when the
/// lesson's own way was taken for the learner, is nobody's until it has ceased to be.
final class LearnersWork {
    private let machines: [StepMachine]
    /// Steps that are nobody's work, by id.
    private var given: Set<String> = []

    /// - Parameter classroom: a new one, in which the learner takes a seat.
    init(on lesson: Lesson, in classroom: Classroom) throws(SystemCallError) {
        machines = lesson.steps.map(StepMachine.init)
        // Without a terminal what is true of it already would be unknown.
        try classroom.takeSeat()
        given = Set(states(in: classroom).filter { $0.value == .holds }.keys)
    }

    func isLearners(_ step: Step) -> Bool { !given.contains(step.id) }

    /// - Throws: the first `expect` of a step that is true, and nobody's work.
    func require(_ step: Step, _ verdicts: [JudgedExpectation]) throws(StepFailure) {
        guard !isLearners(step), let judged = verdicts.first(where: { $0.role == .expect })
        else { return }
        throw .alreadyTrue(judged)
    }

    /// To be called after each line of the learner's.
    func learnerTyped(in classroom: Classroom) {
        // Mostly there are none: what a lesson teaches is seldom true before it.
        if given.isEmpty { return }
        let states = states(in: classroom, of: given)
        given = given.filter { states[$0] != .ceased }
    }

    /// Takes note of what the lesson's own way makes true.
    func lessonTypes(in classroom: Classroom, _ way: () -> Void) {
        let before = states(in: classroom)
        way()
        let after = states(in: classroom)
        given = given.filter { after[$0] != .ceased }
        for (id, state) in after where state == .holds && before[id] != .holds { given.insert(id) }
    }

    private enum State {
        case holds, ceased
        /// It says neither that it holds nor that it ceased to.
        case unknown
    }

    /// - Parameter ids: of the steps to look at; all where it is nil.
    private func states(in classroom: Classroom, of ids: Set<String>? = nil) -> [String: State] {
        var states: [String: State] = [:]
        for machine in machines where ids?.contains(machine.step.id) ?? true {
            let expected = machine.judge(in: classroom).filter { $0.role == .expect }
            let truths = expected.map(\.verdict.truth)
            states[machine.step.id] =
                expected.allSatisfy(\.verdict.isTrue)
                ? .holds : truths.contains(.false) ? .ceased : .unknown
        }
        return states
    }
}
