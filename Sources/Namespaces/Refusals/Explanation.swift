internal import SystemCalls

/// What may stand behind a refusal: a cause that the evidence proves, and what mends it.
///
/// Each explanation looks for its own proof and is nil without it. What proves itself alone comes
/// first; the filter, which leaves no trace of what it refuses, comes last.
struct Explanation: Hashable {
    let cause: String
    let mend: String

    typealias Reading = @Sendable (SystemCallError, RefusalEvidence) -> Explanation?

    static let all: [Reading] = [
        missingKind, oldOverlay, missingFileSystem, missingLink, limit, noPrivilege,
        userNamespacesOff, chroot, unmappedIDs, noCapabilityToMap, noIDsToMap, coveredProc,
        appArmorProfile, lateAppArmor, seccomp,
    ]

    // MARK: What the kernel does not have

    private static let missingKind: Reading = { error, evidence in
        guard error.name == "EINVAL" else { return nil }
        let missing = error.kinds.filter(evidence.missingKinds.contains)
        guard !missing.isEmpty else { return nil }
        let options = missing.map(\.configuration).joined(separator: ", ")
        return Explanation(
            cause: "this kernel (\(evidence.kernelRelease)) has no \(missing.names) namespaces",
            mend: "boot a kernel that is built with \(options)")
    }

    private static let oldOverlay: Reading = { error, evidence in
        guard error.mountedType == "overlay", error.name == "EPERM",
            !evidence.kernelIsAtLeast(5, 11)
        else { return nil }
        return Explanation(
            cause: "Linux \(evidence.kernelRelease) mounts no overlay in a user namespace",
            mend: "boot Linux 5.11 or later")
    }

    private static let missingFileSystem: Reading = { error, _ in
        guard let type = error.mountedType, error.name == "ENODEV", !type.contains("/") else {
            return nil
        }
        return Explanation(
            cause: "this kernel has no file system \(type)", mend: "sudo modprobe \(type)")
    }

    private static let missingLink: Reading = { error, _ in
        guard error.isMissingLink else { return nil }
        return Explanation(cause: "this kernel has no veth links", mend: "sudo modprobe veth")
    }

    // MARK: What a setting forbids

    private static let limit: Reading = { error, evidence in
        guard error.name == "ENOSPC" || error.name == "EUSERS", error.isMaking else { return nil }
        let limits = error.kinds.compactMap { kind in
            evidence.limits[kind].map { (kind: kind, value: $0) }
        }
        guard let lowest = limits.min(by: { $0.value < $1.value }) else { return nil }
        let setting = "user.max_\(lowest.kind)_namespaces"
        if lowest.value == 0 {
            return Explanation(
                cause: "\(setting) is 0, so nobody may make \(lowest.kind) namespaces",
                mend: "sudo sysctl -w \(setting)=15000")
        }
        // The kernel counts, but does not tell whose count was full: there may also be a lower
        // limit further out, and user and pid namespaces nest at most 32 deep.
        let values = limits.map { "\($0.kind) \($0.value)" }.joined(separator: ", ")
        return Explanation(
            cause: "there are as many namespaces as user.max_*_namespaces allows here or further "
                + "out (\(values)), or they are nested 32 deep",
            mend: "end what holds namespaces (lsns shows it), or "
                + (lowest.value < Int(Int32.max)
                    ? "sudo sysctl -w \(setting)=\(max(lowest.value * 2, 15000))"
                    : "start it outside the sandbox that it is in: here nothing is limited"))
    }

    private static let userNamespacesOff: Reading = { error, evidence in
        guard error.name == "EPERM", error.isMaking, error.kinds.contains(.user),
            !evidence.isPrivileged, evidence.unprivilegedUserNamespaces == 0
        else { return nil }
        return Explanation(
            cause: "kernel.unprivileged_userns_clone is 0, which leaves user namespaces to root",
            mend: "sudo sysctl -w kernel.unprivileged_userns_clone=1")
    }

    /// Ubuntu lets the user namespace be made; it has no capability, so what comes next is refused.
    private static let lateAppArmor: Reading = { error, evidence in
        let isLate = error.isMapping || error.call.hasPrefix("mount") || error.call == "sethostname"
        guard error.isForbidden, isLate || error.kinds.contains(.user), !evidence.isPrivileged,
            evidence.appArmorProfile?.hasPrefix("unconfined") ?? true,
            let restriction = evidence.appArmorRestriction, restriction > 0
        else { return nil }
        return Explanation(
            cause: "AppArmor takes every capability from a user namespace that an ordinary program "
                + "makes (kernel.apparmor_restrict_unprivileged_userns is \(restriction))",
            mend: "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or an AppArmor "
                + "profile for this program that says userns,")
    }

    // MARK: Where this process is

    private static let chroot: Reading = { error, evidence in
        guard error.name == "EPERM", error.isMaking, error.kinds.contains(.user),
            evidence.isChrooted == true
        else { return nil }
        return Explanation(
            cause: "no user namespace can be made from inside a chroot",
            mend: "start it outside the chroot, or enter that file system by pivot_root instead "
                + "(systemd-nspawn, bwrap, a container)")
    }

