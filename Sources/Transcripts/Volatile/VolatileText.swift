/// What differs from run to run, and is not compared: it becomes `*` of a `(glob)` line.
public struct VolatileText {
    private let literals: [VolatileRule]
    private var rules: [VolatileRule]

    /// - Parameters:
    ///   - usual: whether what differs in every lesson is found as well: ``UsualRules``.
    ///   - patterns: regular expressions. Where one has groups, only what they hold is volatile.
    ///   - literals: texts of this machine that no other has.
    public init(usual: Bool = true, patterns: [String] = [], literals: [String] = []) {
        self.literals = literals.filter { !$0.isEmpty }.map { VolatileRule(literal: $0) }
        rules = patterns.map { VolatileRule($0) } + (usual ? UsualRules.all : [])
    }

    /// The same, and what these regular expressions find before it.
    public func adding(patterns: [String]) -> VolatileText {
        var text = self
        text.rules = patterns.map { VolatileRule($0) } + rules
        return text
    }

    /// Whether a regular expression of a lesson can be used here.
    public static func isUsable(_ pattern: String) -> Bool { Search(pattern) != nil }

    /// A line without its margin, as a transcript should have it.
    public func line(_ written: [UInt8]) -> [UInt8] {
        var ranges: [Range<Int>] = []
        for rule in literals + rules {
            for range in rule.ranges(in: written) where !range.isEmpty {
                if !ranges.contains(where: { $0.overlaps(range) }) { ranges.append(range) }
            }
        }
        if ranges.isEmpty { return written }
        var pattern: [UInt8] = []
        var position = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            let range = Self.widened(range, in: written, from: position)
            let before = written[position..<range.lowerBound]
            // Two beside each other are one.
            if !(before.isEmpty && pattern.last == UInt8(ascii: "*")) {
                pattern += Glob.literal(before) + [UInt8(ascii: "*")]
            }
            position = range.upperBound
        }
        return pattern + Glob.literal(written[position...]) + Array(" (glob)".utf8)
    }

    /// With the blanks around it but one on each side: how many a table has depends on what else
    /// stands in the column.
    private static func widened(
        _ range: Range<Int>, in line: [UInt8], from start: Int
    ) -> Range<Int> {
        func isBlank(_ index: Int) -> Bool { line[index] == 0x20 }
        var (lower, upper) = (range.lowerBound, range.upperBound)
        while lower - 2 >= start, isBlank(lower - 1), isBlank(lower - 2) { lower -= 1 }
        // A column that is the first.
        if line[start..<lower].allSatisfy({ $0 == 0x20 }), start == 0 { lower = 0 }
        while upper + 1 < line.count, isBlank(upper), isBlank(upper + 1) { upper += 1 }
        return lower..<upper
    }
}
