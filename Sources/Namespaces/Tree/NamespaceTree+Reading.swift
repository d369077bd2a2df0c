internal import Glibc
public import SystemCalls

extension NamespaceTree {
    /// Reads what this machine's namespaces are now.
    ///
    /// Found are those that a process is in or has open, that a bind mount in one of these mount
    /// namespaces holds, and the owners and parents of all these, as far as the caller may look.
    /// Not found are those that only a socket holds, or a bind mount out of sight.
    ///
    /// - Throws: where `/proc` itself cannot be listed. What one process hides is left out.
    public static func read() throws(SystemCallError) -> NamespaceTree {
        read(processes: try namesInDirectory("/proc").compactMap { Int32($0) })
    }

    /// The same of these processes alone, and of what owns their namespaces.
    public static func read(processes: some Sequence<Int32>) -> NamespaceTree {
        var reading = NamespaceReading()
        for pid in processes.sorted() { reading.lookAt(process: pid) }
        reading.lookAtMountsOfNobody()
        return NamespaceTree(reading.finished)
    }
}

/// What has been found so far, by identity.
private struct NamespaceReading {
    private var nodes: [NamespaceIdentity: NamespaceNode] = [:]
    /// Those that were opened, so that all is known that the kernel says of them.
    private var opened: Set<NamespaceIdentity> = []
    /// Mount namespaces whose mounts have been looked at.
    private var searched: Set<NamespaceIdentity> = []
    /// Where a mount namespace was found.
    private var doors: [NamespaceIdentity: String] = [:]
    private var visitors: [MountVisitor] = []

    /// All that was found, with what each namespace is to its owner and parent.
    var finished: [NamespaceNode] {
        var nodes = nodes
        for node in nodes.values.sorted(by: { $0.identity < $1.identity }) {
            for holder in Set([node.owner, node.parent].compactMap(\.self)) {
                nodes[holder]?.keepers.append(.namespace(node.kind, node.identity))
            }
        }
        return Array(nodes.values)
    }

    mutating func lookAt(process pid: Int32) {
        // One that ended meanwhile has left its namespaces.
        guard let state = try? ProcessState(pid: pid) else { return }
        let member = NamespaceNode.Member(pid: pid, name: state.name)
        var own: Set<NamespaceIdentity> = []
        for kind in NamespaceKind.allCases {
            let path = "/proc/\(pid)/ns/\(kind.rawValue)"
            guard let identity = find(kind, path) else { continue }
            own.insert(identity)
            nodes[identity]?.processes.append(member)
            if kind == .mnt, searched.insert(identity).inserted {
                lookAtMounts(through: "/proc/\(pid)", in: identity)
            }
        }
        for kind in [NamespaceKind.pid, .time] {
            let path = "/proc/\(pid)/ns/\(kind.rawValue)_for_children"
            guard let identity = find(kind, path), !own.contains(identity) else { continue }
            nodes[identity]?.keepers.append(.forChildren(member))
        }
        lookAtThreads(of: member, own)
        lookAtFiles(of: member)
    }

    /// Threads can be in namespaces of their own: `setns` and `unshare` change the calling one.
    private mutating func lookAtThreads(
        of member: NamespaceNode.Member, _ own: Set<NamespaceIdentity>
    ) {
        let names = (try? namesInDirectory("/proc/\(member.pid)/task")) ?? []
        for thread in names.compactMap({ Int32($0) }) where thread != member.pid {
            for kind in NamespaceKind.allCases {
                let path = "/proc/\(member.pid)/task/\(thread)/ns/\(kind.rawValue)"
                guard let identity = find(kind, path), !own.contains(identity) else { continue }
                nodes[identity]?.keepers.append(.thread(member, thread: thread))
                if kind == .mnt, searched.insert(identity).inserted {
                    lookAtMounts(through: "/proc/\(member.pid)/task/\(thread)", in: identity)
                }
            }
        }
    }

