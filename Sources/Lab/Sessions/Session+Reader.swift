public import Namespaces
public import SystemCalls
internal import Terminal

/// Who is at the terminal, as the kernel has it.
extension Session {
    /// Whether a program of the foreground may be reading the terminal though it never waits.
    var readsWithoutWaiting: Bool { foreground.contains(where: \.readsTerminalWithoutWaiting) }

    /// The members of the terminal's foreground process group, parents first.
    private var foreground: [ProcessState] {
        guard let group = terminal.foregroundGroup else { return [] }
        return ProcessState.tree(from: shell.pid).filter { $0.group == group }
    }

    /// Waits until a key that is typed now is for the program that the last line starts, and not for the
    /// shell that starts it.
    ///
    /// What a shell does by itself, such as a loop, shows nowhere: then it has had time to begin.
    public func awaitProgram(by deadline: Deadline) throws(SystemCallError) {
        let soon = Deadline(milliseconds: Self.beginning)
        while state == .running, !deadline.hasPassed, !soon.hasPassed, !hasProgram {
            try listen(milliseconds: 1)
        }
    }

    /// How long a command of the shell's own may take to begin, in milliseconds.
    private static let beginning = 200

    /// Whether the line that was typed last has come to a program that has begun, or to somebody who waits
    /// for more.
    private var hasProgram: Bool {
        if isWaitingForInput(amongAll: true) { return true }
        guard terminal.hasUntakenInput != true, let group = terminal.foregroundGroup,
            group != groupTypedTo
        else { return false }
        // Until it becomes the program a copy of the shell has the shell's name.
        let shells = groupTypedTo.flatMap { try? ProcessState(pid: $0) }?.name
        return foreground.contains { $0.name != shells }
    }

    /// The process that is blocked in `read` on this terminal.
    ///
    /// - Parameter amongAll: whether more is looked at than the likely ones, which costs a look at
    ///   the shell's whole tree.
    func foregroundReader(amongAll: Bool) -> ProcessState? {
        guard let group = terminal.foregroundGroup else { return nil }
        // Nearly always the group's first process, or the one that read before.
        for pid in lastReader.map({ $0 == group ? [group] : [group, $0] }) ?? [group] {
            if let likely = try? ProcessState(pid: pid), likely.group == group,
                likely.isReadingTerminal
            {
                return likely
            }
        }
        guard amongAll else { return nil }
        let found = foreground.first { $0.isReadingTerminal || $0.hasThreadReadingTerminal }
        lastReader = found?.pid
        return found
    }

    /// The process that the learner talks to: the reader, else the group's youngest leaf; nil where
    /// it has just ended.
    public var partner: ProcessState? {
        foregroundReader(amongAll: true)
            ?? (try? ProcessState(pid: foreground.youngestLeaf ?? shell.pid))
    }

    /// The same by its number; the session's shell where it has just ended.
    public var here: Int32 { partner?.pid ?? shell.pid }

    /// Whether the learner talks to a shell, or another program, that was started in this one.
    public var isInInnerShell: Bool { here != shell.pid }
}
