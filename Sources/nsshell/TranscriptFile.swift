import ArgumentParser
import Course
import Glibc
import SystemCalls

/// A transcript that a command line names.
struct TranscriptFile {
    /// As messages and diffs call it.
    let path: String
    let bytes: [UInt8]

    private var errorsPath: String { path + ".err" }

    /// All that are named, those of folders in order, each once.
    ///
    /// - Throws: status 2 where one cannot be read, which is told.
    static func all(_ names: [String]) throws(ExitCode) -> [TranscriptFile] {
        var files: [TranscriptFile] = []
        var isUnreadable = false
        for path in try paths(names) {
            do throws(ExitCode) { files.append(try TranscriptFile(reading: path)) } catch {
                isUnreadable = true
            }
        }
        if isUnreadable { throw ExitCode(2) }
        return files
    }

    /// The paths of all that are named.
    static func paths(_ names: [String]) throws(ExitCode) -> [String] {
        var paths: [String] = []
        var isEmpty = false
        if names.contains("") {
            throw failure(
                "the name of a file is empty", mend: "name a transcript or a folder", status: 2)
        }
        for name in names.map(\.normalizedPath) {
            guard case .directory = kind(of: name) else {
                paths.append(name)
                continue
            }
            let found = inFolder(name)
            paths += found
            if found.isEmpty {
                isEmpty = true
                _ = failure(
                    "\(name): no transcript is in there", mend: "transcripts end in .t", status: 2)
            }
        }
        if isEmpty { throw ExitCode(2) }
        var seen: Set<String> = []
        return paths.filter { seen.insert($0).inserted }
    }

    /// - Throws: status 2 where it cannot be read, which is told.
    init(reading path: String) throws(ExitCode) {
        self.path = path
        do throws(SystemCallError) {
            bytes = try readRegularFile(path, limit: Replayer.largestFile)
        } catch {
            let what = error.errno == EINVAL ? "\(path) is no regular file" : "\(error)"
            throw failure(what, mend: "name a transcript that can be read", status: 2)
        }
    }

    private static func kind(of path: String) -> FileKind {
        var status = stat()
        guard stat(path, &status) == 0 else { return .missing }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return .directory
        case S_IFREG: return .regular
        default: return .other
        }
    }

    private static func inFolder(_ folder: String) -> [String] {
        let names = ((try? namesInDirectory(folder)) ?? []).filter { !$0.hasPrefix(".") }
        return names.flatMap { name -> [String] in
            let path = "\(folder)/\(name)".normalizedPath
            switch FileKind(at: path) {
            case .directory: return inFolder(path)
            case .regular: return name.hasSuffix(".t") ? [path] : []
            case .link:
                // To a file; one to a folder might lead back here.
                let isFile = name.hasSuffix(".t") && kind(of: path) == .regular
                return isFile ? [path] : []
            case .other, .missing: return []
            }
        }
    }

    /// - Throws: status 2 where no file can be made in there, which is told.
    static func requireFolder(_ path: String) throws(ExitCode) {
        do throws(SystemCallError) {
            _ = try Descriptor.open(path, O_RDONLY | O_DIRECTORY)
            guard access(path, W_OK | X_OK) == 0 else {
                throw SystemCallError("access", path, errno: errno)
            }
        } catch {
            let mend =
                switch error.errno {
                case ENOENT: "make it first: mkdir -p \(path.quotedForShell)"
                case ENOTDIR: "name a folder"
                default: "name a folder where you may write"
                }
            throw failure("\(error)", mend: mend, status: 2)
        }
    }

    /// Leaves what was really written beside the file.
    func writeErrors(_ bytes: [UInt8]) throws(ExitCode) { try Self.write(bytes, to: errorsPath) }

    func removeErrors() { unlink(errorsPath) }

    func replace(with bytes: [UInt8]) throws(ExitCode) { try Self.write(bytes, to: path) }

    /// Writes a file whole or not at all. What is at the path is replaced, and no link is followed:
    /// whoever owns the folder may have made one that leads to somebody else's file.
    static func write(_ bytes: [UInt8], to path: String) throws(ExitCode) {
        do throws(SystemCallError) {
            try WholeFile.write(bytes, to: path, mode: 0o644, keepsMode: true)
        } catch {
            throw failure("\(error)", mend: mend(ofWriting: path, error), status: 2)
        }
    }
}
