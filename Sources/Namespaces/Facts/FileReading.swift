internal import CLinux
internal import Glibc
internal import SystemCalls

/// Files as a process sees them, whoever owns that tree: no link leads out of it, and nothing is
/// opened but regular files and directories.
final class FileReading: SubjectReading {
    private static let textLimit = 1 << 16
    private static let namesLimit = 1 << 20

    private let pid: Int32
    private var inside: [FileQuestion: InnerReading] = [:]

    init(of pid: Int32) { self.pid = pid }

    /// Starts to look at a path.
    @discardableResult
    func start(_ question: FileQuestion) -> InnerReading {
        if let begun = inside[question] { return begun }
        var begun = read(question, inMemory: true)
        // Of /proc or another file system: whoever looks there needs to be in the time namespace too,
        // and some things keep him waiting.
        if begun.failure?.errno == EXDEV { begun = read(question, inMemory: false) }
        inside[question] = begun
        return begun
    }

    private func read(_ question: FileQuestion, inMemory: Bool) -> InnerReading {
        var plan = Plan([
            .openBelow(
                .slot(0), path: question.path, following: question.matter != .itself, slot: 1,
                inMemory: inMemory),
            .reportStatus(.slot(1)),
        ])
        // The wrong type of file is refused, which its status tells too.
        switch question.matter {
        case .itself: plan.attempt(.reportLink(.slot(1)))
        case .text: plan.attempt(.reportContents(.slot(1), limit: Self.textLimit))
        case .entries: plan.attempt(.reportEntries(.slot(1), limit: Self.namesLimit))
        }
        // Files of /proc/sys and /sys are about the reader's namespaces. Its mount namespace is not
        // needed, since paths begin at the process's root; nor is its PID namespace, in which a
        // reader would take up a number.
        var kinds: [NamespaceKind] = [.cgroup, .ipc, .net, .user, .uts]
        if !inMemory { kinds.append(.time) }
        // This kernel may lack one or the other.
        kinds = kinds.filter { (try? OwnNamespaces.link($0)) != nil }
        return InnerReading(of: pid, kinds: kinds, before: becomingReader, plan)
    }

    /// The root directory of the process, then its ids for files: where this process is the
    /// machine's root, it must not read what the other one may not.
    private var becomingReader: Plan {
        let status = (try? readText("/proc/\(pid)/status")) ?? ""
        var plan = Plan([.open("/proc/\(pid)/root", flags: nl_O_PATH | O_DIRECTORY, slot: 0)])
        plan.attempt(.dropGroups)
        plan.append(
            .fileSystemIDs(
                user: fileSystemID("Uid", in: status), group: fileSystemID("Gid", in: status)))
        return plan
    }

    /// The last of real, effective, saved and file system id; nobody's where it cannot be known.
    private func fileSystemID(_ field: String, in status: String) -> UInt32 {
        statusField(field, in: status)?.words.last.flatMap { UInt32($0) } ?? 65534
    }

    /// - Throws: of `openat2`, ENOENT or ENOTDIR where there is nothing at the path.
    func answer(_ question: FileQuestion) throws(SystemCallError) -> FoundFile {
        if question.isAboutReader {
            // It would be found, and be the answer to another question.
            throw SystemCallError("openat2", question.path, errno: ENOENT)
        }
        return try FoundFile(start(question))
    }

    /// Whether a path at which nothing was found leads to whoever reads it, by itself or as a link.
    func leadsToReader(_ question: FileQuestion) -> Bool {
        if question.namesReader { return true }
        guard question.matter != .itself,
            let link = try? answer(FileQuestion(question.path, .itself)), link.isLink,
            let target = try? link.text()
        else { return false }
        return FileQuestion("/\(target)", question.matter).namesReader
    }
}

/// A file that was found, and what was read of it.
struct FoundFile {
    private let status: [UInt32]
    private let reading: InnerReading

    fileprivate init(_ reading: InnerReading) throws(SystemCallError) {
        let bytes = try reading.bytes(1)
        guard bytes.count == 12 else { throw SystemCallError("fstat", "", errno: EPROTO) }
        status = bytes.withUnsafeBytes { raw in
            (0..<3).map { raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self) }
        }
        self.reading = reading
    }

    private var format: UInt32 { status[0] & S_IFMT }
    var isRegular: Bool { format == S_IFREG }
    var isDirectory: Bool { format == S_IFDIR }
    var isLink: Bool { format == S_IFLNK }

    var type: String? {
        switch format {
        case S_IFREG: "file"
        case S_IFDIR: "directory"
        case S_IFLNK: "link"
        case S_IFIFO: "fifo"
        case S_IFSOCK: "socket"
        case S_IFBLK: "block"
        case S_IFCHR: "char"
        default: nil
        }
    }

    /// Four octal digits.
    var mode: String { String("\(String(status[0] & 0o7777 | 0o10000, radix: 8))".dropFirst()) }
    var owner: UInt32 { status[1] }
    var group: UInt32 { status[2] }

    /// What it holds, or where the link leads; without the last line end.
    func text() throws(SystemCallError) -> String {
        var bytes = try reading.bytes(2)
        if bytes.last == UInt8(ascii: "\n"), isRegular { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The names in the directory, sorted.
    func names() throws(SystemCallError) -> [String] {
        try reading.text(2).split(separator: "\0").map(String.init).sorted()
    }
}
