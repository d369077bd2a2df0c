internal import JSONText

extension Asciicast {
    /// The file of it. Version 2 has no event for an exit.
    public var bytes: [UInt8] {
        var lines = [header]
        var last = 0
        for event in events {
            guard let (code, data) = words(for: event.kind) else { continue }
            let time = version == 3 ? event.time - last : event.time
            last = event.time
            lines.append("[\(Self.seconds(max(time, 0))), \"\(code)\", \(JSON.string(data).line)]")
        }
        return Array(lines.map { $0 + "\n" }.joined().utf8)
    }

    private var header: String {
        var members: [JSON.Member] = [JSON.Member("version", .integer(version))]
        if version == 3 {
            members.append(
                JSON.Member("term", ["cols": .integer(columns), "rows": .integer(rows)]))
        } else {
            members += [
                JSON.Member("width", .integer(columns)), JSON.Member("height", .integer(rows)),
            ]
        }
        if let title { members.append(JSON.Member("title", .string(title))) }
        return JSON.object(members).line
    }

    private func words(for kind: Event.Kind) -> (code: String, data: String)? {
        switch kind {
        case .output(let text): ("o", text)
        case .input(let text): ("i", text)
        case .marker(let text): ("m", text)
        case .resize(let columns, let rows): ("r", "\(columns)x\(rows)")
        case .exit(let status): version == 3 ? ("x", "\(status)") : nil
        }
    }

    /// `1.000250`.
    private static func seconds(_ microseconds: Int) -> String {
        let digits = String(microseconds % 1_000_000)
        return "\(microseconds / 1_000_000)."
            + String(repeating: "0", count: 6 - digits.count) + digits
    }
}
