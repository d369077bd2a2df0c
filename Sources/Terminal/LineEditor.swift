internal import CEditline
internal import CLineEditor
internal import CLinux
import Glibc
public import SystemCalls

/// The line that a learner types, edited by libedit: emacs and vi keys, `~/.editrc`, history,
/// incremental search and completion.
///
/// It has the terminal only during `readLine`. Bytes are taken from the terminal one at a time, so
/// what was typed after the line is left for the program that reads next.
public final class LineEditor {
    /// What came of reading a line.
    public enum Reading: Hashable, Sendable {
        /// Without its newline.
        case line(String)
        /// By Ctrl-C or SIGINT, or because a watcher wanted it so.
        case interrupted
        /// By Ctrl-D on an empty line, or because the terminal has hung up.
        case endOfInput
    }

    /// A candidate for the word before the cursor.
    public struct Completion: Hashable, Sendable {
        public let text: String
        /// A blank follows it.
        public let isWhole: Bool

        public init(text: String, isWhole: Bool) {
            self.text = text
            self.isWhole = isWhole
        }
    }

    /// What a watcher wants of the line that is being typed.
    public enum WatchAnswer: Hashable, Sendable {
        /// It stays as it is.
        case goOn
        /// It is drawn again, where the cursor was left or in its own place.
        case redraw
        /// This text is shown above it, on rows of its own.
        case show(String)
        /// It is given up, and its reading is `interrupted`.
        case giveUp
    }

    /// Shown before the line; escape sequences in it take no columns.
    public var prompt = ""

    /// Candidates for the word that begins at a UTF-8 offset into `before`, the text before the
    /// cursor; asked when Tab is pressed.
    public var complete: ((_ before: String) -> (wordStart: Int, candidates: [Completion]))?

    /// Keys that are read before those of the terminal: they were typed before a line was awaited.
    public var typedAhead: ArraySlice<UInt8> = []

    /// Descriptors that are watched while a line is awaited; at most 60.
    public var watched: [Int32] = []

    /// Told which watched descriptor can be read or has ended. It takes what is there or stops
    /// watching; else it is told again at once.
    public var onReadable: ((Int32) -> WatchAnswer)?

    /// Asked for where another process is to be the one that is blocked on the terminal: once that
    /// has input, one of `watched` is to become readable. Called before each wait.
    public var awaitInput: (() -> Void)?

    let editor: UnsafeMutablePointer<nl_editor>
    let input: Int32
    let output: Int32
    /// `TERM` has no cursor movement: nothing but text is written.
    let isDumb: Bool
    private var history: LineHistory
    /// Why the line ended that libedit knows no line of.
    private var ending: Reading?
    private var failure: SystemCallError?

    /// - Parameters:
    ///   - input: the learner's terminal; lines are read without editing from what is none.
    ///   - output: usually the same terminal.
    ///   - historyFile: where the lines of earlier runs are kept; nil: nowhere.
    public init(input: Int32, output: Int32, historyFile: String?) throws(SystemCallError) {
        var opened: UnsafeMutablePointer<nl_editor>?
        let result = nl_editor_open(input, output, Int32(LineHistory.most), &opened)
        try checked(result, "open", "the line editor")
        guard let opened else { throw SystemCallError("open", "the line editor", errno: ENOMEM) }
        editor = opened
        self.input = input
        self.output = output
        isDumb = getenv("TERM").map { ["", "dumb"].contains(String(cString: $0)) } ?? true
        history = LineHistory(file: historyFile)
        for line in history.lines { nl_editor_remember(editor, line) }
        editor.pointee.calls = nl_editor_calls(
            context: Unmanaged.passUnretained(self).toOpaque(),
            byte: { LineEditor.at($0)?.nextByte() ?? -1 },
            complete: { LineEditor.at($0)?.completeWord() ?? CC_ERROR })
    }

    deinit { nl_editor_close(editor) }

    private static func at(_ context: UnsafeMutableRawPointer?) -> LineEditor? {
        context.map { Unmanaged<LineEditor>.fromOpaque($0).takeUnretainedValue() }
    }

