/// How what was written differs from what a transcript expects.
public struct Difference: Sendable {
    /// Lines of both texts: kept, or the one taken for the other.
    struct Change: Hashable, Sendable {
        let isEqual: Bool
        var old: Range<Int>
        var new: Range<Int>
    }

    /// The lines of the file.
    public let expected: [[UInt8]]
    /// The same lines with what was really written.
    public let actual: [[UInt8]]
    private let changes: [Change]
    /// Whether the file's patterns took so long that the last ones were not tried.
    public let gaveUp: Bool

    public init(expected: [[UInt8]], actual: [[UInt8]]) {
        self.expected = expected
        self.actual = actual
        let lines = expected.map(ExpectedLine.init)
        let budget = MatchingBudget()
        // Nearly always: every line is what it should be.
        if expected.count == actual.count, zip(lines, actual).allSatisfy({ $0.matches($1, within: budget) }) {
            let all = expected.indices
            changes = all.isEmpty ? [] : [Change(isEqual: true, old: all, new: all)]
            gaveUp = false
            return
        }
        let matcher = SequenceMatcher(old: expected, new: actual) {
            lines[$0].matches(actual[$1], within: budget)
        }
        changes = Self.changes(between: matcher.blocks, expected.count, actual.count)
        gaveUp = budget.left == 0
    }

    public var isEmpty: Bool { changes.allSatisfy(\.isEqual) }

    /// The file as it would be with the new output: what matched stays as it was written down.
    public var accepted: [[UInt8]] {
        changes.flatMap { Array($0.isEqual ? expected[$0.old] : actual[$0.new]) }
    }

    private static func changes(
        between blocks: [SequenceMatcher.Block], _ oldCount: Int, _ newCount: Int
    ) -> [Change] {
        var changes: [Change] = []
        var old = 0
        var new = 0
        let end = SequenceMatcher.Block(old: oldCount, new: newCount, size: 0)
        for block in blocks + [end] {
            if old < block.old || new < block.new {
                changes.append(Change(isEqual: false, old: old..<block.old, new: new..<block.new))
            }
            old = block.old + block.size
            new = block.new + block.size
            if block.size > 0 {
                changes.append(Change(isEqual: true, old: block.old..<old, new: block.new..<new))
            }
        }
        return changes
    }

    // MARK: As a text

    /// Lines around each change.
    private static let context = 3

    /// A unified diff as cram writes it; empty where nothing differs.
    ///
    /// - Parameter path: of the file; what was written is called `PATH.err`.
    public func unified(path: String) -> [[UInt8]] {
        let hunks = hunks
        if hunks.isEmpty { return [] }
        var text = [Array("--- \(path)".utf8), Array("+++ \(path).err".utf8)]
        for hunk in hunks {
            guard let first = hunk.first, let last = hunk.last else { continue }
            let old = first.old.lowerBound..<last.old.upperBound
            let new = first.new.lowerBound..<last.new.upperBound
            let places =
                "-\(old.lowerBound + 1),\(old.count) +\(new.lowerBound + 1),\(new.count)"
            text.append(Array("@@ \(places) @@".utf8))
            for change in hunk {
                if change.isEqual {
                    text += expected[change.old].map { [UInt8(ascii: " ")] + $0 }
                } else {
                    text += expected[change.old].map { [UInt8(ascii: "-")] + $0 }
                    text += actual[change.new].map { [UInt8(ascii: "+")] + $0 }
                }
            }
        }
        return text
    }

    /// Changes with the lines around them; those that are near each other stand together.
    private var hunks: [[Change]] {
        if isEmpty { return [] }
        let context = Self.context
        var hunks: [[Change]] = []
        var hunk: [Change] = []
        for (index, change) in changes.enumerated() {
            guard change.isEqual else {
                hunk.append(change)
                continue
            }
            let isFirst = index == 0
            let isLast = index == changes.count - 1
            if isFirst || isLast || change.old.count > 2 * context {
                if !isFirst { hunk.append(change.beginning(context)) }
                if !hunk.isEmpty { hunks.append(hunk) }
                hunk = isLast ? [] : [change.ending(context)]
            } else {
                hunk.append(change)
            }
        }
        if !hunk.isEmpty { hunks.append(hunk) }
        return hunks
    }
}

extension Difference.Change {
    fileprivate func beginning(_ count: Int) -> Self {
        Self(isEqual: isEqual, old: old.prefix(count), new: new.prefix(count))
    }

    fileprivate func ending(_ count: Int) -> Self {
        Self(isEqual: isEqual, old: old.suffix(count), new: new.suffix(count))
    }
}
