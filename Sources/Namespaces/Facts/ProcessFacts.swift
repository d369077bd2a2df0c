internal import Glibc
internal import SystemCalls

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
                    FactShape("children", "the names of its children"),
                    FactShape("state", "R, S, D, T, Z, as proc(5) has them"),
                    FactShape("nspid", "its PIDs from there inwards"),
                    FactShape("depth", "how many PID namespaces it is in from there inwards"),
                    FactShape("count", "how many there are of this name"),
                    FactShape("command", "its program's arguments"),
                    FactShape("cgroup", "its cgroup2 path, as the observed process sees it"),
                    FactShape(
                        "ns", "its namespaces", isLeaf: false, isDetail: true,
                        NamespaceFacts.names.map { FactShape($0, "its \($0) namespace") }),
                ])
        ]
    }

    func keys(of name: String, in subject: FactSubject) -> [String] {
        subject.processes().map { "\($0.pid)" }
    }

    func prepare(_ path: [FactStep], of subject: FactSubject) {
        guard path.count > 1, path[1].name == "cgroup", let key = path[0].key else { return }
        let matches = subject.processes().filter { $0.goes(by: key) }
        if matches.count == 1 { subject.reading(CgroupReading.self).start(matches[0].outerPID) }
    }

    func fact(_ path: [FactStep], of subject: FactSubject) -> Fact {
        let all = subject.processes()
        // The observed process itself is always in its own sight.
        if all.isEmpty { return .unknown("the processes could not be listed") }
        guard let key = path[0].key else { return .list(all.map(\.state.name)) }
        let matches = all.filter { $0.goes(by: key) }
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
        case "children":
            return .list(
                all.filter { $0.state.parent == process.outerPID }.map(\.state.name))
        case "state": return .text(String(process.state.state))
        case "nspid": return .list(process.numbers.map { "\($0)" })
        case "depth": return .number(process.numbers.count)
        default:
            return Fact.reading { () throws(SystemCallError) in
                try readFact(path.dropFirst(), of: process, in: subject)
            }
        }
    }

    /// A fact that is read of this process alone.
    private func readFact(
        _ path: ArraySlice<FactStep>, of process: VisibleProcess, in subject: FactSubject
    ) throws(SystemCallError) -> Fact {
        switch path.first?.name {
        case "command": return try process.command.map(Fact.text) ?? .absent
        case "cgroup":
            return CgroupFacts.unified(
                in: try subject.reading(CgroupReading.self).lines(of: process.outerPID))
        case "ns":
            guard let name = path.dropFirst().first?.name else { return .present }
            return .text(try readLink("/proc/\(process.outerPID)/ns/\(name)"))
        default: return .absent
        }
    }
}

extension VisibleProcess {
    /// Whether a key means it: its name, or its PID where it is observed from.
    fileprivate func goes(by key: String) -> Bool { state.name == key || "\(pid)" == key }

    /// Its arguments with blanks between them; nil where it has none, as one that has ended.
    fileprivate var command: String? {
        get throws(SystemCallError) {
            var text = try readText("/proc/\(outerPID)/cmdline")
            if text.hasSuffix("\0") { text.removeLast() }
            return text.isEmpty ? nil : text.replacing("\0", with: " ")
        }
    }
}
