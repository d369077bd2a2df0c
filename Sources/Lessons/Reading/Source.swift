/// A lesson file's text by lines: known to be text, without a byte order mark, its line ends `\n`.
struct Source {
    /// 1 MiB.
    static let byteLimit = 1 << 20
    /// As messages say it.
    static let limit = "1 MiB"

    /// Without their ends; line 1 is the first.
    let lines: [String]

    /// Some of its lines as one text. An array, since the library joins no other list as fast.
    func text(_ range: Range<Int>, separator: String = "\n") -> String {
        Array(lines[range]).joined(separator: separator)
    }

    /// `nil` after what is wrong was reported.
    init?(_ bytes: [UInt8], log: inout ProblemLog) {
        guard bytes.count <= Self.byteLimit else {
            log.report(.tooLong(bytes: bytes.count), line: 1)
            return nil
        }
        var lines: [String] = []
        var number = 1
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = bytes.starts(with: mark) ? bytes[3...] : bytes[...]
        for part in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let line = part.last == UInt8(ascii: "\r") ? part.dropLast() : part
            guard let decoded = Self.decode(line, number: number, log: &log) else { return nil }
            lines.append(decoded)
            number += 1
        }
        self.lines = lines
    }

    private static func decode(
        _ line: ArraySlice<UInt8>, number: Int, log: inout ProblemLog
    ) -> String? {
        guard let text = String(validating: line, as: UTF8.self) else {
            let good = line.prefix(validPrefix(of: line))
            let column = String(decoding: good, as: UTF8.self).count + 1
            log.report(.notUTF8, line: number, column: column)
            return nil
        }
        let isJunk: (UInt8) -> Bool = { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7F }
        if let index = line.firstIndex(where: isJunk) {
            let column = String(decoding: line[..<index], as: UTF8.self).count + 1
            log.report(.binary(line[index]), line: number, column: column)
            return nil
        }
        return text
    }

    /// How many bytes are UTF-8 before the first that is not.
    private static func validPrefix(of line: ArraySlice<UInt8>) -> Int {
        var low = 0
        var decoder = UTF8()
        var bytes = line.makeIterator()
        while case .scalarValue(let scalar) = decoder.decode(&bytes) {
            low += UTF8.width(scalar)
        }
        return low
    }

    /// The Markdown from that line on, in which line 1 is `first`.
    func text(from first: Int) -> String {
        lines[(first - 1)...].joined(separator: "\n") + "\n"
    }
}

/// FNV-1a, 64 bits, as 16 hexadecimal digits.
func digest(of bytes: [UInt8]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
}
