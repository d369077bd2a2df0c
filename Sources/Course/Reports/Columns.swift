/// How many columns of a terminal a text takes, and how it is broken into lines that fit.

extension Unicode.Scalar {
    /// 0 for what is drawn over the character before it, 2 for what East Asian typography calls wide
    /// (Unicode Standard Annex 11, its larger blocks), else 1.
    var columns: Int {
        if value < 0x300 { return 1 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: break
        }
        let isWide = Self.wideBlocks.contains { $0.contains(value) }
        return isWide || properties.isEmojiPresentation ? 2 : 1
    }

    private static let wideBlocks: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
        0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
        0x1F900...0x1F9FF, 0x20000...0x3FFFD,
    ]
}

extension StringProtocol {
    /// Of visible text without a line end.
    public var columns: Int { unicodeScalars.reduce(0) { $0 + $1.columns } }

    /// Spaces behind it up to that column.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - columns))
    }

    /// Broken at blanks where it can be, else anywhere; never empty. Blanks inside a line stay, those
    /// at its end do not.
    func wrapped(to width: Int) -> [String] {
        var lines: [String] = []
        var rest = Substring(self).unicodeScalars
        while let end = rest.fitting(width), end < rest.endIndex {
            let fitting = rest[..<end]
            let isAtBlank = rest[end] == " "
            if !isAtBlank, let blank = fitting.lastIndex(of: " "), blank > rest.startIndex {
                lines.append(String(fitting[..<blank]).withoutBlanksAtEnd)
                rest = rest[rest.index(after: blank)...]
            } else {
                lines.append(String(fitting).withoutBlanksAtEnd)
                rest = rest[end...].drop { $0 == " " }
            }
        }
        let last = String(rest).withoutBlanksAtEnd
        return last.isEmpty && !lines.isEmpty ? lines : lines + [last]
    }

    /// Lines for a terminal of that many columns, without anything that it would obey: the first at
    /// one indent, the others at another.
    public func paragraph(width: Int, indent: Int = 0, hanging: Int) -> [String] {
        let text = visible
        let first = text.wrapped(to: Swift.max(width - indent, 8))
        let head = String(repeating: " ", count: indent) + first[0]
        guard first.count > 1 else { return [head] }
        let rest = text.unicodeScalars.dropFirst(first[0].unicodeScalars.count)
            .drop { $0 == " " }
        return [head]
            + String(rest).wrapped(to: Swift.max(width - hanging, 8)).map {
                String(repeating: " ", count: hanging) + $0
            }
    }

    /// Broken at the last column and nowhere else, as a terminal does it; never empty.
    func folded(to width: Int) -> [String] {
        var lines: [String] = []
        var rest = Substring(self).unicodeScalars
        while let end = rest.fitting(width), end < rest.endIndex {
            lines.append(String(rest[..<end]))
            rest = rest[end...]
        }
        return lines + [String(rest)]
    }

    /// Cut at that column, with `…` where something is missing.
    func cut(to width: Int) -> String {
        guard columns > width, width > 0 else { return width > 0 ? String(self) : "" }
        let scalars = Substring(self).unicodeScalars
        guard let end = scalars.fitting(width - 1) else { return "…" }
        return String(scalars[..<end]) + "…"
    }

    private var withoutBlanksAtEnd: String {
        var text = Substring(self)
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

extension Substring.UnicodeScalarView {
    /// The end of what fits into that many columns, at least one character; nil of an empty text.
    fileprivate func fitting(_ width: Int) -> Index? {
        if isEmpty { return nil }
        var index = startIndex
        var columns = 0
        while index < endIndex {
            columns += self[index].columns
            if columns > width, index > startIndex { break }
            formIndex(after: &index)
        }
        return index
    }
}
