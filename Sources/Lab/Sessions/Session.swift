internal import Glibc
internal import Namespaces
public import SystemCalls
internal import Terminal

/// A real shell on a pseudoterminal of the lab: one of the learner's terminals.
public final class Session {
    /// Where the shell stands after something was typed.
    public enum State: Hashable, Sendable {
        /// A program reads the terminal: the shell at its prompt, or one that waits for input.
        case reading
        /// The shell has read part of a command: an open quote, a here-document.
        case continuing
        /// A program runs and reads nothing.
        case running
        /// Nobody holds the terminal any more.
        case ended
    }

    /// 1-based, as prompts count: `host@2$`.
    public let number: Int
    public private(set) var state = State.running
    /// The exit status of the last command; nil where the shell prints no marks.
    public private(set) var status: Int32?
    /// What the last command wrote, as bytes of the terminal without prompts and echo.
    public private(set) var output: [UInt8] = []
    /// Whether bytes were dropped from the beginning of `output`.
    public private(set) var isOutputCut = false
    /// How much the last command has written, what was dropped included.
    public private(set) var outputSize = 0

    let shell: JoinedProcess
    let terminal: PseudoTerminal
    public let lab: Lab
    public let tracing: SessionTracing
    private var marks = SemanticMarks()
    /// What the terminal will echo of the line just typed: it precedes everything else.
    private var awaitedEcho: ArraySlice<UInt8> = []
    /// What keys that were passed to a program become.
    var discipline = LineDiscipline()
    /// What the terminal will echo of such keys: the learner sees it, and no program wrote it.
    var keysEcho = AwaitedEcho()
    /// Who reads single keys of the command that runs.
    var keysReader: String?
    /// Told of what is typed into a program, as it is passed.
    public var onTyped: ((TypedKeys) -> Void)?
    /// Told of what a command writes, as it comes.
    public var onOutput: ((ArraySlice<UInt8>) -> Void)?
    /// Whether what is written while no command has the learner's terminal is kept for
    /// ``takeUnseen()``.
    public var keepsUnseen = false
    private var unseen: [UInt8] = []
    private(set) var hasPrompt = false
    /// A reader that was not its group's first process.
    var lastReader: Int32?
    private var isContinuation = false
    /// Whether all that was typed is known to have been read. That stays so until more is typed.
    private var isAllTaken = false

    /// Output past this is kept from its end only.
    static let mostOutput = 1 << 20

    /// Starts an interactive shell in the lab and waits for its first prompt.
    ///
    /// - Throws: what refused; `ETIME` when no prompt came by the deadline.
    public init(
        in lab: Lab, number: Int, size: (columns: Int, rows: Int) = (80, 24),
        terminalName: String = "dumb", deadline: Deadline = Deadline(milliseconds: 5000)
    ) throws(SystemCallError) {
        self.lab = lab
        self.number = number
        let started = try lab.startOnTerminal(
            lab.becoming(
                Self.shellCommand,
                environment: ShellFiles.environment(terminal: terminalName, locale: Lab.locale)
                    + ShellFiles.prompts),
            size: size)
        shell = started.process
        tracing = SessionTracing(shell: started.process.pid, in: lab)
        terminal = started.takeTerminal()
        try settle(by: deadline)
        if state != .reading { throw SystemCallError("read", "the shell's prompt", errno: ETIME) }
    }

    deinit { end() }

    static var shellCommand: [String] {
        FileKind(at: "/bin/bash") == .missing ? ["/bin/sh", "-i"] : ["/bin/bash", "-i"]
    }

    /// Types a line, without its newline, and waits until the shell reads again.
    ///
    /// At the deadline it returns all the same, with the state `running` and the output so far.
    public func type(_ line: String, by deadline: Deadline) throws(SystemCallError) {
        try type(bytes: Array(line.utf8) + [UInt8(ascii: "\n")], by: deadline)
    }

    /// Types bytes as they are: a control character, or input for a program.
    public func type(bytes: [UInt8], by deadline: Deadline) throws(SystemCallError) {
        try begin(bytes)
        try settle(by: deadline)
    }

    /// Types bytes, and waits for nothing.
    func begin(_ bytes: [UInt8]) throws(SystemCallError) {
        output = []
        outputSize = 0
        isOutputCut = false
        keysEcho = AwaitedEcho()
        discipline.giveUpLine()
        keysReader = nil
        status = nil
        hasPrompt = false
        state = .running
        awaitedEcho = terminal.echoesLines ? PseudoTerminal.echo(of: bytes)[...] : []
        isAllTaken = false
        try terminal.master.write(bytes)
    }

