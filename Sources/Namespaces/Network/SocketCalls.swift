internal import Glibc
internal import SystemCalls

/// Calls on a socket that a subject's network namespace handed out, none of which waits.
extension Descriptor {
    /// `setsockopt(2)`.
    func setOption(
        _ option: Int32, level: Int32, to value: [UInt8], _ name: String
    ) throws(SystemCallError) {
        if setsockopt(number, level, option, value, socklen_t(value.count)) < 0 {
            throw SystemCallError("setsockopt", name, errno: errno)
        }
    }

    /// From now on it sends and receives over this link only: `SO_BINDTODEVICE`, `socket(7)`.
    ///
    /// By name, which the kernel looks up where the socket is from, and not in this namespace.
    func bind(toLink link: String) throws(SystemCallError) {
        try setOption(
            SO_BINDTODEVICE, level: SOL_SOCKET, to: Array(link.utf8) + [0],
            "SO_BINDTODEVICE \(link)")
    }

    /// `connect(2)`, with an address as `NetworkAddress.socketAddress` has it.
    func connect(to address: [UInt8]) throws(SystemCallError) {
        let result = address.withUnsafeBytes {
            Glibc.connect(
                number, $0.assumingMemoryBound(to: sockaddr.self).baseAddress,
                socklen_t($0.count))
        }
        if result < 0 { throw SystemCallError("connect", "", errno: errno) }
    }

    /// `sendto(2)`; to whom the socket is connected where no address is given.
    func send(_ bytes: [UInt8], to address: [UInt8] = []) throws(SystemCallError) {
        let sent = address.withUnsafeBytes {
            sendto(
                number, bytes, bytes.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL),
                $0.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t($0.count))
        }
        if sent < 0 { throw SystemCallError("sendto", "", errno: errno) }
    }

    /// `recvfrom(2)`: at most `count` bytes, and the address of whoever sent them.
    ///
    /// - Throws: `EAGAIN` where nothing has arrived.
    func receive(
        atMost count: Int
    ) throws(SystemCallError) -> (bytes: [UInt8], source: [UInt8]) {
        var source = [UInt8](repeating: 0, count: 128)
        var length = socklen_t(source.count)
        var failed: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, size in
            let got = source.withUnsafeMutableBytes {
                recvfrom(
                    number, buffer.baseAddress, count, Int32(MSG_DONTWAIT),
                    $0.assumingMemoryBound(to: sockaddr.self).baseAddress, &length)
            }
            failed = got < 0 ? errno : 0
            size = max(got, 0)
        }
        if failed != 0 { throw SystemCallError("recvfrom", "", errno: failed) }
        return (bytes, Array(source.prefix(Int(length))))
    }

    /// Whether a connected socket is its own other end, which TCP allows.
    var isConnectedToItself: Bool {
        var near = [UInt8](repeating: 0, count: 128)
        var far = near
        var sizes = (socklen_t(near.count), socklen_t(far.count))
        let isKnown = near.withUnsafeMutableBytes { near in
            far.withUnsafeMutableBytes { far in
                getsockname(
                    number, near.assumingMemoryBound(to: sockaddr.self).baseAddress, &sizes.0) == 0
                    && getpeername(
                        number, far.assumingMemoryBound(to: sockaddr.self).baseAddress, &sizes.1)
                        == 0
            }
        }
        return isKnown && near == far
    }

    /// The error that waits on the socket, as after a connection attempt; 0 where there is none.
    func takeError() -> Int32 {
        var error: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(number, SOL_SOCKET, SO_ERROR, &error, &size) < 0 ? errno : error
    }
}

extension SystemCallError {
    /// Whether the kernel says by it that a packet cannot get where it should go, and not that
    /// asking was refused. Said of sending, connecting and binding to a link alone.
    var meansUnreachable: Bool {
        // Of binding to a link the one answer is that there is no such link.
        if call == "setsockopt" { return errno == ENODEV }
        return switch errno {
        case ENETUNREACH, EHOSTUNREACH, ENETDOWN, EHOSTDOWN, ETIMEDOUT:
            true
        // No address to send from; no link of that name, or none with this protocol.
        case EADDRNOTAVAIL, ENODEV, ENXIO:
            true
        // Routes of the types prohibit and blackhole: ip-route(8).
        case EACCES, EINVAL:
            true
        // Dropped on its way out: by a rule of the namespace's firewall, by a link without carrier.
        case EPERM, ENOBUFS:
            true
        default:
            false
        }
    }
}
