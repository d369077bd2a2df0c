import ArgumentParser
import Course
import JSONText
import Lessons

struct LessonsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lessons",
        abstract: "List the lessons that there are.",
        discussion: """
            EXIT STATUS:
              0  the list is written
              2  usage, or a list that cannot be written

            EXAMPLE:
              nsshell lessons
            """)

    @OptionGroup var options: LessonOptions
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
        if json {
            try show(JSON.array(lessons.map(\.summary)).text)
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
        }
        if !lines.isEmpty { try show(lines.joined(separator: "\n")) }
    }
}

extension Lesson {
    fileprivate var summary: JSON {
        [
            "name": .string(name), "title": .string(title), "file": .string(file),
            "kinds": .array(kinds.map { .string($0) }), "minutes": .integer(minutes),
            "steps": .array(steps.map { ["id": .string($0.id), "title": .string($0.title)] }),
            "needs": .array(needs.map { .string($0) }),
            "requires": .array(requires.map { .string($0) }),
        ]
    }
}
