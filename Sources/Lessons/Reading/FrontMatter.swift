import Yams

/// The keys between the two `---` at the head of a lesson file.
///
/// YAML can nest without end and its reader recurses, so the text is bounded before it is read.
struct FrontMatter {
    static let keys = ["lesson", "title", "kinds", "minutes", "needs", "requires"]
    static let kinds = ["cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"]
    static let lineLimit = 64
    private static let byteLimit = 8192

    private(set) var name = ""
    private(set) var title = ""
    private(set) var kinds: [String] = []
    private(set) var minutes = 0
    private(set) var needs: [String] = []
    private(set) var requires: [String] = []
    /// The line after the closing `---`.
    let bodyLine: Int

    /// What a message shows for a key.
    static func example(of key: String) -> String {
        switch key {
        case "lesson": "uts"
        case "title": "A host name of one's own"
        case "kinds": "[uts]"
        case "minutes": "5"
        case "needs": "[hostname, unshare]"
        default: "[network]"
        }
    }

    /// `nil` where the end of the front matter cannot be found; then nothing below it can be read.
    init?(_ source: Source, log: inout ProblemLog) {
        guard Self.isRule(source.lines[0]) else {
            log.report(.noFrontMatter, line: 1)
            return nil
        }
        guard let end = source.lines.dropFirst().firstIndex(where: Self.isRule) else {
            log.report(.frontMatterNotClosed, line: 1)
            return nil
        }
        bodyLine = end + 2
        let yaml = source.text(1..<end)
        guard end <= Self.lineLimit, yaml.utf8.count <= Self.byteLimit else {
            log.report(.frontMatterTooLong, line: 1)
            return
        }
        read(yaml, log: &log)
    }

    private static func isRule(_ line: String) -> Bool {
        line.hasPrefix("---") && line.dropFirst(3).trimmed.isEmpty
    }

    private mutating func read(_ yaml: String, log: inout ProblemLog) {
        guard Self.isShallow(yaml), let root = Self.compose(yaml, log: &log) else {
            if log.problems.isEmpty { log.report(.notYAML("nested too deep"), line: 2) }
            return
        }
        guard case .mapping(let mapping) = root else {
            log.report(.notKeys, line: 2)
            return
        }
        for (key, value) in mapping {
            take(key, value, log: &log)
        }
        let present = mapping.compactMap { key, _ in key.scalar?.string }
        let meant = present.compactMap { nearest(to: $0, among: Self.keys) }
        for key in Self.keys.prefix(4) where !meant.contains(key) {
            log.report(.missingKey(key), line: 1)
        }
    }

    private mutating func take(_ key: Node, _ value: Node, log: inout ProblemLog) {
        let keyLine = (key.mark?.line ?? 1) + 1
        let line = (value.mark?.line ?? key.mark?.line ?? 1) + 1
        let column = value.mark?.column ?? 1
        guard let name = key.scalar?.string, Self.keys.contains(name) else {
            let text = key.scalar?.string ?? "?"
            log.report(
                .unknownKey(text, meant: nearest(to: text, among: Self.keys)),
                line: keyLine, column: key.mark?.column ?? 1)
            return
        }
        let field = Field(key: name, value: value, line: line, column: column)
        switch name {
        case "lesson":
            guard let text = field.text(log: &log) else { return }
            guard Lesson.isName(text) else {
                log.report(.badName(text), line: line, column: column)
                return
            }
            self.name = text
        case "title": title = field.text(log: &log) ?? ""
        case "minutes": minutes = field.minutes(log: &log) ?? 0
        case "kinds": kinds = field.kinds(log: &log)
        case "needs": needs = field.list(log: &log)
        default: requires = field.abilities(log: &log)
        }
    }

    /// Bounds how deep the reader of YAML recurses; no front matter needs more.
    private static func isShallow(_ yaml: String) -> Bool {
        let openers = yaml.utf8.count { byte in
            byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: "?") || byte == UInt8(ascii: ":")
        }
        return openers <= 400
    }

    /// The line of the file in which `key` is there for the second time.
    private static func line(of key: String, _ yaml: String) -> Int {
        let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false)
        let places = lines.indices.filter { lines[$0].hasPrefix(key + ":") }
        return (places.dropFirst().first ?? 0) + 2
    }

    private static func compose(_ yaml: String, log: inout ProblemLog) -> Node? {
        do {
            // Values are read as text here, so no rule need guess their types: compiling the default
            // resolver's regular expressions takes as long as reading the whole lesson.
            return try Parser(yaml: yaml + "\n", resolver: .basic).singleRoot()
                ?? .mapping(Node.Mapping([]))
        } catch YamlError.scanner(_, let problem, let mark, _),
            YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _)
        {
            log.report(.notYAML(problem), line: mark.line + 1, column: mark.column)
        } catch YamlError.duplicatedKeysInMapping(let keys, _) {
            for key in keys.sorted() { log.report(.duplicateKey(key), line: line(of: key, yaml)) }
        } catch {
            log.report(.notYAML("unreadable"), line: 2)
        }
        return nil
    }
}

/// A key's value and where it stands.
private struct Field {
    let key: String
    let value: Node
    let line: Int
    let column: Int

    func text(log: inout ProblemLog) -> String? {
        guard let text = value.scalar?.string, !text.trimmed.isEmpty,
            !text.utf8.contains(UInt8(ascii: "\n"))
        else {
            log.report(.wrongType(key: key, wanted: "one line of text"), line: line, column: column)
            return nil
        }
        return text
    }

    func minutes(log: inout ProblemLog) -> Int? {
        guard let text = value.scalar?.string, let number = Int(text), (1...600).contains(number)
        else {
            log.report(
                .wrongType(key: key, wanted: "a number from 1 to 600"), line: line, column: column)
            return nil
        }
        return number
    }

    func list(log: inout ProblemLog) -> [String] {
        elements(log: &log).map(\.text)
    }

    func kinds(log: inout ProblemLog) -> [String] {
        names(of: FrontMatter.kinds, log: &log) { .unknownKind($0, meant: $1) }
    }

    func abilities(log: inout ProblemLog) -> [String] {
        names(of: Ability.names, log: &log) {
            .unknownAbility($0, meant: $1, known: Ability.names)
        }
    }

    /// - Parameter fault: of a name that is not known, with the one that was meant.
    private func names(
        of known: [String], log: inout ProblemLog, _ fault: (String, String?) -> Fault
    ) -> [String] {
        elements(log: &log).map { element in
            if !known.contains(element.text) {
                log.report(
                    fault(element.text, nearest(to: element.text, among: known)),
                    line: (element.mark?.line ?? line - 1) + 1,
                    column: element.mark?.column ?? column)
            }
            return element.text
        }
    }

    private func elements(log: inout ProblemLog) -> [(text: String, mark: Mark?)] {
        let wrong = Fault.wrongType(key: key, wanted: "a list of words")
        guard let sequence = value.sequence else {
            log.report(wrong, line: line, column: column)
            return []
        }
        var elements: [(text: String, mark: Mark?)] = []
        for node in sequence {
            if let text = node.scalar?.string, !text.trimmed.isEmpty {
                elements.append((text, node.mark))
            } else {
                log.report(
                    wrong, line: (node.mark?.line ?? line - 1) + 1,
                    column: node.mark?.column ?? column)
            }
        }
        return elements
    }
}
