internal import CLinux
import Glibc

/// An open file, owned: it closes when its owner goes.
public struct Descriptor: ~Copyable, Sendable {
    public let number: Int32

    /// Takes over a descriptor that nobody else will close.
    public init(owning number: Int32) {
        self.number = number
    }

    /// `open(2)`, always with `O_CLOEXEC`.
    public static func open(
        _ path: String, _ flags: Int32, mode: UInt32 = 0o600
    ) throws(SystemCallError) -> Descriptor {
        Descriptor(owning: try checked(nl_open(path, flags, mode), "open", path))
    }

    /// A Unix stream socket that is connected to nothing yet; close-on-exec.
    public static func unixSocket() throws(SystemCallError) -> Descriptor {
        let result = nl_stream_socket()
        return Descriptor(owning: try checked(result, "socket", "AF_UNIX"))
    }

    /// Another number for the same open file; close-on-exec.
    public static func duplicate(_ number: Int32) throws(SystemCallError) -> Descriptor {
        let copy = nl_duplicate(number)
        return Descriptor(owning: try checked(copy, "fcntl", "F_DUPFD_CLOEXEC"))
    }

    deinit { _ = Glibc.close(number) }

    /// Closes and says what was lost, as `close(2)` does for a file on a full disk.
    public consuming func close() throws(SystemCallError) {
        let number = number
        discard self
        if Glibc.close(number) < 0 { throw SystemCallError("close", "", errno: errno) }
    }

    /// At most `count` bytes; empty at the end of the file.
    public func read(atMost count: Int) throws(SystemCallError) -> [UInt8] {
        var failed: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, size in
            var got: Int
            repeat {
                got = Glibc.read(number, buffer.baseAddress, count)
            } while got < 0 && errno == EINTR
            failed = got < 0 ? errno : 0
            size = max(got, 0)
        }
        if failed != 0 { throw SystemCallError("read", "", errno: failed) }
        return bytes
    }

    /// Everything up to the end, but an error past `limit` bytes (`EFBIG`).
    public func readToEnd(limit: Int = 1 << 26) throws(SystemCallError) -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let part = try read(atMost: 1 << 14)
            if part.isEmpty { return all }
            all += part
            if all.count > limit { throw SystemCallError("read", "", errno: EFBIG) }
        }
    }

    /// Writes all of `bytes`.
    public func write(_ bytes: some Collection<UInt8>) throws(SystemCallError) {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let wrote = rest.withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }
            if wrote < 0 && errno == EINTR { continue }
            if wrote < 0 { throw SystemCallError("write", "", errno: errno) }
            rest = rest.dropFirst(wrote)
        }
    }
}

/// The two ends of a pipe.
public struct Pipe: ~Copyable, Sendable {
    public var reader: Descriptor
    public var writer: Descriptor

    /// `pipe2(O_CLOEXEC)`.
    public init() throws(SystemCallError) {
        var ends: [Int32] = [-1, -1]
        let result = nl_pipe(&ends)
        try checked(result, "pipe2")
        reader = Descriptor(owning: ends[0])
        writer = Descriptor(owning: ends[1])
    }

    /// The reading end; the writing end closes.
    public consuming func takeReader() -> Descriptor { reader }
    /// The writing end; the reading end closes.
    public consuming func takeWriter() -> Descriptor { writer }
}

/// What `poll(2)` reports of several descriptors.
///
/// - Parameter milliseconds: how long to wait at most; negative waits for ever.
/// - Returns: the indices that can be read or have ended.
public func waitUntilReadable(
    _ descriptors: [Int32], milliseconds: Int32
) throws(SystemCallError) -> [Int] {
    var failed: Int32 = 0
    // No array of them: the runtime makes a type for that, which `nsshell run` would wait for.
    let ready = withUnsafeTemporaryAllocation(of: pollfd.self, capacity: descriptors.count) { polls in
        for (index, number) in descriptors.enumerated() {
            polls.initializeElement(
                at: index, to: pollfd(fd: number, events: Int16(POLLIN), revents: 0))
        }
        if poll(polls.baseAddress, nfds_t(polls.count), milliseconds) < 0 {
            if errno != EINTR { failed = errno }
            return [Int]()
        }
        return polls.indices.filter { polls[$0].revents != 0 }
    }
    if failed != 0 { throw SystemCallError("poll", "", errno: failed) }
    return ready
}

/// Two connected Unix stream sockets: what descriptors are handed over by.
public struct SocketPair: ~Copyable, Sendable {
    public var near: Descriptor
    public var far: Descriptor

    /// `socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC)`.
    public init() throws(SystemCallError) {
        var ends: [Int32] = [-1, -1]
        let result = nl_socket_pair(&ends)
        try checked(result, "socketpair")
        near = Descriptor(owning: ends[0])
        far = Descriptor(owning: ends[1])
    }

    /// The same of sockets that keep messages whole: `SOCK_SEQPACKET`.
    public static func ofMessages() throws(SystemCallError) -> SocketPair {
        var ends: [Int32] = [-1, -1]
        let result = nl_message_pair(&ends)
        try checked(result, "socketpair")
        return SocketPair(near: Descriptor(owning: ends[0]), far: Descriptor(owning: ends[1]))
    }

    private init(near: consuming Descriptor, far: consuming Descriptor) {
        self.near = near
        self.far = far
    }

    /// The near end; the far end closes, so that its holder's end is seen.
    public consuming func takeNear() -> Descriptor { near }
}

extension Descriptor {
    /// The descriptor that the other end of this socket sent with `SCM_RIGHTS`.
    public func receiveDescriptor() throws(SystemCallError) -> Descriptor {
        Descriptor(owning: try checked(nl_receive_descriptor(number), "recvmsg"))
    }
}
