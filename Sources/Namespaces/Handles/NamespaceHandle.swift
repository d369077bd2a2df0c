internal import CLinux
import Glibc
public import SystemCalls

/// A namespace that is held open. While a handle lives, so does its namespace: no observer keeps
/// one past its observation.
public struct NamespaceHandle: ~Copyable, Sendable {
    public let kind: NamespaceKind
    public let identity: NamespaceIdentity
    /// For `setns(2)`, in a `Plan`.
    public let descriptor: Descriptor

    /// A namespace of a process: `/proc/PID/ns/KIND`.
    public init(_ kind: NamespaceKind, ofProcess pid: Int32) throws(SystemCallError) {
        try self.init(kind, path: "/proc/\(pid)/ns/\(kind.rawValue)")
    }

    /// A namespace behind a file: one of `/proc/PID/ns`, or one that a bind mount keeps alive.
    ///
    /// Fails with `EINVAL` where the file is no namespace, or one of another kind.
    public init(_ kind: NamespaceKind, path: String) throws(SystemCallError) {
        try self.init(kind, owning: try Descriptor.open(path, O_RDONLY), name: path)
    }

    /// A namespace behind a path as another process sees it: from its root directory, through its
    /// mounts, and nowhere else, whatever links lie on the way.
    ///
    /// Fails with `EINVAL` where no namespace of that kind is there. What is there instead is not
    /// opened: a FIFO would wait, a device might do something.
    public init(
        _ kind: NamespaceKind, path: String, asSeenBy pid: Int32
    ) throws(SystemCallError) {
        let root = try Descriptor.open("/proc/\(pid)/root", O_RDONLY | O_DIRECTORY)
        let found = nl_find_below(root.number, path)
        let place = Descriptor(owning: try checked(found, "openat2", path))
        guard nl_is_namespace(place.number) == 1 else {
            throw SystemCallError("openat2", path, errno: EINVAL)
        }
        try self.init(kind, path: "/proc/self/fd/\(place.number)")
    }

    /// The open file alone.
    public consuming func takeDescriptor() -> Descriptor { descriptor }

    private init(
        _ kind: NamespaceKind, owning descriptor: consuming Descriptor, name: String
    ) throws(SystemCallError) {
        let found = nl_ioctl(descriptor.number, nl_NS_GET_NSTYPE)
        // ENOTTY is an ordinary file: to the caller as wrong as a namespace of another kind.
        guard found == Int32(truncatingIfNeeded: kind.flag) else {
            throw SystemCallError("NS_GET_NSTYPE", name, errno: EINVAL)
        }
        var status = stat()
        guard fstat(descriptor.number, &status) == 0 else {
            throw SystemCallError("fstat", name, errno: errno)
        }
        self.kind = kind
        self.identity = NamespaceIdentity(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        self.descriptor = descriptor
    }

    /// The kernel's 64-bit id, never used twice since boot; nil before Linux 6.18.
    public var id64: UInt64? {
        var id: UInt64 = 0
        return nl_ioctl_u64(descriptor.number, nl_NS_GET_ID, &id) < 0 ? nil : id
    }

    /// The user namespace that owns this one: `NS_GET_USERNS`, `ioctl_ns(2)`.
    ///
    /// `EPERM` where the owner is outside what the caller may see: its own user namespace and below.
    public func owner() throws(SystemCallError) -> NamespaceHandle {
        try related(by: nl_NS_GET_USERNS, "NS_GET_USERNS", kind: .user)
    }

    /// The parent, for the two kinds that nest, user and pid: `NS_GET_PARENT`.
    ///
    /// `EINVAL` for the other kinds, `EPERM` where the parent is out of the caller's sight.
    public func parent() throws(SystemCallError) -> NamespaceHandle {
        try related(by: nl_NS_GET_PARENT, "NS_GET_PARENT", kind: kind)
    }

    /// The user id that made this user namespace, as the caller's user namespace numbers it:
    /// `NS_GET_OWNER_UID`. `EINVAL` for other kinds.
    public func ownerUID() throws(SystemCallError) -> UInt32 {
        var uid: UInt32 = 0
        try checked(
            nl_ioctl_u32(descriptor.number, nl_NS_GET_OWNER_UID, &uid),
            "NS_GET_OWNER_UID", kind.rawValue)
        return uid
    }

    private func related(
        by request: UInt, _ name: String, kind: NamespaceKind
    ) throws(SystemCallError) -> NamespaceHandle {
        let number = try checked(nl_ioctl(descriptor.number, request), name, self.kind.rawValue)
        return try NamespaceHandle(kind, owning: Descriptor(owning: number), name: name)
    }
}