    private static let unmappedIDs: Reading = { error, evidence in
        guard error.name == "EPERM", error.isMaking, error.kinds.contains(.user),
            evidence.idsAreMapped == false
        else { return nil }
        return Explanation(
            cause: "the user or group of this process has no id in its user namespace",
            mend: "map it: unshare --map-root-user, or lines in /proc/PID/uid_map and gid_map")
    }

    /// What a filter may know nothing of, and what it takes for a way out.
    private static let seldomRefused: Set = [
        "close_range", "execveat", "pidfd_open", "pivot_root", "setns", "umount2",
    ]

    private static let seccomp: Reading = { error, evidence in
        let isFiltered =
            error.isMaking || error.call.hasPrefix("mount") || seldomRefused.contains(error.call)
        let isHidden =
            error.name == "ENOSYS" && (error.call != "clone3" || evidence.kernelIsAtLeast(5, 3))
        guard evidence.seccompMode == 2, isFiltered, isHidden || error.name == "EPERM" else {
            return nil
        }
        return Explanation(
            cause: isHidden
                ? "a seccomp filter is in force here, and hides a call that the kernel has"
                : "a seccomp filter is in force here, and nothing else is seen to forbid it",
            mend: container(
                evidence, "--security-opt seccomp=unconfined", lifts: "the filter on system calls",
                otherwise: "start it without the seccomp filter of the sandbox that it is in"))
    }

    private static let appArmorProfile: Reading = { error, evidence in
        guard error.name == "EACCES", error.call.hasPrefix("mount") || error.call == "pivot_root",
            let profile = evidence.appArmorProfile, profile.hasSuffix("(enforce)")
        else { return nil }
        return Explanation(
            cause: "the AppArmor profile \(profile) is in force here",
            mend: container(
                evidence, "--security-opt apparmor=unconfined", lifts: "that profile",
                otherwise: "sudo aa-complain PROFILE, or a profile that allows \(error.call)"))
    }

    private static let coveredProc: Reading = { error, evidence in
        guard error.mountedType == "proc", error.name == "EPERM",
            let first = evidence.coveredProcPaths.first
        else { return nil }
        let others = evidence.coveredProcPaths.count - 1
        let places = others == 0 ? first : "\(first) and \(others) more"
        let option = evidence.container == .podman ? "unmask=ALL" : "systempaths=unconfined"
        return Explanation(
            cause:
                "parts of /proc are covered by other mounts (\(places)), and a user namespace may "
                + "mount a proc only where the one it has is in full sight",
            mend: container(
                evidence, "--security-opt \(option)", lifts: "the covers",
                otherwise: "sudo umount \(first)"))
    }

    // MARK: Plain lack of privilege

    private static let noCapabilityToMap: Reading = { error, evidence in
        guard error.isMapping, error.isForbidden, evidence.user == 0 else { return nil }
        let lacking = [Capability.setUID, .setGID].filter { !evidence.capabilities.contains($0) }
        guard !lacking.isEmpty else { return nil }
        let names = lacking.map(\.name).joined(separator: " and ")
        let options = lacking.map { "--cap-add \($0.name.dropFirst(4))" }.joined(separator: " ")
        return Explanation(
            cause: "root has no \(names) here, which mapping other ids than one's own takes",
            mend: container(
                evidence, options, lifts: "that lack", otherwise: "start it as an ordinary user"))
    }

    private static let noIDsToMap: Reading = { error, evidence in
        guard error.isMapping, error.isForbidden, evidence.user == 0,
            let count = evidence.mappedIDs, count < 65_536
        else { return nil }
        return Explanation(
            cause: "a lab that root starts has ids that nobody has, and the user namespace here "
                + "knows \(count == 1 ? "no id but root's" : "\(count) ids only")",
            mend: "start it as an ordinary user, or outside the sandbox that it is in")
    }

    private static let noPrivilege: Reading = { error, evidence in
        guard error.name == "EPERM", error.isMaking, !error.kinds.isEmpty,
            !error.kinds.contains(.user), !evidence.isPrivileged
        else { return nil }
        return Explanation(
            cause: "it takes CAP_SYS_ADMIN, which this process does not have",
            mend:
                "make a user namespace with it (unshare --user --map-root-user …), or run it as root"
        )
    }

    // MARK: Containers

    /// An option of whoever started the container, and what it gives up; what else to do elsewhere.
    private static func container(
        _ evidence: RefusalEvidence, _ option: String, lifts: String, otherwise: String
    ) -> String {
        guard let container = evidence.container else { return otherwise }
        return
            "start the container by \(container.rawValue) run \(option) …, which lifts \(lifts); "
            + "--privileged lifts every such limit, and gives it the host's devices too"
    }
}

extension NamespaceKind {
    /// The option of the kernel's build that this kind needs.
    var configuration: String {
        switch self {
        case .mnt: "CONFIG_NAMESPACES"
        case .cgroup: "CONFIG_CGROUPS (Linux 4.6)"
        case .time: "CONFIG_TIME_NS (Linux 5.6)"
        default: "CONFIG_\(rawValue.uppercased())_NS"
        }
    }
}
