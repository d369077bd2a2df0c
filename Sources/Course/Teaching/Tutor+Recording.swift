internal import Lessons
internal import Transcripts

extension Tutor {
    /// Keeps from now on what is typed and shown, for a transcript to hand in.
    public func record() {
        guard let step else { return }
        let recording = Recording()
        recording.begin(step)
        self.recording = recording
        classroom.recording = recording
    }

    public var isRecording: Bool { recording != nil }

    /// What was typed so far, step by step; nil where nothing is kept.
    ///
    /// - Parameter earlier: a transcript of the same lesson's text, for the steps that were done
    ///   before this one was begun.
    public func transcript(after earlier: [UInt8]? = nil) -> String? {
        guard let recording else { return nil }
        recording.capture(in: classroom)
        let kept = earlier.flatMap { LessonTranscript($0) }.flatMap {
            $0.header.lesson == lesson.name && $0.header.digest == lesson.digest ? $0 : nil
        }
        var help = helpUsed
        let own = Set(recording.sections.filter { !$0.entries.isEmpty }.map(\.id))
        help.typedInto = (kept?.help?.typedInto ?? []).filter { !own.contains($0.step) }
        help.typedInto += recording.typedInto
        let bytes = recording.transcript(of: lesson, help: help, after: kept)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether bytes are a transcript of this lesson.
    public func isTranscript(_ bytes: [UInt8]) -> Bool {
        LessonTranscript.Header(bytes)?.lesson == lesson.name
    }

    private var helpUsed: LessonTranscript.HelpUsed {
        var used = LessonTranscript.HelpUsed(
            hints: progress.help.hints, shown: progress.help.wasShown ? [step?.id ?? ""] : [])
        for done in progress.done where done.id != step?.id {
            used.hints += done.help.hints
            if done.help.wasShown { used.shown.append(done.id) }
            if done.way == .skipped { used.skipped.append(done.id) }
        }
        used.shown.sort()
        return used
    }

    /// In a lab that is new, before the step at hand.
    func recordAnew() {
        let ids = lesson.steps[min(stepIndex, lesson.steps.count)...].map(\.id)
        recording?.forget(ids)
        if let step { recording?.begin(step) }
        classroom.recording = recording
    }
}
