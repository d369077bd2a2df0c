internal import Glibc
public import SystemCalls

/// The learner's own terminal, and what was typed at it before anybody waited for it.
public final class LearnersTerminal {
    public let input: Int32
    public let output: Int32
    /// Keys in the order in which they were typed. Whoever reads next takes them first.
    public var typedAhead: ArraySlice<UInt8> = []

    public init(input: Int32, output: Int32) {
        self.input = input
        self.output = output
    }

    /// Its window in characters; 80 × 24 where it tells none.
    public var size: (columns: Int, rows: Int) { Relay.windowSize(of: output) ?? (80, 24) }

    /// More is not taken from the terminal before somebody has read: a paste waits where it comes from.
    private static let mostTypedAhead = 1 << 20

    /// Whether more may be typed ahead.
    public var hasRoom: Bool { typedAhead.count < Self.mostTypedAhead }

    /// The keys that can be read now, in a terminal that makes no lines of them; nil where it has hung
    /// up.
    public func keys() throws(SystemCallError) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let got = read(input, &buffer, buffer.count)
            if got > 0 { return Array(buffer[..<got]) }
            if got == 0 || errno == EIO { return nil }
            // Whoever started this process may have made the open file non-blocking.
            if errno == EAGAIN { return [] }
            if errno != EINTR { throw SystemCallError("read", "the terminal", errno: errno) }
        }
    }

    /// Shows bytes as they are. A terminal that has hung up is met by who reads next.
    ///
    /// - Parameters:
    ///   - interruption: what else is waited for where the terminal takes nothing.
    ///   - isOver: asked when `interruption` can be read: whether the rest is not to be shown.
    public func show(
        _ bytes: ArraySlice<UInt8>, unless interruption: Int32 = -1,
        _ isOver: () -> Bool = { false }
    ) {
        var rest = bytes
        while !rest.isEmpty {
            var polls = [
                pollfd(fd: output, events: Int16(POLLOUT), revents: 0),
                pollfd(fd: interruption, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&polls, 2, -1) < 0 {
                if errno == EINTR { continue }
                return
            }
            if polls[1].revents != 0, isOver() { return }
            guard polls[0].revents != 0 else { continue }
            let part = rest.prefix(Relay.surelyTaken)
            let wrote = part.withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
            if wrote < 0, errno != EINTR, errno != EAGAIN { return }
            rest = rest.dropFirst(max(wrote, 0))
        }
    }
}
