import ArgumentParser
import Course
import Lessons

struct LintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Check lessons: what is wrong, where, and the mend.",
        discussion: """
            With --prove each lesson is also played: every expectation is shown to be false \
            before its step and true after, every `keep` to break, every alternative to pass, \
            and every wrong way not to.

            EXIT STATUS:
              0  nothing is wrong
              1  something is, or could not be proved here
              2  usage, or a file that cannot be read

            EXAMPLES:
              nsshell lint mine.md
              nsshell lint --prove uts
            """)

    @Argument(help: ArgumentHelp("Lesson files, or names of lessons.", valueName: "lesson"))
    var files: [String]
    @Flag(help: "Play the lesson and every other way through it.") var prove = false
    @Flag(help: "One JSON document.") var json = false
    @OptionGroup var options: LessonOptions

    func run() throws {
        let library = try options.library()
        var results: [LintResult] = []
        for file in files {
            let result = LintResult(file, of: library, proving: prove)
            results.append(result)
            if let failure = result.failure, result.problems.isEmpty {
                _ = nsshell.failure(failure.what, mend: failure.mend, status: 2)
            }
            if !json { for line in result.lines { try show(line) } }
        }
        if json { try show(LintReport.json(of: results)) }
        throw ExitCode(results.map(\.exitStatus).max() ?? 0)
    }
}
