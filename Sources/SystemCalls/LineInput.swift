import Glibc

/// Lines of a descriptor, without their ends: of a script, or of a learner's answers.
///
/// Not the standard library's `readLine()`: that reads again as long as errno is EINTR, and the end
/// of a file sets none, so what an earlier call left there had it read for ever.
public struct LineInput {
    private let descriptor: Int32
    private var bytes: [UInt8] = []
    public private(set) var isAtEnd = false

    /// A line is not longer: what is one call, or one command, fits many times.
    private static let most = 1 << 16

    public init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// The next line, without `\n` or `\r\n`; nil at the end.
    ///
    /// - Throws: `E2BIG` for a line of more than 65,536 bytes; read's refusal.
    public mutating func next() throws(SystemCallError) -> String? {
        while true {
            if let end = bytes.firstIndex(of: 10) {
                defer { bytes.removeFirst(end + 1) }
                let isReturned = end > 0 && bytes[end - 1] == 13
                return String(decoding: bytes[..<(isReturned ? end - 1 : end)], as: UTF8.self)
            }
            if bytes.count > Self.most {
                throw SystemCallError("read", "a line of the script", errno: E2BIG)
            }
            if isAtEnd {
                defer { bytes = [] }
                return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
            }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let got = read(descriptor, &buffer, buffer.count)
            if got < 0, errno == EINTR { continue }
            if got < 0 { throw SystemCallError("read", "the script", errno: errno) }
            isAtEnd = got == 0
            bytes += buffer[..<got]
        }
    }
}
