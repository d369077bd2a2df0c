internal import Lab
internal import Lessons
internal import Namespaces
internal import SystemCalls
internal import Transcripts

/// Types a lesson's transcript into the terminals of a fresh lab.
///
/// A prompt that is not the transcript's is a difference, and the line is typed all the same.
struct LessonReplay {
    let settings: ReplaySettings
    let path: String
    let transcript: LessonTranscript

    /// How long the player of lessons would wait for a step, in milliseconds.
    private static let settleMilliseconds = 2_000

    func play() -> ReplayResult {
        let start = Deadline.now
        let commands = transcript.sections.map(\.entries.count).reduce(0, +)
        func unplayed(_ outcome: PlayOutcome) -> ReplayResult {
            ReplayResult(path: path, outcome, commands: commands, since: start)
        }
        // A name, never a path: a transcript does not choose what is read.
        let isName = Lesson.isName(transcript.header.lesson)
        let lesson = isName ? try? settings.library.lesson(transcript.header.lesson) : nil
        if let lesson, let reason = Requirements.whatIsMissing(for: lesson) {
            return unplayed(.skipped(reason: reason))
        }
        if transcript.isEmpty { return unplayed(.skipped(reason: "nothing is typed in it")) }
        let leftOut = whatIsLeftOut(of: lesson)
        let sections = transcript.sections.filter { leftOut[$0.id] == nil }
        if let reason = leftOut.min(by: { $0.key < $1.key })?.value,
            sections.allSatisfy(\.entries.isEmpty)
        {
            return unplayed(.skipped(reason: reason))
        }
        let classroom: Classroom
        do throws(SystemCallError) {
            classroom = try Classroom(
                lesson?.labFeatures ?? [.network], isTraced: lesson?.namesCalls ?? false)
        } catch  where error.isMissingLink {
            return unplayed(.skipped(reason: Requirements.reason(of: error)))
        } catch {
            return unplayed(.noLab(error))
        }
        defer { classroom.end() }
        let recording = Recording()
        classroom.recording = recording
        var interruption: String?
        do throws(SectionTypist.Interruption) {
            for section in sections {
                if let lesson { doSkipped(before: section.id, of: lesson, in: classroom) }
                try type(section, of: lesson, in: classroom)
            }
        } catch {
            interruption = error.sentence
        }
        recording.finish(in: classroom)
        let played = recording.sections.flatMap(\.entries).map { $0.lines(nil) }
        let entries = sections.flatMap(\.entries)
        let difference = Difference(
            expected: transcript.lines,
            actual: transcript.actual(
                Array(zip(entries, played)).map { ($0, $1) }, leavingOut: Set(leftOut.keys),
                has: MachineFeatures.has))
        return ReplayResult(
            path: path, difference,
            // What was cut off is no output to keep, but what it had written then may be all of it.
            interruption: interruption ?? (difference.isEmpty ? nil : overdue(in: classroom)),
            notes: notes(on: lesson)
                + leftOut.sorted { $0.key < $1.key }.map { "step \($0) is left out: \($1)" },
            commands: commands, since: start)
    }

    /// The steps with something typed in them that this machine cannot do, with the reason.
    private func whatIsLeftOut(of lesson: Lesson?) -> [String: String] {
        let typed = Set(transcript.sections.filter { !$0.entries.isEmpty }.map(\.id))
        let steps = lesson?.steps.filter { typed.contains($0.id) } ?? []
        return Dictionary(
            steps.compactMap { step in
                Requirements.whatIsMissing(for: step).map { (step.id, $0) }
            }, uniquingKeysWith: { first, _ in first })
    }

    /// What is told of a program that still had its terminal where nothing more was typed.
    private func overdue(in classroom: Classroom) -> String? {
        let busy = classroom.openSessions.first { $0.state == .running }
        return busy.map {
            "the last command in session \($0.number) took longer than \(settings.milliseconds) ms"
        }
    }

    private func notes(on lesson: Lesson?) -> [String] {
        guard let lesson else { return ["there is no lesson named \(transcript.header.lesson)"] }
        let keys = (transcript.help?.typedInto ?? []).map {
            "what was typed into \($0.program) in step \($0.step) is not in it"
        }
        guard lesson.digest != transcript.header.digest else { return keys }
        return ["it was made with another text of the lesson \(lesson.name)"] + keys
    }

    /// Does the steps that a learner had done by `:skip` right before another.
    private func doSkipped(before id: String, of lesson: Lesson, in classroom: Classroom) {
        guard let index = lesson.steps.firstIndex(where: { $0.id == id }) else { return }
        let skipped = lesson.steps[..<index].reversed()
            .prefix { transcript.help?.skipped.contains($0.id) == true }
        if skipped.isEmpty { return }
        let recording = classroom.recording
        // What comes now is nobody's output.
        recording?.finish(in: classroom)
        classroom.recording = nil
        defer { classroom.recording = recording }
        // Where that does not work the steps behind it will differ, which is told.
        for step in skipped.reversed() { try? Player().redo(step, of: lesson, in: classroom) }
    }

    private func type(
        _ section: LessonTranscript.Section, of lesson: Lesson?, in classroom: Classroom
    ) throws(SectionTypist.Interruption) {
        let typist = SectionTypist(
            classroom: classroom, transcript: transcript, file: path,
            stepIDs: lesson?.steps.map(\.id) ?? [], lineMilliseconds: settings.milliseconds)
        guard let lesson, let step = lesson.step(section.id), !section.entries.isEmpty else {
            try typist.type(section)
            return
        }
        let machine = StepMachine(step)
        do throws(StepFailure) { try machine.takeSeat(in: classroom) } catch {
            throw SectionTypist.Interruption(sentence: error.sentence)
        }
        try typist.type(section)
        guard lesson.digest == transcript.header.digest else { return }
        // The lesson's own player waits for this before it types the next line: something in the
        // background may take its time.
        _ = machine.settle(
            in: classroom, by: Deadline(milliseconds: Self.settleMilliseconds))
        classroom.remember(lesson.rememberedPaths(ofStep: step.id), ofStep: step.id)
    }
}
