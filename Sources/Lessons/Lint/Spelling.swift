/// The name that `word` was probably meant to be; `nil` where none is near.
///
/// Near is one slip for names up to four letters, two for longer ones. A slip is a letter too many,
/// too few, wrong, or changed places with its neighbour.
public func nearest(to word: String, among names: [String]) -> String? {
    let typed = Array(word.lowercased().unicodeScalars)
    guard typed.count <= 40 else { return nil }
    var best: (name: String, slips: Int)?
    for name in names {
        let letters = Array(name.lowercased().unicodeScalars)
        guard abs(letters.count - typed.count) <= 2 else { continue }
        let slips = slips(from: typed, to: letters)
        let allowed = min(letters.count, typed.count) <= 4 ? 1 : 2
        if slips <= allowed, slips < best?.slips ?? .max {
            best = (name, slips)
        }
    }
    return best?.name
}

/// The optimal string alignment distance.
private func slips(from one: [Unicode.Scalar], to two: [Unicode.Scalar]) -> Int {
    var table = [Array(0...two.count)]
    for i in 0..<one.count {
        var row = [i + 1]
        for j in 0..<two.count {
            var least = min(
                table[i][j + 1] + 1, row[j] + 1, table[i][j] + (one[i] == two[j] ? 0 : 1))
            if i > 0, j > 0, one[i] == two[j - 1], one[i - 1] == two[j] {
                least = min(least, table[i - 1][j - 1] + 1)
            }
            row.append(least)
        }
        table.append(row)
    }
    return table[one.count][two.count]
}
