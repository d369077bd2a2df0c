/// Reads a `mistake`: `when:` and what it says of the state, `say:` and the words, `try:` and the
/// commands. Indented lines continue the part above them.
struct MistakeReader {
    private static let parts = ["when", "say", "try"]

    let scope: Scope

    private var when: [Expectation] = []
    private var say: [String] = []
    private var console: ConsoleReader
    private var seen: Set<String> = []

    init(scope: Scope) {
        self.scope = scope
        console = ConsoleReader(scope: scope)
    }

    static func read(_ fence: Fence, scope: Scope, log: inout ProblemLog) -> Mistake? {
        var reader = MistakeReader(scope: scope)
        let problemsBefore = log.problems.count
        reader.read(fence, log: &log)
        guard log.problems.count == problemsBefore else { return nil }
        let contents = [
            ("when", reader.when.isEmpty), ("say", reader.say.isEmpty),
            ("try", reader.console.lines.isEmpty),
        ]
        for (part, isEmpty) in contents where isEmpty {
            log.report(.mistakeWithout(part), line: fence.line, column: fence.column)
        }
        return Mistake(
            when: reader.when, say: reader.say.joined(separator: "\n"),
            attempt: reader.console.lines, line: fence.line)
    }

    private mutating func read(_ fence: Fence, log: inout ProblemLog) {
        var part: String?
        for line in fence.lines where !line.isBlank {
            let isIndented = line.text.hasPrefix(" ") || line.text.hasPrefix("\t")
            if isIndented || (part == "try" && line.text.hasPrefix(">")) {
                guard let part else {
                    log.report(.strayLine, line: line.number, column: line.column)
                    continue
                }
                take(line.trimmed, as: part, log: &log)
                continue
            }
            guard let colon = line.text.firstIndex(of: ":") else {
                log.report(.strayLine, line: line.number, column: line.column)
                continue
            }
            let name = String(line.text[..<colon])
            guard Self.parts.contains(name) else {
                let near = nearest(to: name, among: Self.parts)
                log.report(
                    name.contains(" ") ? .strayLine : .unknownPart(name, meant: near),
                    line: line.number, column: line.column)
                part = near
                continue
            }
            if name == "say", !seen.insert(name).inserted {
                log.report(.partTwice(name), line: line.number, column: line.column)
            }
            part = name
            take(line.dropping(name.count + 1).trimmed, as: name, log: &log)
        }
    }

    private mutating func take(_ line: Fence.Line, as part: String, log: inout ProblemLog) {
        guard !line.text.isEmpty else { return }
        switch part {
        case "when":
            if let claim = ClaimsReader(scope: scope).read(line, log: &log) { when.append(claim) }
        case "say": say.append(line.text)
        default: console.read([line], log: &log)
        }
    }
}
