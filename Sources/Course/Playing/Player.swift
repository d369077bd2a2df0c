internal import Lab
public import Lessons
internal import SystemCalls

/// Plays a lesson's own commands in a fresh lab and verifies every step.
public struct Player: Sendable {
    /// How long the commands of one step may take, in milliseconds.
    public var stepMilliseconds = 10_000
    /// How long after its commands a step may take to become true, in milliseconds.
    public var settleMilliseconds = 2_000
    /// Told when a step begins, for a progress line.
    public var onStep: (@Sendable (Lesson, Step) -> Void)?
    /// Whether a lesson that passes has a transcript.
    public var records = false
    /// Whether what was played is a page, too.
    public var makesPage = false
    /// Whether the system calls of each step are told of.
    public var tracesCalls = false
    /// How a recording to watch is made, if one is.
    public var cast: CastOptions?

    public init() {}

    public func play(_ lesson: Lesson) -> LessonResult {
        let preparation = Preparation(for: lesson)
        defer { preparation.classroom?.end() }
        return play(lesson, preparation)
    }

    /// Plays a lesson where it has been prepared; the lab goes on.
    func play(_ lesson: Lesson, _ preparation: Preparation) -> LessonResult {
        let start = Deadline.now
        func result(
            _ outcome: PlayOutcome, _ steps: [StepResult] = [],
            _ refusals: [SystemCallError] = []
        ) -> LessonResult {
            LessonResult(
                lesson: lesson, outcome: outcome, steps: steps, refusals: refusals,
                nanoseconds: preparation.nanoseconds + Deadline.now - start)
        }
        let classroom: Classroom
        switch preparation.outcome {
        case .success(let room): classroom = room
        case .failure(let obstacle): return result(obstacle.outcome)
        }
        let recording = records || makesPage ? Recording() : nil
        classroom.recording = recording
        let cast = cast.map { CastRecording(lesson, $0) }
        classroom.cast = cast
        var whyUntraced: String?
        if tracesCalls {
            do throws(TracingRefusal) { try classroom.trace() } catch {
                whyUntraced = error.sentence
            }
        }
        var steps: [StepResult] = []
        var hasFailed = false
        var pictures: [String: Picture] = [:]
        for step in lesson.steps {
            guard !hasFailed else {
                steps.append(unplayed(step, .notReached))
                continue
            }
            if let reason = Requirements.whatIsMissing(for: step) {
                steps.append(unplayed(step, .skipped(reason: reason)))
                continue
            }
            onStep?(lesson, step)
            recording?.begin(step)
            cast?.begin(step)
            let played = play(step, of: lesson, in: classroom)
            if case .failed = played.outcome {
                hasFailed = true
                // A lab that nobody may enter is none.
                if steps.allSatisfy(\.outcome.isSkipped), let why = classroom.refusal {
                    return result(.noLab(why))
                }
            }
            if makesPage, let map = try? classroom.map() {
                pictures[step.id] = map.picture(typingIn: classroom.current)
            }
            steps.append(played)
        }
        recording?.finish(in: classroom)
        var played = result(hasFailed ? .failed : .passed, steps, classroom.lab.refusals)
        if !hasFailed, records { played.transcript = recording?.transcript(of: lesson) }
        played.whyUntraced = whyUntraced ?? (tracesCalls ? classroom.whyUntraced : nil)
        if makesPage, let recording {
            played.page =
                LessonPage(
                    lesson: lesson, steps: steps, recording: recording, pictures: pictures,
                    nanoseconds: played.nanoseconds, whyUntraced: played.whyUntraced
                ).text
        }
        played.cast = cast?.finished(status: hasFailed ? 1 : 0)
        return played
    }

    private func unplayed(_ step: Step, _ outcome: StepResult.Outcome) -> StepResult {
        StepResult(step: step, outcome: outcome, verdicts: [], output: "", nanoseconds: 0)
    }

    private func play(_ step: Step, of lesson: Lesson, in classroom: Classroom) -> StepResult {
        let start = Deadline.now
        let machine = StepMachine(step)
        var verdicts: [JudgedExpectation] = []
        var outcome = StepResult.Outcome.passed
        do throws(StepFailure) {
            try machine.begin(in: classroom)
            verdicts = try run(step.commands, machine, in: classroom)
            try StepMachine.require(verdicts)
            classroom.remember(lesson.rememberedPaths(ofStep: step.id), ofStep: step.id)
        } catch {
            outcome = .failed(error)
            if verdicts.isEmpty { verdicts = machine.judge(in: classroom) }
        }
        return StepResult(
            step: step, outcome: outcome, verdicts: verdicts,
            output: classroom.currentSession?.outputText ?? "",
            nanoseconds: Deadline.now - start,
            calls: tracesCalls && classroom.isTraced ? classroom.sessionCalls : nil)
    }

    /// Types lines and gives the verdicts on the step after them.
    ///
    /// - Parameter pause: called after each line but the last, where the next waits for a prompt.
    func run(
        _ lines: [ConsoleLine], _ machine: StepMachine, in classroom: Classroom,
        settling milliseconds: Int? = nil, pause: (ConsoleLine) -> Void = { _ in }
    ) throws(StepFailure) -> [JudgedExpectation] {
        try Typist(classroom: classroom, deadline: Deadline(milliseconds: stepMilliseconds))
            .type(lines, pause: pause)
        return machine.settle(
            in: classroom, by: Deadline(milliseconds: milliseconds ?? settleMilliseconds))
    }
}

extension Lesson {
    /// What any step wants to know of this one when it has ended: every `step[ID].PATH` of the file.
    func rememberedPaths(ofStep id: String) -> Set<FactPath> {
        var found: Set<FactPath> = []
        for step in steps {
            for expectations in [step.expectations, step.invariants] + step.mistakes.map(\.when) {
                for path in expectations.lazy.flatMap(\.paths) {
                    if case .step(id, _) = path.place { found.insert(path) }
                }
            }
        }
        return found
    }
}
