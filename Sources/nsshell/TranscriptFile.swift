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
        var paths: [String] = []
        var isUnreadable = false
        for name in names.map(\.normalizedPath) {
            guard case .directory = kind(of: name) else {
                paths.append(name)
                continue
            }
            let found = inFolder(name)
            paths += found
            if found.isEmpty {
                isUnreadable = true
                _ = failure(
                    "\(name): no transcript is in there", mend: "transcripts end in .t", status: 2)
            }
        }
        var seen: Set<String> = []
        var files: [TranscriptFile] = []
        for path in paths where seen.insert(path).inserted {
            do throws(SystemCallError) {
                let bytes = try readBytes(path, limit: Replayer.largestFile)
                files.append(TranscriptFile(path: path, bytes: bytes))
            } catch {
                isUnreadable = true
                _ = failure("\(error)", mend: "name a transcript that can be read", status: 2)
            }
        }
        if isUnreadable { throw ExitCode(2) }
        return files
    }

    private static func kind(of path: String) -> FileKind {
        var status = stat()
        guard stat(path, &status) == 0 else { return .missing }
        return status.st_mode & S_IFMT == S_IFDIR ? .directory : .regular
    }

    private static func inFolder(_ folder: String) -> [String] {
        let names = ((try? namesInDirectory(folder)) ?? []).filter { !$0.hasPrefix(".") }
        return names.flatMap { name -> [String] in
            let path = "\(folder)/\(name)".normalizedPath
            switch FileKind(at: path) {
            case .directory: return inFolder(path)
            default: return name.hasSuffix(".t") ? [path] : []
            }
        }
    }

    /// Leaves what was really written beside the file.
    func writeErrors(_ bytes: [UInt8]) throws(ExitCode) { try Self.write(bytes, to: errorsPath) }

    func removeErrors() { unlink(errorsPath) }

    func replace(with bytes: [UInt8]) throws(ExitCode) { try Self.write(bytes, to: path) }

    static func write(_ bytes: [UInt8], to path: String) throws(ExitCode) {
        do throws(SystemCallError) {
            let file = try Descriptor.open(path, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644)
            try file.write(bytes)
            try file.close()
        } catch {
            let told = SystemCallError(error.call, path, errno: error.errno)
            throw failure("\(told)", mend: mend(ofWriting: path, told), status: 2)
        }
    }
}
