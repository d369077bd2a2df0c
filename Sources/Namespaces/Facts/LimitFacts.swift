internal import SystemCalls

/// `limits`: a process's resource limits, the soft ones: `getrlimit(2)`, `proc_pid_limits(5)`.
struct LimitFacts: FactProvider {
    /// As `prlimit(1)` names them, and as the file does.
    private static let names: KeyValuePairs = [
        "as": "Max address space", "core": "Max core file size", "cpu": "Max cpu time",
        "fsize": "Max file size", "memlock": "Max locked memory", "nofile": "Max open files",
        "nproc": "Max processes", "stack": "Max stack size",
    ]

    var shapes: [FactShape] {
        [
            FactShape(
                "limits", "resource limits of the process", isLeaf: false,
                Self.names.map { FactShape($0.key, "\($0.value), a number or unlimited") })
        ]
    }

    func fact(_ path: [FactStep], of subject: FactSubject) -> Fact {
        guard path.count > 1 else { return .present }
        guard let title = Self.names.first(where: { $0.key == path[1].name })?.value else {
            return .absent
        }
        return Fact.reading { () throws(SystemCallError) in
            // Titles, soft limits, hard limits and units stand in columns.
            for line in try subject.file("limits").split(separator: "\n")
            where line.hasPrefix(title) {
                if let soft = String(line.dropFirst(title.count)).words.first { return .text(soft) }
            }
            return .unknown("/proc/\(subject.pid)/limits has no \(title)")
        }
    }
}
