import ArgumentParser
import Glibc
import Sys
import SystemCalls

/// The roof: command lines, exit statuses, and the words of a failure. Alone imports ArgumentParser.
@main
struct Nsshell: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nsshell",
        abstract:
            "Learn Linux namespaces by making them, in a machine of your own that cannot break.",
        discussion: """
            Alone, at a terminal, it is the shell to learn in: it goes on where you stopped.

            EXAMPLES:
              nsshell learn uts    teaches a lesson at a prompt
              nsshell lesson uts   plays a lesson by itself and verifies every step
              nsshell run bash     is a disposable machine in which you are root
            """,
        version: "nsshell \(Version.current)",
        groupedSubcommands: [
            CommandGroup(
                name: "Lessons",
                subcommands: [LearnCommand.self, LessonCommand.self, LessonsCommand.self]),
            CommandGroup(
                name: "A machine of your own",
                subcommands: [RunCommand.self, AttachCommand.self, LabsCommand.self]),
            CommandGroup(
                name: "Recordings",
                subcommands: [ReplayCommand.self, GradeCommand.self, WatchCommand.self]),
            CommandGroup(
                name: "Writing lessons", subcommands: [NewCommand.self, LintCommand.self]),
            CommandGroup(
                name: "What this machine has",
                subcommands: [DoctorCommand.self, NamespacesCommand.self, FactsCommand.self]),
        ])

    static func main() {
        StandardStreams.open()
        if let status = MemoryReserve.refusal { Glibc.exit(status.rawValue) }
        let arguments: [String]
        do throws(SystemCallError) { arguments = try commandLine() } catch {
            Glibc.exit(noCommandLine("\(error)").rawValue)
        }
        if SysProgram.isMeant(by: arguments) { Glibc.exit(SysProgram.run(arguments)) }
        if let status = RunCommand.shortcut(arguments) ?? LessonCommand.shortcut(arguments)
            ?? LearnCommand.shortcut(arguments)
        {
            Glibc.exit(status)
        }
        Glibc.exit(status(of: Array(arguments.dropFirst())))
    }

    private static func status(of arguments: [String]) -> Int32 {
        let commands = configuration.subcommands.compactMap { $0.configuration.commandName }
        if let error = UsageError(unknownCommandIn: arguments, known: commands + ["help"]) {
            return failure(error.what, mend: error.mend, status: 2).rawValue
        }
        do {
            var command = try parseAsRoot(arguments)
            try command.run()
            return 0
        } catch let status as ExitCode {
            return status.rawValue
        } catch {
            let code = exitCode(for: error)
            if code.isSuccess {
                let text = fullMessage(for: error, columns: HelpText.unbroken)
                return say(HelpText.fitted(text, width: Screen.standardOutput.width))
            }
            // What has told its error itself gives no more than a status.
            let words = message(for: error)
            guard code == .validationFailure || !words.isEmpty else { return code.rawValue }
            let command = commands.first { $0 == arguments.first }
            let usage = UsageError(words, of: command)
            // ArgumentParser's own status is 64. The contract says 2, and of those whose command or
            // shell has all statuses below, 125.
            let status: Int32 = ["run", "attach"].contains(command) ? 125 : 2
            return failure(usage.what, mend: usage.mend, status: status).rawValue
        }
    }

    /// Swift reads the command line from files, and where one cannot be read there is none, without
    /// a word: then it is read here, or told why not.
    private static func commandLine() throws(SystemCallError) -> [String] {
        let arguments = CommandLine.arguments
        guard arguments.isEmpty else { return arguments }
        let path = "/proc/self/cmdline"
        let words = try readBytes(path).split(separator: 0, omittingEmptySubsequences: false)
            .dropLast()
        if words.isEmpty { throw SystemCallError("read", path, errno: ENODATA) }
        return words.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whichever command it was, 125 is no success of it.
    private static func noCommandLine(_ why: String) -> ExitCode {
        failure(
            "the command line cannot be read: \(why)",
            mend: "see that /proc is mounted, and that `ulimit -n` is more than 3", status: 125)
    }

    /// The status that ends the program once it has said something, such as its help.
    private static func say(_ message: String) -> Int32 {
        do {
            try show(message)
            return 0
        } catch {
            return error.rawValue
        }
    }

    /// Alone it is the shell. Where nobody can be talked to, it says how it is used.
    func run() throws {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
            throw CleanExit.helpRequest(self)
        }
        try LearnCommand.parse([]).run()
    }
}

enum Version {
    static let current = "0.1.0"
}
