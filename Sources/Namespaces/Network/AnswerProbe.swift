internal import Glibc
internal import SystemCalls

/// What a TCP server says to somebody who connects from a subject's network namespace.
///
/// Nobody answers where the connection is refused, where no packet gets there, and where it is not
/// made in time: that is found, and not unknown, since it is what a firewall is for.
final class AnswerProbe: Probe {
    /// How long all of it may take.
    static let milliseconds = 250
    /// How long a server may say nothing before it is asked something.
    static let silence = 30
    /// How much it may say.
    static let limit = 4096

    private enum Phase {
        case connecting, listening, asked
    }

    private(set) var finding: Fact?
    private var phase = Phase.connecting
    private var deadline = Deadline(milliseconds: 0)
    private var patience = Deadline(milliseconds: 0)
    private var said: [UInt8] = []
    /// Closed with the answer: an open socket keeps its namespace alive.
    private var socket: Descriptor?

    /// Begins to connect.
    init(from subject: FactSubject, to endpoint: NetworkEndpoint) {
        do throws(SystemCallError) {
            let socket = try subject.openSocket(
                family: endpoint.address.family,
                type: Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), protocol: 0)
            // Closing ends the connection at once. One that were still to be taken leave of would
            // keep its namespace alive without anybody's having it open.
            let atOnce = withUnsafeBytes(of: linger(l_onoff: 1, l_linger: 0), Array.init)
            try socket.setOption(SO_LINGER, level: SOL_SOCKET, to: atOnce, "SO_LINGER")
            self.socket = consume socket
        } catch {
            fail(error.description)
            return
        }
        deadline = Deadline(milliseconds: Self.milliseconds)
        connect(to: endpoint)
    }

    var awaited: (socket: Int32, events: Int16) {
        switch socket {
        case .some(let socket):
            (socket.number, Int16(phase == .connecting ? POLLOUT : POLLIN))
        case nil: (-1, 0)
        }
    }

    var due: Deadline { phase == .listening && said.isEmpty ? patience : deadline }

    func fail(_ reason: String) { end(.unknown(reason)) }

    /// A program is asked, and takes its time.
    func concludeFromSilence() {}

    private func end(_ finding: Fact) {
        self.finding = finding
        socket = nil
    }

    private func connect(to endpoint: NetworkEndpoint) {
        do throws(SystemCallError) {
            if let link = endpoint.address.link { try socket?.bind(toLink: link) }
            try socket?.connect(to: endpoint.address.socketAddress(port: endpoint.port))
            listen()
        } catch {
            if error.errno != EINPROGRESS { end(error) }
        }
    }

    private func end(_ error: SystemCallError) {
        if error.errno == ECONNREFUSED || error.meansUnreachable {
            end(.absent)
        } else {
            fail(error.description)
        }
    }

    func advance() {
        if phase == .connecting { finishConnecting() }
        if phase != .connecting { hear() }
        guard finding == nil, deadline.hasPassed else { return }
        end(phase == .connecting ? .absent : .text(Self.text(of: said)))
    }

    private func finishConnecting() {
        var state = pollfd(fd: awaited.socket, events: Int16(POLLOUT), revents: 0)
        guard poll(&state, 1, 0) > 0, let error = socket?.takeError() else { return }
        guard error == 0 else {
            end(SystemCallError("connect", "", errno: error))
            return
        }
        // A port that nobody listens on may be the one that the kernel gave this very socket, which
        // has then met itself.
        if socket?.isConnectedToItself == true {
            end(.absent)
        } else {
            listen()
        }
    }

    private func listen() {
        phase = .listening
        patience = Deadline(
            milliseconds: min(Self.silence, Int(deadline.millisecondsLeft)))
    }

    /// Takes in what has been said, and asks where nothing is said.
    private func hear() {
        do throws(SystemCallError) {
            while let part = try socket?.receive(atMost: Self.limit - said.count).bytes {
                said += part
                // An empty part is the end of the connection.
                guard !part.isEmpty, said.count < Self.limit else {
                    end(.text(Self.text(of: said)))
                    return
                }
            }
        } catch {
            // Nothing more for now; else the connection has been broken, after what was said.
            if error.errno != EAGAIN { end(.text(Self.text(of: said))) }
        }
        guard finding == nil, phase == .listening, said.isEmpty, patience.hasPassed else { return }
        phase = .asked
        // A server that takes nothing more shows in what it says.
        try? socket?.send(Array("GET / HTTP/1.0\r\n\r\n".utf8))
    }

    /// What was said, without an HTTP header and without the last line end.
    static func text(of said: [UInt8]) -> String {
        var body = said[...]
        if said.starts(with: "HTTP/".utf8) {
            let ends = [Array("\r\n\r\n".utf8), Array("\n\n".utf8)].compactMap { blank in
                said.firstRange(of: blank)?.upperBound
            }
            // A header that has not ended has nothing behind it.
            body = said.suffix(from: ends.min() ?? said.endIndex)
        }
        if body.last == UInt8(ascii: "\n") { body.removeLast() }
        if body.last == UInt8(ascii: "\r") { body.removeLast() }
        return String(decoding: body, as: UTF8.self)
    }
}
