internal import Glibc
internal import Lab
internal import SystemCalls

/// The directory of a transcript, `TESTDIR`, as a lab is given it: a copy, since a mount of the
/// directory itself could be made writable from inside, and reaches sockets.
struct TestDirectory {
    /// Why there is no copy.
    struct Failure: Error {
        let reason: String
    }

    private(set) var directories: [String] = []
    private(set) var files: [LabFile] = []
    private var bytesLeft = 64 << 20
    /// The directory itself: its owner may put links in the place of what is in it at any moment.
    private var root: Folder?

    private static let mostFiles = 10_000
    private static let deepest = 8
    /// What every lab has of its machine already.
    private static let shared = ["/usr/", "/etc/", "/bin/", "/lib/", "/sbin/", "/boot/"]

    /// Nothing.
    init() {}

    /// - Parameters:
    ///   - path: absolute.
    ///   - file: the transcript's name, which is all that is copied of somebody's home directory.
    init(_ path: String, file: String, bytes: [UInt8]) throws(Failure) {
        if Self.shared.contains(where: "\(path)/".hasPrefix) { return }
        addParents(of: path)
        if Self.isHome(path) {
            files.append(LabFile(path: "\(path)/\(file)", bytes: bytes))
        } else {
            do throws(SystemCallError) { root = try Folder(path) } catch {
                throw Failure(reason: "\(error)")
            }
            try add(path, below: ".", depth: 0)
        }
    }

    private mutating func addParents(of path: String) {
        var parent = ""
        for part in path.split(separator: "/") {
            parent += "/\(part)"
            directories.append(parent)
        }
    }

    private mutating func add(_ path: String, below: String, depth: Int) throws(Failure) {
        guard depth <= Self.deepest else {
            throw Failure(reason: "\(path) is more than \(Self.deepest) directories down")
        }
        let names: [String]
        do throws(SystemCallError) { names = try root?.find(below).names() ?? [] } catch {
            throw Failure(reason: "\(error)")
        }
        for name in names {
            let child = "\(path)/\(name)"
            switch FileKind(at: child) {
            case .directory where name != ".git":
                directories.append(child)
                try add(child, below: "\(below)/\(name)", depth: depth + 1)
            // A link has what it leads to in the directory; one that leads out of it leads nowhere.
            case .regular, .link: try addFile(child, below: "\(below)/\(name)")
            // A socket or a device is no test's.
            case .directory, .other, .missing: break
            }
        }
    }

    private mutating func addFile(_ path: String, below: String) throws(Failure) {
        guard let root else { return }
        let found: FileBelow
        do throws(SystemCallError) { found = try root.find(below) } catch { return }
        guard found.kind == .regular else { return }
        // What is not readable out here is not readable in there.
        guard let bytes = try? found.bytes(limit: bytesLeft) else {
            if found.size <= bytesLeft { return }
            throw Failure(reason: "its files are more than 64 MiB")
        }
        bytesLeft -= bytes.count
        files.append(LabFile(path: path, bytes: bytes, mode: found.mode))
        guard files.count <= Self.mostFiles else {
            throw Failure(reason: "it has more than \(Self.mostFiles) files")
        }
    }

    private static func isHome(_ path: String) -> Bool {
        let accounts = (try? readText("/etc/passwd")) ?? ""
        let homes = accounts.split(separator: "\n").compactMap { line in
            line.split(separator: ":", omittingEmptySubsequences: false).dropFirst(5).first
        }
        let own = getenv("HOME").map { String(cString: $0) }
        return path == own || homes.contains { $0 == path } || path == "/home"
    }
}
