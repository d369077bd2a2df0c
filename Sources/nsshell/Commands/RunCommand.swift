import ArgumentParser
import Course
import Glibc
import Lab
import Lessons
import SystemCalls

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run one command in a fresh lab.",
        discussion: """
            You are root in there, the programs are this machine's own, and nothing that you \
            change outlives the command. What you hand in by redirection is handed in. Nothing in \
            there reaches any network; with --network it has one of its own, in which 10.0.2.2 \
            and 10.6.8.113 answer. The program sys, in every lab, makes system calls by hand.

            EXIT STATUS:
              0-255  the command's own; 128 and the signal's number where one ended it
              125    usage, or no lab could be made
              126    the command may not be executed
              127    there is no such command

            EXAMPLES:
              nsshell run bash
              nsshell run --network -- ping -c 1 10.0.2.2
              nsshell run bash < tutorial.sh
              nsshell run sys
            """)

    @Flag(
        help: "The lab has eth0, 10.0.2.15, with a router that answers and leads nowhere.")
    var network = false

    @Argument(parsing: .captureForPassthrough, help: "The program and its arguments.")
    var command: [String] = []

    func validate() throws {
        if words.isEmpty {
            throw ValidationError("no command is named\nname one: nsshell run ls /")
        }
        // What is passed through is the command's; a misspelt option of ours is not one.
        if let option = command.first, option.hasPrefix("-"), option != "--", !asksForHelp {
            let meant = nearest(to: option, among: ["--network", "--help"])
            throw ValidationError(
                """
                unknown option '\(option)'\(meant.map { ": did you mean '\($0)'?" } ?? "")
                see `nsshell run --help`; a command of that name stands behind `--`
                """)
        }
    }

    func run() throws {
        if asksForHelp { throw CleanExit.helpRequest(self) }
        throw ExitCode(Self.execute(words, network: network))
    }

    private var asksForHelp: Bool { ["--help", "-h"].contains(command.first) }

    private var words: [String] {
        command.first == "--" ? Array(command.dropFirst()) : command
    }

    /// The status of a plain `run` command line, without the start of the argument parser, which
    /// takes as long as making a lab; nil where the line is for the parser.
    static func shortcut(_ arguments: [String]) -> Int32? {
        guard arguments.count > 2, arguments[1] == "run" else { return nil }
        var words = arguments[2...]
        let network = words.first == "--network"
        if network { words.removeFirst() }
        if words.first == "--" {
            words.removeFirst()
        } else if words.first?.hasPrefix("-") == true {
            return nil
        }
        return words.isEmpty ? nil : execute(Array(words), network: network)
    }

    private static func execute(_ words: [String], network: Bool) -> Int32 {
        do throws(SystemCallError) {
            return try Lab.run(words, features: network ? [.network] : [])
        } catch  where error.call == "execve" {
            let isMissing = error.errno == ENOENT
            let why = isMissing ? "no such program in the lab" : errnoWords(error.errno)
            return failure(
                "run \(words[0]): \(why) (\(error.name))",
                mend: isMissing ? mend(ofMissing: words[0]) : "name a program that may be executed",
                status: isMissing ? 127 : 126
            ).rawValue
        } catch  where error.errno == EISDIR && error.call == "fstat" {
            return failure(
                "run \(words[0]): \(error.subject) is a directory (EISDIR)",
                mend: "it would be a way out of the lab: hand in a file or a pipe", status: 125
            ).rawValue
        } catch {
            return noLab(error, status: 125).rawValue
        }
    }

    private static func mend(ofMissing program: String) -> String {
        program.contains("/")
            ? "no file of yours is in there; hand a script in: "
                + "nsshell run bash < \(program.quotedForShell)"
            : "install it on this machine, whose programs are the lab's"
    }
}
