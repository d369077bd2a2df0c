/// A transcript as the text that one shell reads, and what that shell wrote as a transcript again.
///
/// As cram does it: before each command, and behind the last, the shell is made to write a mark
/// with the command's line and the last exit status. A program that reads its input reads the commands
/// behind its own.
public struct CramScript: Sendable {
    /// What the shell reads.
    public let input: [UInt8]
    /// The lines of the file, ended.
    public let expected: [[UInt8]]
    /// The file's own lines that stand behind what the command on a line writes; -1 is before all.
    private let following: [Int: [[UInt8]]]
    /// What the command on a line is expected to write.
    private let wanted: [Int: [[UInt8]]]
    private let optional: OptionalLines
    private let salt: [UInt8]
    private let margin: [UInt8]

    /// - Parameters:
    ///   - salt: words that nothing else writes; neither blanks nor anything that a shell reads.
    ///   - conditions: what of the file is for this machine.
    public init(_ transcript: Transcript, salt: String, conditions: Conditions) {
        self.salt = Array(salt.utf8)
        margin = transcript.margin
        expected = transcript.lines.map(\.bytes)
        var input: [UInt8] = []
        var following: [Int: [[UInt8]]] = [:]
        var wanted: [Int: [[UInt8]]] = [:]
        var position = -1
        var previous = -1
        for (index, line) in transcript.lines.enumerated() {
            guard conditions.isPlayed(index) else {
                following[position, default: []].append(line.bytes)
                continue
            }
            switch line.kind {
            case .command:
                following[position, default: []].append(line.bytes)
                previous = position
                position = index
                input += Array("echo \(salt) \(index) $?\n".utf8) + line.typed + [0x0A]
            case .continuation:
                following[previous, default: []].append(line.bytes)
                input += line.typed + [0x0A]
            case .prose: following[position, default: []].append(line.bytes)
            case .expected: wanted[position, default: []].append(line.bytes)
            }
        }
        self.input = input + Array("echo \(salt) \(transcript.lines.count) $?\n".utf8)
        self.following = following
        self.wanted = wanted
        optional = OptionalLines(conditions)
    }

    /// The exit status by which a file says that it is not for this machine.
    public static let skipStatus: Int32 = 80

    /// Whether another command was begun in what was written last, that many bytes.
    public func isBegun(in output: [UInt8], last count: Int) -> Bool {
        output.suffix(count + salt.count - 1).place(of: salt) != nil
    }

    /// The line of the command that was begun last, by its index; nil before the first.
    public func lastBegun(in output: [UInt8]) -> Int? {
        Self.lines(of: output).last { $0.place(of: salt) != nil }.flatMap { line in
            line.place(of: salt).flatMap { mark(line[$0.upperBound...])?.line }
        }
    }

    /// The file's lines with what the shell really wrote.
    ///
    /// - Parameter isCut: whether the shell was ended before it had read all of the file.
    public func actual(_ output: [UInt8], isCut: Bool = false) -> [[UInt8]] {
        var following = following
        var lines: [[UInt8]] = []
        var written: [[UInt8]] = []
        var position = -1
        func endCommand() {
            lines += optional.settled(written, expected: wanted[position] ?? [])
            lines += following.removeValue(forKey: position) ?? []
            written = []
        }
        // Without the last line's end, which is the last mark's: a shell that ended before wrote
        // none, and cram takes a byte off all the same.
        for line in Self.lines(of: isCut ? output[...] : output.dropLast()) {
            var text = line
            var mark: Mark?
            if let found = line.place(of: salt) {
                mark = self.mark(line[found.upperBound...])
                if mark != nil { text = line[..<found.lowerBound] }
            }
            if !text.isEmpty { written.append(margin + Self.written(text)) }
            guard let mark else { continue }
            if mark.status != 0 { written.append(margin + Array("[\(mark.status)]".utf8)) }
            endCommand()
            position = mark.line
        }
        endCommand()
        return lines
    }

    private struct Mark {
        let line: Int
        let status: Int
    }

    private func mark(_ bytes: ArraySlice<UInt8>) -> Mark? {
        let words = bytes.split { $0 == 0x20 || (0x09...0x0D).contains($0) }
            .map { Int(String(decoding: $0, as: UTF8.self)) }
        guard words.count >= 2, let line = words[0], let status = words[1] else { return nil }
        return Mark(line: line, status: status)
    }

    /// A line of output as a transcript has it.
    private static func written(_ line: ArraySlice<UInt8>) -> [UInt8] {
        var text = Array(line)
        if text.last == 0x0A { text.removeLast() } else { text += Array(" (no-eol)".utf8) }
        return Escapes.needsEscape(text) ? Escapes.escaped(text) : text
    }

    /// Lines with their ends. A carriage return ends one too, as Python has it of bytes.
    private static func lines(of bytes: some Collection<UInt8>) -> [ArraySlice<UInt8>] {
        let bytes = Array(bytes)
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        for (index, byte) in bytes.enumerated() {
            let isEnd =
                byte == 0x0A
                || (byte == 0x0D && (index + 1 >= bytes.count || bytes[index + 1] != 0x0A))
            guard isEnd else { continue }
            lines.append(bytes[start...index])
            start = index + 1
        }
        if start < bytes.count { lines.append(bytes[start...]) }
        return lines
    }
}

extension ArraySlice<UInt8> {
    /// Where some bytes first stand.
    fileprivate func place(of wanted: [UInt8]) -> Range<Int>? {
        guard let first = wanted.first else { return nil }
        var start = startIndex
        while let found = self[start...].firstIndex(of: first), endIndex - found >= wanted.count {
            let range = found..<(found + wanted.count)
            if self[range].elementsEqual(wanted) { return range }
            start = found + 1
        }
        return nil
    }
}
