internal import Glibc
internal import Lab
public import Lessons
internal import Namespaces
internal import SystemCalls

/// A learner's way through one lesson: which step is at hand, what is true of it, what was used.
///
/// What the learner types goes to the sessions of ``classroom``, where somebody else types it; the
/// tutor looks at the machine afterwards and judges by the rules of the player.
public final class Tutor {
    public let lesson: Lesson
    /// Another one after each ``reset()``, ``back()`` and ``go(to:)``.
    public internal(set) var classroom: Classroom
    /// The lesson's count of steps when it is completed.
    public internal(set) var stepIndex: Int
    /// What a store keeps; changes with every step and every hint.
    public internal(set) var progress: LessonProgress
    var watch: StepWatch?
    /// What is typed, where that is kept.
    var recording: Recording?
    /// What ran in the lab at the last look.
    private var crowd: Set<Int32> = []

    /// Who types the lesson's own commands where steps are brought about.
    let player = Player()
    private let patience: Int

    /// Makes a lab and does the steps before `step` as the lesson does them.
    ///
    /// - Parameters:
    ///   - step: an index; as many as there are steps for a lesson that is completed.
    ///   - progress: what was kept of an earlier time.
    ///   - patience: how long after a command something that still runs is waited for, in
    ///     milliseconds.
    public convenience init(
        _ lesson: Lesson, at step: Int = 0, progress: LessonProgress? = nil, patience: Int = 100
    ) throws(TeachingFailure) {
        let beginning = Beginning(lesson: lesson, classroom: nil)
        try self.init(beginning, at: step, progress: progress, patience: patience)
    }

    /// The same in the lab that is there already, if one is.
    public init(
        _ beginning: Beginning, at step: Int = 0, progress: LessonProgress? = nil,
        patience: Int = 100
    ) throws(TeachingFailure) {
        let lesson = beginning.lesson
        if let reason = Requirements.whatIsMissing(for: lesson) { throw .unfit(reason: reason) }
        self.lesson = lesson
        self.patience = patience
        stepIndex = min(max(step, 0), lesson.steps.count)
        self.progress = progress ?? LessonProgress(of: lesson, time: time(nil))
        classroom = try Self.replay(lesson, to: stepIndex, player, in: beginning.classroom)
        self.progress.digest = lesson.digest
        try begin(keepingHelp: self.progress.stepAtHand == self.step?.id)
    }

    deinit { classroom.end() }

    /// The step at hand; nil when the lesson is completed.
    public var step: Step? {
        stepIndex < lesson.steps.count ? lesson.steps[stepIndex] : nil
    }

    /// Whether the lesson's expectations ask for system calls, which are traced then.
    public var asksForCalls: Bool { lesson.namesCalls }

    /// What `:show` types.
    public var answer: [ConsoleLine] { step?.commands ?? [] }

    /// Whether all that the step expects was true before anything was typed in it: nothing is left
    /// to turn, and it may be passed on.
    public var isAlreadyTrue: Bool { watch?.isAlreadyTrue ?? false }

    /// What the step expects and found true when it began: it need only still hold.
    public var trueBefore: [JudgedExpectation] { watch?.trueBefore ?? [] }

    /// Why this machine cannot do the step at hand, which is to be passed over; nil where it can.
    public var whyImpossible: String? { step.flatMap(Requirements.whatIsMissing(for:)) }

    // MARK: Looking

    /// What a command has changed.
    ///
    /// Returns at once where all is true, or where the command has changed nothing and nothing in
    /// the lab is still at it.
    public func commandEnded() -> StepCheck {
        guard let step, var watch else { return .nothing }
        let before = crowd
        let machine = StepMachine(step)
        let deadline = Deadline(milliseconds: patience)
        let look = machine.settle(in: classroom, by: deadline) {
            // Before the verdicts: what has ended by now is gone for them.
            let isAtWork = lookAround() || crowd != before
            // Who has just begun may not have come far, and what is gone or half true may be what
            // the kernel is still at: it puts namespaces away when it likes.
            return { verdicts in isAtWork || watch.isChanged(by: verdicts) }
        }
        let check = watch.take(look.verdicts, recognised: look.recognised)
        self.watch = watch
        return check
    }

    /// How the step stands, for one who asks: a mistake is told again, and nothing is noted.
    public func check() -> StepCheck {
        guard let step, let watch else { return .nothing }
        let machine = StepMachine(step)
        var copy = watch
        let check = copy.take(machine.judge(in: classroom), recognised: [])
        return StepCheck(
            verdicts: check.verdicts, newlyTrue: check.newlyTrue, brokenKeeps: check.brokenKeeps,
            newlyBroken: check.newlyBroken,
            mistake: check.isStepDone ? nil : machine.recognised(in: classroom),
            isStepDone: check.isStepDone)
    }

    /// Whether anything in the lab is at work, and not merely waiting.
    @discardableResult
    func lookAround() -> Bool {
        let processes = classroom.lab.processes
        crowd = Set(processes.map(\.pid))
        return processes.contains { "RDZ".contains($0.state) }
    }

    // MARK: Helping

    /// The next hint of the step, 1-based; nil where all have been read.
    public func nextHint() -> (text: String, number: Int, of: Int)? {
        guard let step, progress.help.hints < step.hints.count else { return nil }
        progress.help.hints += 1
        let number = progress.help.hints
        return (step.hints[number - 1], number, step.hints.count)
    }

    /// Types ``answer`` in the lab as it is.
    public func typeAnswer() throws(StepFailure) {
        try Typist(
            classroom: classroom, deadline: Deadline(milliseconds: player.stepMilliseconds)
        ).type(answer)
    }

    /// Takes note that ``answer`` was typed for the learner.
    public func answerWasShown() { progress.help.wasShown = true }
}
