/// A heading of level 2 and what is under it; the first one has no heading.
struct Section {
    /// `nil` for what stands before the first heading.
    let title: String?
    /// The heading's line, 1-based.
    let line: Int
    /// As `<!-- step: ID -->` says it, with its line.
    private(set) var givenID: (id: String, line: Int)?
    /// The words of each `<!-- requires: NAME, NAME -->`, with its line.
    private(set) var requirements: [(names: String, line: Int)] = []
    private(set) var fences: [Fence] = []
    /// Markdown without the fences above and without comments.
    private(set) var prose = ""
    /// The heading as it is written, for sections that turn out to be prose.
    private(set) var heading = ""

    /// Whether something is done in it.
    var isStep: Bool { title != nil && fences.contains { $0.kind.makesStep } }

    /// The heading's anchor as forges make it: small letters, blanks as `-`, no punctuation.
    static func anchor(of title: String) -> String {
        String(
            String.UnicodeScalarView(
                title.lowercased().unicodeScalars.compactMap { scalar in
                    if scalar == " " { return "-" }
                    return isPartOfID(scalar) ? scalar : nil
                }))
    }

    /// Whether `scalar` may stand in a step's id.
    static func isPartOfID(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "-" || scalar == "_" || scalar.properties.isAlphabetic
            || scalar.properties.numericType != nil
            || scalar.properties.generalCategory == .nonspacingMark
    }

    /// The document cut at its headings of level 2.
    static func sections(
        of markdown: Markdown, _ source: Source, from first: Int, log: inout ProblemLog
    ) -> [Section] {
        var cuts: [(heading: Markdown.Block?, blocks: [Markdown.Block])] = [(nil, [])]
        for block in markdown.blocks {
            if case .heading(level: 2, _) = block.kind {
                cuts.append((block, []))
            } else {
                cuts[cuts.count - 1].blocks.append(block)
            }
        }
        for (info, line, column) in markdown.nestedFences {
            let name = info.split(separator: " ").first.map(String.init) ?? ""
            guard FenceKind(rawValue: name) != nil else { continue }
            log.report(.fenceNested(name), line: line, column: column)
        }
        for (text, line, column) in markdown.nestedComments where text.hasPrefix("requires:") {
            log.report(.requiresOfNoStep, line: line, column: column)
        }
        return cuts.enumerated().map { index, cut in
            let next = index + 1 < cuts.count ? cuts[index + 1].heading : nil
            let end = next.map { $0.lines.lowerBound } ?? source.lines.count + 1
            let start = cut.heading.map { $0.lines.upperBound + 1 } ?? first
            return Section(
                heading: cut.heading, blocks: cut.blocks, lines: start..<max(start, end), source,
                log: &log)
        }
    }

    private init(
        heading: Markdown.Block?, blocks: [Markdown.Block], lines: Range<Int>, _ source: Source,
        log: inout ProblemLog
    ) {
        if case .heading(_, let title) = heading?.kind {
            self.title = title
        } else {
            title = nil
        }
        line = heading?.lines.lowerBound ?? lines.lowerBound
        if let range = heading?.lines {
            self.heading = source.text(range.lowerBound - 1..<range.upperBound)
        }
        var hidden: [ClosedRange<Int>] = []
        for block in blocks {
            if let fence = Fence(block, source, log: &log) {
                fences.append(fence)
                hidden.append(block.lines)
            } else if case .comment = block.kind {
                hidden.append(takeComment(block.lines.lowerBound, source, log: &log))
            }
        }
        prose = Self.prose(lines, hidden: hidden, source)
    }

    /// The lines of the comment that begins there; what it says of the step is kept.
    private mutating func takeComment(
        _ start: Int, _ source: Source, log: inout ProblemLog
    ) -> ClosedRange<Int> {
        let body = source.lines[(start - 1)...]
        guard let end = body.firstIndex(where: { $0.utf8.holds("-->".utf8) }) else {
            log.report(.commentNotClosed, line: start)
            return start...source.lines.count
        }
        let text = source.text(start - 1..<end + 1, separator: " ").trimmed
        if text.hasPrefix("<!--"), text.hasSuffix("-->"), text.utf8.count >= 7 {
            let inner = String(text.dropFirst(4).dropLast(3)).trimmed
            if inner.hasPrefix("step:") {
                givenID = (String(inner.dropFirst(5)).trimmed, start)
            } else if inner.hasPrefix("requires:") {
                requirements.append((String(inner.dropFirst(9)).trimmed, start))
            }
        }
        return start...(end + 1)
    }

    /// The abilities that the step requires; what is wrong with them is reported.
    func requires(log: inout ProblemLog) -> [String] {
        for (_, line) in requirements.dropFirst() { log.report(.requiresTwice, line: line) }
        guard let (words, line) = requirements.first else { return [] }
        return words.split(separator: ",", omittingEmptySubsequences: false).map { word in
            let name = String(word).trimmed
            if name == Ability.network.rawValue {
                log.report(.abilityOfLesson(name), line: line)
            } else if !Ability.names.contains(name) {
                let near = nearest(to: name, among: Ability.namesForStep)
                log.report(
                    .unknownAbility(name, meant: near, known: Ability.namesForStep), line: line)
            }
            return name
        }
    }

    /// The lines that are not hidden; where some were hidden, one blank line stays.
    private static func prose(
        _ lines: Range<Int>, hidden: [ClosedRange<Int>], _ source: Source
    ) -> String {
        var prose: [String] = []
        var ranges = hidden[...]
        var number = lines.lowerBound
        var mayDropBlanks = true
        while number < min(lines.upperBound, source.lines.count + 1) {
            if let range = ranges.first, range.contains(number) {
                ranges.removeFirst()
                number = range.upperBound + 1
                mayDropBlanks = prose.last?.trimmed.isEmpty ?? true
                continue
            }
            let line = source.lines[number - 1]
            if !(mayDropBlanks && line.trimmed.isEmpty) {
                prose.append(line)
                mayDropBlanks = false
            }
            number += 1
        }
        while prose.last?.trimmed.isEmpty ?? false { prose.removeLast() }
        return prose.joined(separator: "\n")
    }
}
