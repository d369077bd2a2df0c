internal import Glibc
internal import SystemCalls

/// Whether a machine answers one ICMP echo, asked from inside a subject's network namespace.
final class EchoProbe: Probe {
    /// How long an answer may take where something on the way may hold packets back.
    static let milliseconds = 250

    private(set) var finding: Fact?
    private(set) var due = Deadline(milliseconds: 0)
    private let echo: Echo
    /// Closed with the answer: an open socket keeps its namespace alive.
    private var socket: Descriptor?

    /// Sends the request.
    init(to target: NetworkAddress, from subject: FactSubject) {
        echo = Echo(to: target)
        do throws(SystemCallError) {
            socket = try Self.openSocket(for: echo, of: subject)
        } catch {
            fail(error.description)
            return
        }
        due = Deadline(milliseconds: Self.milliseconds)
        send()
    }

    var awaited: (socket: Int32, events: Int16) {
        switch socket {
        case .some(let socket): (socket.number, Int16(POLLIN))
        case nil: (-1, 0)
        }
    }

    func fail(_ reason: String) { end(.unknown(reason)) }

    private func end(_ finding: Fact) {
        self.finding = finding
        socket = nil
    }

    private static func openSocket(
        for echo: Echo, of subject: FactSubject
    ) throws(SystemCallError) -> Descriptor {
        let isIPv6 = echo.target.isIPv6
        let socket = try subject.openSocket(
            family: echo.target.family,
            type: Int32(SOCK_RAW.rawValue | SOCK_NONBLOCK.rawValue),
            protocol: Int32(isIPv6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP))
        // A set bit keeps a type of message out: ICMP_FILTER of raw(7), whose numbers are in
        // linux/icmp.h; ICMP6_FILTER, RFC 3542. So the requests of others do not fill the queue.
        var filter = [UInt8](repeating: 0xff, count: isIPv6 ? 32 : 4)
        for type in echo.awaitedTypes {
            let word = UInt32(1) << (type % 32)
            withUnsafeBytes(of: word) { bits in
                for (index, byte) in bits.enumerated() {
                    filter[Int(type / 32) * 4 + index] &= ~byte
                }
            }
        }
        let (level, option): (Int32, Int32) = isIPv6 ? (58, 1) : (255, 1)
        try socket.setOption(option, level: level, to: filter, "ICMP_FILTER")
        return socket
    }

    private func send() {
        do throws(SystemCallError) {
            if let link = echo.target.link { try socket?.bind(toLink: link) }
            try socket?.send(echo.request, to: echo.target.socketAddress())
        } catch {
            // What cannot even leave is not answered.
            if error.meansUnreachable { end(.text("false")) } else { fail(error.description) }
        }
    }

    func advance() {
        // So many at once that a flood of others' messages cannot keep it from its deadline.
        for _ in 0..<64 {
            guard let outcome = receive() else { break }
            switch outcome {
            case .ours(.answered): end(.text("true"))
            case .ours(.undeliverable): end(.text("false"))
            case .others: continue
            }
            return
        }
        if due.hasPassed { end(.text("false")) }
    }

    func concludeFromSilence() {
        advance()
        if finding == nil { end(.text("false")) }
    }

    private enum Received {
        case ours(Echo.Outcome)
        case others
    }

    /// The next message; nil where none has arrived.
    private func receive() -> Received? {
        do throws(SystemCallError) {
            guard let (bytes, source) = try socket?.receive(atMost: 1500) else { return nil }
            // In sockaddr_in6 the address lies behind family, port and flow: ipv6(7).
            let sender = Array(source.dropFirst(8).prefix(16))
            return echo.outcome(of: bytes, from: sender).map(Received.ours) ?? .others
        } catch {
            // Nothing there, or an error about somebody's packet, which is then taken off the socket.
            return error.errno == EAGAIN ? nil : .others
        }
    }
}
