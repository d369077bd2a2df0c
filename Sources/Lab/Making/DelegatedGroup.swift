internal import Glibc
internal import Namespaces
internal import SystemCalls

/// A cgroup2 group whose inside belongs to the lab's root: the root of the lab's cgroup namespace.
///
/// A lab that asks for one gets it where this process may make one: root everywhere, an ordinary
/// user where a group was delegated to them, `cgroups(7)`. There every lab has one, asked or not:
/// its root would else be root in nsshell's own group, and what it made there would stay.
final class DelegatedGroup: Sendable {
    let directory: String
    /// Open, for `clone3(2)` to put the lab's first process in.
    let descriptor: Descriptor
    /// Removes the group when the lab has ended or nsshell is gone.
    private let guardian: Guardian

    /// What a lab's root may do with a group of its own, `cgroups(7)`: cgroup delegation.
    private static let delegated = ["cgroup.procs", "cgroup.threads", "cgroup.subtree_control"]
    /// A learner may make groups; these bounds are not the learner's to change.
    private static let bounds: [(file: String, value: String)] = [
        ("cgroup.max.descendants", "200"), ("cgroup.max.depth", "30"),
    ]

    /// The directory of this process's own cgroup2 group; nil where no cgroup2 is mounted.
    private static var base: String? {
        guard let mountinfo = try? readText("/proc/self/mountinfo"),
            let mount = MountPoint.list(mountinfo: mountinfo).first(where: { $0.type == "cgroup2" })
        else { return nil }
        // Root may make groups below the hierarchy's root, where the controllers are.
        if geteuid() == 0 { return mount.path }
        let groups = ((try? readText("/proc/self/cgroup")) ?? "").split(separator: "\n")
        guard let own = groups.first(where: { $0.hasPrefix("0::") })?.dropFirst(3) else { return nil }
        let root = mount.root == "/" ? "" : mount.root
        guard own.hasPrefix(root) else { return nil }
        return mount.path + own.dropFirst(root.count)
    }

    /// Where a lab's group can be made; nil where this process may make none.
    private static var writableBase: String? {
        guard let base, access(base, W_OK) == 0, access("\(base)/cgroup.procs", W_OK) == 0 else {
            return nil
        }
        return base
    }

    /// Whether this process could give a lab a group of its own.
    static var isPossible: Bool { writableBase != nil }

    /// Whether every lab needs one, since its root would be root of nsshell's own group too.
    static var isNeeded: Bool { geteuid() != 0 && isPossible }

    /// - Parameter mapping: whose root it shall belong to.
    /// - Throws: what refused; `ENOENT` where there is no cgroup2 that this process may use.
    init(for mapping: IDMapping) throws(SystemCallError) {
        guard let base = Self.writableBase else {
            throw SystemCallError("mkdir", "a delegated cgroup2 group", errno: ENOENT)
        }
        ControlGroup.sweep(base)
        let path = "\(base == "/" ? "" : base)/\(ControlGroup.newName())"
        let guardian = try Guardian(removing: [path])
        do throws(SystemCallError) {
            descriptor = try Self.make(path, for: mapping)
        } catch {
            guardian.end()
            throw error
        }
        directory = path
        self.guardian = guardian
    }

    private static func make(
        _ path: String, for mapping: IDMapping
    ) throws(SystemCallError) -> Descriptor {
        try checked(mkdir(path, 0o755), "mkdir", path)
        for (file, value) in bounds + ControlGroup.unifiedLimits {
            // A controller that is not enabled here has no file: the others still hold.
            try? writeOnce(value, to: "\(path)/\(file)")
        }
        if let owner = mapping.outsideRoot {
            for file in [path] + delegated.map({ "\(path)/\($0)" }) {
                try checked(chown(file, owner, owner), "chown", file)
            }
        }
        return try Descriptor.open(path, O_RDONLY | O_DIRECTORY)
    }

    /// What a process does from outside to be in the group; where that takes no process any more,
    /// to be where the lab's PID 1 is. No group takes one that hands controllers on to those in it
    /// (EBUSY), so whoever had them handed on has moved PID 1 before: `cgroups(7)`.
    func entering(besides initProcess: Int32) -> Plan {
        var plan = Plan()
        plan.attempt(Self.joining(directory), otherwise: [Self.joining(group(of: initProcess))])
        return plan
    }

    private static func joining(_ directory: String) -> Operation {
        .write(path: "\(directory)/cgroup.procs", bytes: Array("0".utf8))
    }

    /// The directory of a process's group, this one or one in it.
    func group(of pid: Int32) -> String {
        let lines = ((try? readText("/proc/\(pid)/cgroup")) ?? "").split(separator: "\n")
        guard let path = lines.first(where: { $0.hasPrefix("0::") })?.dropFirst(3),
            let name = directory.split(separator: "/").last,
            let below = path.firstRange(of: "/\(name)/")
        else { return directory }
        return "\(directory)/\(path[below.upperBound...])"
    }

    /// To be called when the lab has ended: waits until the group is gone.
    func end() { guardian.end() }
}
