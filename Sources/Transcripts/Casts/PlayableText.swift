/// What a recording may send to the terminal of whoever watches it.
///
/// Letters, movements of the cursor and colours pass. What makes a terminal answer, take a name or a
/// clipboard, or change its modes for good, does not: a recording is somebody else's text.
public struct PlayableText: Sendable {
    private enum State {
        case text, escape, control, leftOut, string, stringEscape
    }
    private var state = State.text
    private var sequence = ""

    /// More is no sequence of a terminal's.
    private static let longest = 64
    /// Ends of control sequences that pass: the cursor, erasing, scrolling, colours.
    private static let passing = Set("ABCDEFGHJKLMPSTXdfm@`abe".unicodeScalars)

    public init() {}

    /// The part of a text that passes; a sequence may go on in the next one.
    public mutating func passing(_ text: String) -> String {
        var passed = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { take(scalar, into: &passed) }
        return String(passed)
    }

    private mutating func take(
        _ scalar: Unicode.Scalar, into passed: inout String.UnicodeScalarView
    ) {
        switch state {
        case .text:
            switch scalar.value {
            case 0x1B: state = .escape
            case 0x9B:
                state = .control
                sequence = ""
            case 0x90, 0x98, 0x9D, 0x9E, 0x9F: state = .string
            case 0x07, 0x08, 0x09, 0x0A, 0x0D: passed.append(scalar)
            case 0..<0x20, 0x7F..<0xA0: break
            default: passed.append(scalar)
            }
        case .escape:
            switch scalar {
            case "[":
                state = .control
                sequence = ""
            case "]", "P", "X", "^", "_": state = .string
            case "\u{1B}": break
            default: state = .text
            }
        case .control:
            if (0x40...0x7E).contains(scalar.value) {
                state = .text
                if Self.passing.contains(scalar) {
                    passed.append(contentsOf: "\u{1B}[\(sequence)\(scalar)".unicodeScalars)
                }
            } else if (0x30...0x3B).contains(scalar.value), sequence.utf8.count < Self.longest {
                sequence.unicodeScalars.append(scalar)
            } else {
                // With a private mark, or too long.
                state = .leftOut
            }
        case .leftOut: if (0x40...0x7E).contains(scalar.value) { state = .text }
        case .string:
            if scalar.value == 0x07 || scalar.value == 0x9C { state = .text }
            if scalar.value == 0x1B { state = .stringEscape }
        case .stringEscape: state = scalar == "\\" ? .text : .string
        }
    }
}
