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
              nsshell grade --format csv hand-ins > grades.csv
            """)

    @Argument(help: ArgumentHelp("Transcripts, or folders of them.", valueName: "file"))
    var files: [String]
    @Option(help: "How the grades are written.") var format = GradeFormat.table
    @Flag(help: "The same as --format csv.") var csv = false
    @Flag(help: "The same as --format json.") var json = false
    @OptionGroup var jobs: JobsOption
    @Option(help: ArgumentHelp("How long one command may take.", valueName: "seconds"))
    var deadline = 10.0
    @OptionGroup var options: LessonOptions

    func validate() throws {
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
        let read: @Sendable (String) -> [UInt8]? = { try? TranscriptFile(reading: $0).bytes }
        try grader.grade(paths, jobs: jobs.number, reading: read) { grade in
            if grade.isUnread { isUnreadable = true }
            if !grade.isComplete { isComplete = false }
            try sink.write(report.add(grade))
        }
        try sink.write(report.end(nanoseconds: Deadline.now - start))
        throw ExitCode(isUnreadable ? 2 : isComplete ? 0 : 1)
    }
}
