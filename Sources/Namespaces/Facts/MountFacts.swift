internal import Glibc
internal import SystemCalls

/// `mounts[PATH]`: the mount table of a process's mount namespace, seen from its root directory.
struct MountFacts: FactProvider {
    var shapes: [FactShape] {
        [
            FactShape(
                "mounts", "the mount points; with a key, the topmost mount there", isKeyed: true,
                [
                    FactShape("type", "the file system's type, like tmpfs"),
                    FactShape("source", "what is mounted, like /dev/sda1"),
                    FactShape("root", "the directory of that file system"),
                    FactShape("options", "the mount's own options"),
                    FactShape("propagation", "shared, slave, private or unbindable"),
                    FactShape("peers", "its peer groups, like shared:1"),
                    FactShape("count", "how many mounts are stacked on this path"),
                ])
        ]
    }

    func keys(of name: String, in subject: FactSubject) -> [String] {
        guard let mounts = try? subject.mounts() else { return [] }
        var seen: Set<String> = []
        return mounts.map(\.path).filter { seen.insert($0).inserted }
    }

    func fact(_ path: [FactStep], of subject: FactSubject) -> Fact {
        Fact.reading { () throws(SystemCallError) in
            let mounts = try subject.mounts()
            guard let key = path[0].key else { return .list(mounts.map(\.path)) }
            let stacked = mounts.filter { $0.path == key }
            guard let mount = stacked.last else { return .absent }
            guard path.count > 1 else { return .present }
            switch path[1].name {
            case "type": return .text(mount.type)
            case "source": return .text(mount.source)
            case "root": return .text(try root(of: mount, subject))
            case "options": return .list(mount.options)
            case "propagation":
                return mount.propagation.count == 1
                    ? .text(mount.propagation[0]) : .list(mount.propagation)
            case "peers": return .list(mount.peers)
            case "count": return .number(stacked.count)
            default: return .absent
            }
        }
    }

    /// The directory that is mounted. Of control groups the kernel writes it from the root of the
    /// *reader's* cgroup namespace, so it is read in there.
    private func root(of mount: MountPoint, _ subject: FactSubject) throws(SystemCallError) -> String {
        guard mount.type.hasPrefix("cgroup") else { return mount.root }
        let inside = try subject.reading(GroupMountReading.self).mounts()
        guard let same = inside.first(where: { $0.id == mount.id }) else {
            throw SystemCallError("read", "/proc/\(subject.pid)/mountinfo", errno: EAGAIN)
        }
        return same.root
    }
}

/// The mount table of a process as it reads in its own cgroup namespace.
final class GroupMountReading: SubjectReading {
    private let inside: InnerReading

    init(of pid: Int32) {
        inside = InnerReading(
            of: pid, kinds: [.user, .cgroup],
            [.report(file: "/proc/\(pid)/mountinfo", limit: 1 << 20)])
    }

    func mounts() throws(SystemCallError) -> [MountPoint] {
        MountPoint.list(mountinfo: try inside.text(0))
    }
}
