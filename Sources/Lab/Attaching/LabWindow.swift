internal import Glibc
public import SystemCalls
public import Terminal

/// A terminal on a running lab, in a window of its own: this process passes the bytes between the
/// window and the lab's door.
public struct LabWindow: ~Copyable {
    public let lab: LabSummary
    /// As prompts count: the session's.
    public let number: Int
    private let learner: LearnersTerminal
    private let socket: PacketSocket
    /// What the lab has not been told yet.
    private var unsaid: [UInt8] = []
    /// What was written and the window has not taken yet.
    private var shown: ArraySlice<UInt8> = []
    /// What programs have switched in the window.
    private var modes = PrivateModes()
    /// The window has another size than the lab was told.
    private var isResized = false

    /// How the terminal came to its end.
    public enum End: Hashable, Sendable {
        /// The shell has ended, with a status as a shell gives it.
        case shell(Int32)
        /// The lab has ended, or the process that has it.
        case lab
        /// A signal asks this process to end, or its window has gone.
        case signalled(Int32)
    }

    /// How long a shell may take to be started, in milliseconds.
    private static let patience = 10_000
    /// What a terminal surely takes at once when `poll(2)` says that it takes something.
    private static let surelyTaken = 256
    private static let largestPacket = 1 << 14

    /// Opens a terminal on a lab of this user.
    ///
    /// - Parameters:
    ///   - id: which; nil for the only one.
    ///   - learner: the window.
    public init(on id: String?, for learner: LearnersTerminal) throws(VisitFailure) {
        let lab = try Self.lab(id)
        let size = learner.size
        let name = Lab.terminalName
        let knock = DoorKnock.enter(
            columns: size.columns, rows: size.rows,
            terminal: DoorKnock.isTerminalName(name) ? name : "dumb")
        let socket = try Self.connection(to: lab)
        let number = try Self.enter(lab, knock, by: socket)
        self.lab = lab
        self.number = number
        self.learner = learner
        self.socket = socket
    }

    private static func connection(to lab: LabSummary) throws(VisitFailure) -> PacketSocket {
        do throws(SystemCallError) { return try RunningLabs.connect(to: lab) } catch {
            throw .call(error)
        }
    }

    private static func enter(
        _ lab: LabSummary, _ knock: DoorKnock, by socket: borrowing PacketSocket
    ) throws(VisitFailure) -> Int {
        switch try answer(to: knock, by: socket) {
        case .entered(let number): return number
        case .refused(let why): throw .refused(why)
        default: throw .silent(lab.id)
        }
    }

    private static func answer(
        to knock: DoorKnock, by socket: borrowing PacketSocket
    ) throws(VisitFailure) -> DoorAnswer? {
        do throws(SystemCallError) {
            guard try socket.send(knock.bytes) else { return nil }
            return try socket.nextAnswer(by: Deadline(milliseconds: patience))
        } catch {
            throw .call(error)
        }
    }

    private static func lab(_ id: String?) throws(VisitFailure) -> LabSummary {
        let running: RunningLabs
        do throws(SystemCallError) { running = try RunningLabs() } catch { throw .call(error) }
        return try running.lab(id)
    }

    /// Passes everything until the shell ends, the lab does, or this process is asked to.
    ///
    /// The window's terminal is raw meanwhile; what programs have switched in it and can switch back
    /// no more is switched back.
    public mutating func relay() throws(SystemCallError) -> End {
        let end = try pass()
        if case .shell = end { return end }
        // A window that takes nothing now must not keep this process, which has been asked to end.
        var room = pollfd(fd: learner.output, events: Int16(POLLOUT), revents: 0)
        let undoing = modes.undoing
        if !undoing.isEmpty, poll(&room, 1, 0) > 0, room.revents & Int16(POLLOUT) != 0 {
            _ = write(learner.output, undoing, min(undoing.count, Self.surelyTaken))
        }
        return end
    }

    private mutating func pass() throws(SystemCallError) -> End {
        let raw = try RawMode(of: learner.input)
        defer { withExtendedLifetime(raw) {} }
        let signals = try SignalQueue([SIGWINCH, SIGTERM, SIGHUP, SIGINT])
        // It may have changed before its signal was waited for.
        isResized = true
        while true {
            try tellSize()
            let lab = (shown.isEmpty ? POLLIN : 0) | (unsaid.isEmpty ? 0 : POLLOUT)
            var polls = [
                pollfd(fd: socket.descriptor.number, events: Int16(lab), revents: 0),
                pollfd(fd: signals.descriptor.number, events: Int16(POLLIN), revents: 0),
                pollfd(fd: unsaid.isEmpty ? learner.input : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: shown.isEmpty ? -1 : learner.output, events: Int16(POLLOUT), revents: 0),
            ]
            if poll(&polls, nfds_t(polls.count), -1) < 0 {
                if errno == EINTR { continue }
                throw SystemCallError("poll", "the terminal", errno: errno)
            }
            while let signal = signals.next() {
                guard signal == SIGWINCH else { return .signalled(signal) }
                isResized = true
            }
            if polls[3].revents != 0, try !show() { return .signalled(SIGHUP) }
            if polls[2].revents != 0, try !hearKeys() { return .signalled(SIGHUP) }
            if !unsaid.isEmpty, try send(unsaid) { unsaid = [] }
            if polls[0].revents & ~Int16(POLLOUT) != 0, shown.isEmpty, let end = try hearLab() {
                return end
            }
        }
    }

    private mutating func tellSize() throws(SystemCallError) {
        guard isResized, unsaid.isEmpty else { return }
        isResized = false
        let size = learner.size
        unsaid = DoorKnock.resized(columns: size.columns, rows: size.rows).bytes
    }

    /// Takes what was typed; false where the window has gone.
    private mutating func hearKeys() throws(SystemCallError) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let got = read(learner.input, &buffer, buffer.count)
        if got < 0, errno == EINTR || errno == EAGAIN { return true }
        guard got > 0 else { return false }
        unsaid = DoorKnock.typed(Array(buffer[..<got])).bytes
        return true
    }

    /// A lab that has gone is met by the next look at what it says.
    private func send(_ packet: [UInt8]) throws(SystemCallError) -> Bool {
        do throws(SystemCallError) {
            return try socket.send(packet)
        } catch  where error.errno == EPIPE || error.errno == ECONNRESET {
            return true
        }
    }

    private mutating func hearLab() throws(SystemCallError) -> End? {
        guard let packet = try socket.receive(atMost: Self.largestPacket) else { return nil }
        switch DoorAnswer(packet) {
        case .shown(let bytes): shown = bytes[...]
        case .ended(let status): return .shell(status)
        default: return .lab
        }
        return nil
    }

    /// Shows what the window takes now; false where it has gone.
    private mutating func show() throws(SystemCallError) -> Bool {
        let wrote = shown.prefix(Self.surelyTaken).withUnsafeBytes {
            write(learner.output, $0.baseAddress, $0.count)
        }
        if wrote < 0 { return errno == EINTR || errno == EAGAIN }
        modes.read(shown.prefix(wrote))
        shown = shown.dropFirst(wrote)
        return true
    }
}
