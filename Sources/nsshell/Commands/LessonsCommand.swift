import ArgumentParser
import Course
import JSONText
import Lessons

struct LessonsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lessons",
        abstract: "List the lessons that there are, and how far you are.",
        discussion: """
            EXIT STATUS:
              0  the list is written
              2  usage, or a list that cannot be written

            EXAMPLE:
              nsshell lessons
            """)

    @OptionGroup var options: LessonOptions
    @Option(help: ArgumentHelp("Where your progress is kept.", valueName: "folder"))
    var state: String?
    @Flag(help: "One JSON document.") var json = false

    func run() throws {
        let library = try options.library()
        var lessons: [Lesson] = []
        for name in library.names {
            do throws(LessonLibrary.Failure) {
                lessons.append(try library.lesson(name))
            } catch {
                _ = failure("\(name) is left out: \(error.what)", mend: error.mend, status: 0)
            }
        }
        let progress = ProgressStore.look(into: state ?? ProgressStore.usualDirectory)
        if let why = progress.why {
            _ = failure(
                "your progress is left out: \(why)",
                mend: "name the folder that has it with --state", status: 0)
        }
        func done(_ lesson: Lesson) -> Int? { progress.lessons[lesson.name]?.count(in: lesson) }
        if json {
            try show(JSON.array(lessons.map { $0.summary(done: done($0) ?? 0) }).text)
            return
        }
        let column = (lessons.map(\.name.count).max() ?? 0) + 2
        let lines = lessons.flatMap { lesson in
            let gap = String(repeating: " ", count: column - lesson.name.count)
            let kinds = lesson.kinds.isEmpty ? "no namespace" : lesson.kinds.joined(separator: ", ")
            let size = "\(lesson.steps.count) steps · \(lesson.minutes) minutes"
            let width = Screen.standardOutput.lineWidth
            return "\(lesson.name)\(gap)\(lesson.title)".paragraph(width: width, hanging: column)
                + "\(kinds) · \(size)".paragraph(width: width, indent: column, hanging: column)
                + (done(lesson).map {
                    ProgressBar.text($0, of: lesson.steps.count)
                        .paragraph(width: width, indent: column, hanging: column)
                } ?? [])
        }
        if !lines.isEmpty { try show(lines.joined(separator: "\n")) }
    }
}

extension Lesson {
    /// - Parameter done: how many of its steps are behind the learner.
    fileprivate func summary(done: Int) -> JSON {
        [
            "name": .string(name), "title": .string(title), "file": .string(file),
            "kinds": .array(kinds.map { .string($0) }), "minutes": .integer(minutes),
            "steps": .array(steps.map { ["id": .string($0.id), "title": .string($0.title)] }),
            "needs": .array(needs.map { .string($0) }),
            "requires": .array(requires.map { .string($0) }), "stepsDone": .integer(done),
        ]
    }
}
