internal import SystemCalls

/// A process that another one can see, by the PID namespace of the other.
struct VisibleProcess: Hashable, Sendable {
    /// As this process numbers it.
    let outerPID: Int32
    /// Its PID in each PID namespace from the observed process's own inwards.
    let numbers: [Int32]
    let state: ProcessState

    /// As the observed process's PID namespace numbers it.
    var pid: Int32 { numbers[0] }

    /// The processes that a process finds in a `/proc` of its own PID namespace: those in that
    /// namespace and in its descendants.
    static func all(visibleTo pid: Int32) -> [VisibleProcess] {
        guard let observer = try? NamespaceIdentity(path: "/proc/\(pid)/ns/pid"),
            let depth = try? ProcessState.numbers(of: pid).count, depth > 0,
            let names = try? unsortedNames(inDirectory: "/proc")
        else { return [] }
        var ancestry: [NamespaceIdentity: Bool] = [observer: true]
        return names.compactMap { Int32($0) }.compactMap { candidate in
            // What ends meanwhile, or belongs to somebody else, is not among them. The namespace is
            // asked first: it costs one call, and most processes of a machine are outside.
            guard isInside(candidate, observer, &ancestry),
                let numbers = try? ProcessState.numbers(of: candidate), numbers.count >= depth,
                let state = try? ProcessState(pid: candidate)
            else { return nil }
            return VisibleProcess(
                outerPID: candidate, numbers: Array(numbers[(depth - 1)...]), state: state)
        }
    }

    /// Whether a process is in the PID namespace of another one or in one below it. False where
    /// that cannot be known.
    static func isVisible(_ pid: Int32, to other: Int32) -> Bool {
        guard let observer = try? NamespaceIdentity(path: "/proc/\(other)/ns/pid") else {
            return false
        }
        var known: [NamespaceIdentity: Bool] = [observer: true]
        return isInside(pid, observer, &known)
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