    /// Reads what the terminal shows until a program reads it, or until the deadline.
    ///
    /// A mark may be forged and a prompt may be printed by a program, so only the kernel's word ends
    /// the waiting: all that was typed has been read, and after that a program is blocked in
    /// `read(2)` on the terminal.
    public func settle(by deadline: Deadline) throws(SystemCallError) {
        var patience = Patience()
        let shortly = Deadline(milliseconds: Int(Lab.unboundedMilliseconds))
        while true {
            if shortly.hasPassed { lab.bound() } else { lab.heed() }
            let wait = patience.milliseconds(afterPrompt: hasPrompt)
            guard let bytes = try terminal.read(milliseconds: min(deadline.millisecondsLeft, wait))
            else {
                state = .ended
                return
            }
            if !bytes.isEmpty {
                consume(bytes)
                patience = Patience()
                if !hasPrompt, !deadline.hasPassed { continue }
            } else if try endsWithShell() {
                return
            }
            if isWaitingForInput(amongAll: patience.isLong) {
                try takeInFlight()
                if state != .ended { settled() }
                return
            }
            if deadline.hasPassed {
                state = .running
                return
            }
            if bytes.isEmpty { patience.lengthen(afterPrompt: hasPrompt) }
        }
    }

    /// Takes note that the session's shell has ended, and takes in what was written before. The terminal
    /// alone does not tell: what the shell leaves behind may hold it open, with nobody in the foreground.
    func endsWithShell() throws(SystemCallError) -> Bool {
        let shell = shell.process.descriptor.number
        guard try !waitUntilReadable([shell], milliseconds: 0).isEmpty else { return false }
        try takeInFlight()
        state = .ended
        return true
    }

    /// Whether all that was typed has been read, and somebody waits for more.
    func isWaitingForInput(amongAll: Bool) -> Bool {
        // In this order: a reader seen first may be one that has not been given the line yet.
        if !isAllTaken {
            let isUntaken = terminal.hasUntakenInput
            if isUntaken == true { return false }
            isAllTaken = isUntaken == false
        }
        guard let reader = foregroundReader(amongAll: amongAll) else { return false }
        // Who reads may be what the session's shell leaves behind, and that may take its time to end.
        guard reader.pid != shell.pid, let shell = try? ProcessState(pid: shell.pid)
        else { return true }
        return !shell.isExiting && !shell.isKilled
    }

    /// Takes note of keys that were passed on.
    func hasTyped() { isAllTaken = false }

    /// Takes note of a shell that reads again.
    func settled() { state = hasPrompt && isContinuation ? .continuing : .reading }

    /// Takes in what the terminal has to show; false where nobody holds it any more.
    func takeShown() throws(SystemCallError) -> Bool {
        guard let bytes = try terminal.read(milliseconds: 0) else {
            state = .ended
            return false
        }
        consume(bytes)
        return true
    }

    /// Takes in what the terminal shows now, waiting for at most that long; the state stays.
    public func listen(milliseconds: Int32) throws(SystemCallError) {
        guard state != .ended else { return }
        lab.heed()
        guard let bytes = try terminal.read(milliseconds: milliseconds) else {
            state = .ended
            return
        }
        consume(bytes)
    }

    /// Takes in what was written before a reader was seen to block, so that the prompt that counts is
    /// the last one: a forged mark may be here while the shell's own is still in a work queue of the
    /// kernel. `poll(2)` of a terminal waits for that queue, so what is not there then was not written.
    func takeInFlight() throws(SystemCallError) {
        var taken = 0
        // No more than a terminal buffers: a program in the background may write for ever.
        while taken < 1 << 17 {
            guard let bytes = try terminal.read(milliseconds: 0) else {
                state = .ended
                return
            }
            if bytes.isEmpty { return }
            consume(bytes)
            taken += bytes.count
        }
    }

    private func consume(_ bytes: [UInt8]) {
        for event in marks.read(bytes) {
            switch event {
            case .output(let bytes): keep(bytes)
            case .commandEnded(let status): self.status = status
            case .commandStarted: hasPrompt = false
            case .promptPrinted(let continuation):
                hasPrompt = true
                isContinuation = continuation
            }
        }
    }

    private func keep(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while let expected = awaitedEcho.first, let byte = rest.first {
            // Anything else is a program's word, and the terminal was not echoing after all.
            guard byte == expected else {
                awaitedEcho = []
                break
            }
            awaitedEcho.removeFirst()
            rest.removeFirst()
        }
        if let onOutput {
            onOutput(rest)
        } else if keepsUnseen {
            unseen += rest.suffix(Self.mostOutput)
            if unseen.count > Self.mostOutput { unseen.removeFirst(unseen.count - Self.mostOutput) }
        }
        keysEcho.strip(&rest)
        outputSize += rest.count
        output += rest
        if output.count > Self.mostOutput {
            output.removeFirst(output.count - Self.mostOutput)
            isOutputCut = true
        }
    }

    /// `output` as text: lines end with `\n`, what is not UTF-8 is replaced.
    public var outputText: String { output.textOfTerminal }

    /// Becomes readable when something was written, and when nobody holds the terminal any more; then
    /// ``listen(milliseconds:)`` takes it in.
    public var readable: Int32 { terminal.master.number }

    /// What was written in the background since it was asked last, at most its last MiB.
    public func takeUnseen() -> [UInt8] {
        defer { unseen = [] }
        return unseen
    }

    /// Hangs up: SIGKILL to the shell. What it started ends with the lab.
    public func end() {
        state = .ended
        shell.end()
    }
}
