import Glibc

/// Writes all of it, also to a descriptor that somebody else has made non-blocking: what this process
/// was started with may be shared.
public func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(SystemCallError) {
    var rest = bytes[...]
    while !rest.isEmpty {
        let wrote = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if wrote >= 0 {
            rest = rest.dropFirst(wrote)
        } else if errno == EAGAIN {
            var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            _ = poll(&room, 1, -1)
        } else if errno != EINTR {
            throw SystemCallError("write", "", errno: errno)
        }
    }
}
