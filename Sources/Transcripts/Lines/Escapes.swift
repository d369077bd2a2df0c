/// How bytes that are no plain text stand in a transcript: `(esc)`.
enum Escapes {
    /// What a line says of itself when it is to be read so.
    static let annotation = Array(" (esc)".utf8)

    /// Whether cram escapes a line: anything but printable ASCII.
    static func needsEscape(_ line: some Sequence<UInt8>) -> Bool {
        line.contains { $0 < 0x20 || $0 >= 0x7F }
    }

    /// `a\tb (esc)`.
    static func escaped(_ line: some Sequence<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        for byte in line { append(byte, to: &text) }
        return text + annotation
    }

    static func append(_ byte: UInt8, to text: inout [UInt8]) {
        switch byte {
        case backslash: text += [backslash, backslash]
        case 0x0D: text += [backslash, UInt8(ascii: "r")]
        case 0x09: text += [backslash, UInt8(ascii: "t")]
        case 0x20..<0x7F: text.append(byte)
        default: text += [backslash, UInt8(ascii: "x"), digit(byte >> 4), digit(byte & 15)]
        }
    }

    /// What a line means whose annotation has been taken off: Python's escapes of bytes.
    ///
    /// One that Python refuses (`\x` without two digits) stands for itself.
    static func unescaped(_ text: some Collection<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = ArraySlice(text)
        while let byte = rest.popFirst() {
            guard byte == backslash, let next = rest.popFirst() else {
                bytes.append(byte)
                continue
            }
            switch next {
            case backslash, UInt8(ascii: "'"), UInt8(ascii: "\""): bytes.append(next)
            case UInt8(ascii: "x"):
                if let value = number(rest.prefix(2), radix: 16), rest.count > 1 {
                    bytes.append(UInt8(truncatingIfNeeded: value))
                    rest = rest.dropFirst(2)
                } else {
                    bytes += [byte, next]
                }
            case UInt8(ascii: "0")...UInt8(ascii: "7"):
                let more = rest.prefix(2).prefix {
                    (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0)
                }
                let value = number([next] + more, radix: 8) ?? 0
                bytes.append(UInt8(truncatingIfNeeded: value))
                rest = rest.dropFirst(more.count)
            default: bytes += letters[next].map { [$0] } ?? [byte, next]
            }
        }
        return bytes
    }

    static let backslash = UInt8(ascii: "\\")

    private static let letters: [UInt8: UInt8] = [
        UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
        UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11,
    ]

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private static func number(_ digits: some Sequence<UInt8>, radix: Int) -> Int? {
        let text = String(decoding: Array(digits), as: UTF8.self)
        guard text.first != "+", text.first != "-" else { return nil }
        return Int(text, radix: radix)
    }
}
