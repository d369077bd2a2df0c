/// A line of a picture, and whether it shall stand out.
public struct PictureLine: Hashable, Sendable {
    public let text: String
    public let isMarked: Bool
}

extension Picture {
    /// The picture as lines of at most `width` columns: what is in something stands below it, two
    /// columns further in. Words alone tell everything, so that it can be read aloud.
    ///
    /// - Parameter isASCII: whether the terminal can show no other letters.
    public func lines(width: Int, isASCII: Bool = false) -> [PictureLine] {
        lines(width: width, depth: 0).map { line in
            guard isASCII else { return line }
            return PictureLine(
                text: String(
                    String.UnicodeScalarView(line.text.unicodeScalars.map { $0.isASCII ? $0 : "?" })
                ),
                isMarked: line.isMarked)
        }
    }

    private func lines(width: Int, depth: Int) -> [PictureLine] {
        // On a narrow terminal what is deep would have no room.
        let indent = Swift.min(depth * 2, width / 4)
        return flatMap { entry in
            entry.line.paragraph(
                width: width, indent: indent, hanging: Swift.min(indent + 4, width / 3)
            )
            .map { PictureLine(text: $0, isMarked: entry.mark != nil) }
                + entry.children.lines(width: width, depth: depth + 1)
        }
    }
}
