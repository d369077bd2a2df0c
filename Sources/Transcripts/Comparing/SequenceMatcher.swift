/// Which lines of two texts belong together, found as Python's `difflib` finds them, so that diffs
/// are cram's: the longest run of equal lines first, then the same before and behind it.
struct SequenceMatcher {
    /// A run of lines that belong together.
    struct Block: Hashable {
        var old: Int
        var new: Int
        var size: Int
    }

    /// Two pieces of the texts that are looked through for their longest run.
    private struct Piece {
        let old: Range<Int>
        let new: Range<Int>
    }

    private let old: [Int]
    private let new: [Int]
    /// Where each line of `new` stands there.
    private let places: [Int: [Int]]
    /// Whether two lines that are not equal belong together all the same; asked of lines only that
    /// stand as far from the beginning of a piece.
    private let matches: (Int, Int) -> Bool

    init(old: [[UInt8]], new: [[UInt8]], matches: @escaping (Int, Int) -> Bool) {
        var names: [[UInt8]: Int] = [:]
        func name(_ line: [UInt8]) -> Int {
            if let known = names[line] { return known }
            names[line] = names.count
            return names.count - 1
        }
        self.old = old.map(name)
        self.new = new.map(name)
        var places: [Int: [Int]] = [:]
        for (index, line) in self.new.enumerated() { places[line, default: []].append(index) }
        // difflib looks for no run among lines that are everywhere, in a text of that length.
        if new.count >= 200 {
            places = places.filter { $0.value.count <= new.count / 100 + 1 }
        }
        self.places = places
        self.matches = matches
    }

    /// In order, and as long as they can be.
    var blocks: [Block] {
        var blocks: [Block] = []
        var pieces = [Piece(old: old.indices, new: new.indices)]
        while let piece = pieces.popLast() {
            let found = longest(in: piece)
            guard found.size > 0 else { continue }
            blocks.append(found)
            let ends = (old: found.old + found.size, new: found.new + found.size)
            if piece.old.lowerBound < found.old, piece.new.lowerBound < found.new {
                pieces.append(
                    Piece(
                        old: piece.old.lowerBound..<found.old,
                        new: piece.new.lowerBound..<found.new))
            }
            if ends.old < piece.old.upperBound, ends.new < piece.new.upperBound {
                pieces.append(
                    Piece(
                        old: ends.old..<piece.old.upperBound, new: ends.new..<piece.new.upperBound))
            }
        }
        return Self.joined(blocks.sorted { ($0.old, $0.new) < ($1.old, $1.new) })
    }

    private static func joined(_ blocks: [Block]) -> [Block] {
        blocks.reduce(into: []) { joined, block in
            if let last = joined.last, last.old + last.size == block.old,
                last.new + last.size == block.new
            {
                joined[joined.count - 1].size += block.size
            } else {
                joined.append(block)
            }
        }
    }

    /// The longest run in a piece, the first of several.
    private func longest(in piece: Piece) -> Block {
        let old = likened(piece)
        func isSame(_ block: Block, _ offset: Int) -> Bool {
            old[block.old + offset - piece.old.lowerBound] == new[block.new + offset]
        }
        var best = Block(old: piece.old.lowerBound, new: piece.new.lowerBound, size: 0)
        var lengths: [Int: Int] = [:]
        for index in piece.old {
            var next: [Int: Int] = [:]
            for place in places[old[index - piece.old.lowerBound]] ?? [] {
                if place < piece.new.lowerBound { continue }
                if place >= piece.new.upperBound { break }
                let length = (lengths[place - 1] ?? 0) + 1
                next[place] = length
                if length > best.size {
                    best = Block(old: index - length + 1, new: place - length + 1, size: length)
                }
            }
            lengths = next
        }
        while best.old > piece.old.lowerBound, best.new > piece.new.lowerBound, isSame(best, -1) {
            best = Block(old: best.old - 1, new: best.new - 1, size: best.size + 1)
        }
        while best.old + best.size < piece.old.upperBound,
            best.new + best.size < piece.new.upperBound, isSame(best, best.size)
        {
            best.size += 1
        }
        return best
    }

    /// The old lines of a piece, those that match the line across from them become that line.
    private func likened(_ piece: Piece) -> [Int] {
        var lines = Array(old[piece.old])
        for (offset, index) in zip(piece.old, piece.new).enumerated() {
            if old[index.0] != new[index.1], matches(index.0, index.1) {
                lines[offset] = new[index.1]
            }
        }
        return lines
    }
}
