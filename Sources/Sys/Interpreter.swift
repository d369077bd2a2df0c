internal import Glibc
internal import Namespaces
internal import SystemCalls
internal import Terminal

/// Takes texts one after the other: calls, and the few words that are no calls.
final class Interpreter {
    /// What came of a text.
    enum Outcome {
        /// 0, 1 where a call failed, 2 where the text was refused.
        case done(Int32)
        /// Its rest may come in the next line.
        case unfinished
        case leave
    }

    let caller: Caller
    private(set) var names = CallNames()
    private let show: (String) -> Void

    init(
        terminal: Int32?, hearsInterrupts: Bool, show: @escaping (String) -> Void
    ) throws(SystemCallError) {
        self.show = show
        caller = try Caller(terminal: terminal, hearsInterrupts: hearsInterrupts, show: show)
    }

    /// - Parameters:
    ///   - answering: whether the text stands above what is told of it.
    ///   - mayGoOn: whether more lines can come.
    func take(
        _ text: String, answering: Bool, mayGoOn: Bool
    ) throws(SystemCallError) -> Outcome {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        switch words.first {
        case "exit", "quit":
            if words.count == 1 { return .leave }
        case "help":
            if words.count <= 2 {
                show(words.count == 1 ? Help.overview : Help.about(words[1]))
                return .done(0)
            }
        case "why":
            if words.count == 1 {
                show(Reason.of(caller.failure, in: caller.pid))
                return .done(0)
            }
        default: break
        }
        let calls: [PreparedCall]
        do throws(CallProblem) {
            calls = try preparedCalls(text, naming: &names)
        } catch {
            if error.isUnfinished, mayGoOn { return .unfinished }
            tell(error, of: text)
            return .done(2)
        }
        if calls.isEmpty { return .done(0) }
        do throws(SystemCallError) {
            try caller.make(calls, answering: answering)
        } catch  where error.errno == E2BIG {
            Output.complain("sys: \(error)\nmake it in several lines")
            return .done(2)
        }
        return caller.end == nil ? .done(caller.hasFailed ? 1 : 0) : .leave
    }

    private func tell(_ problem: CallProblem, of text: String) {
        let width = Output.width(of: STDERR_FILENO)
        let picture = problem.picture(of: text, width: min(width, 100))
        Output.writeRaw(picture.map { $0 + "\n" }.joined(), to: STDERR_FILENO)
        Output.complain("sys: \(problem.sentence)")
    }

    /// Says how the subject ended, and gives that as an exit status.
    func farewell(_ end: ProcessEnd) -> Int32 {
        switch end {
        case .exited(let status): show("+++ exited with \(status) +++")
        case .killed(let signal): show("+++ killed by \(Reason.name(ofSignal: signal)) +++")
        }
        return end.shellStatus
    }
}

/// Texts that nobody types: arguments, or the lines of a file.
struct Script {
    private let interpreter: Interpreter
    private let keepsGoing: Bool

    init(keepsGoing: Bool) throws(SystemCallError) {
        self.keepsGoing = keepsGoing
        interpreter = try Interpreter(terminal: nil, hearsInterrupts: false, show: Output.show)
    }

    func run(texts: [String]) throws(SystemCallError) -> Int32 {
        var status: Int32 = 0
        for text in texts {
            switch try interpreter.take(text, answering: false, mayGoOn: false) {
            case .done(let one):
                status = max(status, one)
                if one == 2, !keepsGoing { return try finish(status) }
            case .unfinished: break
            case .leave: return try finish(status)
            }
        }
        return try finish(status)
    }

    func run(linesOf input: Int32) throws(SystemCallError) -> Int32 {
        var lines = LineInput(input)
        var status: Int32 = 0
        var text = ""
        var number = 0
        var first = 1
        while let line = try lines.next() {
            number += 1
            if text.isEmpty { first = number }
            text += text.isEmpty ? line : "\n" + line
            switch try interpreter.take(text, answering: false, mayGoOn: !lines.isAtEnd) {
            case .unfinished: continue
            case .leave: return try finish(status)
            case .done(let one):
                status = max(status, one)
                if one == 2, !keepsGoing {
                    Output.complain("line \(first) is refused, and nothing from there on is called")
                    return try finish(status)
                }
            }
            text = ""
        }
        // What was left open is refused here.
        if !text.isEmpty {
            _ = try interpreter.take(text, answering: false, mayGoOn: false)
            status = 2
        }
        return try finish(status)
    }

    /// Children go on telling until they have all ended.
    private func finish(_ status: Int32) throws(SystemCallError) -> Int32 {
        if let end = interpreter.caller.end { return interpreter.farewell(end) }
        try interpreter.caller.finish()
        return max(status, interpreter.caller.hasFailed && status == 0 ? 1 : 0)
    }
}
