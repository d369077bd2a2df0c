internal import Glibc
public import SystemCalls

/// A socket of `netlink(7)`, of `rtnetlink(7)` or of another of its protocols, in the network
/// namespace that it was made in.
///
/// Whoever rules that namespace may send to it too, so an answer counts only where it comes from
/// the kernel, to this socket's port and with the question's number. While it is open it keeps its
/// namespace alive.
public struct NetlinkSocket: ~Copyable {
    private let descriptor: Descriptor
    /// Its address: `nl_pid` of `netlink(7)`.
    let port: UInt32
    private let number: UInt16
    private var sequence: UInt32 = 0
    /// What was received last: the datagrams of a list have at most half of this.
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)

    /// How long the kernel may take over one question, in milliseconds.
    private static let patience = 1000
    /// The most bytes of an answer: a namespace may hold more links than this process has memory.
    private static let limit = 1 << 22
    /// How often a list is read again that changed while it was read.
    private static let attempts = 8

    /// - Parameters:
    ///   - descriptor: a netlink socket that nobody else uses.
    ///   - protocol: which one, by the numbers of `netlink(7)`; `NETLINK_ROUTE` is 0.
    public init(
        owning descriptor: consuming Descriptor, protocol netlink: UInt16 = 0
    ) throws(SystemCallError) {
        self.number = netlink
        let number = descriptor.number
        self.descriptor = descriptor
        // NETLINK_CAP_ACK, NETLINK_EXT_ACK and NETLINK_GET_STRICT_CHK: short refusals, with words,
        // and questions that are taken at their word. An older kernel answers without.
        for option: Int32 in [10, 11, 12] {
            var on: Int32 = 1
            setsockopt(number, 270, option, &on, 4)
        }
        var address = [UInt16(16).bytes, [0, 0], UInt32(0).bytes, UInt32(0).bytes].flatMap(\.self)
        var size = socklen_t(address.count)
        let result = address.withUnsafeMutableBytes { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { address in
                let bound = Glibc.bind(number, address.baseAddress!, size)
                return bound < 0 ? bound : getsockname(number, address.baseAddress!, &size)
            }
        }
        guard result == 0 else { throw SystemCallError("bind", "AF_NETLINK", errno: errno) }
        port = address[4...].number(at: 0, as: UInt32.self) ?? 0
    }

    /// All messages that the kernel answers with: `NLM_F_DUMP`.
    mutating func list(_ question: NetlinkMessage) throws(SystemCallError) -> [NetlinkMessage] {
        let deadline = Deadline(milliseconds: Self.patience)
        for _ in 0..<Self.attempts {
            let answer = try ask(question, flags: 0x301, about: "", by: deadline)
            if !answer.isInterrupted { return answer.messages }
        }
        throw SystemCallError(question.kind.name, "list that keeps changing", errno: EINTR)
    }

    /// Asks for one thing, or has one thing done.
    ///
    /// - Parameters:
    ///   - flags: beside `NLM_F_REQUEST` and `NLM_F_ACK`.
    ///   - subject: what it is about, for the error.
    @discardableResult
    mutating func ask(
        _ question: NetlinkMessage, flags: UInt16 = 0, about subject: String
    ) throws(SystemCallError) -> [NetlinkMessage] {
        let deadline = Deadline(milliseconds: Self.patience)
        return try ask(question, flags: flags | 0x5, about: subject, by: deadline).messages
    }

    private mutating func ask(
        _ question: NetlinkMessage, flags: UInt16, about subject: String, by deadline: Deadline
    ) throws(SystemCallError) -> (messages: [NetlinkMessage], isInterrupted: Bool) {
        sequence += 1
        let bytes = question.encoded(flags: flags, sequence: sequence, port: port)
        guard Glibc.send(descriptor.number, bytes, bytes.count, 0) == bytes.count else {
            throw SystemCallError(question.kind.name, subject, errno: errno)
        }
        var messages: [NetlinkMessage] = []
        var isInterrupted = false
        var received = 0
        while true {
            let size = try receive(question.kind.name, by: deadline)
            received += size
            if received > Self.limit {
                throw SystemCallError(question.kind.name, subject, errno: EFBIG)
            }
            for answer in NetlinkAnswer.all(in: buffer[..<size], protocol: number)
            where answer.sequence == sequence && answer.port == port {
                isInterrupted = isInterrupted || answer.isInterrupted
                switch answer.content {
                case .message(let message): messages.append(message)
                case .end(0, _): return (messages, isInterrupted)
                case .end(let errno, let words):
                    let what = [subject, words].filter { !$0.isEmpty }.joined(separator: ": ")
                    throw SystemCallError(question.kind.name, what, errno: errno)
                case .other: break
                }
            }
        }
    }

    /// Receives the next datagram that the kernel itself sent; its size.
    private mutating func receive(
        _ call: String, by deadline: Deadline
    ) throws(SystemCallError) -> Int {
        while true {
            // Before it is looked at: who sends without end must not be listened to without end.
            if deadline.hasPassed { throw SystemCallError(call, "no answer", errno: ETIMEDOUT) }
            let ready = try waitUntilReadable(
                [descriptor.number], milliseconds: deadline.millisecondsLeft)
            if ready.isEmpty { continue }
            var sender = [UInt8](repeating: 0, count: 12)
            var senderSize = socklen_t(sender.count)
            let size = sender.withUnsafeMutableBytes { bytes in
                bytes.withMemoryRebound(to: sockaddr.self) { sender in
                    // MSG_TRUNC: the datagram's own size, also where the buffer is smaller.
                    recvfrom(
                        descriptor.number, &buffer, buffer.count,
                        Int32(MSG_DONTWAIT) | Int32(MSG_TRUNC), sender.baseAddress!,
                        &senderSize)
                }
            }
            if size < 0, errno == EAGAIN || errno == EINTR { continue }
            if size < 0 { throw SystemCallError(call, "", errno: errno) }
            guard sender[4...].number(at: 0, as: UInt32.self) == 0 else { continue }
            if size > buffer.count { throw SystemCallError(call, "", errno: EMSGSIZE) }
            return size
        }
    }
}
