import ArgumentParser
import Course
import Glibc
import SystemCalls

/// Says something on standard output, and a line end behind it.
func show(_ text: String) throws(ExitCode) {
    try Sink.standardOutput.write(text + "\n")
}

/// Where a command writes what it was asked for: a file, or standard output. A write that fails
/// ends the command, since a report that nobody has is no report.
struct Sink: ~Copyable {
    /// As messages call it.
    private let name: String
    private let file: Descriptor?

    static var standardOutput: Sink { Sink() }

    private init() {
        name = "standard output"
        file = nil
    }

    /// - Parameter path: a file, written anew, a FIFO or a device, each also where a link leads;
    ///   standard output where it is nil.
    init(path: String?) throws(ExitCode) {
        name = path ?? "standard output"
        guard let path else {
            file = nil
            return
        }
        do throws(SystemCallError) {
            file = try Descriptor.open(path, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644)
        } catch {
            throw failure("\(error)", mend: mend(ofWriting: path, error), status: 2)
        }
    }

    func write(_ text: String) throws(ExitCode) { try write(Array(text.utf8)) }

    func write(_ bytes: [UInt8]) throws(ExitCode) {
        let number: Int32
        switch file {
        case .some(let file): number = file.number
        case nil: number = STDOUT_FILENO
        }
        do throws(SystemCallError) { try writeAll(bytes, to: number) } catch {
            throw lost(error, name)
        }
    }

    /// What a disk could not hold may come to light here only.
    consuming func close() throws(ExitCode) {
        let name = name
        guard let file else { return }
        do throws(SystemCallError) { try file.close() } catch { throw lost(error, name) }
    }
}

/// How a command ends whose output is lost.
private func lost(_ error: SystemCallError, _ name: String) -> ExitCode {
    // Where the signal is ignored this error comes instead: the end that it would have been.
    if error.errno == EPIPE { return ExitCode(128 + SIGPIPE) }
    return failure(
        "\(SystemCallError(error.call, name, errno: error.errno))",
        mend: mend(ofWriting: name, error), status: 2)
}

/// What to do about a file that could not be written.
func mend(ofWriting path: String, _ error: SystemCallError) -> String {
    switch error.errno {
    case ENOSPC, EDQUOT: "make room there, or have it written elsewhere"
    case ENOENT: "make its folder first: mkdir -p \(folder(of: path).quotedForShell)"
    case EACCES, EPERM, EROFS: "name a file where you may write"
    case EISDIR: "name a file in that folder"
    case EEXIST: "take another name, or remove that file first"
    default: "have it written elsewhere"
    }
}

private func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}
