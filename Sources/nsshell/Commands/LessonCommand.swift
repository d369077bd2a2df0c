import ArgumentParser
import Course
import Glibc
import Lessons
import Synchronization
import SystemCalls

struct LessonCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lesson",
        abstract: "Play lessons by themselves, and verify every step.",
        discussion: """
            Each lesson has a fresh lab. What this machine cannot run is skipped with the \
            reason, and never passed.

            EXIT STATUS:
              0  all passed, or were skipped
              1  a step failed; with --strict, a lesson was skipped
              2  usage, a lesson that cannot be read, a report that cannot be written
              3  no lab could be made

            EXAMPLES:
              nsshell lesson uts
              nsshell lesson --all --format junit --output report.xml
            """)

    @Argument(
        help: ArgumentHelp("Names of lessons, or paths of lesson files.", valueName: "lesson"))
    var lessons: [String] = []
    @Flag(help: "Every lesson that there is.") var all = false
    @Option(help: "How the report is written.") var format = ReportFormat.pretty
    @Flag(help: "The same as --format json.") var json = false
    @Option(
        help: ArgumentHelp("Where the report goes; else to standard output.", valueName: "file"))
    var output: String?
    @Flag(help: "Show what was typed and what it made true, also of several lessons.") var verbose =
        false
    @Option(help: ArgumentHelp("How many lessons are played at once.", valueName: "number"))
    var jobs = 1
    @Flag(help: "A lesson that is skipped counts as failed.") var strict = false
    @OptionGroup var options: LessonOptions

    func validate() throws {
        if lessons.isEmpty == !all {
            throw ValidationError(
                all
                    ? "--all and names of lessons exclude each other\nleave one of them out"
                    : "no lesson is named\nname one, or --all: `nsshell lessons` lists them")
        }
        if !(1...64).contains(jobs) {
            throw ValidationError("--jobs \(jobs) is out of range\ngive a number from 1 to 64")
        }
    }

    func run() throws {
        let chosen = try readLessons()
        let report = Report(
            format: json ? .json : format,
            style: Style(
                color: output == nil && Screen.standardOutput.hasColor,
                width: Screen.standardOutput.width,
                showsPlay: verbose || chosen.count == 1))
        let sink = try Sink(path: output)
        let results = try play(chosen, report, into: sink)
        try sink.close()
        throw ExitCode(Verification.exitStatus(of: results, strict: strict))
    }

    /// All of them, before any is played: a misspelt name costs no waiting.
    private func readLessons() throws -> [Lesson] {
        let library = try options.library()
        var chosen: [Lesson] = []
        var isUnreadable = false
        for word in all ? library.names : lessons {
            do throws(LessonLibrary.Failure) {
                chosen.append(try library.lesson(word))
            } catch {
                isUnreadable = true
                _ = failure(error.what, mend: error.mend, status: 2)
                if case .problems(let problems) = error { complain("\(problems)") }
            }
        }
        if isUnreadable { throw ExitCode(2) }
        return chosen
    }

    private func play(
        _ lessons: [Lesson], _ report: Report, into sink: borrowing Sink
    ) throws -> [LessonResult] {
        var report = report
        var player = Player()
        let progress = ProgressMeter()
        if Screen.standardError.isTerminal, jobs == 1 {
            player.onStep = { lesson, step in progress.show(lesson, step) }
        }
        let start = Deadline.now
        try sink.write(report.begin(lessons: lessons.count))
        // Lesson by lesson where they are played one by one, so that nothing waits for the last.
        for group in jobs == 1 ? lessons.map({ [$0] }) : [lessons] {
            let results = player.play(group, jobs: jobs)
            progress.erase()
            for result in results {
                try sink.write(report.add(result))
                if case .noLab(let error) = result.outcome { _ = noLab(error, status: 3) }
            }
        }
        try sink.write(report.end(nanoseconds: Deadline.now - start))
        return report.results
    }
}

/// The progress line on standard error, which is a terminal.
private final class ProgressMeter: Sendable {
    private let line = Mutex(ProgressLine(width: Screen.standardError.width))

    func show(_ lesson: Lesson, _ step: Step) {
        let number = (lesson.steps.firstIndex { $0.id == step.id } ?? 0) + 1
        put(
            line.withLock {
                $0.draw(
                    step: number, of: lesson.steps.count, id: step.id, title: step.title,
                    lesson: lesson.name)
            })
    }

    func erase() { put(line.withLock { $0.erase() }) }

    private func put(_ bytes: [UInt8]) {
        // A progress line that cannot be drawn is no reason to stop.
        _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
