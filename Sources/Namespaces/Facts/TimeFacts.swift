internal import Glibc
internal import SystemCalls

/// `time`: the clocks that a time namespace has of its own: `time_namespaces(7)`.
struct TimeFacts: FactProvider {
    var shapes: [FactShape] {
        [
            FactShape(
                "time", "the clocks of the time namespace", isLeaf: false,
                [
                    FactShape(
                        "offsets", "how far its children's clocks are ahead: clock, s, ns"),
                    FactShape("monotonic", "CLOCK_MONOTONIC in seconds"),
                    FactShape("boottime", "CLOCK_BOOTTIME in seconds"),
                    FactShape("uptime", "the first number of /proc/uptime"),
                ])
        ]
    }

    func prepare(_ path: [FactStep], of subject: FactSubject) {
        if path.count > 1, path[1].name != "offsets" { subject.reading(ClockReading.self) }
    }

    func fact(_ path: [FactStep], of subject: FactSubject) -> Fact {
        guard path.count > 1 else { return .present }
        return Fact.reading { () throws(SystemCallError) in
            switch path[1].name {
            // This file is of the namespace that the children will be in, whoever reads it.
            case "offsets": return .list(lines(of: try subject.file("timens_offsets")))
            case "monotonic": return .text(try subject.reading(ClockReading.self).clocks()[0])
            case "boottime": return .text(try subject.reading(ClockReading.self).clocks()[1])
            case "uptime": return .text(try subject.reading(ClockReading.self).uptime())
            default: return .absent
            }
        }
    }
}

/// The clocks as they are read by who is in a time namespace.
private final class ClockReading: SubjectReading {
    private let inside: InnerReading

    init(of pid: Int32) {
        inside = InnerReading(
            of: pid, kinds: [.user, .time],
            [.reportClocks, .report(file: "/proc/uptime", limit: 1 << 12)])
    }

    /// Monotonic and boot time in seconds, to the millisecond.
    func clocks() throws(SystemCallError) -> [String] {
        let bytes = try inside.bytes(0)
        guard bytes.count == 4 * MemoryLayout<Int64>.size else {
            throw SystemCallError("clock_gettime", "", errno: EPROTO)
        }
        let numbers = bytes.withUnsafeBytes { raw in
            (0..<4).map { raw.loadUnaligned(fromByteOffset: 8 * $0, as: Int64.self) }
        }
        return [0, 2].map { place in
            let thousandths = "\(1000 + numbers[place + 1] / 1_000_000)".dropFirst()
            return "\(numbers[place]).\(thousandths)"
        }
    }

    func uptime() throws(SystemCallError) -> String {
        guard let seconds = try inside.text(1).words.first else {
            throw SystemCallError("read", "/proc/uptime", errno: EPROTO)
        }
        return seconds
    }
}
