internal import Glibc
internal import SystemCalls
internal import Terminal

/// The program `sys` as a whole: what its command line asks for.
public enum SysProgram {
    /// Whether a command line is one of `sys`, by the name that the program was started under.
    public static func isMeant(by arguments: [String]) -> Bool {
        arguments.first == "sys" || arguments.first?.hasSuffix("/sys") == true
    }

    /// Runs it to its end.
    ///
    /// - Returns: the exit status, as the help text has it.
    public static func run(_ arguments: [String]) -> Int32 {
        var texts = Array(arguments.dropFirst())
        if texts.contains("--help") || texts.contains("-h") {
            Output.show(Help.program)
            return 0
        }
        let keepsGoing = texts.first == "--keep-going"
        if keepsGoing { texts.removeFirst() }
        if let option = texts.first, option.hasPrefix("-") {
            Output.complain("sys: unknown option \(option)\nsee `sys --help`")
            return 2
        }
        // In a lab this program is a copy that nsshell made. Anywhere else its calls would be made
        // in the machine itself.
        guard let program = try? readLink("/proc/self/exe"), program.hasPrefix("/memfd:sys") else {
            Output.complain(
                "sys: it runs in a lab only, where its calls change nothing of this machine\n"
                    + "start one: nsshell run sys")
            return 3
        }
        // Whoever looks for `sys` is to find the process that makes the calls.
        try? writeOnce("sys-prompt", to: "/proc/self/comm")
        signal(SIGPIPE, SIG_IGN)
        do throws(SystemCallError) {
            return try run(texts, keepsGoing: keepsGoing)
        } catch {
            Output.complain("sys: \(error)")
            return 3
        }
    }

    private static func run(_ texts: [String], keepsGoing: Bool) throws(SystemCallError) -> Int32 {
        if !texts.isEmpty {
            return try Script(keepsGoing: keepsGoing).run(texts: texts)
        }
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
            return try Script(keepsGoing: keepsGoing).run(linesOf: STDIN_FILENO)
        }
        let conversation = try Conversation(reading: STDIN_FILENO)
        // In a session of nsshell the line has been edited when it comes, and marks tell where a
        // prompt is.
        if getenv("NSSHELL_SESSION") != nil { return try conversation.holdMarked() }
        return try conversation.hold()
    }
}

/// Where `sys` writes: lines, folded where they are wider than the terminal.
enum Output {
    static func show(_ text: String) { write(text, to: STDOUT_FILENO) }
    static func complain(_ text: String) { write(text, to: STDERR_FILENO) }

    /// Columns of the terminal; as many as it takes where it is none.
    static func width(of descriptor: Int32) -> Int {
        guard isatty(descriptor) == 1 else { return .max }
        return max(Relay.windowSize(of: descriptor)?.columns ?? 80, 20)
    }

    static func folded(_ text: String, width: Int) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .flatMap { fold($0, width) }.joined(separator: "\n")
    }

    /// Breaks a line at blanks; what goes on stands two columns further in.
    private static func fold(_ line: Substring, _ width: Int) -> [String] {
        guard line.count > width else { return [String(line)] }
        let indent = line.prefix { $0 == " " }.count
        let hanging = String(repeating: " ", count: min(indent + 2, width / 2))
        var lines: [String] = []
        var row = String(repeating: " ", count: indent)
        var isEmpty = true
        for word in line.dropFirst(indent).split(separator: " ", omittingEmptySubsequences: false) {
            if !isEmpty, row.count + 1 + word.count > width {
                lines.append(row)
                row = hanging
                isEmpty = true
            }
            row += isEmpty ? String(word) : " \(word)"
            isEmpty = false
        }
        return lines + [row]
    }

    static func writeRaw(_ text: String, to descriptor: Int32 = STDOUT_FILENO) {
        do throws(SystemCallError) { try writeAll(Array(text.utf8), to: descriptor) } catch {
            // Nobody reads any more what the calls give.
            exit(error.errno == EPIPE ? 128 + SIGPIPE : 3)
        }
    }

    private static func write(_ text: String, to descriptor: Int32) {
        writeRaw(folded(text, width: width(of: descriptor)) + "\n", to: descriptor)
    }
}
