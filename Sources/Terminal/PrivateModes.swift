/// What programs have switched in a terminal and would have switched back: the other screen, a hidden
/// cursor, reports of the mouse, bracketed paste. Whoever ends them does that in their place.
///
/// The private modes of DEC and xterm: `CSI ? NUMBER h` and `l`, however the bytes are cut into reads.
public struct PrivateModes: Sendable {
    private enum State {
        case text, escape, sequence, mode
    }
    private var state = State.text
    private var digits: [UInt8] = []
    /// Those that are not as a terminal has them at first, in the order in which they were switched.
    private var switched: [Int] = []

    /// Off at first.
    private static let options: Set = [
        1, 9, 47, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1015, 1047, 1049, 2004,
    ]
    /// On at first: lines are wrapped, the cursor is shown.
    private static let habits: Set = [7, 25]
    /// No sequence that switches modes is longer.
    private static let longest = 64

    public init() {}

    public mutating func read(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            switch (state, byte) {
            case (_, 27): state = .escape
            case (.escape, UInt8(ascii: "[")): state = .sequence
            case (.sequence, UInt8(ascii: "?")):
                state = .mode
                digits = []
            case (.mode, UInt8(ascii: "0")...UInt8(ascii: ";")) where digits.count < Self.longest:
                digits.append(byte)
            case (.mode, UInt8(ascii: "h")), (.mode, UInt8(ascii: "l")):
                let isOn = byte == UInt8(ascii: "h")
                for number in digits.split(separator: UInt8(ascii: ";")) {
                    take(Int(String(decoding: number, as: UTF8.self)) ?? 0, isOn: isOn)
                }
                state = .text
            default: state = .text
            }
        }
    }

    private mutating func take(_ mode: Int, isOn: Bool) {
        guard Self.options.contains(mode) || Self.habits.contains(mode) else { return }
        switched.removeAll { $0 == mode }
        if isOn != Self.habits.contains(mode) { switched.append(mode) }
    }

    /// What makes the terminal as it was: the last switched first.
    public var undoing: [UInt8] {
        switched.reversed().flatMap { mode in
            Array("\u{1b}[?\(mode)\(Self.habits.contains(mode) ? "h" : "l")".utf8)
        }
    }
}
