import CMark

/// Markdown as what is to be read: blocks of styled text, without a width yet.
public struct Prose: Hashable, Sendable {
    /// Text in one style.
    public struct Run: Hashable, Sendable {
        public enum Style: Hashable, Sendable { case plain, strong, emphasis, code }
        public var text: String
        public let style: Style
    }

    public enum Block: Hashable, Sendable {
        case heading([Run])
        case paragraph([Run])
        /// An item of a list, with what stands before it: `-` or `1.`; depth 0 is the outermost.
        case item(marker: String, depth: Int, [Run])
        /// Lines as they are: a picture, a piece of a program.
        case verbatim([String])
    }

    public private(set) var blocks: [Block] = []

    public init(markdown: String) {
        guard let document = cmark_parse_document(markdown, markdown.utf8.count, CMARK_OPT_DEFAULT)
        else { return }
        defer { cmark_node_free(document) }
        var child = cmark_node_first_child(document)
        while let node = child {
            add(node, depth: 0, marker: nil)
            child = cmark_node_next(node)
        }
    }

    private mutating func add(_ node: OpaquePointer, depth: Int, marker: String?) {
        switch cmark_node_get_type(node) {
        case CMARK_NODE_HEADING: blocks.append(.heading(Self.runs(of: node)))
        case CMARK_NODE_PARAGRAPH:
            let runs = Self.runs(of: node)
            blocks.append(
                marker.map { .item(marker: $0, depth: depth - 1, runs) } ?? .paragraph(runs))
        case CMARK_NODE_CODE_BLOCK:
            let literal = cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
            var lines = literal.split(separator: "\n", omittingEmptySubsequences: false)
            if lines.last?.isEmpty == true { lines.removeLast() }
            blocks.append(.verbatim(lines.map(String.init)))
        case CMARK_NODE_LIST:
            var number = Int(cmark_node_get_list_start(node))
            let isOrdered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
            forEachChild(of: node) { item in
                add(item, depth: depth + 1, marker: isOrdered ? "\(number)." : "-")
                number += 1
            }
        case CMARK_NODE_ITEM:
            var marker = marker
            forEachChild(of: node) { part in
                add(part, depth: depth, marker: marker)
                // Only the first paragraph has the marker before it.
                if marker != nil { marker = "" }
            }
        case CMARK_NODE_HTML_BLOCK, CMARK_NODE_THEMATIC_BREAK: break
        default: forEachChild(of: node) { add($0, depth: depth, marker: marker) }
        }
    }

    private func forEachChild(of node: OpaquePointer, _ body: (OpaquePointer) -> Void) {
        var child = cmark_node_first_child(node)
        while let part = child {
            body(part)
            child = cmark_node_next(part)
        }
    }

    private static func runs(of node: OpaquePointer) -> [Run] {
        var runs: [Run] = []
        collect(node, .plain, into: &runs)
        return runs
    }

    private static func collect(
        _ node: OpaquePointer, _ style: Run.Style, into runs: inout [Run]
    ) {
        var child = cmark_node_first_child(node)
        while let part = child {
            defer { child = cmark_node_next(part) }
            let literal = cmark_node_get_literal(part).map { String(cString: $0) } ?? ""
            switch cmark_node_get_type(part) {
            case CMARK_NODE_TEXT: append(literal, style, to: &runs)
            case CMARK_NODE_CODE: append(literal, .code, to: &runs)
            case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: append(" ", style, to: &runs)
            case CMARK_NODE_STRONG: collect(part, .strong, into: &runs)
            case CMARK_NODE_EMPH: collect(part, .emphasis, into: &runs)
            default: collect(part, style, into: &runs)
            }
        }
    }

    private static func append(_ text: String, _ style: Run.Style, to runs: inout [Run]) {
        if runs.last?.style == style {
            runs[runs.count - 1].text += text
        } else {
            runs.append(Run(text: text, style: style))
        }
    }
}
