/// The language of `sys`: lines that are system calls, in the notation of section 2 of the manual.
///
/// text → tokens → `Statement`s → `PreparedCall`s, all of it pure: a line that is refused here has
/// made no call. This sub-room knows what may be written; it does *not* make calls.

/// Why a line is refused, and where.
public struct CallProblem: Error, Hashable, Sendable {
    /// Which Unicode scalars of the text are meant.
    public let range: Range<Int>
    public let what: String
    /// What to write instead; may be empty.
    public let mend: String
    /// Whether it only lacks what may come in another line: a `}`, a `)`.
    public let isUnfinished: Bool

    init(_ range: Range<Int>, _ what: String, _ mend: String = "", isUnfinished: Bool = false) {
        self.range = range
        self.what = what
        self.mend = mend
        self.isUnfinished = isUnfinished
    }

    /// `what: mend`.
    public var sentence: String { mend.isEmpty ? what : "\(what): \(mend)" }

    /// The line that is meant and a row of carets under the place, each at most `width` columns;
    /// of a longer line, the part around the place.
    public func picture(of text: String, width: Int) -> [String] {
        let scalars = Array(text.unicodeScalars)
        let at = min(range.lowerBound, scalars.count)
        let start = (scalars[..<at].lastIndex(of: "\n") ?? -1) + 1
        let end = scalars[start...].firstIndex(of: "\n") ?? scalars.count
        let line = scalars[start..<end].map { $0.value < 32 || $0.value == 127 ? " " : $0 }
        var column = min(at - start, line.count)
        let room = max(width, 20)
        var shown = line[...]
        if line.count >= room {
            let first = max(0, min(column - room / 3, line.count - room + 1))
            shown = line[first..<min(line.count, first + room - 1)]
            column -= first
        }
        let count = max(1, min(range.count, shown.count - column))
        return [
            String(String.UnicodeScalarView(shown)),
            String(repeating: " ", count: column) + String(repeating: "^", count: count),
        ]
    }
}

/// The candidate that a misspelt word was probably meant to be, at most a third of it wrong.
func nearestName(to word: String, among names: some Sequence<String>) -> String? {
    let wanted = Array(word.lowercased().utf8)
    // What is longer than any name is not one misspelt.
    guard wanted.count < 64 else { return nil }
    let scored = names.map { ($0, distance(wanted, Array($0.lowercased().utf8))) }
    guard let best = scored.min(by: { ($0.1, $0.0) < ($1.1, $1.0) }), best.1 * 3 <= wanted.count
    else { return nil }
    return best.0
}

/// How many letters are wrong, missing, too many, or exchanged with the next.
private func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    var above: [Int] = []
    var row = Array(0...second.count)
    for (index, byte) in first.enumerated() {
        var next = [index + 1]
        for (column, other) in second.enumerated() {
            var best = min(
                row[column] + (byte == other ? 0 : 1), row[column + 1] + 1, next[column] + 1)
            if index > 0, column > 0, byte == second[column - 1], other == first[index - 1] {
                best = min(best, above[column - 1] + 1)
            }
            next.append(best)
        }
        above = row
        row = next
    }
    return row[second.count]
}
