internal import CLinux
import Glibc

/// A directory whose owner may change it while it is read: what is found in it is found below it,
/// whatever becomes of the paths meanwhile.
public final class Folder {
    private let descriptor: Descriptor

    public init(_ path: String) throws(SystemCallError) {
        descriptor = try Descriptor.open(path, nl_O_PATH | O_DIRECTORY)
    }

    /// What is at a path in it; no link and no `..` leads out: `openat2(2)`, RESOLVE_IN_ROOT.
    public func find(_ path: String) throws(SystemCallError) -> FileBelow {
        let number = try checked(nl_find_below(descriptor.number, path), "openat2", path)
        return try FileBelow(Descriptor(owning: number), path)
    }
}

/// A file that was found below a folder and not opened.
public struct FileBelow: ~Copyable {
    public let kind: FileKind
    /// The permission bits.
    public let mode: UInt32
    /// Bytes.
    public let size: Int
    private let descriptor: Descriptor

    fileprivate init(_ found: consuming Descriptor, _ path: String) throws(SystemCallError) {
        var status = stat()
        guard fstat(found.number, &status) == 0 else {
            throw SystemCallError("fstat", path, errno: errno)
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: kind = .directory
        case S_IFREG: kind = .regular
        case S_IFLNK: kind = .link
        default: kind = .other
        }
        mode = status.st_mode & 0o777
        size = Int(status.st_size)
        descriptor = found
    }

    private var path: String { "/proc/self/fd/\(descriptor.number)" }

    /// Of a regular file; an error (`EFBIG`) past `limit`.
    public func bytes(limit: Int) throws(SystemCallError) -> [UInt8] {
        try readRegularFile(path, limit: limit)
    }

    /// Of a directory, sorted.
    public func names() throws(SystemCallError) -> [String] { try namesInDirectory(path) }
}
