internal import SystemCalls

extension FactSubject {
    /// Whether a kernel that is asked in one of these networks has answered before the question's
    /// `sendto(2)` returns: none of them has a link that may hold a packet back.
    ///
    /// They are the subject's own, those of the other processes, and those that a mount in the
    /// subject's sight keeps. False where one of them cannot be looked into.
    ///
    /// - Parameter others: processes, as this one numbers them; one that ends meanwhile is in none.
    public func carriesPacketsAtOnce(besides others: [Int32]) -> Bool {
        var seen: Set<String> = []
        for process in [pid] + others {
            guard let name = try? readLink("/proc/\(process)/ns/net") else { continue }
            if seen.insert(name).inserted, !FactSubject(pid: process).hasLinksThatCarryAtOnce {
                return false
            }
        }
        guard let mounts = try? mounts() else { return false }
        for mount in mounts where mount.type == "nsfs" && mount.root.hasPrefix("net:[") {
            guard seen.insert(mount.root).inserted else { continue }
            guard let handle = try? NamespaceHandle(.net, path: mount.path, asSeenBy: pid),
                "net:[\(handle.identity.inode)]" == mount.root,
                FactSubject(pid: pid, network: handle.takeDescriptor()).hasLinksThatCarryAtOnce
            else { return false }
        }
        return true
    }

    private var hasLinksThatCarryAtOnce: Bool {
        guard let links = try? rtnetlink.links(of: self), !links.isEmpty else { return false }
        return links.allSatisfy(\.carriesAtOnce)
    }
}
