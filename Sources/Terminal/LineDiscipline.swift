internal import Glibc

/// What a terminal makes of the keys that it is passed while a program reads it a line at a time, as
/// the kernel does it (`drivers/tty/n_tty.c`): lines after their editing, and keys with a meaning of
/// their own.
public struct LineDiscipline: Sendable {
    /// What was typed, in the order in which it was.
    public enum Typed: Hashable, Sendable {
        /// A line that was ended, without its end.
        case line([UInt8])
        /// VINTR, VSUSP; VEOF on an empty line.
        case interrupt, suspend, endOfInput
        /// Anything else: for a program that reads keys and not lines, half a line, VQUIT.
        case keys
    }

    /// What the terminal will write of its own: bytes, and nil for backspaces of which only the
    /// column tells how many they are.
    public typealias Echo = [UInt8?]

    private var settings = termios()
    private var line: [UInt8] = []
    private var isLiteral = false
    private var typed: [Typed] = []
    private var echo: Echo = []

    public init() {}

    /// Takes note of how the terminal is set, before keys are passed: who reads them may change it.
    public mutating func prepare(for terminal: borrowing PseudoTerminal) {
        settings = terminal.settings ?? termios()
    }

    /// Takes note of keys that were passed.
    public mutating func take(_ keys: some Sequence<UInt8>) -> (typed: [Typed], echo: Echo) {
        (typed, echo) = ([], [])
        for key in keys { take(key) }
        return (typed, echo)
    }

    /// What was begun and not ended was thrown away.
    public mutating func giveUpLine() {
        line = []
        isLiteral = false
    }

    private func has(_ flag: Int32) -> Bool { settings.c_lflag & tcflag_t(flag) != 0 }

    private func isKey(_ key: UInt8, _ position: Int32) -> Bool {
        let meant = withUnsafeBytes(of: settings.c_cc) { $0[Int(position)] }
        return meant != 0 && meant == key  // 0: _POSIX_VDISABLE
    }

    private mutating func take(_ key: UInt8) {
        if isLiteral {
            isLiteral = false
            append(key)
            return
        }
        if settings.c_iflag & tcflag_t(IXON) != 0, isKey(key, VSTART) || isKey(key, VSTOP) {
            return
        }
        if has(ISIG), isKey(key, VINTR) || isKey(key, VQUIT) || isKey(key, VSUSP) {
            giveUpLine()
            if has(ECHO) { echo += shown(key) }
            typed.append(isKey(key, VINTR) ? .interrupt : isKey(key, VSUSP) ? .suspend : .keys)
            return
        }
        guard has(ICANON) else {
            if typed.last != .keys { typed.append(.keys) }
            return
        }
        if key == UInt8(ascii: "\r"), settings.c_iflag & tcflag_t(IGNCR) != 0 { return }
        let isReturn = key == UInt8(ascii: "\r") && settings.c_iflag & tcflag_t(ICRNL) != 0
        edit(isReturn ? UInt8(ascii: "\n") : key)
    }

    private mutating func edit(_ key: UInt8) {
        let newline = UInt8(ascii: "\n")
        switch key {
        case newline:
            if has(ECHO) || has(ECHONL) { echo += lineEnd }
            endLine()
        case _ where isKey(key, VERASE): erase(withKey: true, until: { _ in true })
        case _ where isKey(key, VKILL): kill(key)
        case _ where has(IEXTEN) && isKey(key, VWERASE):
            var hasSeenWord = false
            erase { next in
                let isWord = next.map(Self.isOfWord) ?? false
                hasSeenWord = hasSeenWord || isWord
                return hasSeenWord && !isWord
            }
        case _ where has(IEXTEN) && isKey(key, VLNEXT):
            isLiteral = true
            if has(ECHO), has(ECHOCTL) { echo += [UInt8(ascii: "^"), 8] }
        case _ where has(IEXTEN) && has(ECHO) && isKey(key, VREPRINT):
            echo += shown(key) + lineEnd + line.flatMap(shown)
        case _ where isKey(key, VEOF):
            typed.append(line.isEmpty ? .endOfInput : .keys)
            line = []
        case _ where isKey(key, VEOL) || has(IEXTEN) && isKey(key, VEOL2):
            if has(ECHO) { echo += shown(key) }
            typed.append(.keys)
            line = []
        default: append(key)
        }
    }

    private mutating func append(_ key: UInt8) {
        if has(ECHO) { echo += shown(key) }
        line.append(key)
    }

    private mutating func endLine() {
        let isText =
            String(validating: line, as: UTF8.self) != nil
            && line.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
        // Other bytes cannot stand in a text.
        typed.append(isText ? .line(line) : .keys)
        line = []
    }

    // MARK: Taking back

    private mutating func kill(_ key: UInt8) {
        if line.isEmpty { return }
        guard has(ECHO), !(has(ECHOK) && has(ECHOKE) && has(ECHOE)) else {
            erase { $0 == nil }
            return
        }
        line = []
        echo += shown(key) + (has(ECHOK) ? lineEnd : [])
    }

    /// Takes back characters, the last first.
    ///
    /// - Parameters:
    ///   - isKey: whether it is done by VERASE, which some terminals show instead.
    ///   - isEnd: told of the first byte of what would be taken back next, nil where nothing is left.
    ///     The first one is taken back whatever it says.
    private mutating func erase(withKey isKey: Bool = false, until isEnd: (UInt8?) -> Bool) {
        _ = isEnd(lastCharacter.first)
        while !line.isEmpty {
            let removed = lastCharacter
            line.removeLast(removed.count)
            if has(ECHO), let byte = removed.first { echo += erasure(of: byte, isKey) }
            if isEnd(lastCharacter.first) { return }
        }
    }

    /// The bytes of the last character; of one byte each where the terminal knows no UTF-8.
    private var lastCharacter: ArraySlice<UInt8> {
        guard settings.c_iflag & tcflag_t(IUTF8) != 0 else { return line.suffix(1) }
        let start = line.lastIndex { $0 & 0xC0 != 0x80 } ?? line.startIndex
        return line[start...]
    }

    private func erasure(of byte: UInt8, _ isKey: Bool) -> Echo {
        let back: Echo = [8, 0x20, 8]
        if isKey, !has(ECHOE) {
            return shown(withUnsafeBytes(of: settings.c_cc) { $0[Int(VERASE)] })
        }
        if byte == 0x09 { return [nil] }
        guard Self.isControl(byte) else { return back }
        return has(ECHOCTL) ? back + back : []
    }

    // MARK: Echo

    private func shown(_ byte: UInt8) -> Echo {
        if byte == 0x0A, !has(ECHOCTL) { return lineEnd }
        return has(ECHOCTL) && Self.isControl(byte) && byte != 0x09
            ? [UInt8(ascii: "^"), byte ^ 0x40] : [byte]
    }

    private var lineEnd: Echo {
        let isChanged =
            settings.c_oflag & tcflag_t(OPOST) != 0 && settings.c_oflag & tcflag_t(ONLCR) != 0
        return isChanged ? [0x0D, 0x0A] : [0x0A]
    }

    private static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x7F }

    /// A letter of Latin-1, a digit or `_`, as the kernel has it.
    private static func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "_"), 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case 0xC0...0xFF: byte != 0xD7 && byte != 0xF7
        default: false
        }
    }
}
