/// What a terminal showed, as lines of a lesson's transcript.
public struct WrittenText: Hashable, Sendable {
    /// Without margins.
    public let lines: [[UInt8]]

    /// - Parameters:
    ///   - output: bytes as a terminal shows them: lines end with `\r\n` or `\n`.
    ///   - status: what the shell says of the command's end; nil where it says nothing.
    public init(_ output: [UInt8], status: Int32?) {
        var rows = Self.withoutReturns(output)
            .split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
        let last = rows.removeLast()
        if !last.isEmpty { rows.append(last + Array(" (no-eol)".utf8)) }
        rows.removeAll(where: Self.isJobsEnd)
        var lines = rows.map(Self.written)
        if let status, status != 0 { lines.append(Array("[\(status)]".utf8)) }
        self.lines = lines
    }

    /// Plain text stays as it is, so that a transcript reads well; what nobody sees is escaped.
    private static func written(_ line: [UInt8]) -> [UInt8] {
        let isText =
            String(validating: line, as: UTF8.self) != nil
            && line.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
        if !isText { return Escapes.escaped(line) }
        guard let first = line.first, ConsoleText.isAmbiguous(line) else { return line }
        let digits = Array(String(first, radix: 16).utf8)
        // Nothing that is typed begins so.
        var rest: [UInt8] = []
        for byte in line.dropFirst() { Escapes.append(byte, to: &rest) }
        return Array("\\x".utf8) + digits + rest + Escapes.annotation
    }

    /// Whether a shell says that a job has ended: `[1]+  Done   sleep 1`. It does so
    /// when it comes to it, after this command or after the next.
    private static func isJobsEnd(_ line: [UInt8]) -> Bool {
        guard line.first == UInt8(ascii: "["), let end = line.firstIndex(of: UInt8(ascii: "]")),
            end > 1, line[1..<end].allSatisfy({ (0x30...0x39).contains($0) })
        else { return false }
        let words = line[(end + 1)...].split { [0x20, 0x2B, 0x2D].contains($0) }
        guard let word = words.first.map({ String(decoding: $0, as: UTF8.self) }) else {
            return false
        }
        return ["Done", "Done(", "Exit", "Terminated", "Killed", "Hangup", "Interrupt", "Quit"]
            .contains { word.hasPrefix($0) }
    }

    private static func withoutReturns(_ output: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(output.count)
        for (index, byte) in output.enumerated() {
            if byte == 0x0D, index + 1 < output.count, output[index + 1] == 0x0A { continue }
            bytes.append(byte)
        }
        return bytes
    }
}
