internal import Glibc
internal import SystemCalls

/// A socket that waits for whoever comes: a TCP socket that listens, a UDP socket without a peer.
struct ListeningSocket: Hashable, Sendable {
    enum Transport: String, Sendable, CaseIterable {
        case tcp, udp

        /// As `ip(7)` numbers protocols.
        fileprivate var number: UInt8 { UInt8(self == .tcp ? IPPROTO_TCP : IPPROTO_UDP) }
        /// `TCP_LISTEN`; `TCP_CLOSE`, which is what a UDP socket without a peer is in.
        fileprivate var state: UInt32 { self == .tcp ? 10 : 7 }
    }

    let transport: Transport
    let address: NetworkPrefix
    let port: UInt16

    /// Asks for those of one transport and family: `struct inet_diag_req_v2`, `sock_diag(7)`.
    static func question(_ transport: Transport, family: Int32) -> NetlinkMessage {
        NetlinkMessage(
            .sockets,
            header: [UInt8(family), transport.number, 0, 0] + (UInt32(1) << transport.state).bytes)
    }

    /// Reads a `struct inet_diag_msg`; nil where it is none, or of a socket in another state.
    init?(_ message: NetlinkMessage, _ transport: Transport) {
        let header = Array(message.header)
        guard message.kind == .sockets, header.count >= 24, UInt32(header[1]) == transport.state
        else { return nil }
        let size = header[0] == UInt8(AF_INET6) ? 16 : 4
        guard let address = NetworkPrefix(header[8..<8 + size]) else { return nil }
        self.transport = transport
        self.address = address
        // In the order of the network.
        port = UInt16(header[4]) << 8 | UInt16(header[5])
    }

    /// `tcp 0.0.0.0:8080`, `udp [::]:53`.
    var text: String {
        let host = address.isVersionSix ? "[\(address.address)]" : address.address
        return "\(transport.rawValue) \(host):\(port)"
    }
}

/// The sockets of one subject's network namespace, read for one observation.
final class SocketReading: SubjectReading {
    private var tables: [ListeningSocket.Transport: Result<[ListeningSocket], SystemCallError>] =
        [:]

    init(of pid: Int32) {}

    /// IPv4, then IPv6; of each by port and address, each but once.
    func listening(
        _ transport: ListeningSocket.Transport, of subject: FactSubject
    ) throws(SystemCallError) -> [ListeningSocket] {
        if let table = tables[transport] { return try table.get() }
        let read = Result { () throws(SystemCallError) in try Self.read(transport, subject) }
        tables[transport] = read
        return try read.get()
    }

    private static func read(
        _ transport: ListeningSocket.Transport, _ subject: FactSubject
    ) throws(SystemCallError) -> [ListeningSocket] {
        // AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG; closed with the answer.
        let sockDiag: UInt16 = 4
        var socket = try NetlinkSocket(
            owning: subject.openSocket(family: 16, type: 3, protocol: Int32(sockDiag)),
            protocol: sockDiag)
        var found: [ListeningSocket] = []
        for family in [AF_INET, AF_INET6] {
            let answers = try socket.list(ListeningSocket.question(transport, family: family))
            // Several may share a port, `SO_REUSEPORT` of socket(7).
            let sockets = Set(answers.compactMap { ListeningSocket($0, transport) })
            found += sockets.sorted {
                ($0.port, $0.text) < ($1.port, $1.text)
            }
        }
        return found
    }
}
