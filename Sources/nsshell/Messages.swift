import ArgumentParser
import Course
import Glibc
import Namespaces
import SystemCalls
import Terminal

/// Writes a message to standard error.
func complain(_ message: String) {
    var rest = Array((message + "\n").utf8)[...]
    while !rest.isEmpty {
        let wrote = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
        if wrote <= 0, errno != EINTR { return }
        rest = rest.dropFirst(max(wrote, 0))
    }
}

/// Says what failed and what to do, and ends the command with a status.
///
/// - Parameters:
///   - what: `what failed: why (ERRNO)`, without a full stop.
///   - mend: one line.
func failure(_ what: String, mend: String, status: Int32) -> ExitCode {
    let lines = ["nsshell: \(what)", mend].flatMap {
        // A path or a lab's words may hold what a terminal obeys.
        $0.visible.paragraph(width: Screen.standardError.lineWidth, hanging: 2)
    }
    complain(lines.joined(separator: "\n"))
    return ExitCode(status)
}

/// Why no lab could be made, with the cause where it can be read from this machine.
func noLab(_ error: SystemCallError, status: Int32) -> ExitCode {
    let refusal = Refusal(error, .ofThisMachine)
    return failure(
        "no lab could be made: \(refusal.sentence)",
        mend: refusal.mend.isEmpty
            ? "`nsshell doctor` says what this machine lacks" : refusal.mend,
        status: status)
}

/// What a process may have inherited that nsshell cannot work with.
enum StandardStreams {
    /// A descriptor below 3 that is closed would be given to the next file that is opened, and
    /// what is meant for standard output would go there.
    static func open() {
        SignalQueue.waitForChildren()
        for number: Int32 in 0...2 where fcntl(number, F_GETFD) < 0 {
            _ = Glibc.open("/dev/null", O_RDWR)
        }
    }
}

/// Where text goes to, and how it may look there.
struct Screen {
    let isTerminal: Bool
    /// Columns; 80 where it is no terminal.
    let width: Int
    let hasColor: Bool
    /// Columns that lines are broken at: where it is no terminal, another program wants them whole.
    var lineWidth: Int { isTerminal ? max(width, 20) : .max }

    static let standardOutput = Screen(STDOUT_FILENO)
    static let standardError = Screen(STDERR_FILENO)

    private init(_ descriptor: Int32) {
        isTerminal = isatty(descriptor) == 1
        width = isTerminal ? (TerminalWindow.columns(of: descriptor) ?? 80) : 80
        let noColor = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
        let isDumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? true
        hasColor = isTerminal && !noColor && !isDumb
    }
}
