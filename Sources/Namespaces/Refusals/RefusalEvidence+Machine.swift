internal import CLinux
internal import Glibc
internal import SystemCalls

extension RefusalEvidence {
    /// What this machine says of itself to this process, now.
    public static var ofThisMachine: RefusalEvidence {
        let status = (try? readText("/proc/self/status")) ?? ""
        let effective = statusField("CapEff", in: status).flatMap { UInt64($0, radix: 16) } ?? 0
        var evidence = RefusalEvidence(
            user: geteuid(), capabilities: CapabilitySet(mask: effective),
            kernelRelease: text("/proc/sys/kernel/osrelease") ?? "")
        evidence.unprivilegedUserNamespaces = number("/proc/sys/kernel/unprivileged_userns_clone")
        for kind in NamespaceKind.allCases {
            evidence.limits[kind] = number("/proc/sys/user/max_\(kind.rawValue)_namespaces")
        }
        evidence.appArmorRestriction =
            number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
        // The plain file is whichever security module's comes first; this one is AppArmor's own.
        evidence.appArmorProfile = text("/proc/self/attr/apparmor/current")
        evidence.seccompMode = statusField("Seccomp", in: status).flatMap { Int($0) }
        let mountinfo = try? readText("/proc/self/mountinfo")
        evidence.isChrooted = mountinfo.flatMap(isChrooted(mountinfo:))
        evidence.idsAreMapped = idsAreMapped
        evidence.mappedIDs = (try? readText("/proc/self/uid_map")).map { map in
            map.split(separator: "\n").compactMap { $0.split(separator: " ").last }
                .compactMap { Int($0) }.reduce(0, +)
        }
        evidence.coveredProcPaths = coveredProcPaths(mountinfo: mountinfo ?? "")
        // Without /proc nothing is known to be missing.
        if !status.isEmpty {
            evidence.missingKinds = NamespaceKind.allCases.filter { !$0.isSupported }
        }
        if FileKind(at: "/.dockerenv") != .missing { evidence.container = .docker }
        if FileKind(at: "/run/.containerenv") != .missing { evidence.container = .podman }
        return evidence
    }

    /// What this machine says to another process, which has its own ids and capabilities.
    public static func ofProcess(_ pid: Int32) -> RefusalEvidence {
        var evidence = ofThisMachine
        guard let status = try? readText("/proc/\(pid)/status") else { return evidence }
        if let mask = statusField("CapEff", in: status).flatMap({ UInt64($0, radix: 16) }) {
            evidence.capabilities = CapabilitySet(mask: mask)
        }
        if let users = try? readText("/proc/\(pid)/uid_map"),
            let groups = try? readText("/proc/\(pid)/gid_map")
        {
            evidence.idsAreMapped = !users.isEmpty && !groups.isEmpty
        }
        evidence.seccompMode = statusField("Seccomp", in: status).flatMap { Int($0) }
        return evidence
    }

    private static func text(_ path: String) -> String? {
        guard let text = try? readText(path).trimmed, !text.isEmpty else { return nil }
        return text
    }

    private static func number(_ path: String) -> Int? { text(path).flatMap { Int($0) } }

    /// By the mount table, which shows a process only what its root directory holds: a root that is
    /// no mount point is a chroot. One that is a mount point is compared with those of the processes
    /// that this one descends from, so far as they share its mounts and may be seen.
    private static func isChrooted(mountinfo: String) -> Bool? {
        let mounts = MountPoint.list(mountinfo: mountinfo)
        if !mounts.contains(where: { $0.path == "/" }) { return true }
        var mine = stat()
        guard stat("/", &mine) == 0,
            let here = try? NamespaceIdentity(path: "/proc/self/ns/mnt")
        else { return nil }
        var found: Bool?
        var pid = getppid()
        while pid > 0 {
            var root = stat()
            if stat("/proc/\(pid)/root", &root) == 0,
                let there = try? NamespaceIdentity(path: "/proc/\(pid)/ns/mnt"), here == there
            {
                if (mine.st_dev, mine.st_ino) != (root.st_dev, root.st_ino) { return true }
                found = false
            }
            guard let state = try? ProcessState(pid: pid) else { break }
            pid = state.parent
        }
        return found
    }

    private static var idsAreMapped: Bool? {
        guard let users = try? readText("/proc/self/uid_map"),
            let groups = try? readText("/proc/self/gid_map")
        else { return nil }
        return isMapped(geteuid(), users) && isMapped(getegid(), groups)
    }

    private static func isMapped(_ id: uid_t, _ map: String) -> Bool {
        map.split(separator: "\n").contains { line in
            let numbers = String(line).words.compactMap { UInt64($0) }
            guard numbers.count == 3 else { return false }
            return (numbers[0]..<numbers[0] + numbers[2]).contains(UInt64(id))
        }
    }
}
