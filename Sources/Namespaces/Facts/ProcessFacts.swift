internal import SystemCalls

/// A process that another one can see, by the PID namespace of the other.
struct VisibleProcess: Hashable, Sendable {
    /// As this process numbers it.
    let outerPID: Int32
    /// As the observed process's PID namespace numbers it.
    let pid: Int32
    let state: ProcessState

    /// The processes that a process finds in a `/proc` of its own PID namespace: those in that
    /// namespace and in its descendants.
    static func all(visibleTo pid: Int32) -> [VisibleProcess] {
        guard let observer = try? NamespaceIdentity(path: "/proc/\(pid)/ns/pid"),
            let depth = try? ProcessState.numbers(of: pid).count, let names = try? namesInDirectory("/proc")
        else { return [] }
        var ancestry: [NamespaceIdentity: Bool] = [observer: true]
        return names.compactMap { Int32($0) }.compactMap { candidate in
            // What ends meanwhile, or belongs to somebody else, is not among them.
            guard let numbers = try? ProcessState.numbers(of: candidate), numbers.count >= depth,
                isInside(candidate, observer, &ancestry),
                let state = try? ProcessState(pid: candidate)
            else { return nil }
            return VisibleProcess(outerPID: candidate, pid: numbers[depth - 1], state: state)
        }
    }

    /// Whether a process's PID namespace is `observer` or one below it.
    private static func isInside(
        _ pid: Int32, _ observer: NamespaceIdentity, _ known: inout [NamespaceIdentity: Bool]
    ) -> Bool {
        let path = "/proc/\(pid)/ns/pid"
        guard let identity = try? NamespaceIdentity(path: path) else { return false }
        if let answer = known[identity] { return answer }
        var answer = false
        if var handle = try? NamespaceHandle(.pid, path: path) {
            while let parent = try? handle.parent() {
                if parent.identity == observer {
                    answer = true
                    break
                }
                handle = parent
            }
        }
        known[identity] = answer
        return answer
    }
}

/// `processes[NAME]`: what a process can see of the others.
struct ProcessFacts: FactProvider {
    var shapes: [FactShape] {
        [
            FactShape(
                "processes", "the names of the processes in sight; a key is a name or a PID",
                isKeyed: true,
                [
                    FactShape("pid", "as the observed process's PID namespace numbers it"),
                    FactShape(
                        "parent", "its parent's PID there; 0 where the parent is not in sight"),
                    FactShape("state", "R, S, D, T, Z, as proc(5) has them"),
                    FactShape("nspid", "its PIDs from there inwards"),
                    FactShape("count", "how many there are of this name"),
                ])
        ]
    }

    func keys(of name: String, in subject: FactSubject) -> [String] {
        subject.processes().map { "\($0.pid)" }
    }

    func fact(_ path: [FactStep], of subject: FactSubject) -> Fact {
        let all = subject.processes()
        // The observed process itself is always in its own sight.
        if all.isEmpty { return .unknown("the processes could not be listed") }
        guard let key = path[0].key else { return .list(all.map(\.state.name)) }
        let matches = all.filter { $0.state.name == key || "\($0.pid)" == key }
        if path.count > 1, path[1].name == "count" { return .number(matches.count) }
        guard let process = matches.first else { return .absent }
        if matches.count > 1 {
            let pids = matches.map { "\($0.pid)" }.joined(separator: ", ")
            return .unknown("\(matches.count) processes are named \(key): \(pids)")
        }
        guard path.count > 1 else { return .present }
        switch path[1].name {
        case "pid": return .number(process.pid)
        case "parent":
            return .number(all.first { $0.outerPID == process.state.parent }?.pid ?? 0)
        case "state": return .text(String(process.state.state))
        case "nspid":
            return Fact.reading { () throws(SystemCallError) in
                let numbers = try ProcessState.numbers(of: process.outerPID)
                let from = numbers.firstIndex(of: process.pid) ?? 0
                return .list(numbers[from...].map { "\($0)" })
            }
        default: return .absent
        }
    }
}
