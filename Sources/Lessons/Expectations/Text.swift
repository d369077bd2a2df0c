extension String {
    /// Whether the bytes are equal. `==` would take `é` in one and in two code points for the same,
    /// and the kernel does not.
    func isIdentical(to other: String) -> Bool {
        utf8.elementsEqual(other.utf8)
    }
}

extension Collection where Element: Equatable {
    /// Whether `part` occurs in it; an empty one always does.
    func holds(_ part: some Collection<Element>) -> Bool {
        guard let first = part.first else { return true }
        var start = startIndex
        while let found = self[start...].firstIndex(of: first) {
            if self[found...].starts(with: part) { return true }
            start = index(after: found)
        }
        return false
    }
}

extension Regex where Output == AnyRegexOutput {
    /// What lessons write between slashes: `^` and `$` match at lines, as in grep(1), and a
    /// character is a code point, so that `\r\n` stays two.
    init(lines pattern: String) throws {
        self = try Regex(pattern)
            .anchorsMatchLineEndings()
            .matchingSemantics(.unicodeScalar)
    }
}

/// The number that `text` is in decimal, white space around it ignored; no hexadecimal, no `nan`.
func decimal(_ text: some StringProtocol) -> Double? {
    let trimmed = text.trimmed
    guard trimmed.utf8.allSatisfy({ $0.isDigit || $0 == 0x2E || $0 == 0x2D || $0 == 0x2B }) else {
        return nil
    }
    return Double(trimmed)
}

extension StringProtocol {
    /// Without the blanks, tabs and line ends at both ends.
    var trimmed: String {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        var bytes = Substring(self).utf8
        while let first = bytes.first, isBlank(first) { bytes.removeFirst() }
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        return String(Substring(bytes))
    }
}
