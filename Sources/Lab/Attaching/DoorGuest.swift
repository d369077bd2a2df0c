internal import Glibc
internal import Namespaces
internal import SystemCalls
internal import Terminal

/// One who has connected: who asks, or a window and its terminal. Of the door's thread alone.
final class DoorGuest {
    private let socket: PacketSocket
    private var window: WindowSession?
    private var lab: Lab?
    /// Who wants a terminal while one lab has ended and the next is being made.
    private var wish: (size: (columns: Int, rows: Int), terminal: String)?
    /// What was typed and the terminal has not taken yet.
    private var typed: ArraySlice<UInt8> = []
    /// A packet that the guest has not taken yet.
    private var outgoing: [UInt8] = []
    private var hasShellEnded = false
    /// Bytes that were shown after the shell's end.
    private var parting = 0
    /// The shell's end has been told, or nothing more is to be.
    private var isLast = false
    private(set) var isGone = false

    /// How many descriptors are polled for one guest.
    static let pollCount = 3
    /// What is read of a terminal at once.
    private static let portion = 1 << 13
    private static let largestPacket = 1 << 14
    /// More than a terminal holds back.
    private static let mostParting = 1 << 17

    /// - Throws: `EPERM` where it is another user, who is told nothing; `EAGAIN` where it is
    ///   nobody.
    init(from listener: borrowing PacketSocket) throws(SystemCallError) {
        guard let socket = try listener.accept() else {
            throw SystemCallError("accept", "", errno: EAGAIN)
        }
        guard try socket.peerUser() == geteuid() else {
            throw SystemCallError("accept", "", errno: EPERM)
        }
        self.socket = socket
    }

    /// The socket, the terminal and the shell. Nothing more is read from a side before the other
    /// has taken what was.
    var polls: [pollfd] {
        let guest = (typed.isEmpty ? POLLIN : 0) | (outgoing.isEmpty ? 0 : POLLOUT)
        var polls = [
            pollfd(fd: socket.descriptor.number, events: Int16(guest), revents: 0),
            pollfd(fd: -1, events: 0, revents: 0), pollfd(fd: -1, events: 0, revents: 0),
        ]
        guard let window, !isLast else { return polls }
        let mayShow = outgoing.isEmpty
        let terminal = (mayShow ? POLLIN : 0) | (typed.isEmpty ? 0 : POLLOUT)
        if terminal != 0 {
            polls[1] = pollfd(
                fd: window.terminal.master.number, events: Int16(terminal), revents: 0)
        }
        if !hasShellEnded {
            polls[2] = pollfd(
                fd: window.shell.process.descriptor.number, events: Int16(POLLIN), revents: 0)
        }
        return polls
    }

    func serve(_ polls: [pollfd], at door: LabDoor, _ id: String) {
        do throws(SystemCallError) {
            if typed.isEmpty {
                if polls[0].revents & ~Int16(POLLOUT) != 0 { try hear(door, id) }
            } else if polls[0].revents & Int16(POLLHUP | POLLERR) != 0 {
                isGone = true
            }
            if polls[1].revents & ~Int16(POLLOUT) != 0 { try show(door) }
            if let window, !typed.isEmpty {
                typed = typed.dropFirst(try window.terminal.pass(typed))
            }
            // Reaped at once, whatever the guest does: the lab's end waits for it.
            if polls[2].revents != 0, let window {
                hasShellEnded = try window.shell.endIfEnded() != nil
            }
            try flush()
            while hasShellEnded, outgoing.isEmpty, !isLast, !isGone {
                try finish()
                try flush()
            }
        } catch {
            // It has gone, or its terminal has.
            isGone = true
        }
        if isGone { leave(door) }
    }

    /// Takes the window's terminal away; what the shell started ends with the lab.
    func leave(_ door: LabDoor) {
        isGone = true
        guard let window else { return }
        self.window = nil
        window.end()
        lab?.terminals.release(window.number)
        door.tell(.left(window.number))
    }

