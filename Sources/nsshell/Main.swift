import ArgumentParser
import Glibc

/// The roof: command lines, exit statuses, and the words of a failure. Alone imports ArgumentParser.
@main
struct Nsshell: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nsshell",
        abstract:
            "Learn Linux namespaces by making them, in a machine of your own that cannot break.",
        discussion: """
            `nsshell lesson uts` plays a lesson by itself and verifies it from kernel state.
            `nsshell run bash` gives you a disposable machine in which you are root.
            """,
        version: "nsshell \(Version.current)",
        subcommands: [
            LessonCommand.self, LessonsCommand.self, RunCommand.self, LintCommand.self,
            NewCommand.self, FactsCommand.self, NamespacesCommand.self, DoctorCommand.self,
        ])

    static func main() {
        StandardStreams.open()
        if let status = RunCommand.shortcut(CommandLine.arguments) { Glibc.exit(status) }
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let status as ExitCode {
            Glibc.exit(status.rawValue)
        } catch {
            let code = exitCode(for: error)
            let message = fullMessage(for: error)
            if code.isSuccess { Glibc.exit(say(message)) }
            complain(message)
            // ArgumentParser's own status for a bad command line is 64; the contract says 2.
            Glibc.exit(code == .validationFailure ? 2 : code.rawValue)
        }
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

    func run() throws {
        throw CleanExit.helpRequest(self)
    }
}

enum Version {
    static let current = "0.1.0"
}
