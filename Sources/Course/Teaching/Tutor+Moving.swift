internal import Glibc
internal import Lab
internal import Lessons
internal import Namespaces
internal import SystemCalls

extension Tutor {
    /// To the next step; what later steps want to know of this one is kept.
    public func advance() throws(TeachingFailure) {
        guard let step else { return }
        classroom.remember(lesson.rememberedPaths(ofStep: step.id), ofStep: step.id)
        try leave(step, isAlreadyTrue ? .alreadyTrue : .done)
    }

    /// To the next step, since this machine cannot do the one at hand: ``whyImpossible``.
    public func passOver() throws(TeachingFailure) {
        if let step { try leave(step, .impossible) }
    }

    private func leave(
        _ step: Step, _ way: LessonProgress.DoneStep.Way
    ) throws(TeachingFailure) {
        keep(step, way)
        stepIndex += 1
        if let next = self.step { recording?.begin(next) }
        try begin()
    }

    /// The step is done by the lesson's own commands: in this lab where they can be typed in it,
    /// else in a fresh one.
    public func skip() throws(TeachingFailure) {
        guard let step else { return }
        // What the lesson types is not the learner's.
        recording?.finish(in: classroom)
        classroom.recording = nil
        recording?.forget([step.id])
        defer { classroom.recording = recording }
        if (try? doHere(step)) == nil {
            try move(to: stepIndex + 1, leaving: step)
        } else {
            try leave(step, .skipped)
        }
    }

    /// Types the step's own commands in the lab as it is.
    private func doHere(_ step: Step) throws(StepFailure) {
        guard let first = step.commands.first,
            (try? classroom.prompt(of: first.prompt.session)) == first.prompt
        else { throw .notTrue([]) }
        var player = player
        // Somebody waits, and a fresh lab is the faster way where this one is in disorder.
        player.stepMilliseconds = 1_000
        player.settleMilliseconds = 300
        try player.redo(step, of: lesson, in: classroom)
    }

    /// The step before that this machine can do, in a fresh lab; the first again where there is
    /// none.
    public func back() throws(TeachingFailure) {
        let index = lesson.steps[..<stepIndex].lastIndex {
            Requirements.whatIsMissing(for: $0) == nil
        }
        try move(to: index ?? 0)
    }

    /// The beginning of the step at hand, in a fresh lab.
    public func reset() throws(TeachingFailure) { try move(to: stepIndex, keepingHelp: true) }

    /// The beginning of another step, in a fresh lab.
    public func go(to id: String) throws(TeachingFailure) {
        guard let index = lesson.steps.firstIndex(where: { $0.id == id }) else {
            throw .unknownStep(id, known: lesson.steps.map(\.id))
        }
        try move(to: index)
    }

    static func replay(
        _ lesson: Lesson, to index: Int, _ player: Player, in made: Classroom? = nil
    ) throws(TeachingFailure) -> Classroom {
        let classroom: Classroom
        do throws(SystemCallError) {
            classroom =
                if let made { made } else {
                    try Classroom(
                        lesson.labFeatures, terminalName: Lab.terminalName,
                        isTraced: lesson.namesCalls)
                }
        } catch  where error.isMissingLink {
            throw .unfit(reason: Requirements.reason(of: error))
        } catch {
            throw .noLab(error)
        }
        for step in lesson.steps[..<index] {
            do throws(StepFailure) {
                try player.redo(step, of: lesson, in: classroom)
            } catch {
                classroom.end()
                throw .notReplayed(stepID: step.id, error)
            }
        }
        return classroom
    }

    private func move(
        to index: Int, leaving skipped: Step? = nil, keepingHelp: Bool = false
    ) throws(TeachingFailure) {
        // The old lab stays where there can be no new one.
        let fresh = try Self.replay(lesson, to: index, player)
        classroom.end()
        classroom = fresh
        if let skipped { keep(skipped, .skipped) }
        stepIndex = index
        recordAnew()
        try begin(keepingHelp: keepingHelp)
    }

    func begin(keepingHelp: Bool = false) throws(TeachingFailure) {
        progress.stepAtHand = step?.id
        progress.changed = time(nil)
        if !keepingHelp { progress.help = LessonProgress.Help() }
        watch = nil
        guard let step else { return }
        let machine = StepMachine(step)
        do throws(StepFailure) {
            let verdicts = try machine.look(in: classroom)
            watch = StepWatch(verdicts, recognised: machine.allRecognised(in: classroom))
        } catch {
            throw .notReplayed(stepID: step.id, error)
        }
        lookAround()
    }

    private func keep(_ step: Step, _ way: LessonProgress.DoneStep.Way) {
        progress.keep(.init(id: step.id, way: way, help: progress.help, time: time(nil)))
    }
}
