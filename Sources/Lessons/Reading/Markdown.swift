import CMark

/// What a lesson needs of a Markdown document: headings, fences and comments, by lines.
///
/// libcmark says what is what; the text itself is taken from the source's lines, so that columns
/// are the author's. No C type leaves this file.
struct Markdown {
    /// A block at the left margin of the document.
    struct Block {
        enum Kind {
            case heading(level: Int, title: String)
            /// With the words behind the opening marks.
            case fence(info: String)
            /// `<!-- … -->`
            case comment
            case other
        }

        let kind: Kind
        /// 1-based lines of the file.
        let lines: ClosedRange<Int>
    }

    private(set) var blocks: [Block] = []
    /// Fences inside lists and quotations, with what they are called.
    private(set) var nestedFences: [(info: String, line: Int, column: Int)] = []
    /// Comments inside other blocks, with what they say.
    private(set) var nestedComments: [(text: String, line: Int, column: Int)] = []

    /// Reads the source from line `first` on.
    init(_ source: Source, from first: Int) {
        let text = source.text(from: first)
        let length = text.utf8.count
        guard first <= source.lines.count,
            let document = cmark_parse_document(text, length, CMARK_OPT_DEFAULT)
        else { return }
        defer { cmark_node_free(document) }
        var child = cmark_node_first_child(document)
        while let node = child {
            blocks.append(Self.block(node, source, first: first))
            child = cmark_node_next(node)
        }
        collectNested(document, first: first)
    }

    private static func block(_ node: OpaquePointer, _ source: Source, first: Int) -> Block {
        let start = max(Int(cmark_node_get_start_line(node)) + first - 1, first)
        let end = min(Int(cmark_node_get_end_line(node)) + first - 1, source.lines.count)
        let lines = start...max(start, end)
        switch cmark_node_get_type(node) {
        case CMARK_NODE_HEADING:
            let level = Int(cmark_node_get_heading_level(node))
            return Block(kind: .heading(level: level, title: title(of: node)), lines: lines)
        case CMARK_NODE_CODE_BLOCK where isFence(source.lines[start - 1]):
            return Block(kind: .fence(info: info(of: node)), lines: lines)
        case CMARK_NODE_HTML_BLOCK where source.lines[start - 1].trimmed.hasPrefix("<!--"):
            return Block(kind: .comment, lines: lines)
        default:
            return Block(kind: .other, lines: lines)
        }
    }

    /// Whether a code block that begins with this line is a fenced one.
    private static func isFence(_ line: String) -> Bool {
        let indent = line.prefix { $0 == " " }.count
        let text = line.dropFirst(indent)
        return indent < 4 && (text.hasPrefix("```") || text.hasPrefix("~~~"))
    }

    private static func info(of node: OpaquePointer) -> String {
        cmark_node_get_fence_info(node).map { String(cString: $0) }?.trimmed ?? ""
    }

    /// The heading's words without their emphasis and links.
    private static func title(of heading: OpaquePointer) -> String {
        var title = ""
        walk(heading) { node in
            switch cmark_node_get_type(node) {
            case CMARK_NODE_TEXT, CMARK_NODE_CODE:
                if let literal = cmark_node_get_literal(node) { title += String(cString: literal) }
            case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK:
                title += " "
            default:
                break
            }
        }
        return title.trimmed
    }

    private mutating func collectNested(_ document: OpaquePointer, first: Int) {
        var fences: [(info: String, line: Int, column: Int)] = []
        var comments: [(text: String, line: Int, column: Int)] = []
        Self.walk(document) { node in
            guard cmark_node_parent(node) != document else { return }
            let line = Int(cmark_node_get_start_line(node)) + first - 1
            let column = Int(cmark_node_get_start_column(node))
            switch cmark_node_get_type(node) {
            case CMARK_NODE_CODE_BLOCK: fences.append((Self.info(of: node), line, column))
            case CMARK_NODE_HTML_BLOCK, CMARK_NODE_HTML_INLINE:
                guard let literal = cmark_node_get_literal(node) else { return }
                let text = String(cString: literal).trimmed
                guard text.hasPrefix("<!--") else { return }
                comments.append((String(text.dropFirst(4)).trimmed, line, column))
            default: break
            }
        }
        nestedFences = fences
        nestedComments = comments
    }

    /// Visits `root` and all below it, in the order of the document.
    private static func walk(_ root: OpaquePointer, visit: (OpaquePointer) -> Void) {
        let iterator = cmark_iter_new(root)
        defer { cmark_iter_free(iterator) }
        while true {
            let event = cmark_iter_next(iterator)
            if event == CMARK_EVENT_DONE { return }
            if event == CMARK_EVENT_ENTER, let node = cmark_iter_get_node(iterator) { visit(node) }
        }
    }
}
