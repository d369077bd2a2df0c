/// Something in a picture, with what is in it: a picture before it is laid out.
public struct PictureEntry: Hashable, Sendable {
    /// How it differs from the picture before.
    enum Mark: Hashable, Sendable {
        case new, gone
        /// With the details that are no more.
        case changed(was: [String])
    }

    /// By what it is the same thing in another picture; one of a kind in this one.
    let key: String
    let title: String
    /// Whether it only stands above what it holds, and is nothing that could be new or gone.
    var isHeading = false
    /// What may become different about it.
    var details: [String] = []
    /// What holds at this moment and is no change of the thing: who is looking from here.
    var notes: [String] = []
    /// The key of what it is one pair with.
    var pair: String?
    var children: [PictureEntry] = []
    var mark: Mark?

    /// This entry and all below it, parents first.
    var all: [PictureEntry] { [self] + children.flatMap(\.all) }

    /// What it says, but for its mark.
    private var words: String {
        let all = details + notes
        return all.isEmpty ? title : "\(title): \(all.joined(separator: ", "))"
    }

    /// One line. The mark is a word, since bold is not heard.
    var line: String {
        switch mark {
        case nil: words
        case .new: "new \(words)"
        case .gone: "gone \(words)"
        case .changed(let was) where was.isEmpty: "changed \(words)"
        case .changed(let was): "changed \(words) (was: \(was.joined(separator: ", ")))"
        }
    }
}

/// Several entries beside each other.
public typealias Picture = [PictureEntry]

extension Picture {
    /// Every entry, parents first.
    var entries: [PictureEntry] { flatMap(\.all) }

    /// This picture with marks on what is not as in an earlier one, and with what is gone since.
    ///
    /// What is in something new is new too, and what was in something gone is gone: neither is
    /// marked by itself.
    public func marked(since earlier: Picture) -> Picture {
        let before = Dictionary(earlier.entries.map { ($0.key, $0) }) { first, _ in first }
        let now = Set(entries.map(\.key))
        func gone(among children: Picture) -> Picture {
            children.filter { !now.contains($0.key) }.map { entry in
                var entry = entry
                if entry.isHeading {
                    entry.children = gone(among: entry.children)
                    return entry
                }
                entry.mark = .gone
                entry.details = []
                entry.notes = []
                entry.children = []
                return entry
            }
        }
        func mark(_ entry: PictureEntry) -> PictureEntry {
            var entry = entry
            guard let old = before[entry.key] ?? (entry.isHeading ? entry.empty : nil) else {
                // What has only been put into it was there before.
                entry.children = entry.children.map { before[$0.key] == nil ? $0 : mark($0) }
                entry.mark = .new
                return entry
            }
            if old.details != entry.details {
                entry.mark = .changed(was: old.details.filter { !entry.details.contains($0) })
            }
            entry.children = entry.children.map(mark) + gone(among: old.children)
            return entry
        }
        return map(mark) + gone(among: earlier)
    }

    /// With entries of the same parent told in one that hold the same and are marked the same.
    public var merged: Picture {
        var merged: Picture = []
        for entry in self {
            let children = entry.children.merged
            let same = merged.firstIndex { other in
                other.holdsTheSame(as: entry, children)
            }
            var entry = entry
            entry.children = children
            guard let same else {
                merged.append(entry)
                continue
            }
            let other = merged[same]
            merged[same] = PictureEntry(
                key: other.key, title: "\(other.title), \(entry.title)", details: other.details,
                notes: other.notes, children: other.children, mark: other.mark)
        }
        return merged
    }
}

extension PictureEntry {
    fileprivate var empty: PictureEntry {
        var empty = self
        empty.children = []
        return empty
    }

    fileprivate func holdsTheSame(as other: PictureEntry, _ children: Picture) -> Bool {
        // What holds nothing is told by itself: it has nothing to be told twice.
        !children.isEmpty && details == other.details && notes == other.notes && mark == other.mark
            && self.children.map(\.unkeyed) == children.map(\.unkeyed) && pair == nil
            && other.pair == nil
    }

    /// The same, whatever thing it is.
    private var unkeyed: PictureEntry {
        PictureEntry(
            key: "", title: title, details: details, notes: notes,
            children: children.map(\.unkeyed), mark: mark)
    }
}
