import Glibc
import HostAbilities
import SystemCalls

@testable import Namespaces

/// A TCP server in a network namespace, or a UDP socket: it does what the test does with it.
struct Listener: ~Copyable {
    let socket: Descriptor

    init(
        in held: HeldProcess, at endpoint: String, udp: Bool = false
    ) throws {
        let endpoint = try NetworkEndpoint(endpoint)
        let type = udp ? SOCK_DGRAM : SOCK_STREAM
        let socket = try FactSubject(pid: held.pid).openSocket(
            family: endpoint.address.family, type: Int32(type.rawValue), protocol: 0)
        let address = endpoint.address.socketAddress(port: endpoint.port)
        let bound = address.withUnsafeBytes {
            bind(
                socket.number, $0.assumingMemoryBound(to: sockaddr.self).baseAddress,
                socklen_t($0.count))
        }
        guard bound == 0, udp || listen(socket.number, 8) == 0 else {
            throw SystemCallError("bind", "\(endpoint)", errno: errno)
        }
        self.socket = socket
    }

    /// The connection of the next who connects, within five seconds.
    func accept() throws -> Descriptor {
        _ = try waitUntilReadable([socket.number], milliseconds: 5000)
        let number = Glibc.accept(socket.number, nil, nil)
        guard number >= 0 else { throw SystemCallError("accept", "", errno: errno) }
        return Descriptor(owning: number)
    }
}
