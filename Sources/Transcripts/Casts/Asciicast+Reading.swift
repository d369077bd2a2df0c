internal import JSONText

extension Asciicast {
    /// Reads a file. A comment of version 3 and an event of a kind that nobody knows are passed over,
    /// and so is a last line that was begun and not ended: ``isCut``.
    public init(reading bytes: [UInt8]) throws(Problem) {
        guard !bytes.isEmpty else { throw Problem(line: 1, what: "the file is empty") }
        self.init()
        var rest = bytes[...]
        var number = 0
        var last = 0
        // One by one: a file of line ends alone must not take many times its size.
        while !rest.isEmpty {
            let row = rest.prefix { $0 != 0x0A }
            rest = rest[min(row.endIndex + 1, rest.endIndex)...]
            number += 1
            if number == 1 {
                try readHeader(row)
                continue
            }
            guard let first = row.first, first != UInt8(ascii: "#"), first != 0x0D else { continue }
            if row.endIndex == bytes.endIndex, (try? JSON(reading: row)) == nil {
                isCut = true
                continue
            }
            guard let event = try Self.event(row, line: number, after: version == 3 ? last : 0)
            else { continue }
            // Some recorders' clocks go back; nothing is shown before what was shown.
            last = max(last, event.time)
            events.append(Event(time: last, kind: event.kind))
        }
    }

    private mutating func readHeader(_ bytes: ArraySlice<UInt8>) throws(Problem) {
        guard let header = try? JSON(reading: bytes) else {
            throw Problem(line: 1, what: "the first line is no JSON")
        }
        guard let version = header["version"]?.integer, (2...3).contains(version) else {
            throw Problem(line: 1, what: "it is no asciicast of version 2 or 3")
        }
        self.version = version
        let columns = version == 3 ? header["term"]?["cols"]?.integer : header["width"]?.integer
        let rows = version == 3 ? header["term"]?["rows"]?.integer : header["height"]?.integer
        guard let columns, let rows, Self.isSize(columns, rows) else {
            throw Problem(line: 1, what: "the terminal has no size")
        }
        self.columns = columns
        self.rows = rows
        title = header["title"]?.string
    }

    private static func event(
        _ bytes: ArraySlice<UInt8>, line: Int, after start: Int
    ) throws(Problem) -> Event? {
        guard case .array(let parts)? = try? JSON(reading: bytes), parts.count == 3,
            let seconds = parts[0].seconds, case .string(let code) = parts[1],
            case .string(let data) = parts[2]
        else { throw Problem(line: line, what: "it is no event: [time, \"code\", \"data\"]") }
        guard seconds >= 0, seconds < 1e9 else {
            throw Problem(line: line, what: "the time is out of range")
        }
        let time = start + Int(seconds * 1_000_000)
        return try kind(code, data, line: line).map { Event(time: time, kind: $0) }
    }

    private static func kind(
        _ code: String, _ data: String, line: Int
    ) throws(Problem) -> Event.Kind? {
        switch code {
        case "o": return .output(data)
        case "i": return .input(data)
        case "m": return .marker(data)
        case "x": return Int(data).map { .exit($0) }
        case "r":
            let numbers = data.split(separator: "x").map { Int($0) }
            guard numbers.count == 2, let columns = numbers[0], let rows = numbers[1],
                isSize(columns, rows)
            else { throw Problem(line: line, what: "a size is written COLUMNSxROWS") }
            return .resize(columns: columns, rows: rows)
        default: return nil
        }
    }

    private static func isSize(_ columns: Int, _ rows: Int) -> Bool {
        (1...10_000).contains(columns) && (1...10_000).contains(rows)
    }
}

extension JSON {
    fileprivate var seconds: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
}
