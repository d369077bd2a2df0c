internal import Lab
internal import Lessons
internal import Namespaces
internal import SystemCalls
internal import Transcripts

/// Types hand-ins into fresh labs and asks the *lesson's* expectations after each step: what a
/// transcript says was written counts for nothing.
public struct Grader: Sendable {
    public var library = LessonLibrary(folders: [])
    /// How long one command may take, in milliseconds.
    public var commandMilliseconds = 10_000
    /// How long all of a hand-in may take, in milliseconds.
    public var milliseconds = 120_000
    /// How long after its commands a step may take to become true, in milliseconds.
    private static let settleMilliseconds = 1_000
    /// A longer line is no command of a terminal.
    private static let mostEntries = 5_000

    public init() {}

    /// - Parameter path: what reports call it.
    public func grade(_ bytes: [UInt8], path: String) -> Grade {
        let start = Deadline.now
        let transcript = LessonTranscript(bytes)
        var remarks: [String] = []
        func grade(
            _ outcome: Grade.Outcome, _ steps: [Grade.Step] = [], isSameText: Bool = false
        ) -> Grade {
            Grade(
                path: path, lesson: transcript?.header.lesson ?? "", outcome: outcome, steps: steps,
                isSameText: isSameText, hints: transcript?.help?.hints,
                shown: transcript?.help?.shown ?? [],
                typedInto: transcript?.help?.typedInto ?? [], remarks: remarks,
                nanoseconds: Deadline.now - start)
        }
        if let flaw = LessonTranscript.flaw(in: bytes) { return grade(.unreadable(flaw)) }
        guard let transcript else { return grade(.unreadable("it is no lesson's transcript")) }
        guard transcript.sections.map(\.entries.count).reduce(0, +) <= Self.mostEntries else {
            return grade(.unreadable("it has more than \(Self.mostEntries) commands"))
        }
        // A name, never a path: a hand-in does not choose what it is held against.
        guard Lesson.isName(transcript.header.lesson),
            let lesson = try? library.lesson(transcript.header.lesson)
        else {
            let name = transcript.header.lesson
            let mend = "--lessons DIR names a folder that has it"
            return grade(.unreadable("there is no lesson named \(name): \(mend)"))
        }
        remarks += Self.remarks(on: transcript, of: lesson)
        if let reason = Requirements.whatIsMissing(for: lesson) { return grade(.skipped(reason)) }
        do throws(SystemCallError) {
            let classroom = try Classroom(lesson.labFeatures, isTraced: lesson.namesCalls)
            defer { classroom.end() }
            let work = try LearnersWork(on: lesson, in: classroom)
            let sitting = Sitting(
                grader: self, transcript: transcript, lesson: lesson, classroom: classroom,
                work: work)
            let steps = lesson.steps.indices.map { sitting.step($0) }
            return grade(.graded, steps, isSameText: lesson.digest == transcript.header.digest)
        } catch  where error.isMissingLink {
            return grade(.skipped(Requirements.reason(of: error)))
        } catch {
            return grade(.skipped("no lab could be made: \(error)"))
        }
    }

    /// Grades several, `jobs` at once.
    ///
    /// - Parameters:
    ///   - read: the bytes of a file, asked for when its turn comes, so that a thousand take no more
    ///     memory than ten; nil where it cannot be read.
    ///   - take: told of each grade, in the files' order.
    public func grade(
        _ paths: [String], jobs: Int, reading read: @escaping @Sendable (String) -> [UInt8]?,
        _ take: (Grade) throws -> Void
    ) rethrows {
        try Workers.each(
            paths, count: jobs,
            { path in read(path).map { grade($0, path: path) } ?? Self.unread(path) }, take: take)
    }

    /// What of it is not typed, since it is under no step of the lesson.
    private static func remarks(on transcript: LessonTranscript, of lesson: Lesson) -> [String] {
        let others = transcript.sections.filter { !$0.entries.isEmpty && lesson.step($0.id) == nil }
        return others.map { section in
            let count = counted(section.entries.count, "command")
            return section.id.isEmpty
                ? "not typed, since it is above the first `## STEP`: \(count)"
                : "not typed, since the lesson has no such step: what is under `## \(section.id)`"
        }
    }

