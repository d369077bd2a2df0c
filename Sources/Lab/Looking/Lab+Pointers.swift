public import Namespaces
public import SystemCalls

extension Lab {
    /// What the kernel holds for a process of this lab, as somebody in it has it: what lies outside
    /// is not named.
    ///
    /// - Parameters:
    ///   - pid: the lab's number of the process.
    ///   - other: that of the one to compare with.
    /// - Throws: `ESRCH` where the lab has no such process.
    public func pointers(
        of pid: Int32, comparedWith other: Int32
    ) throws(SystemCallError) -> NamespacePointers {
        let inside = Set(try namespaces().nodes.map(\.identity))
        return try pointers(of: pid, inside).compared(with: try pointers(of: other, inside))
    }

    /// The lab's number of a process, as `ps` shows it in there; nil for one that is outside.
    public func number(of pid: Int32) -> Int32? { (try? numbering())?.number(of: pid) }

    private func pointers(
        of pid: Int32, _ inside: Set<NamespaceIdentity>
    ) throws(SystemCallError) -> NamespacePointers {
        let numbering = try numbering()
        let all = [initProcess.pid] + processes.map(\.pid)
        guard let process = all.first(where: { numbering.number(of: $0) == pid }) else {
            throw SystemCallError("open", "process \(pid)", errno: 3)
        }
        let held = try NamespacePointers.read(process)
        return NamespacePointers(
            process: NamespaceNode.Member(pid: pid, name: held.process.name),
            pointers: held.pointers.map { pointer in
                var pointer = pointer
                pointer.namespace = pointer.namespace.map { node in
                    var node = node
                    node.owner = node.owner.flatMap { inside.contains($0) ? $0 : nil }
                    node.parent = node.parent.flatMap { inside.contains($0) ? $0 : nil }
                    return node
                }
                return pointer
            })
    }
}
