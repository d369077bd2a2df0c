public import Namespaces
public import SystemCalls

extension Lab {
    /// The namespaces of this lab as somebody in it has them: by the PIDs and the user ids of the
    /// lab, and without who looks from outside.
    ///
    /// - Throws: where the lab's own user namespace cannot be read, as when the lab has ended.
    public func namespaces() throws(SystemCallError) -> NamespaceTree {
        try inside(NamespaceTree.read(processes: [initProcess.pid] + processes.map(\.pid)))
    }

    /// The lab's part of a tree.
    func inside(_ tree: NamespaceTree) throws(SystemCallError) -> NamespaceTree {
        let root = try NamespaceIdentity(path: "/proc/\(initProcess.pid)/ns/user")
        let maps = userMaps
        let numbers = try numbering()
        return tree.within(
            root, number: { numbers.number(of: $0) },
            uid: { uid in
                maps.first { uid >= $0.outside && uid - $0.outside < $0.count }
                    .map { uid - $0.outside + $0.inside }
            })
    }

    /// How the lab's own PID namespace numbers processes.
    func numbering() throws(SystemCallError) -> LabNumbering {
        LabNumbering(depth: try ProcessState.numbers(of: initProcess.pid).count)
    }

    private var userMaps: [IDMap] {
        ((try? readText("/proc/\(initProcess.pid)/uid_map")) ?? "").split(separator: "\n")
            .compactMap { line in
                let fields = line.split(separator: " ").compactMap { UInt32($0) }
                guard fields.count == 3 else { return nil }
                return IDMap(inside: fields[0], outside: fields[1], count: fields[2])
            }
    }
}

/// Numbers processes as a lab's own PID namespace does.
struct LabNumbering {
    /// In how many PID namespaces the lab's PID 1 is, from this process's own inwards.
    let depth: Int

    /// A process's PIDs from the lab's inwards; empty for one that is not in the lab, or has ended.
    func numbers(of pid: Int32) -> [Int32] {
        guard depth > 0, let all = try? ProcessState.numbers(of: pid), all.count >= depth else {
            return []
        }
        return Array(all[(depth - 1)...])
    }

    func number(of pid: Int32) -> Int32? { numbers(of: pid).first }
}