    private mutating func lookAtFiles(of member: NamespaceNode.Member) {
        let directory = "/proc/\(member.pid)/fd"
        let numbers = ((try? namesInDirectory(directory)) ?? []).compactMap { Int32($0) }
        for number in numbers.sorted() {
            guard let target = try? readLink("\(directory)/\(number)"),
                let kind = NamespaceKind(link: target),
                let identity = find(kind, "\(directory)/\(number)")
            else { continue }
            nodes[identity]?.keepers.append(.openFile(member, descriptor: number))
        }
    }

    /// Mount namespaces that a file or a mount holds and no process is in. One may hold the next.
    mutating func lookAtMountsOfNobody() {
        let home = try? NamespaceIdentity(path: "/proc/self/ns/user")
        while let (identity, door) = doors.first(where: { !searched.contains($0.key) }) {
            searched.insert(identity)
            guard let handle = try? NamespaceHandle(.mnt, path: door),
                handle.identity == identity,
                let visitor = try? MountVisitor(in: handle, home: home)
            else { continue }
            lookAtMounts(through: "/proc/\(visitor.pid)", in: identity)
            // What was found there is opened by way of the visitor.
            visitors.append(visitor)
        }
    }

    /// - Parameter process: the directory in `/proc` of a process, or a thread, that is in there.
    private mutating func lookAtMounts(through process: String, in namespace: NamespaceIdentity) {
        guard let text = try? readText("\(process)/mountinfo") else { return }
        for mount in MountPoint.list(mountinfo: text) where mount.type == "nsfs" {
            guard let kind = NamespaceKind(link: mount.root), let inode = kind.inode(in: mount.root)
            else { continue }
            // All files of nsfs are on one device. A mount that another one covers has no path to
            // open it by, and is known by its number all the same.
            let identity = NamespaceIdentity(device: namespace.device, inode: inode)
            let path = "\(process)/root\(mount.path)"
            if (try? NamespaceIdentity(path: path)) == identity { _ = find(kind, path) }
            nodes[identity, default: NamespaceNode(kind, identity)].keepers.append(
                .bindMount(path: mount.path, in: namespace))
        }
    }

    /// The namespace behind a path, entered with all that is said of it when it is met first.
    private mutating func find(_ kind: NamespaceKind, _ path: String) -> NamespaceIdentity? {
        guard let identity = try? NamespaceIdentity(path: path) else { return nil }
        if opened.contains(identity) { return identity }
        guard let handle = try? NamespaceHandle(kind, path: path) else {
            return nodes[identity] == nil ? nil : identity
        }
        if kind == .mnt { doors[identity] = path }
        enter(handle)
        return handle.identity
    }

    /// Enters a namespace, its owner and its parent, and so on outwards.
    private mutating func enter(_ handle: borrowing NamespaceHandle) {
        let identity = handle.identity
        guard opened.insert(identity).inserted else { return }
        var node = nodes[identity] ?? NamespaceNode(handle.kind, identity)
        node.id64 = handle.id64
        node.ownerUID = handle.kind == .user ? try? handle.ownerUID() : nil
        // Refused where it is out of sight: then this namespace is a root of the tree.
        if let owner = try? handle.owner() {
            node.owner = owner.identity
            enter(owner)
        }
        if handle.kind == .user || handle.kind == .pid, let parent = try? handle.parent() {
            node.parent = parent.identity
            enter(parent)
        }
        nodes[identity] = node
    }
}

extension NamespaceKind {
    /// Of what readlink gives for a namespace's file: `net:[4026531840]`.
    fileprivate init?(link: String) {
        guard link.hasSuffix("]"), let end = link.firstIndex(of: ":") else { return nil }
        self.init(rawValue: String(link[..<end]))
    }

    fileprivate func inode(in link: String) -> UInt64? {
        UInt64(link.dropFirst(rawValue.count + 2).dropLast())
    }
}
