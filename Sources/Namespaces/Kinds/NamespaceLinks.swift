internal import CLinux
import Glibc
public import SystemCalls

/// What the links in `/proc/PID/ns` hold, such as `uts:[4026531838]`, read of one process: should it
/// end, another one with its number is not taken for it.
public struct NamespaceLinks: ~Copyable {
    private let directory: Descriptor
    private let path: String

    public init(of pid: Int32) throws(SystemCallError) {
        path = "/proc/\(pid)/ns"
        directory = try Descriptor.open(path, nl_O_PATH | O_DIRECTORY)
    }

    /// The number in a link: the inode of the namespace's file.
    ///
    /// - Parameter file: `uts`, `pid_for_children`.
    public func inode(_ file: String) throws(SystemCallError) -> UInt64 {
        var failed: Int32 = 0
        let inode = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) {
            buffer -> UInt64? in
            let size = readlinkat(directory.number, file, buffer.baseAddress!, buffer.count)
            if size < 0 { failed = errno }
            let bytes = UnsafeRawBufferPointer(buffer).prefix(max(size, 0))
            guard bytes.last == UInt8(ascii: "]"),
                let from = bytes.firstIndex(of: UInt8(ascii: "["))
            else { return nil }
            return bytes[(from + 1)...].dropLast().reduce(0) { number, digit in
                number.flatMap { number in
                    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit)
                        ? number &* 10 &+ UInt64(digit - UInt8(ascii: "0")) : nil
                }
            }
        }
        guard let inode else {
            throw SystemCallError(
                "readlink", "\(path)/\(file)", errno: failed == 0 ? EPROTO : failed)
        }
        return inode
    }
}
