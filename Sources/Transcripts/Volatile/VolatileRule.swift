/// One thing that is looked for in the lines of a recording.
///
/// Its regular expression is compiled when a line first may hold a match: most lessons write only a few
/// of the things that any lesson could.
final class VolatileRule {
    private let sign: [UInt8]
    private let pattern: String
    private lazy var search = Search(pattern)

    /// - Parameter sign: what every match has in it or right beside it; a line without is not searched.
    init(_ pattern: String, sign: String = "") {
        self.pattern = pattern
        self.sign = Array(sign.utf8)
    }

    /// A text as it is, not as a part of a longer word.
    convenience init(literal: String) {
        let escaped = literal.map { $0.isLetter || $0.isNumber ? "\($0)" : "\\\($0)" }.joined()
        self.init(#"(?<!\w)\#(escaped)(?!\w)"#, sign: literal)
    }

    /// What the groups hold of each occurrence, or all of it where there are none.
    func ranges(in line: [UInt8]) -> [Range<Int>] {
        guard hasSign(line), let search else { return [] }
        return search.ranges(in: line)
    }

    private func hasSign(_ line: [UInt8]) -> Bool {
        guard let first = sign.first else { return true }
        guard line.count >= sign.count else { return false }
        return (0...(line.count - sign.count)).contains { start in
            line[start] == first && line[start..<start + sign.count].elementsEqual(sign)
        }
    }
}
