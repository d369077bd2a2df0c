internal import Namespaces
public import SystemCalls
internal import Terminal

/// What somebody types into a program that has the terminal.
public enum TypedKeys: Hashable, Sendable {
    /// A line for a program that reads lines, as the terminal's editing left it.
    case line(String)
    /// Ctrl-C, Ctrl-Z, and Ctrl-D on an empty line; whatever keys the terminal has for them.
    case interrupt, suspend, endOfInput
    /// What is no line, for the program of that name: it reads single keys.
    case keys(into: String)
}

extension Session {
    /// Looks at the terminal before keys are passed on: whoever is woken by them may set it otherwise,
    /// or end.
    func prepareForKeys() {
        discipline.prepare(for: terminal)
        if onTyped != nil, keysReader == nil, !terminal.readsLines { keysReader = programName }
    }

    /// Takes note of keys that have been passed on, and of what the terminal makes of them.
    func hasPassed(_ keys: some Sequence<UInt8>) {
        hasTyped()
        let (typed, echo) = discipline.take(keys)
        keysEcho.expect(echo)
        for typed in typed {
            switch typed {
            case .line(let line): onTyped?(.line(String(decoding: line, as: UTF8.self)))
            case .interrupt: onTyped?(.interrupt)
            case .suspend: onTyped?(.suspend)
            case .endOfInput: onTyped?(.endOfInput)
            case .keys: onTyped?(.keys(into: keysReader ?? programName ?? "?"))
            }
        }
    }

    /// What the last command has written since it had written `size` bytes, where that is kept.
    public func output(after size: Int) -> [UInt8] {
        Array(output.suffix(max(0, outputSize - size)))
    }

    /// Waits until what was typed has been taken, and who took it waits for more or rests: then a key
    /// is for that program. Somebody who never rests is waited for until the deadline.
    public func letRest(by deadline: Deadline) throws(SystemCallError) {
        var looks = 0
        while state != .ended, !deadline.hasPassed {
            if isWaitingForInput(amongAll: true) {
                try takeInFlight()
                return
            }
            let isTaken = terminal.hasUntakenInput != true
            // Twice: who rested when it was looked at may have been woken by who was looked at next.
            looks = isTaken && !lab.isAtWork ? looks + 1 : 0
            if looks > 1 { return }
            try listen(milliseconds: 1)
        }
    }
}

/// An echo that has not come yet.
struct AwaitedEcho {
    private var bytes: LineDiscipline.Echo = []

    private static let backspace: UInt8 = 8

    mutating func expect(_ echo: LineDiscipline.Echo) { bytes += echo }

    /// Takes the echo off the beginning of what the terminal shows.
    ///
    /// A program is blocked while a line is typed, and the terminal echoes before it wakes who reads.
    /// Only the echo of a key that sends a signal may come behind what that signal's receiver writes.
    mutating func strip(_ shown: inout ArraySlice<UInt8>) {
        var kept: [UInt8] = []
        var taken = 0
        while taken < bytes.count, let byte = shown.first {
            guard let expected = bytes[taken] else {
                // `\b \b` takes back the character before.
                let isNext = byte != Self.backspace || shown.dropFirst().first == 0x20
                if isNext { taken += 1 } else { shown.removeFirst() }
                continue
            }
            if expected == byte {
                shown.removeFirst()
                taken += 1
            } else if isSignal(at: taken) {
                kept.append(byte)
                shown.removeFirst()
            } else {
                // It is a program's word.
                taken = bytes.count
            }
        }
        bytes.removeFirst(taken)
        if !kept.isEmpty { shown = (kept + shown)[...] }
    }

    /// Whether `^C` or the like is next, and nothing behind it.
    private func isSignal(at index: Int) -> Bool {
        bytes.count - index == 2 && bytes[index] == UInt8(ascii: "^")
            && (bytes[index + 1] ?? 0x20) >= 0x40
    }
}
