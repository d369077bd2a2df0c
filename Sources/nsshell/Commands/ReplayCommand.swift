import ArgumentParser
import Course
import Glibc
import SystemCalls
import Transcripts

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Play transcripts again, and compare what is written.",
        discussion: """
            Each file has a fresh lab. It is cram's format; a file whose first line says that it is a \
            lesson's is typed into that lesson's terminals, prompts included. Of a folder, all files \
            that end in .t are played. What was really written is in FILE.err, which goes away when \
            the file passes.

            EXIT STATUS:
              0  nothing differs; what this machine cannot play is skipped with its reason
              1  something differs
              2  usage, a file that cannot be read, or no lab

            EXAMPLES:
              nsshell replay transcripts/uts.t
              nsshell replay transcripts
              nsshell replay --interactive my.t
            """)

    @Argument(help: ArgumentHelp("Transcripts, or folders of them.", valueName: "file"))
    var files: [String]
    @Flag(
        name: .shortAndLong, help: "Ask for each file that differs whether to take the new output.")
    var interactive = false
    @Flag(name: .shortAndLong, help: "Take the new output of every file that differs.")
    var yes = false
    @Option(help: "How the report is written.") var format = ReportFormat.pretty
    @Flag(help: "The same as --format json.") var json = false
    @OptionGroup var jobs: JobsOption
    @Option(help: ArgumentHelp("Blanks before a command and its output.", valueName: "number"))
    var indent = 2
    @Option(help: ArgumentHelp("What plays files that are no lesson's.", valueName: "shell"))
    var shell = "/bin/sh"
    @Option(help: ArgumentHelp("How long one command may take.", valueName: "seconds"))
    var deadline = 10.0
    @OptionGroup var options: LessonOptions

    func validate() throws {
        if !(0...40).contains(indent) {
            throw ValidationError("--indent \(indent) is out of range\ngive a number from 0 to 40")
        }
        if !(0.1...3600).contains(deadline) {
            throw ValidationError(
                "--deadline \(deadline) is out of range\ngive 0.1 to 3600 seconds")
        }
        if interactive, jobs.given ?? 1 > 1 {
            throw ValidationError("--interactive asks file by file\nleave --jobs out")
        }
    }

    func run() throws {
        guard Requirements.isProgram(shell) else {
            throw failure(
                "--shell \(shell): no such program",
                mend: "name one that the lab has, such as /bin/bash", status: 2)
        }
        var settings = ReplaySettings()
        settings.indent = indent
        settings.shell = shell
        settings.milliseconds = Int(deadline * 1000)
        settings.library = try options.library()
        let files = try TranscriptFile.all(files)
        let replayer = Replayer(settings)
        var report = ReplayReport(
            format: json ? .json : format,
            style: Style(
                color: Screen.standardOutput.hasColor, width: Screen.standardOutput.lineWidth),
            isOnTerminal: Screen.standardOutput.isTerminal)
        let start = Deadline.now
        let sink = Sink.standardOutput
        try sink.write(report.begin(files: files.count))
        // One by one where somebody is asked, so that nothing is played that comes after a question.
        let jobs = interactive ? 1 : jobs.number
        var answers = LineInput(STDIN_FILENO)
        var rest = files[...]
        var isUnwritten = false
        try replayer.play(files.map { ($0.bytes, $0.path) }, jobs: jobs) { result in
            try sink.write(report.add(result))
            // Said already; the others are none the worse for it.
            do { try settle(rest.removeFirst(), result, &answers) } catch { isUnwritten = true }
        }
        try sink.write(report.end(nanoseconds: Deadline.now - start))
        throw ExitCode(isUnwritten ? 2 : ReplayReport.exitStatus(of: report.results))
    }

    /// Leaves what was written beside the file, or in it.
    private func settle(
        _ file: TranscriptFile, _ result: ReplayResult, _ answers: inout LineInput
    ) throws(ExitCode) {
        guard let difference = result.difference else { return }
        guard case .failed = result.outcome else { return file.removeErrors() }
        try file.writeErrors(difference.actual.joinedLines)
        // What was not played to its end is no output to keep.
        guard result.interruption == nil else {
            if yes { complain("\(file.path): not taken, since it was not played to its end") }
            return
        }
        guard yes || (interactive && asked(file.path, &answers)) else { return }
        try file.replace(with: difference.accepted.joinedLines)
        file.removeErrors()
        complain("\(file.path): the new output is in the file now")
    }

    private func asked(_ path: String, _ answers: inout LineInput) -> Bool {
        let question = Array("Take the new output of \(path)? [yN] ".utf8)
        _ = question.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
        // Who cannot be asked has not said yes.
        let answer = (try? answers.next())?.lowercased() ?? ""
        return answer == "y" || answer == "yes"
    }
}
