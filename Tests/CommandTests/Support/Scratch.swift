import Glibc
import SystemCalls

/// A directory of its own that every account may read, gone with its owner.
final class Scratch: Sendable {
    let path: String

    /// - Parameter owner: who may write into it besides root.
    init(owner: Account? = nil) {
        var template = Array("/tmp/nsshell-tests.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { fatalError("mkdtemp /tmp: errno \(errno)") }
        path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        chmod(path, 0o755)
        if let owner, geteuid() == 0 { _ = chown(path, owner.id, owner.id) }
    }

    deinit { Self.remove(path) }

    /// Writes a file and gives its path.
    func file(_ name: String, _ text: String, mode: UInt32 = 0o644) -> String {
        write(text.utf8, to: "\(path)/\(name)", mode: mode)
        return "\(path)/\(name)"
    }

    private static func remove(_ path: String) {
        for name in (try? namesInDirectory(path)) ?? [] {
            let child = "\(path)/\(name)"
            if case .directory = FileKind(at: child) { remove(child) } else { unlink(child) }
        }
        rmdir(path)
    }

    /// Of the whole test run.
    static let shared: Scratch = {
        atexit { remove(Scratch.shared.path) }
        return Scratch()
    }()
}
