import ArgumentParser
import Course
import Lessons

struct LintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Check lesson files: file:line:column: what is wrong, and the mend.",
        discussion: """
            With --prove the lesson is also played: every expectation is shown to be false before \
            its step and true after, every `keep` to break, every alternative to pass, and every \
            wrong way not to.
            """)

    @Argument(help: "Lesson files, or names of lessons.") var files: [String]
    @Flag(help: "Play the lesson and every other way through it.") var prove = false
    @OptionGroup var options: LessonOptions

    func run() throws {
        let library = try options.library()
        var status: Int32 = 0
        for file in files {
            let lesson: Lesson
            do throws(LessonLibrary.Failure) {
                lesson = try library.lesson(file)
            } catch {
                if case .problems(let problems) = error {
                    try show("\(problems)")
                    status = max(status, 1)
                } else {
                    status = failure(error.what, mend: error.mend, status: 2).rawValue
                }
                continue
            }
            guard prove else {
                try show("\(lesson.file): \(lesson.steps.count) steps, no problem found")
                continue
            }
            let proof = Prover().prove(lesson)
            for problem in proof.problems { try show("\(problem)") }
            if let reason = proof.skipped {
                try show("\(lesson.file): not proved: \(reason)")
                status = max(status, 1)
            } else if proof.problems.isEmpty {
                try show(
                    "\(lesson.file): proved: \(lesson.steps.count) steps and \(proof.ways) other ways"
                )
            } else {
                status = max(status, 1)
            }
        }
        throw ExitCode(status)
    }
}
