/// Reads the lines of a console: what is typed, one command a line.
struct ConsoleReader {
    /// The longest line that a terminal takes in its canonical mode, its end not counted
    /// (`N_TTY_BUF_SIZE` is 4096; termios(3)).
    static let lineLimit = 4095

    let scope: Scope
    private(set) var lines: [ConsoleLine] = []

    init(scope: Scope) {
        self.scope = scope
    }

    /// Reads further lines; what is wrong with one does not keep the others from being read.
    mutating func read(_ fenceLines: [Fence.Line], log: inout ProblemLog) {
        for line in fenceLines where !line.isBlank {
            do {
                try read(line)
            } catch {
                log.report(error.fault, line: line.number, column: line.column + error.offset)
            }
        }
    }

    private mutating func read(_ line: Fence.Line) throws(Misreading) {
        let text = line.text
        if text == ">" || text.hasPrefix("> ") {
            try goOn(String(text.dropFirst(2)), of: line)
        } else if let (prompt, length) = try PromptReader.read(text) {
            try type(String(text.dropFirst(length)), at: prompt, of: line, offset: length)
        } else if let control = ConsoleLine.Control(rawValue: text.trimmed) {
            try append(.control(control), of: line)
        } else if text.hasPrefix("until ") {
            let claim = line.dropping(6).trimmed
            let offset = claim.column - line.column
            let expectation: Expectation
            do {
                expectation = try ExpectationReader(scope: scope).read(
                    claim.text, line: line.number, column: claim.column)
            } catch {
                throw Misreading(fault: error.fault, offset: error.offset + offset)
            }
            try append(.until(expectation), of: line)
        } else {
            throw Misreading(fault: .noPrompt(text), offset: 0)
        }
    }

    private mutating func type(
        _ command: String, at prompt: Prompt, of line: Fence.Line, offset: Int
    ) throws(Misreading) {
        guard !command.trimmed.isEmpty else {
            throw Misreading(fault: .noCommand(prompt.description), offset: offset)
        }
        try checkLength(command, offset: offset)
        let control = ConsoleLine.Control(rawValue: command.trimmed)
        lines.append(
            ConsoleLine(
                prompt: prompt, input: control.map { .control($0) } ?? .command(command),
                line: line.number))
    }

    /// A line without a prompt of its own is meant for where the last one was typed.
    private mutating func append(
        _ input: ConsoleLine.Input, of line: Fence.Line
    ) throws(Misreading) {
        guard let last = lines.last else {
            throw Misreading(fault: .nothingTyped(line.text.trimmed), offset: 0)
        }
        lines.append(
            ConsoleLine(
                prompt: last.prompt, input: input, waitsForPrompt: false, line: line.number))
    }

    /// A line that goes on with a command, or behind a key with the program that still runs.
    private mutating func goOn(_ text: String, of line: Fence.Line) throws(Misreading) {
        guard let last = lines.last else { throw Misreading(fault: .strayContinuation, offset: 0) }
        try checkLength(text, offset: 2)
        switch last.input {
        case .until: throw Misreading(fault: .strayContinuation, offset: 0)
        case .control: try append(.command(text), of: line)
        case .command(let command):
            lines[lines.count - 1] = ConsoleLine(
                prompt: last.prompt, input: .command(command + "\n" + text),
                waitsForPrompt: last.waitsForPrompt, line: last.line)
        }
    }

    private func checkLength(_ text: String, offset: Int) throws(Misreading) {
        let length = text.utf8.count
        guard length <= Self.lineLimit else {
            throw Misreading(fault: .commandTooLong(bytes: length), offset: offset)
        }
    }
}

extension ConsoleLine {
    /// The lines of a console that stands elsewhere than in a lesson's file.
    ///
    /// - Parameters:
    ///   - console: each with the line of the file that it stands in, 1-based.
    ///   - file: what messages call it.
    ///   - ids: the steps that `step[ID]` may name.
    public static func read(
        _ console: [(text: String, line: Int)], file: String, steps ids: [String],
        vocabulary: FactVocabulary
    ) throws(LessonProblems) -> [ConsoleLine] {
        var log = ProblemLog(file: file)
        var reader = ConsoleReader(
            scope: Scope(vocabulary: vocabulary, ids: ids, index: ids.count))
        reader.read(
            console.map { Fence.Line(text: $0.text, number: $0.line, column: 1) }, log: &log)
        if !log.problems.isEmpty { throw LessonProblems(problems: log.sorted) }
        return reader.lines
    }
}
