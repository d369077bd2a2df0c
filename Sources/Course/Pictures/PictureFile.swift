internal import Glibc
public import SystemCalls

/// A file of the learner's own machine that is written whole, or left as it was.
public enum PictureFile {
    /// - Parameter path: relative to this process's directory; `~/` is the home directory.
    /// - Throws: what refused; `EINVAL` where something is there that is no ordinary file, which a
    ///   picture must not replace.
    public static func write(_ text: String, to path: String) throws(SystemCallError) {
        let named = expanded(path)
        // A link stays, and what it leads to is written.
        let target = resolved(named) ?? named
        switch FileKind(at: target) {
        case .missing: break
        case .directory: throw SystemCallError("open", path, errno: EISDIR)
        case .regular:
            // To rename a file onto one takes no right to write that one.
            if access(target, W_OK) < 0 { throw SystemCallError("open", path, errno: errno) }
        case .link, .other: throw SystemCallError("open", path, errno: EINVAL)
        }
        do throws(SystemCallError) {
            try WholeFile.write(text.utf8, to: target, mode: 0o644)
        } catch {
            throw SystemCallError(error.call, path, errno: error.errno)
        }
    }

    private static func expanded(_ path: String) -> String {
        guard path.hasPrefix("~/"), let home = getenv("HOME") else { return path }
        return String(cString: home) + path.dropFirst(1)
    }

    private static func resolved(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }
}
