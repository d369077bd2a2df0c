internal import Glibc
public import SystemCalls

/// Why a window cannot have a terminal on a lab.
public enum VisitFailure: Error, Sendable {
    /// This user has no lab running.
    case noLab
    /// Which one is meant?
    case several([LabSummary])
    /// None of this user's labs has that id.
    case unknown(String, running: [LabSummary])
    /// It is the process of another user.
    case notYours(String)
    /// The process that has the lab does not answer.
    case silent(String)
    /// In the lab's own words.
    case refused(String)
    /// The directory of the sockets cannot be used, or the socket itself.
    case call(SystemCallError)
}

/// The labs that this user has running, as their doors tell.
public struct RunningLabs: Sendable {
    /// The oldest first.
    public let labs: [LabSummary]
    /// Ids of those that do not answer: their process is stopped.
    public let silent: [String]

    /// How long a lab is waited for, in milliseconds.
    static let patience = 1000

    /// - Throws: where a directory that would hold their sockets is not this user's alone.
    public init() throws(SystemCallError) {
        var labs: [LabSummary] = []
        var silent: [String] = []
        if let directory = try Self.directory() {
            for id in directory.ids {
                guard let answer = Self.ask(id, in: directory) else { continue }
                if let answer { labs.append(answer) } else { silent.append(id) }
            }
        }
        self.labs = labs.sorted { ($0.since, $0.pid, $0.id) < ($1.since, $1.pid, $1.id) }
        self.silent = silent
    }

    /// Nil where it was never needed.
    private static func directory() throws(SystemCallError) -> RuntimeDirectory? {
        do throws(SystemCallError) {
            return try RuntimeDirectory(RuntimeDirectory.usualPath, makes: false)
        } catch  where error.errno == ENOENT {
            return nil
        }
    }

    /// Nil where nobody is there any more; nothing in it where nothing is answered.
    private static func ask(
        _ id: String, in directory: borrowing RuntimeDirectory
    ) -> LabSummary?? {
        do throws(SystemCallError) {
            let socket = try directory.connect(id)
            guard try socket.send(DoorKnock.ask.bytes),
                case .about(let lab) = try socket.nextAnswer(by: Deadline(milliseconds: patience))
            else { return .some(nil) }
            return lab
        } catch {
            return error.errno == EAGAIN ? .some(nil) : nil
        }
    }

    /// The lab that is meant: the only one where none is named.
    func lab(_ id: String?) throws(VisitFailure) -> LabSummary {
        guard let id else {
            if labs.count > 1 { throw .several(labs) }
            if let only = labs.first { return only }
            if let silent = silent.first { throw .silent(silent) }
            throw .noLab
        }
        if let lab = labs.first(where: { $0.id == id }) { return lab }
        if silent.contains(id) { throw .silent(id) }
        var status = stat()
        if let pid = Int32(id), stat("/proc/\(pid)", &status) == 0, status.st_uid != geteuid() {
            throw .notYours(id)
        }
        throw .unknown(id, running: labs)
    }

    /// Whoever has that lab now.
    static func connect(to lab: LabSummary) throws(SystemCallError) -> PacketSocket {
        guard let directory = try directory() else {
            throw SystemCallError("connect", lab.id, errno: ENOENT)
        }
        return try directory.connect(lab.id)
    }
}

extension PacketSocket {
    /// The lab's next word; nil at its end, where it speaks another language, and at the deadline.
    func nextAnswer(by deadline: Deadline) throws(SystemCallError) -> DoorAnswer? {
        while !deadline.hasPassed {
            _ = try waitUntilReadable([descriptor.number], milliseconds: deadline.millisecondsLeft)
            if let packet = try receive(atMost: 1 << 14) { return DoorAnswer(packet) }
        }
        return nil
    }
}
