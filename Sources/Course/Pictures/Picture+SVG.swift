extension Picture {
    /// The picture as one file that needs no other: text that can be read and searched, in light
    /// and dark. What is one pair is joined by a line, which the words tell too.
    ///
    /// - Parameter title: what it is a picture of, and when.
    public func svg(title: String) -> String {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + svgElement(title: title)
    }

    /// The same as part of a page.
    ///
    /// - Parameter name: unlike those of the page's other pictures.
    func svgElement(title: String, name: String = "map") -> String {
        var drawing = SVGDrawing()
        for entry in self { drawing.box(entry) }
        return drawing.finished(
            title: title, description: lines(width: 100).map(\.text), name: name)
    }
}

/// Rows in boxes, one below the other, and lines beside them. All lengths are pixels.
private struct SVGDrawing {
    private static let row = 20
    private static let indent = 20
    private static let margin = 16
    /// Of a letter, of 14 pixels and fixed width, with some room to spare.
    private static let letter = 8.6
    private static let columns = 84
    private static let lane = 14

    /// A box before its width is known.
    private struct Box {
        let top: Int
        let bottom: Int
    }
    /// Where a line of a pair ends.
    private struct End {
        let x: Int
        let y: Int
        let isDown: Bool
    }

    private var boxes: [Box] = []
    private var texts: [String] = []
    private var ends: [String: End] = [:]
    private var pairs: [(String, String)] = []
    private var y = SVGDrawing.margin
    private var right = 0

    mutating func box(_ entry: PictureEntry) {
        let top = y
        y += Self.margin / 2
        write(entry, depth: 0)
        y += Self.margin / 2
        boxes.append(Box(top: top, bottom: y))
        y += Self.margin
    }

    private mutating func write(_ entry: PictureEntry, depth: Int) {
        let lines = entry.line.paragraph(width: Self.columns, hanging: 4)
        for (index, line) in lines.enumerated() {
            let text = line.drop { $0 == " " }
            let hanging = line.count - text.count
            let x = Self.margin * 2 + depth * Self.indent + Int(Double(hanging) * Self.letter)
            y += Self.row
            let end = x + Int(Double(text.unicodeScalars.count) * Self.letter)
            right = max(right, end)
            let style = depth == 0 ? " class=\"head\"" : entry.mark == nil ? "" : " class=\"mark\""
            texts.append("<text x=\"\(x)\" y=\"\(y)\"\(style)>\(String(text).xml)</text>")
            if index == 0 {
                ends[entry.key] = End(
                    x: end + Self.margin / 2, y: y - 5, isDown: entry.details.contains("down"))
            }
        }
        if let pair = entry.pair, entry.mark != .gone { pairs.append((entry.key, pair)) }
        for child in entry.children { write(child, depth: depth + 1) }
    }

    func finished(title: String, description: [String], name: String) -> String {
        let edge = right + Self.margin * 2
        var cables: [String] = []
        for (near, far) in pairs where near < far {
            guard let near = ends[near], let far = ends[far] else { continue }
            let x = edge + Self.lane * (cables.count + 1)
            let style = near.isDown || far.isDown ? "pair down" : "pair"
            cables.append(
                "<path class=\"\(style)\" d=\"M\(near.x) \(near.y)H\(x)V\(far.y)H\(far.x)\"/>")
        }
        let width = edge + Self.lane * (cables.count + 1) + Self.margin
        let frames = boxes.map { box in
            "<rect class=\"box\" x=\"\(Self.margin)\" y=\"\(box.top)\" rx=\"8\""
                + " width=\"\(edge - Self.margin)\" height=\"\(box.bottom - box.top)\"/>"
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(y)" \
            viewBox="0 0 \(width) \(y)" role="img" aria-labelledby="\(name)-title \(name)-description">
            <title id="\(name)-title">\(title.xml)</title>
            <desc id="\(name)-description">\(description.map(\.xml).joined(separator: "\n"))</desc>
            <style>
            \(Self.style)
            </style>
            <rect class="ground" width="\(width)" height="\(y)"/>
            \((frames + cables + texts).joined(separator: "\n"))
            </svg>

            """
    }

    private static let style = """
        .ground { fill: #ffffff }
        .box { fill: #f4f6f8; stroke: #8a94a0 }
        text { fill: #1c2530; font: 14px ui-monospace, "DejaVu Sans Mono", monospace }
        text.head { font-weight: bold }
        text.mark { font-weight: bold; fill: #9a3412 }
        .pair { fill: none; stroke: #1d5fa8; stroke-width: 2 }
        .down { stroke-dasharray: 4 4 }
        @media (prefers-color-scheme: dark) {
          .ground { fill: #14181d }
          .box { fill: #1f262e; stroke: #6b7682 }
          text { fill: #e6ebf0 }
          text.mark { fill: #fdba74 }
          .pair { stroke: #7cb8f5 }
        }
        """
}

extension String {
    /// As text of an XML document. What no terminal shows is gone already.
    fileprivate var xml: String {
        replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
