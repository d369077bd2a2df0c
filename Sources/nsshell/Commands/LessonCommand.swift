import ArgumentParser
import Course
import Lessons

struct LessonCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lesson",
        abstract: "Play lessons by themselves in a fresh lab, and verify every step.",
        discussion: """
            Exit status: 0 all passed, 1 a step failed, 2 usage or a lesson that cannot be read, \
            3 no lab could be made. What this machine cannot run is skipped, with the reason.
            """)

    @Argument(help: "Names of lessons, or paths of lesson files.") var lessons: [String] = []
    @Flag(help: "Every lesson that there is.") var all = false
    @Flag(help: "A lesson that is skipped counts as failed.") var strict = false
    @Option(help: "How many lessons are played at once.") var jobs = 1
    @OptionGroup var options: LessonOptions

    func run() throws {
        let library = options.library
        for name in all ? library.names : lessons {
            let lesson: Lesson
            do throws(LessonLibrary.Failure) { lesson = try library.lesson(name) } catch {
                throw failure("\(error)", status: 2)
            }
            let r = Player().play(lesson)
            print(r.outcome, r.nanoseconds / 1000)
            for s in r.steps {
                print(s.step.id, s.nanoseconds / 1000, { if case .failed(let f) = s.outcome { f.sentence } else { "\(s.outcome)" } }())
            }
        }
    }
}
