/// What it may still take to decide whether the lines of a file match, in steps of about a nanosecond:
/// a transcript may be hostile. Once it is used up no pattern matches any more.
final class MatchingBudget {
    private(set) var left: Int

    /// Less than a second, where no file of a lesson or of Mercurial's takes a thousandth of it.
    init(_ steps: Int = 200_000_000) { left = steps }

    func spend(_ steps: Int) { left = max(left - steps, 0) }
}

/// A line of a transcript, as what lines that were really written are held against.
///
/// The order is cram's: what is literally the same is the same; then `(esc)`, `(glob)`, `(re)`.
final class ExpectedLine {
    let bytes: [UInt8]
    /// Without its `(esc)`; the line itself where it says nothing of the kind.
    private let unescaped: [UInt8]
    private lazy var glob = without(" (glob)").map { Glob($0) }
    private lazy var pattern = without(" (re)").flatMap { Pattern(Array($0)) }

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        unescaped = Self.unescaped(bytes)
    }

    func matches(_ line: [UInt8], within budget: MatchingBudget) -> Bool {
        if bytes == line || unescaped == line { return true }
        if unescaped == Self.unescaped(line) { return true }
        guard budget.left > 0 else { return false }
        return glob?.matches(line, within: budget) == true
            || pattern?.matches(line, within: budget) == true
    }

    private func without(_ annotation: String) -> ArraySlice<UInt8>? { bytes.without(annotation) }

    private static func unescaped(_ line: [UInt8]) -> [UInt8] {
        line.without(" (esc)").map { Escapes.unescaped($0) } ?? line
    }
}

extension [UInt8] {
    /// What stands before an annotation at the end; nil where it does not end so.
    func without(_ annotation: String) -> ArraySlice<UInt8>? {
        let suffix = Array(annotation.utf8)
        guard count >= suffix.count, self[(count - suffix.count)...].elementsEqual(suffix) else {
            return nil
        }
        return self[..<(count - suffix.count)]
    }
}
