internal import Glibc
internal import SystemCalls

extension FactSubject {
    /// The subject's own network namespace: `net:[4026532190]`.
    func networkName() throws(SystemCallError) -> String {
        // By its inode: the link of a file that was opened by a name is that name.
        "net:[\(try NamespaceIdentity(path: networkPath).inode)]"
    }

    /// Leads to the subject's own network namespace.
    var networkPath: String {
        otherNetwork.map { "/proc/self/fd/\($0)" } ?? "/proc/\(pid)/ns/net"
    }

    /// The network namespace that the subject's own one knows by a number, like `net:[4026532190]`;
    /// nil where it was not found.
    ///
    /// It can be found where a process is in it that this one may look at, or where a bind mount in
    /// the subject's sight keeps it, as `ip-netns(8)` does.
    func networkNamespace(numbered number: Int32) throws(SystemCallError) -> String? {
        let deadline = Deadline(milliseconds: 250)
        var seen: Set<String> = [try networkName()]
        for name in try namesInDirectory("/proc") {
            guard let pid = Int32(name), let namespace = try? readLink("/proc/\(pid)/ns/net"),
                seen.insert(namespace).inserted
            else { continue }
            if deadline.hasPassed { throw SystemCallError("readlink", "/proc", errno: ETIMEDOUT) }
            // One that ends meanwhile is in none any more.
            let known = try? rtnetlink.namespaceNumber((2, pid), of: self)
            if known == number { return namespace }
        }
        for mount in try mounts() where mount.type == "nsfs" {
            guard mount.root.hasPrefix("net:["), seen.insert(mount.root).inserted else { continue }
            if deadline.hasPassed { throw SystemCallError("openat2", "", errno: ETIMEDOUT) }
            // What another mount covers is not the namespace that the table names.
            guard let handle = try? NamespaceHandle(.net, path: mount.path, asSeenBy: pid),
                "net:[\(handle.identity.inode)]" == mount.root
            else { continue }
            let known = try rtnetlink.namespaceNumber((3, handle.descriptor.number), of: self)
            if known == number { return mount.root }
        }
        return nil
    }
}
