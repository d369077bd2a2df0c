public import Lab
internal import Namespaces
internal import SystemCalls

/// What the word before the cursor may become: programs, files, links and named network namespaces,
/// looked up where a session is, in its own namespaces and directory.
public struct WordCompletion {
    public struct Candidate: Hashable, Sendable {
        public let text: String
        /// A blank follows it; not behind a directory.
        public let isWhole: Bool
    }

    /// A UTF-8 offset into the line.
    public let wordStart: Int
    public let candidates: [Candidate]

    /// - Parameter before: the line up to the cursor.
    public init(of before: String, in session: Session) {
        self.init(of: before, pid: session.here)
    }

    private static let shellsOwn = "/proc/$$"

    init(of before: String, pid: Int32) {
        let line = TypedLine(before)
        wordStart = line.wordStart
        let place = CompletionPlace(pid: pid)
        let word = line.word
        var found: [Candidate] = []
        if line.isFirstWord, !word.contains("/") {
            found = place.programs(with: word)
        } else {
            found = place.names(for: line.words, with: word)
            if found.isEmpty { found = place.files(with: word) }
        }
        candidates = found.map { candidate in
            // What was typed of it stays: the shell's own number is not quoted.
            let kept = word.hasPrefix(Self.shellsOwn) ? Self.shellsOwn : ""
            let rest = String(candidate.text.dropFirst(kept.count))
            return Candidate(text: kept + TypedLine.quoted(rest), isWhole: candidate.isWhole)
        }
    }
}

/// A line of shell as far as completing a word needs it.
struct TypedLine {
    /// A UTF-8 offset into the line.
    let wordStart: Int
    /// Without its backslashes.
    let word: String
    /// Those of the same simple command that stand before it.
    let words: [String]
    var isFirstWord: Bool { words.allSatisfy(Self.goesBeforeACommand) }

    private static let ends: Set<UInt8> = Set(";|&(`{".utf8)
    private static let blanks: Set<UInt8> = Set(" \t".utf8)
    private static let special: Set<UInt8> = Set(" \t\\'\"`$&|;()<>*?[]#!{}".utf8)

    init(_ before: String) {
        var words: [String] = []
        var word: [UInt8] = []
        var start = 0
        var isEscaped = false
        for (index, byte) in before.utf8.enumerated() {
            if isEscaped {
                word.append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if Self.blanks.contains(byte) || Self.ends.contains(byte) || "<>=:'\"".utf8.contains(byte)
            {
                // What stands before `=` or `>` belongs to the same command, and a file follows.
                if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
                if Self.ends.contains(byte) { words = [] }
                word = []
                start = index + 1
            } else {
                word.append(byte)
            }
        }
        wordStart = start
        self.word = String(decoding: word, as: UTF8.self)
        self.words = words
    }

    /// Whether what follows a word is a command of its own.
    private static func goesBeforeACommand(_ word: String) -> Bool {
        ["sudo", "exec", "time", "env", "nohup", "setsid", "strace", "--"].contains(word)
    }

    /// As a shell reads it as one word.
    static func quoted(_ text: String) -> String {
        var quoted: [UInt8] = []
        for byte in text.utf8 {
            if special.contains(byte) { quoted.append(UInt8(ascii: "\\")) }
            quoted.append(byte)
        }
        return String(decoding: quoted, as: UTF8.self)
    }
}
