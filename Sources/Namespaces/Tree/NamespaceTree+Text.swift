extension NamespaceTree {
    /// The tree as lines of at most `width` columns: what each namespace is, who is in it, and, where
    /// nobody is, what keeps it alive. What does not fit goes on below, at the branch that it is of.
    ///
    /// - Parameter isASCII: whether the reader's terminal shows no other letters.
    public func lines(width: Int, isASCII: Bool = false) -> [String] {
        let lines = lines(fitting: width)
        guard isASCII else { return lines }
        return lines.map { line in
            line.replacing("├─", with: "|-").replacing("└─", with: "`-").replacing("│", with: "|")
                .replacing("…", with: "~")
        }
    }

    private func lines(fitting width: Int) -> [String] {
        let names = Dictionary(
            nodes.map { ($0.identity, $0.name) }, uniquingKeysWith: { first, _ in first })
        // Whether the branch of each depth goes on below this line.
        var open: [Bool] = []
        return entries.indices.flatMap { index in
            let entry = entries[index]
            open.removeLast(open.count - entry.depth)
            var head = Self.bars(open.dropFirst())
            if entry.depth > 0 { head += entry.isLast ? "└─ " : "├─ " }
            open.append(!entry.isLast)
            let isBranch = index + 1 < entries.count && entries[index + 1].depth > entry.depth
            return entry.node.parts(names, by: order).lines(
                width: width, head: head, margin: Self.bars(open.dropFirst() + [isBranch]))
        }
    }

    private static func bars(_ open: ArraySlice<Bool>) -> String {
        open.map { $0 ? "│  " : "   " }.joined()
    }
}

extension [String] {
    /// Two blanks between parts; a part that no line has room for is broken at its blanks.
    fileprivate func lines(width: Int, head: String, margin: String) -> [String] {
        let room = Swift.max(width - margin.columns, 1)
        var lines: [String] = []
        var line = head
        var isFresh = true
        for part in self {
            let words = part.columns <= room ? [part] : part.split(separator: " ").map(String.init)
            for (index, word) in words.enumerated() {
                let gap = isFresh ? "" : index == 0 ? "  " : " "
                if !isFresh, line.columns + gap.count + word.columns > width {
                    lines.append(line)
                    line = margin + word.cut(toColumns: room)
                } else {
                    line += gap + word.cut(toColumns: room)
                }
                isFresh = false
            }
        }
        // Bars alone may be wider than a very narrow window.
        return (lines + [line]).map { $0.cut(toColumns: width) }
    }
}

extension NamespaceNode {
    /// What is said of it, in parts that belong together.
    fileprivate func parts(
        _ names: [NamespaceIdentity: String], by order: NamespaceTree.Order
    ) -> [String] {
        var parts = [name]
        if let id64 { parts.append("id \(id64)") }
        if let ownerUID { parts.append("made by uid \(ownerUID)") }
        if order == .owner, let parent, parent != owner, let name = names[parent] {
            parts.append("in \(name)")
        }
        if order == .parent, let owner, parent != owner, let name = names[owner] {
            parts.append("of \(name)")
        }
        if !processes.isEmpty {
            let shown = processes.prefix(3).map(\.words).joined(separator: ", ")
            let more = processes.count > 3 ? ", …" : ""
            let noun = processes.count == 1 ? "process" : "processes"
            parts.append("\(processes.count) \(noun): \(shown)\(more)")
        } else if keepers.isEmpty {
            parts.append("no process in sight")
        }
        let words = keepers.compactMap { $0.words(names) }
        parts += words
        if processes.isEmpty, words.isEmpty {
            // Nothing keeps it but what it owns or is the parent of.
            parts += keepers.prefix(3).compactMap(\.held)
            if keepers.count > 3 { parts.append("…") }
        }
        return parts
    }
}

extension NamespaceNode.Member {
    fileprivate var words: String { "\(name.printable) (\(pid))" }
}

extension NamespaceNode.Keeper {
    /// Nil for a namespace that it holds: the tree shows that one itself.
    fileprivate func words(_ names: [NamespaceIdentity: String]) -> String? {
        switch self {
        case .thread(let member, let thread): "thread \(thread) of \(member.words)"
        case .forChildren(let member): "for the children of \(member.words)"
        case .openFile(let member, let descriptor): "open file \(descriptor) of \(member.words)"
        case .bindMount(let path, let namespace):
            "bind mount \(path.printable) in \(names[namespace] ?? "another mount namespace")"
        case .namespace: nil
        }
    }

    fileprivate var held: String? {
        guard case .namespace(let kind, let identity) = self else { return nil }
        return "kept by \(NamespaceNode(kind, identity).name)"
    }
}

extension String {
    /// A process or a path may be named with anything, and a terminal obeys some of it.
    fileprivate var printable: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.map {
                    switch $0.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned,
                        .privateUse:
                        "?"
                    default: $0
                    }
                }))
    }

    fileprivate var columns: Int { reduce(0) { $0 + $1.columns } }

    /// Its beginning where it is wider than `width`, with `…` for the rest.
    fileprivate func cut(toColumns width: Int) -> String {
        if columns <= width { return self }
        var kept = ""
        var columns = 1
        for character in self {
            columns += character.columns
            if columns > width { break }
            kept.append(character)
        }
        return width > 0 ? kept + "…" : ""
    }
}

extension Character {
    /// How many columns of a terminal it takes: two for most East Asian letters and for emoji.
    fileprivate var columns: Int {
        guard let first = unicodeScalars.first else { return 0 }
        switch first.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF,
            0x20000...0x3FFFD:
            return 2
        default: return first.properties.generalCategory == .nonspacingMark ? 0 : 1
        }
    }
}
