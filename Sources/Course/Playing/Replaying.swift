internal import Lab
internal import Lessons
internal import SystemCalls

extension Player {
    /// A fresh lab in which every step before `index` has been done as the lesson does it.
    ///
    /// What was true before those steps is not asked: the lesson was proved, and a learner waits.
    func classroom(at index: Int, of lesson: Lesson) throws(StepFailure) -> Classroom {
        let classroom: Classroom
        do throws(SystemCallError) {
            classroom = try Classroom(lesson.labFeatures, isTraced: lesson.namesCalls)
        } catch {
            throw .refused(error)
        }
        for step in lesson.steps[..<index] { try redo(step, of: lesson, in: classroom) }
        return classroom
    }

    /// Does a step as the lesson does it, and keeps what later steps want to know of it. One that
    /// this machine cannot do is passed over.
    func redo(
        _ step: Step, of lesson: Lesson, in classroom: Classroom
    ) throws(StepFailure) {
        if Requirements.whatIsMissing(for: step) != nil { return }
        let machine = StepMachine(step)
        try machine.takeSeat(in: classroom)
        try StepMachine.require(try run(step.commands, machine, in: classroom))
        classroom.remember(lesson.rememberedPaths(ofStep: step.id), ofStep: step.id)
    }
}
