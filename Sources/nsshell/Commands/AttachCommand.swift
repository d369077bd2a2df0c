import ArgumentParser
import Glibc
import Lab
import SystemCalls
import Terminal

struct AttachCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attach",
        abstract: "Open another terminal on a lab that you have running.",
        discussion: """
            While nsshell learn runs, this window joins its lab: a session of the lesson like \
            those of :session, where what you do counts too. The lab goes on when you leave.

            EXIT STATUS:
              0  or whichever the shell ended with; 128 and the signal where one ended it
              125  there is no such lab, or it lets nobody in

            EXAMPLES:
              nsshell attach
              nsshell attach 4711
            """)

    @Argument(help: ArgumentHelp("Which, as nsshell labs lists them.", valueName: "lab"))
    var id: String?

    func run() throws {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
            throw failure(
                "attach: standard input and output are no terminal",
                mend: "run it in a terminal window, without a pipe", status: 125)
        }
        let learner = LearnersTerminal(input: STDIN_FILENO, output: STDOUT_FILENO)
        let end: LabWindow.End
        do throws(VisitFailure) {
            var window = try LabWindow(on: id, for: learner)
            let lesson = window.lab.lesson.isEmpty ? "" : " (\(window.lab.lesson))"
            let words = "Session \(window.number) of lab \(window.lab.id)\(lesson); exit leaves it."
            complain(words)
            do throws(SystemCallError) { end = try window.relay() } catch { throw .call(error) }
        } catch {
            throw told(error)
        }
        switch end {
        case .shell(let status): throw ExitCode(status)
        case .signalled(let signal): throw ExitCode(128 + signal)
        case .lab:
            throw failure(
                "the lab has ended", mend: "nsshell attach joins the next one",
                status: 128 + SIGKILL)
        }
    }

    private func told(_ why: VisitFailure) -> ExitCode {
        let known = { (labs: [LabSummary]) in labs.map(\.id).joined(separator: ", ") }
        let what: String
        let mend: String
        switch why {
        case .noLab:
            what = "no lab of yours is running"
            mend = "nsshell learn begins one"
        case .several(let labs):
            what = "\(labs.count) labs of yours are running"
            mend = "name one: \(known(labs))"
        case .unknown(let id, let labs):
            what = "no lab of yours is \(id)"
            mend = labs.isEmpty ? "nsshell learn begins one" : "those that run are \(known(labs))"
        case .notYours(let id):
            what = "lab \(id) is another user's (EPERM)"
            mend = "attach as the user who began it"
        case .silent(let id):
            what = "lab \(id) does not answer"
            mend = "its process may be stopped: kill -CONT \(id)"
        case .refused(let words):
            what = "lab \(id ?? "") lets nobody in: \(words)"
            mend = "try again: it may just have been made anew"
        case .call(let error):
            what = "\(error)"
            mend =
                error.errno == EPERM
                ? "see whose it is and who may enter: ls -ld \(error.subject.prefix { $0 != "," })"
                : "nsshell labs lists what is running"
        }
        return failure(what, mend: mend, status: 125)
    }
}
