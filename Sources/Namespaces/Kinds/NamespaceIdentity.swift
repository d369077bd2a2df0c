internal import CLinux
import Glibc
public import SystemCalls

/// What tells one namespace from another: the device and inode of its nsfs file, `namespaces(7)`.
public struct NamespaceIdentity: Hashable, Sendable, Comparable {
    public let device: UInt64
    public let inode: UInt64

    public init(device: UInt64, inode: UInt64) {
        self.device = device
        self.inode = inode
    }

    /// Of the namespace behind a path such as `/proc/PID/ns/uts` or a bind mount of one.
    public init(path: String) throws(SystemCallError) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw SystemCallError("stat", path, errno: errno)
        }
        self.init(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.device, left.inode) < (right.device, right.inode)
    }
}

enum FilePresence {
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 || errno != ENOENT }
}
