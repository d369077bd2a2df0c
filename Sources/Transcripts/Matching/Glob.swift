/// The pattern of a `(glob)` line: `*` is any bytes, `?` is one, a backslash makes either plain.
struct Glob {
    private enum Part {
        case any, one
        case byte(UInt8)

        func takes(_ byte: UInt8) -> Bool {
            switch self {
            case .any: false
            case .one: true
            case .byte(let wanted): wanted == byte
            }
        }
    }
    private let parts: [Part]

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") || byte == Escapes.backslash
    }

    init(_ bytes: some Collection<UInt8>) {
        var parts: [Part] = []
        var rest = ArraySlice(bytes)
        while let byte = rest.popFirst() {
            if byte == Escapes.backslash, let next = rest.first, Self.isSpecial(next) {
                parts.append(.byte(next))
                rest = rest.dropFirst()
            } else if byte == UInt8(ascii: "*") {
                parts.append(.any)
            } else {
                parts.append(byte == UInt8(ascii: "?") ? .one : .byte(byte))
            }
        }
        self.parts = parts
    }

    func matches(_ line: [UInt8], within budget: MatchingBudget) -> Bool {
        var steps = 0
        let most = budget.left
        defer { budget.spend(steps) }
        var part = 0
        var position = 0
        // Where the last `*` stands, and how far it reaches so far: no earlier one needs to reach
        // further, so this takes no more than parts × bytes.
        var retry: (part: Int, position: Int)?
        while position < line.count {
            steps += 1
            if steps > most { return false }
            if part < parts.count, case .any = parts[part] {
                retry = (part, position)
                part += 1
            } else if part < parts.count, parts[part].takes(line[position]) {
                part += 1
                position += 1
            } else if let last = retry {
                retry = (last.part, last.position + 1)
                part = last.part + 1
                position = last.position + 1
            } else {
                return false
            }
        }
        return parts[part...].allSatisfy { if case .any = $0 { true } else { false } }
    }

    /// Bytes of a line as a pattern that only they match.
    static func literal(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        bytes.flatMap { isSpecial($0) ? [Escapes.backslash, $0] : [$0] }
    }
}
