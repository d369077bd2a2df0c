public import Namespaces
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
