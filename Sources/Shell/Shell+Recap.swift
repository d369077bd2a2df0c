internal import Course
internal import Lessons

/// The end of a lesson.
extension Shell {
    /// What the learner has done in the lesson, and what comes next.
    func recap() {
        let lesson = tutor.lesson
        page.heading("That was \(lesson.name).")
        let done = Dictionary(
            tutor.progress.done.map { ($0.id, $0) }, uniquingKeysWith: { _, last in last })
        for (index, step) in lesson.steps.enumerated() {
            let way = done[step.id].map(Self.words) ?? "not done"
            page.say("\(index + 1). \(step.title): \(way)", indent: 2, hanging: 6)
        }
        page.say(ProgressBar.text(tutor.progress.count(in: lesson), of: lesson.steps.count))
        page.blank()
        if let next = nextLesson(after: lesson.name) {
            page.say("`:learn` goes on with \(next); :lessons lists them all.")
        } else {
            page.say("That was the last of them: you have completed every lesson.")
        }
        page.say("The lab is yours to play in as long as you like; :quit leaves.")
    }

    private static func words(_ step: LessonProgress.DoneStep) -> String {
        var words =
            switch step.way {
            case .done: "done"
            case .alreadyTrue: "was true already"
            case .skipped: "skipped"
            case .impossible: "not possible on this machine"
            }
        if step.help.hints > 0 {
            words += ", with \(step.help.hints) hint\(step.help.hints == 1 ? "" : "s")"
        }
        if step.help.wasShown { words += ", shown by :show" }
        return words
    }
}