    private static func unread(_ path: String) -> Grade {
        Grade(
            path: path, lesson: "", outcome: .unreadable("it cannot be read"), steps: [],
            isSameText: false, hints: nil, shown: [], typedInto: [], remarks: [], isUnread: true,
            nanoseconds: 0)
    }

    /// One hand-in in its lab.
    private struct Sitting {
        let grader: Grader
        let transcript: LessonTranscript
        let lesson: Lesson
        let classroom: Classroom
        let work: LearnersWork
        let deadline: Deadline

        init(
            grader: Grader, transcript: LessonTranscript, lesson: Lesson, classroom: Classroom,
            work: LearnersWork
        ) {
            self.grader = grader
            self.transcript = transcript
            self.lesson = lesson
            self.classroom = classroom
            self.work = work
            deadline = Deadline(milliseconds: grader.milliseconds)
        }

        /// Does a step as it was handed in.
        func step(_ index: Int) -> Grade.Step {
            let step = lesson.steps[index]
            func graded(_ state: Grade.Step.State, _ reason: String? = nil) -> Grade.Step {
                Grade.Step(id: step.id, state: state, reason: reason)
            }
            if let reason = Requirements.whatIsMissing(for: step) {
                return graded(.notAsked, "not asked: \(reason)")
            }
            if deadline.hasPassed { return graded(.failed, "the hand-in took too long") }
            defer { classroom.remember(lesson.rememberedPaths(ofStep: step.id), ofStep: step.id) }
            let sections = transcript.sections.filter { $0.id == step.id && !$0.entries.isEmpty }
            let machine = StepMachine(step)
            guard !sections.isEmpty else {
                return unattempted(step, machine, isLast: isLast(index))
            }
            do throws(StepFailure) {
                try machine.takeSeat(in: classroom)
                if let why = type(sections) { return graded(.failed, why) }
                let verdicts = machine.settle(
                    in: classroom, by: Deadline(milliseconds: Grader.settleMilliseconds))
                try StepMachine.require(verdicts)
                try work.require(step, verdicts)
                return graded(.done)
            } catch {
                return graded(.failed, error.sentence)
            }
        }

        /// Why not all could be typed; nil where it was.
        private func type(_ sections: [LessonTranscript.Section]) -> String? {
            let typist = SectionTypist(
                classroom: classroom, transcript: transcript, file: "the transcript",
                stepIDs: lesson.steps.map(\.id), lineMilliseconds: grader.commandMilliseconds,
                deadline: deadline)
            do throws(SectionTypist.Interruption) {
                for section in sections {
                    try typist.type(section) { work.learnerTyped(in: classroom) }
                }
                return nil
            } catch {
                return error.sentence
            }
        }

        /// Whether nothing was typed in any later step, so that the lab is of no more use.
        private func isLast(_ index: Int) -> Bool {
            let later = Set(lesson.steps[(index + 1)...].map(\.id))
            return !transcript.sections.contains { later.contains($0.id) && !$0.entries.isEmpty }
        }

        /// A step that nothing was typed in: made true by what was typed before, or left out. For the
        /// steps behind it the lesson's own way is taken.
        private func unattempted(_ step: Step, _ machine: StepMachine, isLast: Bool) -> Grade.Step {
            let isSkipped = transcript.help?.skipped.contains(step.id) == true
            let isTrue = (try? machine.look(in: classroom))?.allSatisfy(\.verdict.isTrue) == true
            if isTrue, !isSkipped, work.isLearners(step) {
                return Grade.Step(id: step.id, state: .done, reason: nil)
            }
            if !isLast, !isTrue {
                work.lessonTypes(in: classroom) {
                    try? Player().redo(step, of: lesson, in: classroom)
                }
            }
            return Grade.Step(id: step.id, state: isSkipped ? .skipped : .missing, reason: nil)
        }
    }
}
