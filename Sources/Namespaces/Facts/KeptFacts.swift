internal import Glibc
internal import SystemCalls

/// `kept[PATH]`: the namespaces that a bind mount of their file keeps alive, process or not:
/// `namespaces(7)`.
struct KeptFacts: FactProvider {
    var shapes: [FactShape] {
        [
            FactShape(
                "kept", "where a namespace is mounted; with a key, which, like uts:[4026532190]",
                isKeyed: true, isLeafWithKey: true,
                [FactShape("processes", "how many processes in sight are in it")])
        ]
    }

    func keys(of name: String, in subject: FactSubject) -> [String] {
        (try? Self.all(in: subject).map(\.path)) ?? []
    }

    func fact(_ path: [FactStep], of subject: FactSubject) -> Fact {
        Fact.reading { () throws(SystemCallError) in
            let kept = try Self.all(in: subject)
            guard let key = path[0].key else { return .list(kept.map(\.path)) }
            guard let namespace = kept.first(where: { $0.path == key })?.root else {
                return .absent
            }
            guard path.count > 1 else { return .text(namespace) }
            return path[1].name == "processes"
                ? try Self.population(of: namespace, in: subject) : .absent
        }
    }

    /// The mounts of the kernel's own file system for namespaces that nothing is mounted over.
    private static func all(in subject: FactSubject) throws(SystemCallError) -> [MountPoint] {
        var topmost: [String: MountPoint] = [:]
        let mounts = try subject.mounts()
        for mount in mounts { topmost[mount.path] = mount }
        return mounts.filter { $0.type == "nsfs" && topmost[$0.path] == $0 }
    }

    private static func population(
        of namespace: String, in subject: FactSubject
    ) throws(SystemCallError) -> Fact {
        let kind = namespace.prefix { $0 != ":" }
        let processes = subject.processes()
        // The observed process itself is always in its own sight.
        if processes.isEmpty { return .unknown("the processes could not be listed") }
        var count = 0
        for process in processes {
            do throws(SystemCallError) {
                if try readLink("/proc/\(process.outerPID)/ns/\(kind)") == namespace { count += 1 }
            } catch  where error.errno == ENOENT || error.errno == ESRCH {
                // It has ended, and is in no namespace any more.
                continue
            }
        }
        return .number(count)
    }
}
