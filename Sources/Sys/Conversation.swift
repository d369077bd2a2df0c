internal import Glibc
internal import Namespaces
internal import SystemCalls
internal import Terminal

/// A learner at the prompt. Whatever is typed is waited for by the subject, which so is the process
/// that is blocked on the terminal: where the learner is.
final class Conversation {
    private let input: Int32
    private let interpreter: Interpreter
    private let shown: Shown

    /// Lines on their way out: at once, or above the line that is being typed.
    private final class Shown {
        var waiting: [String]?

        func take(_ line: String) {
            if waiting == nil { Output.show(line) } else { waiting?.append(line) }
        }
    }

    init(reading input: Int32) throws(SystemCallError) {
        self.input = input
        let shown = Shown()
        self.shown = shown
        interpreter = try Interpreter(terminal: input, hearsInterrupts: true) { shown.take($0) }
    }

    private var caller: Caller { interpreter.caller }

    /// One text after the other until the learner leaves or the subject ends.
    ///
    /// - Parameter read: gives a line, `interrupted`, or the end; is told whether it goes on.
    private func hold(
        _ read: (_ isContinuing: Bool, _ status: Int32) throws(SystemCallError) ->
            LineEditor.Reading
    ) throws(SystemCallError) -> Int32 {
        var text = ""
        var status: Int32 = 0
        while true {
            switch try read(!text.isEmpty, status) {
            case .endOfInput: return leave(status)
            case .interrupted:
                text = ""
                status = 130
                if let end = try caller.endNow() { return interpreter.farewell(end) }
            case .line(let line):
                text += text.isEmpty ? line : "\n" + line
                switch try interpreter.take(text, answering: true, mayGoOn: true) {
                case .unfinished: continue
                case .leave: return leave(status)
                case .done(let one): status = one
                }
                text = ""
            }
        }
    }

    private func leave(_ status: Int32) -> Int32 {
        if let end = caller.end { return interpreter.farewell(end) }
        return status == 130 ? 0 : status
    }

    // MARK: With the line editor

    func hold() throws(SystemCallError) -> Int32 {
        let editor = try LineEditor(input: input, output: STDOUT_FILENO, historyFile: nil)
        var failure: SystemCallError?
        editor.awaitInput = { [caller] in
            do throws(SystemCallError) { try caller.awaitInput() } catch { failure = error }
        }
        editor.watched = [caller.reports, caller.subjectDescriptor]
        editor.onReadable = { [caller, shown] descriptor in
            guard descriptor == caller.reports else { return .giveUp }
            do throws(SystemCallError) { try caller.take() } catch { failure = error }
            if failure != nil || caller.end != nil { return .giveUp }
            guard let lines = shown.waiting, !lines.isEmpty else { return .goOn }
            shown.waiting = []
            return .show(
                Output.folded(
                    lines.joined(separator: "\n"), width: Output.width(of: STDOUT_FILENO)))
        }
        editor.complete = { [interpreter] before in
            let found = CallCompletion.candidates(after: before, names: interpreter.names)
            return (
                found.wordStart, found.candidates.map { .init(text: $0.text, isWhole: $0.isWhole) }
            )
        }
        Output.show("Each line is a system call of one process; help lists them, Ctrl-D leaves.")
        return try hold { isContinuing, _ throws(SystemCallError) in
            editor.prompt = isContinuing ? "   > " : "sys> "
            shown.waiting = []
            defer {
                for line in shown.waiting ?? [] { Output.show(line) }
                shown.waiting = nil
            }
            let reading = try editor.readLine()
            if let failure { throw failure }
            if case .line(let line) = reading { editor.remember(line) }
            return reading
        }
    }

    // MARK: In a session of nsshell

    /// Semantic-prompt marks, OSC 133, as the shells of a session print them.
    func holdMarked() throws(SystemCallError) -> Int32 {
        try hold { [self] isContinuing, status throws(SystemCallError) in
            Output.writeRaw(
                isContinuing
                    ? "\u{1b}]133;A;k=s\u{7}> \u{1b}]133;B\u{7}"
                    : "\u{1b}]133;D;\(status)\u{7}\u{1b}]133;A\u{7}sys> \u{1b}]133;B\u{7}")
            let reading = try readTyped()
            Output.writeRaw("\u{1b}]133;C\u{7}")
            return reading
        }
    }

    /// A line that the terminal edits.
    private func readTyped() throws(SystemCallError) -> LineEditor.Reading {
        var typed: [UInt8] = []
        while true {
            // Not to be blocked in it: the subject is the one that waits.
            guard try !waitUntilReadable([input], milliseconds: 0).isEmpty else {
                try caller.awaitInput()
                let ready = try waitUntilReadable(
                    [caller.subjectDescriptor, caller.reports] + caller.interrupts, milliseconds: -1
                )
                if caller.wasInterrupted() || ready.contains(0) { return .interrupted }
                if ready.contains(1) { try caller.take() }
                continue
            }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let got = read(input, &buffer, buffer.count)
            if got < 0, errno == EINTR || errno == EAGAIN { continue }
            if got <= 0 { return .endOfInput }
            typed += buffer[..<got]
            if typed.last == 10 {
                return .line(String(decoding: typed.dropLast(), as: UTF8.self))
            }
        }
    }
}

extension Caller {
    /// How the subject ended, if it has.
    func endNow() throws(SystemCallError) -> ProcessEnd? {
        if end == nil, try !waitUntilReadable([subjectDescriptor], milliseconds: 0).isEmpty {
            try noteEnd()
        }
        return end
    }
}
