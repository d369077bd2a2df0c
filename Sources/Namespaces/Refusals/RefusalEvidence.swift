/// What a machine says of itself that can explain why it refused to make namespaces.
///
/// A value, so that every cause can be told without a machine that has it. Nil is what could not
/// be read, or what this kernel does not have.
public struct RefusalEvidence: Hashable, Sendable {
    /// `kernel.unprivileged_userns_clone`: Debian's own switch; 0 leaves user namespaces to root.
    public var unprivilegedUserNamespaces: Int?
    /// `user.max_KIND_namespaces`, `namespaces(7)`: how many one user may have.
    public var limits: [NamespaceKind: Int] = [:]
    /// `kernel.apparmor_restrict_unprivileged_userns`: Ubuntu's; 1 gives an unconfined program a
    /// user namespace without any capability in it.
    public var appArmorRestriction: Int?
    /// The AppArmor profile of this process: `docker-default (enforce)`.
    public var appArmorProfile: String?
    /// `Seccomp:` of `/proc/self/status`: 2 where a filter decides about system calls.
    public var seccompMode: Int?
    /// clone and unshare refuse `CLONE_NEWUSER` with EPERM in a chroot.
    public var isChrooted: Bool?
    /// Whether the effective ids have a name in this process's own user namespace.
    public var idsAreMapped: Bool?
    /// How many ids this process's user namespace knows: `user_namespaces(7)`.
    public var mappedIDs: Int?
    /// The effective user id.
    public var user: UInt32
    /// The effective set.
    public var capabilities: CapabilitySet
    /// Mount points below `/proc` that hide a part of it.
    public var coveredProcPaths: [String] = []
    /// The kinds that the running kernel does not have.
    public var missingKinds: [NamespaceKind] = []
    /// As `uname -r` has it: `6.1.0-13-amd64`.
    public var kernelRelease: String
    public var container: Container?

    /// Who made the container that this process is in, by the file that it leaves there.
    public enum Container: String, Hashable, Sendable {
        case docker, podman
    }

    public init(user: UInt32, capabilities: CapabilitySet, kernelRelease: String) {
        self.user = user
        self.capabilities = capabilities
        self.kernelRelease = kernelRelease
    }

    /// Whether this process may make namespaces of every kind without a user namespace.
    var isPrivileged: Bool { capabilities.contains(.sysAdmin) }

    /// Whether the kernel is at least this version; true where its release cannot be read as one.
    func kernelIsAtLeast(_ major: Int, _ minor: Int) -> Bool {
        let numbers = kernelRelease.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
        guard numbers.count == 2 else { return true }
        return (numbers[0], numbers[1]) >= (major, minor)
    }

    /// Mount points below `/proc` of a mountinfo text that make the kernel refuse another proc in a
    /// user namespace: `mount_namespaces(7)`.
    static func coveredProcPaths(mountinfo: String) -> [String] {
        // Directories that the kernel keeps empty for a mount: a mount there hides nothing.
        let empty: Set = ["/proc/sys/fs/binfmt_misc", "/proc/fs/nfsd"]
        var seen: Set<String> = []
        return MountPoint.list(mountinfo: mountinfo).map(\.path).filter {
            $0.hasPrefix("/proc/") && !empty.contains($0) && seen.insert($0).inserted
        }
    }
}
