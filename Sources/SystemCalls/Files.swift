import Glibc

/// The text of a whole file, as UTF-8 with what is not UTF-8 replaced.
///
/// - Parameter limit: a longer file is an error (`EFBIG`): /proc files are short, and a learner's
///   file must not fill this process's memory.
public func readText(_ path: String, limit: Int = 1 << 22) throws(SystemCallError) -> String {
    String(decoding: try readBytes(path, limit: limit), as: UTF8.self)
}

/// The bytes of a whole file; an error (`EFBIG`) past `limit`.
public func readBytes(_ path: String, limit: Int = 1 << 22) throws(SystemCallError) -> [UInt8] {
    do {
        return try Descriptor.open(path, O_RDONLY).readToEnd(limit: limit)
    } catch {
        throw error.call == "open" ? error : SystemCallError(error.call, path, errno: error.errno)
    }
}

/// The bytes of a regular file, which is not waited for if it is none: `EINVAL` then, where a FIFO or a
/// terminal would keep its reader.
public func readRegularFile(_ path: String, limit: Int) throws(SystemCallError) -> [UInt8] {
    let file = try Descriptor.open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
    var status = stat()
    guard fstat(file.number, &status) == 0 else {
        throw SystemCallError("fstat", path, errno: errno)
    }
    guard status.st_mode & S_IFMT != S_IFDIR else {
        throw SystemCallError("read", path, errno: EISDIR)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
        throw SystemCallError("read", path, errno: EINVAL)
    }
    do { return try file.readToEnd(limit: limit) } catch {
        throw SystemCallError(error.call, path, errno: error.errno)
    }
}

/// The bytes of a file of `/proc` that is written in one piece and short, by one `read(2)`.
public func readShort(_ path: String) throws(SystemCallError) -> [UInt8] {
    let size = 2048
    do {
        let bytes = try Descriptor.open(path, O_RDONLY).read(atMost: size)
        return bytes.count < size ? bytes : try readBytes(path)
    } catch {
        throw error.call == "open" ? error : SystemCallError(error.call, path, errno: error.errno)
    }
}

/// What a symbolic link holds: `readlink(2)`.
public func readLink(_ path: String) throws(SystemCallError) -> String {
    var failed: Int32 = 0
    let target = withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
        let size = readlink(path, buffer.baseAddress!, buffer.count)
        if size < 0 { failed = errno }
        let bytes = UnsafeRawBufferPointer(buffer).prefix(max(size, 0))
        return String(decoding: bytes, as: UTF8.self)
    }
    if failed != 0 { throw SystemCallError("readlink", path, errno: failed) }
    return target
}

/// The names in a directory, without `.` and `..`, sorted.
public func namesInDirectory(_ path: String) throws(SystemCallError) -> [String] {
    try unsortedNames(inDirectory: path).sorted()
}

/// The same in the order of the file system, which in `/proc` is that of the numbers.
public func unsortedNames(inDirectory path: String) throws(SystemCallError) -> [String] {
    guard let stream = opendir(path) else { throw SystemCallError("opendir", path, errno: errno) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
            tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != "." && name != ".." { names.append(name) }
    }
    return names
}

/// What kind of file is at a path, links not followed.
public enum FileKind: Sendable {
    case directory, regular, link, other, missing

    public init(at path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            self = .missing
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: self = .directory
        case S_IFREG: self = .regular
        case S_IFLNK: self = .link
        default: self = .other
        }
    }
}

/// Writes a file that exists with one `write(2)`, as `/proc` and cgroup files are written.
public func writeOnce(_ text: String, to path: String) throws(SystemCallError) {
    do {
        try Descriptor.open(path, O_WRONLY).write(text.utf8)
    } catch {
        throw error.call == "open" ? error : SystemCallError(error.call, path, errno: error.errno)
    }
}
