internal import CLinux
internal import Glibc

/// A Unix socket that keeps packets apart and never waits: `unix(7)`, SOCK_SEQPACKET.
public struct PacketSocket: ~Copyable, Sendable {
    public let descriptor: Descriptor

    private init(owning number: Int32) { descriptor = Descriptor(owning: number) }

    /// A new socket file of mode 0600 that others can connect to. `EADDRINUSE` where something is
    /// there already.
    public static func listening(at path: String) throws(SystemCallError) -> PacketSocket {
        PacketSocket(owning: try checked(nl_packet_listen(path), "bind", path))
    }

    /// `ECONNREFUSED` where nobody listens any more, `EAGAIN` where too many wait.
    public static func connected(to path: String) throws(SystemCallError) -> PacketSocket {
        PacketSocket(owning: try checked(nl_packet_connect(path), "connect", path))
    }

    /// The next who has connected; nil where nobody has.
    public func accept() throws(SystemCallError) -> PacketSocket? {
        let number = nl_packet_accept(descriptor.number)
        if number == -EAGAIN || number == -ECONNABORTED || number == -EINTR { return nil }
        return PacketSocket(owning: try checked(number, "accept"))
    }

    /// Which user the other end was when it connected or began to listen, as this process's user
    /// namespace numbers it.
    public func peerUser() throws(SystemCallError) -> UInt32 {
        var user: uid_t = 0
        try checked(nl_peer_user(descriptor.number, &user), "getsockopt", "SO_PEERCRED")
        return user
    }

    /// Sends one packet; false where there is no room for it now.
    public func send(_ bytes: [UInt8]) throws(SystemCallError) -> Bool {
        while true {
            let flags = Int32(MSG_NOSIGNAL | MSG_DONTWAIT)
            if Glibc.send(descriptor.number, bytes, bytes.count, flags) >= 0 { return true }
            if errno == EAGAIN || errno == ENOBUFS { return false }
            if errno != EINTR { throw SystemCallError("send", "", errno: errno) }
        }
    }

    /// The next packet, cut at `count` bytes; empty where the other end has closed, nil where there
    /// is none now.
    public func receive(atMost count: Int) throws(SystemCallError) -> [UInt8]? {
        var failed: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, size in
            var got: Int
            repeat {
                got = recv(
                    descriptor.number, buffer.baseAddress, count, Int32(MSG_DONTWAIT))
            } while got < 0 && errno == EINTR
            failed = got < 0 ? errno : 0
            size = max(got, 0)
        }
        if failed == EAGAIN { return nil }
        if failed == ECONNRESET { return [] }
        if failed != 0 { throw SystemCallError("recv", "", errno: failed) }
        return bytes
    }
}
