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

        init(_ bytes: [UInt8], indent: Int) {
            self.bytes = bytes
            let margin = bytes.prefix(indent)
            let rest = bytes.dropFirst(indent)
            let isIndented = margin.count == indent && margin.allSatisfy { $0 == 0x20 }
            if !isIndented {
                kind = .prose
            } else if rest.starts(with: "$ ".utf8) {
                kind = .command
            } else {
                kind = rest.starts(with: "> ".utf8) ? .continuation : .expected
            }
            let isTyped = kind == .command || kind == .continuation
            start = isTyped ? indent + 2 : bytes.count
        }
    }

    /// The lines of a file, made when they are asked for: a file of line ends alone takes little more
    /// memory than its bytes.
    public struct Lines: RandomAccessCollection, Hashable, Sendable {
        private let bytes: [UInt8]
        private let indent: Int
        /// Where each line ends.
        private let ends: [UInt32]

        init(_ bytes: [UInt8], indent: Int) {
            self.bytes = bytes
            self.indent = indent
            var ends: [UInt32] = []
            ends.reserveCapacity(bytes.count { $0 == 0x0A } + 1)
            for (index, byte) in bytes.enumerated() where byte == 0x0A {
                ends.append(UInt32(truncatingIfNeeded: index))
            }
            // What stands behind the last line end is a line only if it is anything.
            if let last = bytes.last, last != 0x0A {
                ends.append(UInt32(truncatingIfNeeded: bytes.count))
            }
            self.ends = ends
        }

        public var startIndex: Int { 0 }
        public var endIndex: Int { ends.count }

        public subscript(index: Int) -> Line {
            let start = index == 0 ? 0 : Int(ends[index - 1]) + 1
            return Line(Array(bytes[start..<Int(ends[index])]), indent: indent)
        }
    }

    public let lines: Lines
    /// Blanks before what is played and what it writes.
    public let indent: Int

    /// Reads any bytes; every file is a transcript, one of prose alone perhaps.
    ///
    /// - Parameters:
    ///   - bytes: fewer than 4 GiB.
    ///   - indent: at least 0.
    public init(_ bytes: [UInt8], indent: Int = 2) {
        self.indent = Swift.max(indent, 0)
        lines = Lines(bytes, indent: self.indent)
    }

    /// The blanks that everything begins with that is played or written.
    var margin: [UInt8] { [UInt8](repeating: UInt8(ascii: " "), count: indent) }
}

extension Sequence<[UInt8]> {
    /// The bytes of a file of these lines.
    public var joinedLines: [UInt8] { Array(map { $0 + [UInt8(ascii: "\n")] }.joined()) }
}
