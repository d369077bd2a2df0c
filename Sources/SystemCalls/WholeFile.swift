import Glibc

/// A file that is replaced whole or left as it was: it is written beside its place and then renamed.
///
/// What is at the path is replaced, a link too: nothing that somebody else may have put there is
/// followed.
public enum WholeFile {
    /// What a loss of power leaves once the file has been written.
    public enum Durability: Sendable {
        /// What the kernel has got round to writing.
        case none
        /// The file of before or the new one, never a name whose bytes are lost.
        case bytes
        /// The new one.
        case name
    }

    /// - Parameters:
    ///   - mode: of a new file, less the umask.
    ///   - keepsMode: whether the permission bits of a regular file that is replaced stay.
    ///   - suffix: of the name beside; where it is nil, one of this process's own. One for all leaves no
    ///     more than one file behind, and is for who knows that nobody else writes meanwhile.
    /// - Throws: what refused, with `path`; `EISDIR` where a directory is there.
    public static func write(
        _ bytes: some Collection<UInt8>, to path: String, mode: UInt32 = 0o600,
        keepsMode: Bool = false, suffix: String? = nil, durability: Durability = .none
    ) throws(SystemCallError) {
        do throws(SystemCallError) {
            let temporary = path + (suffix ?? ".\(getpid()).new")
            try replace(path, beside: temporary, bytes, mode, keepsMode, durability)
        } catch {
            throw SystemCallError(error.call, path, errno: error.errno)
        }
        guard durability == .name else { return }
        if let folder = try? Descriptor.open(folder(of: path), O_RDONLY | O_DIRECTORY) {
            fsync(folder.number)
        }
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    }

    private static func replace(
        _ path: String, beside temporary: String, _ bytes: some Collection<UInt8>, _ mode: UInt32,
        _ keepsMode: Bool, _ durability: Durability
    ) throws(SystemCallError) {
        var status = stat()
        let kind = lstat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
        if kind == S_IFDIR { throw SystemCallError("open", path, errno: EISDIR) }
        let kept = keepsMode && kind == S_IFREG ? status.st_mode & 0o777 : nil
        // In the same directory, since a rename does not lead from one file system to another. What
        // is there under that name is of one who was killed.
        unlink(temporary)
        do throws(SystemCallError) {
            if (try? writeNameless(bytes, temporary, mode, kept, durability)) == nil {
                let file = try Descriptor.open(
                    temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
                try fill(file, bytes, kept, durability)
                try file.close()
            }
            try checked(rename(temporary, path) < 0 ? -errno : 0, "rename")
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// It has a name only when it is whole: whoever is killed before leaves nothing.
    private static func writeNameless(
        _ bytes: some Collection<UInt8>, _ path: String, _ mode: UInt32, _ kept: mode_t?,
        _ durability: Durability
    ) throws(SystemCallError) {
        // O_TMPFILE, of which C makes a sum; not every file system has it.
        let file = try Descriptor.open(
            folder(of: path), 0o20000000 | O_DIRECTORY | O_WRONLY, mode: mode)
        try fill(file, bytes, kept, durability)
        let source = "/proc/self/fd/\(file.number)"
        let linked = linkat(AT_FDCWD, source, AT_FDCWD, path, AT_SYMLINK_FOLLOW)
        try checked(linked < 0 ? -errno : 0, "linkat")
    }

    private static func fill(
        _ file: borrowing Descriptor, _ bytes: some Collection<UInt8>, _ mode: mode_t?,
        _ durability: Durability
    ) throws(SystemCallError) {
        if let mode { fchmod(file.number, mode) }
        try file.write(bytes)
        // Before it has its name, which may else outlive a loss of power, and its bytes not.
        if durability != .none { try checked(fsync(file.number) < 0 ? -errno : 0, "fsync") }
    }
}
