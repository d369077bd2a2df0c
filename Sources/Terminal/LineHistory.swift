import Glibc
import SystemCalls

/// The lines that were typed before, the newest last, each once.
///
/// The file holds one line per line and is appended to, so that two editors at a time lose nothing
/// of each other; what is too many or there twice goes when it is next read. A file that cannot be
/// read or written costs the memory of it, never the line.
struct LineHistory {
    /// What an addition did to `lines`.
    enum Addition { case nothing, newest, moved }

    static let most = 1000
    /// A longer line is remembered, but not for the next run.
    private static let longestKept = 1 << 14
    /// What is read of a file at most: its end.
    private static let mostRead = 1 << 20

    private(set) var lines: [String] = []
    private let file: String?

    init(file: String?) {
        self.file = file
        guard let file, let kept = try? Self.read(file) else { return }
        var seen: Set<[UInt8]> = []
        for line in kept.lines.reversed() where lines.count < Self.most && !Self.isBlank(line) {
            if seen.insert(Array(line.utf8)).inserted { lines.append(line) }
        }
        lines.reverse()
        if kept.isLong || kept.lines.count > 2 * Self.most { try? rewrite(file) }
    }

    mutating func add(_ line: String) -> Addition {
        let addition = insert(line)
        if addition != .nothing, let file, line.utf8.count <= Self.longestKept {
            try? Self.append(line, to: file)
        }
        return addition
    }

    private mutating func insert(_ line: String) -> Addition {
        if Self.isBlank(line) || line.utf8.contains(10) { return .nothing }
        // Equal bytes: two spellings of one letter are two names in Linux.
        let earlier = lines.lastIndex { $0.utf8.elementsEqual(line.utf8) }
        if let earlier {
            if earlier == lines.count - 1 { return .nothing }
            lines.remove(at: earlier)
        }
        lines.append(line)
        if lines.count > Self.most { lines.removeFirst() }
        return earlier == nil ? .newest : .moved
    }

    private static func isBlank(_ line: String) -> Bool { line.utf8.allSatisfy { $0 <= 32 } }

    // MARK: The file

    private static func read(
        _ file: String
    ) throws(SystemCallError) -> (lines: [String], isLong: Bool) {
        let descriptor = try openPrivate(file, O_RDONLY)
        let size = lseek(descriptor.number, 0, SEEK_END)
        let isLong = size > mostRead
        lseek(descriptor.number, isLong ? size - off_t(mostRead) : 0, SEEK_SET)
        var lines = try descriptor.readToEnd(limit: 2 * mostRead).split(separator: 10)
            .map { String(decoding: $0, as: UTF8.self) }
        // The first is only the end of one.
        if isLong, !lines.isEmpty { lines.removeFirst() }
        return (lines, isLong)
    }

    private static func append(_ line: String, to file: String) throws(SystemCallError) {
        makeDirectory(above: file)
        try openPrivate(file, O_WRONLY | O_APPEND | O_CREAT).write((line + "\n").utf8)
    }

    /// Another file in its place at once, so that no end of this process leaves half of one.
    private func rewrite(_ file: String) throws(SystemCallError) {
        try WholeFile.write(
            lines.map { $0 + "\n" }.joined().utf8, to: file, durability: .bytes)
    }

    /// Opens a regular file, which from now on only its owner can read.
    private static func openPrivate(
        _ file: String, _ flags: Int32
    ) throws(SystemCallError) -> Descriptor {
        // Not to wait: somebody may have put a pipe there.
        let descriptor = try Descriptor.open(file, flags | O_NONBLOCK | O_NOCTTY)
        var status = stat()
        guard fstat(descriptor.number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw SystemCallError("open", file, errno: EINVAL)
        }
        if status.st_mode & 0o077 != 0 { fchmod(descriptor.number, 0o600) }
        return descriptor
    }

    private static func makeDirectory(above file: String) {
        guard let slash = file.lastIndex(of: "/"), slash > file.startIndex else { return }
        let directory = String(file[..<slash])
        if access(directory, F_OK) == 0 { return }
        makeDirectory(above: directory)
        mkdir(directory, 0o700)
    }
}
