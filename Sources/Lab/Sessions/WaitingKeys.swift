internal import Glibc
internal import SystemCalls
internal import Terminal

/// How keys that were typed while a command runs come to it.
struct WaitingKeys {
    /// Keys that work without a reader, and are not taken by the terminal yet.
    private var immediate: [UInt8] = []
    /// What was passed of a line that has not ended: nobody has read it before its end.
    private var begun: [UInt8] = []

    private static let returnKey = UInt8(ascii: "\r")
    private static let newline = UInt8(ascii: "\n")
    private static let endOfInput: UInt8 = 4

    private static func endsLine(_ key: UInt8) -> Bool {
        key == returnKey || key == newline || key == endOfInput
    }

    /// The first line that waits, once it has been ended.
    static func line(of waiting: ArraySlice<UInt8>) -> String? {
        guard let end = waiting.firstIndex(where: { $0 == returnKey || $0 == newline }) else {
            return nil
        }
        return String(decoding: waiting[..<end], as: UTF8.self)
    }

    /// Sorts what was typed. As in a terminal, a key that sends a signal throws away what waits.
    mutating func take(
        _ typed: [UInt8], into waiting: inout ArraySlice<UInt8>,
        _ keys: (signals: Set<UInt8>, flow: Set<UInt8>)
    ) {
        for key in typed {
            if keys.signals.contains(key) {
                waiting = []
                begun = []
                immediate.append(key)
            } else if keys.flow.contains(key) {
                immediate.append(key)
            } else {
                waiting.append(key)
            }
        }
    }

    var hasImmediate: Bool { !immediate.isEmpty }

    /// What was passed.
    mutating func passImmediate(
        to terminal: borrowing PseudoTerminal
    ) throws(SystemCallError) -> [UInt8] {
        let passed = immediate.prefix(try terminal.pass(immediate[...]))
        immediate.removeFirst(passed.count)
        return Array(passed)
    }

    /// Hands on what a reader takes: all of it, or of a terminal that reads lines the next line.
    ///
    /// - Returns: what was passed.
    mutating func pass(
        _ waiting: inout ArraySlice<UInt8>, to terminal: borrowing PseudoTerminal
    ) throws(SystemCallError) -> ArraySlice<UInt8> {
        guard terminal.readsLines else {
            begun = []
            let passed = waiting.prefix(try terminal.pass(waiting))
            waiting = waiting.dropFirst(passed.count)
            return passed
        }
        let end = waiting.firstIndex(where: Self.endsLine).map { $0 + 1 } ?? waiting.endIndex
        let passed = waiting[..<end].prefix(try terminal.pass(waiting[..<end]))
        waiting = waiting.dropFirst(passed.count)
        begun = passed.last.map(Self.endsLine) == true ? [] : begun + passed
        return passed
    }

    /// Takes back the beginning of a line that the program has left unread: it is for whom comes next.
    mutating func giveBack(
        to waiting: inout ArraySlice<UInt8>, _ terminal: borrowing PseudoTerminal
    ) {
        guard !begun.isEmpty else { return }
        terminal.dropInput()
        waiting = (begun + waiting)[...]
        begun = []
    }
}
