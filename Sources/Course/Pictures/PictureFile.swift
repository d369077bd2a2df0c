internal import Glibc
public import SystemCalls

/// A file of the learner's own machine that is written whole, or left as it was.
public enum PictureFile {
    /// - Parameter path: relative to this process's directory; `~/` is the home directory.
    /// - Throws: what refused; `EINVAL` where something is there that is no ordinary file, which must
    ///   not be replaced.
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

    /// Whether a file is there that is no picture: neither SVG nor empty.
    public static func holdsSomethingElse(_ path: String) -> Bool {
        let place = place(of: path)
        guard case .regular = FileKind(at: place),
            let start = try? Descriptor.open(place, O_RDONLY | O_NONBLOCK).read(atMost: 512)
        else { return false }
        return !start.isEmpty && !String(decoding: start, as: UTF8.self).contains("<svg")
    }

    /// The path with every link followed; as it is where nothing is there.
    public static func place(of path: String) -> String { resolved(expanded(path)) ?? path }

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
