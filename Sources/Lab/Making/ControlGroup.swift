internal import Glibc
internal import Namespaces
internal import SystemCalls

/// A lab's control group, which bounds what all its processes together use: `cgroups(7)`.
///
/// Where one can be had: root can have one below the root of each hierarchy. Elsewhere a lab has
/// its per-process limits and the size of its file systems.
struct ControlGroup: Sendable {
    /// One in cgroup2, or one in each cgroup1 hierarchy that has a controller we use.
    let directories: [String]

    private static let processes = 2048
    private static let memoryBytes: UInt64 = 2 << 30
    private static let prefix = "nsshell-"

    /// What is written into the group's files, by the name of the controller.
    private static let cgroup1: [String: [(file: String, value: String)]] = [
        "pids": [("pids.max", "\(processes)")],
        "memory": [("memory.limit_in_bytes", "\(memoryBytes)")],
        // Half of the usual share: a busy lab leaves the machine usable.
        "cpu": [("cpu.shares", "512")],
    ]
    static let unifiedLimits: [(file: String, value: String)] = [
        ("pids.max", "\(processes)"), ("memory.max", "\(memoryBytes)"), ("cpu.weight", "50"),
    ]

    /// What is written into the files of each directory.
    private let limits: [[(file: String, value: String)]]

    /// A group for a new lab, which is not there yet; nil where this process may make none that
    /// limits anything.
    ///
    /// - Parameter besideUnified: the lab has a cgroup2 group already, with limits of its own.
    init?(besideUnified: Bool) {
        guard geteuid() == 0 else { return nil }
        let hierarchies = Hierarchy.ofThisMachine.filter { !(besideUnified && $0.isUnified) }
        if hierarchies.isEmpty { return nil }
        let name = Self.newName()
        directories = hierarchies.map { "\($0.path)/\(name)" }
        limits = hierarchies.map(\.limits)
        for hierarchy in hierarchies { Self.sweep(hierarchy.path) }
    }

    /// A name that tells whose group it is, for `sweep`.
    static func newName() -> String { "\(prefix)\(getpid())-\(LabNumber.next())" }

    /// Makes it.
    ///
    /// - Returns: whether it limits anything.
    func create() -> Bool {
        var isThere = false
        for (directory, limits) in zip(directories, limits) where mkdir(directory, 0o755) == 0 {
            isThere = true
            for (file, value) in limits {
                // A controller that is not enabled here has no file: the others still hold.
                try? writeOnce(value, to: "\(directory)/\(file)")
            }
        }
        return isThere
    }

    /// What a process does to be in the group; what it starts from then on is in it too.
    var entering: [Operation] {
        directories.map { .write(path: "\($0)/cgroup.procs", bytes: Array("0".utf8)) }
    }

    /// Puts a process into the group; what it starts from then on is in it too. One that has ended
    /// meanwhile, or that is in already, is passed over.
    ///
    /// - Returns: whether the process had to be moved.
    func take(_ pid: Int32) -> Bool {
        guard let groups = try? readText("/proc/\(pid)/cgroup"), 
            !groups.split(separator: "\n").contains(where: { $0.hasSuffix("/\(name)") })
        else { return false }
        for directory in directories { try? writeOnce("\(pid)", to: "\(directory)/cgroup.procs") }
        return true
    }

    private var name: Substring { directories[0].split(separator: "/").last ?? "" }

    /// Removes groups of processes that are gone, which a killed guardian left.
    static func sweep(_ path: String) {
        for name in (try? namesInDirectory(path)) ?? [] where name.hasPrefix(prefix) {
            let owner = name.dropFirst(prefix.count).prefix { $0 != "-" }
            guard let pid = Int32(owner), kill(pid, 0) < 0, errno == ESRCH else { continue }
            // One that is still in use is not removed: the kernel says EBUSY.
            remove("\(path)/\(name)", depth: 0)
        }
    }

    private static func remove(_ path: String, depth: Int) {
        if rmdir(path) == 0 || errno != EBUSY || depth > 40 { return }
        for name in (try? namesInDirectory(path)) ?? [] {
            let inner = "\(path)/\(name)"
            if FileKind(at: inner) == .directory { remove(inner, depth: depth + 1) }
        }
        rmdir(path)
    }

    /// A mounted hierarchy in which a group limits something.
    private struct Hierarchy {
        let path: String
        let limits: [(file: String, value: String)]
        var isUnified = false

        static var ofThisMachine: [Hierarchy] {
            guard let mountinfo = try? readText("/proc/self/mountinfo") else { return [] }
            let mounts = MountPoint.list(mountinfo: mountinfo)
            if let unified = mounts.first(where: { $0.type == "cgroup2" }),
                let enabled = try? readText("\(unified.path)/cgroup.subtree_control"),
                enabled.split(whereSeparator: \.isWhitespace).contains("memory")
            {
                return [Hierarchy(path: unified.path, limits: unifiedLimits, isUnified: true)]
            }
            // cgroup1, also where cgroup2 is mounted beside it without controllers.
            return mounts.filter { $0.type == "cgroup" }.compactMap { mount in
                let limits = cgroup1.filter { mount.superOptions.contains($0.key) }.flatMap(\.value)
                return limits.isEmpty ? nil : Hierarchy(path: mount.path, limits: limits)
            }
        }
    }
}
