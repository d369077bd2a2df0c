import ArgumentParser
import Course
import SystemCalls

struct GradeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grade",
        abstract: "Grade students' transcripts of lessons.",
        discussion: """
            What was typed is typed again into a fresh lab, and after each step the lesson's own \
            expectations are asked: what a transcript says was written counts for nothing. Hints, \
            shown and skipped steps are what the hand-in itself tells.

            EXIT STATUS:
              0  every hand-in did all steps of its lesson
              1  some did not
              2  usage, or a file that cannot be read

            EXAMPLES:
              nsshell grade ada.t
              nsshell grade --jobs 4 --format csv hand-ins > grades.csv
            """)

    @Argument(help: ArgumentHelp("Transcripts, or folders of them.", valueName: "file"))
    var files: [String]
    @Option(help: "How the grades are written.") var format = GradeFormat.table
    @Flag(help: "The same as --format csv.") var csv = false
    @Flag(help: "The same as --format json.") var json = false
    @Option(help: ArgumentHelp("How many are played at once.", valueName: "number"))
    var jobs = 1
    @Option(help: ArgumentHelp("How long one command may take.", valueName: "seconds"))
    var deadline = 10.0
    @OptionGroup var options: LessonOptions

    func validate() throws {
        if !(1...64).contains(jobs) {
            throw ValidationError("--jobs \(jobs) is out of range\ngive a number from 1 to 64")
        }
        if !(0.1...3600).contains(deadline) {
            throw ValidationError(
                "--deadline \(deadline) is out of range\ngive 0.1 to 3600 seconds")
        }
        if csv, json {
            throw ValidationError("--csv and --json exclude each other\nleave one of them out")
        }
    }

    func run() throws {
        var grader = Grader()
        grader.library = try options.library()
        grader.commandMilliseconds = Int(deadline * 1000)
        let paths = try TranscriptFile.paths(files)
        var report = GradeReport(
            format: json ? .json : csv ? .csv : format,
            style: Style(width: Screen.standardOutput.lineWidth))
        let sink = Sink.standardOutput
        let start = Deadline.now
        var isComplete = true
        var isUnreadable = false
        try sink.write(report.begin)
        // A few at a time, so that a thousand take no more memory than ten.
        var rest = paths[...]
        while !rest.isEmpty {
            let some = rest.prefix(jobs * 4)
            rest = rest.dropFirst(some.count)
            let files = some.compactMap { path in try? TranscriptFile(reading: path) }
            if files.count < some.count { isUnreadable = true }
            for grade in grader.grade(files.map { ($0.bytes, $0.path) }, jobs: jobs) {
                if !grade.isComplete { isComplete = false }
                try sink.write(report.add(grade))
            }
        }
        try sink.write(report.end(nanoseconds: Deadline.now - start))
        throw ExitCode(isUnreadable ? 2 : isComplete ? 0 : 1)
    }
}