    // MARK: What the guest says

    private func hear(_ door: LabDoor, _ id: String) throws(SystemCallError) {
        guard let packet = try socket.receive(atMost: Self.largestPacket) else { return }
        guard let knock = DoorKnock(packet) else {
            // Its end, or somebody who speaks another language.
            isGone = true
            return
        }
        switch knock {
        case .ask: say(.about(door.summary(id: id)))
        case .enter(let columns, let rows, let terminal):
            guard window == nil, wish == nil else { return }
            enter(door, size: (columns, rows), terminal)
        case .resized(let columns, let rows):
            try window?.terminal.resize(columns: columns, rows: rows)
        case .typed(let bytes):
            guard let window else { return }
            typed = bytes[...]
            if bytes.contains(where: { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }) {
                window.noteTyping()
                lab?.terminals.typed(inWindow: window.number)
            }
        }
    }

    /// There is another lab now.
    func knockAgain(at door: LabDoor) {
        guard let wanted = wish else { return }
        wish = nil
        enter(door, size: wanted.size, wanted.terminal)
    }

    private func enter(_ door: LabDoor, size: (columns: Int, rows: Int), _ terminal: String) {
        let room = door.room
        guard room.lab.isRunning else {
            wish = (size, terminal)
            return
        }
        do throws(SystemCallError) {
            let window = try room.lab.openWindow(size: size, terminalName: terminal)
            self.window = window
            lab = room.lab
            say(.entered(window.number))
            door.tell(.entered(window.number))
        } catch {
            say(.refused(error.description))
            isLast = true
        }
    }

    // MARK: What the guest is told

    private func show(_ door: LabDoor) throws(SystemCallError) {
        guard let window, outgoing.isEmpty else { return }
        guard let bytes = try window.read(atMost: Self.portion) else {
            // Every program has closed the terminal. A shell that goes on without one has no use.
            window.end()
            hasShellEnded = true
            return
        }
        if bytes.isEmpty { return }
        if lab?.terminals.tracesWindows == true { window.traceIfPossible() }
        if window.noteOutput(bytes) { door.tell(.commandEnded(window.number)) }
        say(.shown(bytes))
    }

    /// Tells of the shell's end, once all is told that was written before.
    private func finish() throws(SystemCallError) {
        guard let window else { return }
        // What it left in the background may write for ever.
        if parting < Self.mostParting, let bytes = try window.read(atMost: Self.portion),
            !bytes.isEmpty
        {
            parting += bytes.count
            _ = window.noteOutput(bytes)
            say(.shown(bytes))
            return
        }
        guard let end = try window.shell.endIfEnded() else { return }
        // What ended with the lab has no status of its own to tell.
        guard lab?.isRunning == true else {
            isGone = true
            return
        }
        say(.ended(end.shellStatus))
        isLast = true
    }

    private func say(_ answer: DoorAnswer) { outgoing = answer.bytes }

    private func flush() throws(SystemCallError) {
        if !outgoing.isEmpty, try socket.send(outgoing) { outgoing = [] }
        if outgoing.isEmpty, isLast { isGone = true }
    }
}

extension Lab {
    /// Starts a shell on a terminal of the lab that another window will show.
    func openWindow(
        size: (columns: Int, rows: Int), terminalName: String
    ) throws(SystemCallError) -> WindowSession {
        let number = terminals.takeForSession()
        do throws(SystemCallError) {
            let started = try startOnTerminal(
                becoming(
                    Session.shellCommand,
                    environment: ShellFiles.environment(terminal: terminalName, locale: Lab.locale)
                        + ShellFiles.windowPrompts(number)),
                size: (max(size.columns, 1), max(size.rows, 1)))
            bound()
            let process = started.process
            let window = WindowSession(
                number: number, shell: process, terminal: started.takeTerminal(), in: self)
            terminals.give(to: window)
            return window
        } catch {
            terminals.release(number)
            throw error
        }
    }
}