    /// The next line. Of several that were pasted, the first; the others wait in the terminal.
    ///
    /// Afterwards the terminal's settings are those of before, also when a signal ends this process.
    public func readLine() throws(SystemCallError) -> Reading {
        ending = nil
        failure = nil
        editor.pointee.interrupted = 0
        let drawn = PromptText(prompt)
        try checked(
            nl_editor_set_prompt(editor, isDumb ? drawn.plain : drawn.marked), "malloc", "prompt")
        let kept = nl_keep_terminal(input)
        if kept == -EIO { return .endOfInput }
        if kept != -ENOTTY { try checked(kept, "tcgetattr", "the terminal") }
        defer { if kept == 0 { nl_restore_terminal() } }
        try checked(nl_editor_hold_signals(), "eventfd")
        defer { nl_editor_release_signals() }

        var count: Int32 = 0
        let text = nl_editor_read(editor, &count)
        if let failure { throw failure }
        if let ending { return ending }
        guard let text, count > 0 else {
            if kept == 0 { write("\n") }
            return .endOfInput
        }
        var line = String(
            decoding: UnsafeRawBufferPointer(start: text, count: Int(count)), as: UTF8.self)
        while let last = line.unicodeScalars.last, last == "\n" || last == "\r" {
            line.unicodeScalars.removeLast()
        }
        return .line(line)
    }

    /// Adds a line to the history, from which an equal one goes; a blank one is not remembered.
    public func remember(_ line: String) {
        switch history.add(line) {
        case .nothing: break
        case .newest: nl_editor_remember(editor, line)
        case .moved:
            nl_editor_forget(editor)
            for line in history.lines { nl_editor_remember(editor, line) }
        }
    }

    // MARK: Waiting

    /// The next byte that was typed; -1 where the line ends without one.
    private func nextByte() -> Int32 {
        while ending == nil, failure == nil {
            if editor.pointee.interrupted != 0 { return end(.interrupted, showing: "^C\n") }
            if let signal = nextSignal() {
                take(signal)
                continue
            }
            if let byte = typedAhead.popFirst() { return Int32(byte) }
            if let awaitInput {
                var there = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
                if poll(&there, 1, 0) > 0 { return readByte() }
                awaitInput()
            }
            let watched = onReadable == nil ? [] : watched
            var readable = [Int32](repeating: 0, count: watched.count + 1)
            let own = awaitInput == nil ? input : -1
            let ready = nl_editor_wait([own] + watched, &readable, readable.count)
            if ready == -EINTR { continue }
            if ready < 0 {
                failure = SystemCallError("poll", "the terminal", errno: -ready)
                break
            }
            for (descriptor, isReadable) in zip(watched, readable.dropFirst()) where isReadable != 0
            {
                tell(descriptor)
            }
            if ending == nil, readable[0] != 0 { return readByte() }
        }
        return -1
    }

    private func readByte() -> Int32 {
        var byte: UInt8 = 0
        let got = read(input, &byte, 1)
        if got == 1 { return Int32(byte) }
        // EIO: the terminal has hung up.
        if got < 0, errno != EIO {
            failure = SystemCallError("read", "the terminal", errno: errno)
        }
        return -1
    }

    private func nextSignal() -> Int32? {
        let signal = nl_editor_next_signal()
        return signal == 0 ? nil : signal
    }

    private func take(_ signal: Int32) {
        switch signal {
        case SIGINT: _ = end(.interrupted, showing: "^C\n")
        case SIGWINCH:
            leaveLine()
            el_resize(editor.pointee.line)
            nl_editor_redraw(editor)
        default:
            // Continued: the shell has had the terminal meanwhile.
            nl_editor_resume(editor)
            nl_editor_redraw(editor)
        }
    }

    private func end(_ reading: Reading, showing text: String) -> Int32 {
        ending = reading
        write(text)
        return -1
    }

    private func tell(_ descriptor: Int32) {
        guard ending == nil, let onReadable else { return }
        let before = prompt
        let answer = onReadable(descriptor)
        if prompt != before {
            let drawn = PromptText(prompt)
            _ = nl_editor_set_prompt(editor, isDumb ? drawn.plain : drawn.marked)
        }
        switch answer {
        case .goOn: break
        case .redraw:
            write(isDumb ? "\n" : "\r\u{1b}[J")
            nl_editor_redraw(editor)
        case .show(let text):
            leaveLine()
            write(text.hasSuffix("\n") ? text : text + "\n")
            nl_editor_redraw(editor)
        case .giveUp: _ = end(.interrupted, showing: "\n")
        }
    }
}
