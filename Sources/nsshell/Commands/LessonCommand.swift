import ArgumentParser
import Course

struct LessonCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lesson",
        abstract: "Play lessons by themselves, and verify every step.",
        discussion: """
            Each lesson has a fresh lab. What this machine cannot run is skipped with the \
            reason, and never passed.

            EXIT STATUS:
              0  all passed, or were skipped
              1  a step failed; with --strict, something was skipped
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
    @Option(
        help: ArgumentHelp(
            "A folder that gets a transcript of each lesson that passes.", valueName: "folder"))
    var transcripts: String?
    @Option(help: ArgumentHelp("One lesson as a page to hand out.", valueName: "file"))
    var html: String?
    @Option(help: ArgumentHelp("A recording of one lesson, for `nsshell watch`.", valueName: "file"))
    var cast: String?
    @Option(help: ArgumentHelp("2 or 3, of asciicast (default: 3).", valueName: "number"))
    var castVersion: Int?
    @Flag(help: "Show the system calls that touch namespaces, step by step.") var kernel = false
    @Flag(help: "What is typed is in the recording as input, too.") var castInput = false
    @Option(help: ArgumentHelp("How many lessons are played at once.", valueName: "number"))
    var jobs = 1
    @Flag(help: "A lesson or a step that is skipped counts as failed.") var strict = false
    @OptionGroup var options: LessonOptions

    func validate() throws {
        if lessons.isEmpty == !all {
            throw ValidationError(
                all
                    ? "--all and names of lessons exclude each other\nleave one of them out"
                    : "no lesson is named\nname one, or --all: `nsshell lessons` lists them")
        }
        let files = [output, html, cast].compactMap(\.self)
        if Set(files).count < files.count {
            throw ValidationError("two outputs go to the same file\ngive each a name of its own")
        }
        let isOne = !all && lessons.count == 1
        if cast != nil, !isOne { throw ValidationError("--cast records one lesson\nname one") }
        if html != nil, !isOne { throw ValidationError("--html is of one lesson\nname one") }
        if cast == nil, castVersion != nil || castInput {
            let option = castInput ? "--cast-input" : "--cast-version"
            throw ValidationError("\(option) says how --cast records\ngive --cast FILE, too")
        }
        if let castVersion, !(2...3).contains(castVersion) {
            throw ValidationError("--cast-version \(castVersion) is unknown\ngive 2 or 3")
        }
        try JobsOption.check(jobs)
    }

    func run() throws {
        var request = LessonPlay(lessons)
        request.all = all
        request.format = json ? .json : format
        request.output = output
        request.isVerbose = verbose
        request.jobs = jobs
        request.isStrict = strict
        request.folder = options.folder
        request.transcripts = transcripts
        request.page = html
        request.tracesCalls = kernel
        request.castFile = cast
        request.cast.version = castVersion ?? 3
        request.cast.hasInput = castInput
        throw ExitCode(try request.play())
    }

    /// The status of `lesson NAME… [--transcripts FOLDER]`, without the start of the argument parser,
    /// which takes as long as half a lab; nil where the line is for the parser.
    static func shortcut(_ arguments: [String]) -> Int32? {
        guard arguments.count > 2, arguments[1] == "lesson" else { return nil }
        var words = arguments.dropFirst(2)
        var folder: String?
        if let last = words.last, words.dropLast().last == "--transcripts" {
            words.removeLast(2)
            folder = last
        }
        let plain = words + [folder].compactMap(\.self)
        guard !words.isEmpty, plain.allSatisfy({ !$0.hasPrefix("-") && !$0.isEmpty }) else {
            return nil
        }
        var request = LessonPlay(Array(words))
        request.transcripts = folder
        do {
            return try request.play()
        } catch let status as ExitCode {
            return status.rawValue
        } catch {
            return failure("\(error)", mend: "see nsshell lesson --help", status: 2).rawValue
        }
    }
}
