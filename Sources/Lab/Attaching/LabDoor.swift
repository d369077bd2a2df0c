internal import Glibc
internal import Synchronization
public import SystemCalls
internal import Terminal

/// Where other windows of the same user come in: a Unix socket, and a thread that passes the bytes
/// of every window that has a terminal on the lab.
///
/// The thread of the teaching shell never waits for a window: it asks what has come of them
/// (``Lab/terminals``). A window that takes nothing holds up the programs of its own terminal only.
public final class LabDoor: Sendable {
    /// What has happened in a window.
    public enum News: Hashable, Sendable {
        case entered(Int)
        case left(Int)
        /// A command has ended there.
        case commandEnded(Int)
    }

    /// Where a window is let in.
    struct Room: Sendable {
        let lab: Lab
        let lesson: String
    }

    private struct State {
        var room: Room
        var news: [News] = []
    }

    private let state: Mutex<State>
    /// Written to when there is news, for whoever waits.
    private let bell: Pipe
    /// A byte tells the thread of another room; its end ends the thread.
    private let line: Mutex<Descriptor?>
    private let lineReader: Descriptor
    private let thread = Mutex<PlainThread?>(nil)
    private let since = time(nil)

    /// Opens the door to a lab. Whatever that takes is done by the thread, so nobody waits for it,
    /// and where no socket can be made no window comes in.
    public init(to lab: Lab, lesson: String) throws(SystemCallError) {
        let line = try Pipe()
        bell = try Pipe()
        for end in [bell.reader.number, bell.writer.number] {
            _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
        }
        lineReader = try Descriptor.duplicate(line.reader.number)
        self.line = Mutex(line.takeWriter())
        state = Mutex(State(room: Room(lab: lab, lesson: lesson)))
        let started = PlainThread(hearsSignals: false) { [self] in serve() }
        thread.withLock { $0 = started }
    }

    /// From now on windows are let into this lab.
    public func lead(to lab: Lab, lesson: String) {
        state.withLock { $0.room = Room(lab: lab, lesson: lesson) }
        line.withLock { line in
            switch line {
            case .some(let line): _ = write(line.number, [0], 1)
            case nil: break
            }
        }
    }

    /// Can be read when there is news.
    public var newsDescriptor: Int32 { bell.reader.number }

    /// What has happened since this was asked last.
    public func takeNews() -> [News] {
        var buffer = [UInt8](repeating: 0, count: 256)
        while read(bell.reader.number, &buffer, buffer.count) > 0 {}
        return state.withLock { state in
            defer { state.news = [] }
            return state.news
        }
    }

    /// Ends every window and removes the socket; returns when that is done.
    public func close() {
        line.withLock { $0 = nil }
        thread.withLock { $0.take() }?.join()
    }

    var room: Room { state.withLock { $0.room } }

    func summary(id: String) -> LabSummary {
        let room = room
        return LabSummary(
            id: id, lesson: room.lesson, pid: getpid(), since: since,
            sessions: room.lab.terminals.numbers)
    }

    func tell(_ news: News) {
        // What nobody has asked for yet is not kept for ever.
        state.withLock { if $0.news.count < 1000, $0.news.last != news { $0.news.append(news) } }
        _ = write(bell.writer.number, [0], 1)
    }

    // MARK: The thread

    /// More windows than anybody has, and fewer than there are descriptors.
    private static let most = 32
    /// How long those wait for whom no descriptor is left, in milliseconds.
    private static let patience: Int32 = 100

    private func serve() {
        guard let directory = try? RuntimeDirectory(RuntimeDirectory.usualPath, makes: true),
            let listener = try? directory.listen(as: "\(getpid())")
        else { return }
        let id = listener.id
        // For one who is killed; before that it is removed here.
        let guardian = try? Guardian(
            removing: [], files: ["\(directory.path)/\(id)\(RuntimeDirectory.suffix)"])
        var guests: [DoorGuest] = []
        var hasRoom = true
        while true {
            var polls = [
                pollfd(fd: lineReader.number, events: Int16(POLLIN), revents: 0),
                pollfd(
                    fd: hasRoom && guests.count < Self.most
                        ? listener.socket.descriptor.number : -1,
                    events: Int16(POLLIN), revents: 0),
            ]
            for guest in guests { polls += guest.polls }
            let patience = hasRoom ? -1 : Self.patience
            if poll(&polls, nfds_t(polls.count), patience) < 0, errno != EINTR { break }
            hasRoom = true
            if polls[0].revents != 0 {
                guard let word = try? lineReader.read(atMost: 64), !word.isEmpty else { break }
                for guest in guests { guest.knockAgain(at: self) }
            }
            for (index, guest) in guests.enumerated() {
                let start = 2 + index * DoorGuest.pollCount
                guest.serve(Array(polls[start..<(start + DoorGuest.pollCount)]), at: self, id)
            }
            guests.removeAll(where: \.isGone)
            guard polls[1].revents != 0 else { continue }
            do throws(SystemCallError) {
                guests.append(try DoorGuest(from: listener.socket))
            } catch {
                // Whoever waits there would be told of again at once, and for ever.
                hasRoom = error.errno != EMFILE && error.errno != ENFILE
            }
        }
        directory.remove(id)
        for guest in guests { guest.leave(self) }
        guardian?.end()
    }
}
