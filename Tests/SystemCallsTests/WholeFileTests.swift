import Glibc
import SystemCalls
import Testing

@Suite("A file that is replaced whole")
struct WholeFileTests {
    /// A directory that goes with its owner.
    private final class Folder {
        let path: String

        init() throws {
            var template = Array("/tmp/nsshell-whole-XXXXXX".utf8CString)
            path = try #require(mkdtemp(&template).map { String(cString: $0) })
        }

        deinit {
            for name in (try? namesInDirectory(path)) ?? [] {
                if unlink("\(path)/\(name)") < 0 { rmdir("\(path)/\(name)") }
            }
            rmdir(path)
        }

        func mode(of name: String) -> UInt32 {
            var status = stat()
            return lstat("\(path)/\(name)", &status) == 0 ? status.st_mode & 0o777 : 0
        }
    }

    private let folder: Folder
    private var path: String { "\(folder.path)/file" }

    init() throws { folder = try Folder() }

    @Test("takes the place of a link, and what that leads to stays")
    func link() throws {
        try WholeFile.write("theirs".utf8, to: "\(folder.path)/other")
        try #require(symlink("\(folder.path)/other", path) == 0)
        try WholeFile.write("ours".utf8, to: path)
        #expect(FileKind(at: path) == .regular)
        #expect(try readText(path) == "ours" && readText("\(folder.path)/other") == "theirs")
        #expect(try namesInDirectory(folder.path) == ["file", "other"])
    }

    @Test("has the mode that was asked for, or keeps the one that it had")
    func mode() throws {
        try WholeFile.write("1".utf8, to: path)
        #expect(folder.mode(of: "file") == 0o600)
        try #require(chmod(path, 0o640) == 0)
        try WholeFile.write("2".utf8, to: path, keepsMode: true)
        #expect(folder.mode(of: "file") == 0o640)
        try WholeFile.write("3".utf8, to: path, durability: .name)
        #expect(folder.mode(of: "file") == 0o600)
    }

    @Test("replaces what one who was killed left beside it, and follows no link there")
    func leftover() throws {
        try WholeFile.write("theirs".utf8, to: "\(folder.path)/other")
        try #require(symlink("\(folder.path)/other", "\(path).new") == 0)
        try WholeFile.write("ours".utf8, to: path, suffix: ".new", durability: .bytes)
        #expect(try readText("\(folder.path)/other") == "theirs" && readText(path) == "ours")
        #expect(try namesInDirectory(folder.path) == ["file", "other"])
    }

    @Test("is refused with its own name, and leaves nothing behind", arguments: [true, false])
    func refused(isDirectory: Bool) throws {
        if isDirectory { try #require(mkdir(path, 0o700) == 0) }
        let path = isDirectory ? path : "\(folder.path)/nowhere/file"
        let error = #expect(throws: SystemCallError.self) {
            try WholeFile.write("x".utf8, to: path)
        }
        #expect(
            error == SystemCallError("open", path, errno: isDirectory ? EISDIR : ENOENT))
        #expect(try namesInDirectory(folder.path) == (isDirectory ? ["file"] : []))
    }
}
