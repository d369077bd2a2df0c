/// Recorded sessions as values: reading, matching and writing them.
///
/// This room knows cram's format of a transcript, what Mercurial added to it, and asciicasts. It
/// does *not* know a lab, a lesson or a file: bytes come in and go out.

/// A text of prose, commands and what they are expected to write: cram's `.t`.
///
/// Lines are bytes, as cram has them: nothing of a transcript needs to be text.
public struct Transcript: Hashable, Sendable {
    /// One line of the file, without its end.
    public struct Line: Hashable, Sendable {
        public enum Kind: Hashable, Sendable {
            /// Not indented: nothing of it is played.
            case prose
            /// `$ COMMAND`.
            case command
            /// `> MORE`: the command goes on.
            case continuation
            /// Indented otherwise: what the last command is expected to write.
            case expected
        }

        public let kind: Kind
        /// As the file has it, indentation included.
        public let bytes: [UInt8]
        /// Where what is typed begins in `bytes`; their end where nothing is.
        let start: Int

        /// What is typed.
        public var typed: ArraySlice<UInt8> { bytes[start...] }
    }

    public let lines: [Line]
    /// Blanks before what is played and what it writes.
    public let indent: Int

    /// Reads any bytes; every file is a transcript, one of prose alone perhaps.
    ///
    /// - Parameter indent: at least 0.
    public init(_ bytes: [UInt8], indent: Int = 2) {
        self.indent = max(indent, 0)
        let margin = [UInt8](repeating: UInt8(ascii: " "), count: self.indent)
        var rows = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // What stands behind the last line end is a line only if it is anything.
        if rows.last?.isEmpty == true { rows.removeLast() }
        lines = rows.map { Self.line(Array($0), margin) }
    }

    private static func line(_ bytes: [UInt8], _ margin: [UInt8]) -> Line {
        guard bytes.starts(with: margin) else {
            return Line(kind: .prose, bytes: bytes, start: bytes.count)
        }
        let rest = bytes.dropFirst(margin.count)
        if rest.starts(with: "$ ".utf8) {
            return Line(kind: .command, bytes: bytes, start: margin.count + 2)
        }
        if rest.starts(with: "> ".utf8) {
            return Line(kind: .continuation, bytes: bytes, start: margin.count + 2)
        }
        return Line(kind: .expected, bytes: bytes, start: bytes.count)
    }

    /// The blanks that everything begins with that is played or written.
    var margin: [UInt8] { [UInt8](repeating: UInt8(ascii: " "), count: indent) }
}

extension Sequence<[UInt8]> {
    /// The bytes of a file of these lines.
    public var joinedLines: [UInt8] { Array(map { $0 + [UInt8(ascii: "\n")] }.joined()) }
}
