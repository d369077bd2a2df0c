internal import SystemCalls

/// Paths as texts: nothing is asked of the file system but where this process is.
extension String {
    /// Without `.`, `..` and double slashes; `.` where nothing is left.
    public var normalizedPath: String {
        var parts: [Substring] = []
        for part in split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else if part != ".." || !hasPrefix("/") {
                parts.append(part)
            }
        }
        let text = (hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
        return text.isEmpty ? "." : text
    }

    /// From the root on.
    var absolutePath: String {
        if hasPrefix("/") { return normalizedPath }
        let here = (try? readLink("/proc/self/cwd")) ?? "/"
        return "\(here)/\(self)".normalizedPath
    }

    /// What stands behind the last slash.
    var lastPathPart: String { split(separator: "/").last.map(String.init) ?? self }

    /// The directory of an absolute path.
    var parentPath: String {
        let parent = split(separator: "/").dropLast().joined(separator: "/")
        return "/\(parent)"
    }
}
