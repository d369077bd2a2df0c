import ArgumentParser
import Course
import Glibc
import Lab
import Lessons
import Namespaces
import Shell
import SystemCalls
import Terminal

struct LearnCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learn",
        abstract: "Learn at a prompt: a lesson, step by step.",
        discussion: """
            Type what you like: every line goes to a real shell in the lab, and what has become true \
            is told at once. A line that begins with a colon is for nsshell itself; :help lists those. \
            Without a name the lesson goes on that you were at. Input that is no terminal is a script.

            EXIT STATUS:
              0  you left, or a script completed the lesson
              1  a script did not complete it
              2  usage, or a lesson that cannot be read
              3  no lab could be made

            EXAMPLES:
              nsshell learn uts
              nsshell learn uts < commands
            """)

    @Argument(help: ArgumentHelp("Name of a lesson, or path of a lesson file.", valueName: "lesson"))
    var lesson: String?
    @Option(help: ArgumentHelp("Where your progress is kept.", valueName: "folder"))
    var state: String?
    @Option(help: ArgumentHelp("A transcript of what you do, to hand in.", valueName: "file"))
    var record: String?
    @OptionGroup var options: LessonOptions

    func run() throws {
        throw ExitCode(
            try Self.teach(lesson, in: options.library(), state: state, record: record) ? 0 : 1)
    }

    /// The status of a command line that names a lesson or nothing, without the start of the argument
    /// parser, which takes a learner's first prompt as long as half a lab; nil where the line is for the
    /// parser.
    static func shortcut(_ arguments: [String]) -> Int32? {
        let names = arguments.dropFirst(2)
        guard arguments.count > 1, arguments[1] == "learn", names.count < 2,
            names.allSatisfy({ !$0.hasPrefix("-") && !$0.isEmpty })
        else { return nil }
        do {
            return try teach(names.first, in: LessonOptions.library(nil)) ? 0 : 1
        } catch let status as ExitCode {
            return status.rawValue
        } catch {
            return failure("\(error)", mend: "see nsshell learn --help", status: 2).rawValue
        }
    }

    /// - Returns: whether the learner left, or a script has completed the lesson.
    private static func teach(
        _ name: String?, in library: LessonLibrary, state: String? = nil, record: String? = nil
    ) throws -> Bool {
        let directory = state ?? ProgressStore.usualDirectory
        let store = ProgressStore(directory: directory)
        let beginning = try chosen(name, from: library, store)
        let isConversation = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
        let learner = LearnersTerminal(input: STDIN_FILENO, output: STDOUT_FILENO)
        let page = Page(
            output: STDOUT_FILENO, width: isConversation ? learner.size.columns : 80,
            hasStyle: Screen.standardOutput.hasColor)
        let shell: Shell
        do throws(TeachingFailure) {
            shell = try Shell(beginning, in: library, store: store, page: page, on: learner)
        } catch {
            if case .noLab(let why) = error { throw noLab(why, status: 3) }
            throw failure(
                "learn \(beginning.lesson.name): \(error.sentence)", mend: "nsshell doctor says what is missing",
                status: 3)
        }
        if let record {
            do throws(RecordRefusal) { try shell.record(to: record) } catch {
                throw failure(error.what, mend: error.mend, status: 2)
            }
        }
        do throws(SystemCallError) {
            guard isConversation else { return try shell.play(LineInput(STDIN_FILENO)) }
            try shell.converse(historyFile: directory.map { "\($0)/history" })
            return true
        } catch {
            let refusal = Refusal(error, .ofThisMachine)
            throw failure(
                refusal.sentence, mend: refusal.mend.isEmpty ? "try `nsshell doctor`" : refusal.mend,
                status: 3)
        }
    }

    /// The lesson that was named, else the one that was at hand last, else the first.
    private static func chosen(
        _ named: String?, from library: LessonLibrary, _ store: ProgressStore
    ) throws -> Beginning {
        let begun = store.lessons.filter { !$0.value.isCompleted }
            .max { $0.value.changed < $1.value.changed }?.key
        let next = library.names.first { store.lessons[$0]?.isCompleted != true }
        let name = named ?? begun ?? next ?? library.names.first ?? "overview"
        do throws(LessonLibrary.Failure) {
            return try Beginning.of(name, from: library)
        } catch {
            if case .problems(let problems) = error { complain("\(problems)") }
            throw failure(error.what, mend: error.mend, status: 2)
        }
    }
}
