import Glibc
import Namespaces
import SystemCalls
import Testing

/// A program that is started where the files in sight may lead back to this process's own.
@Suite(.timeLimit(.minutes(1))) struct StarterTests {
    private func started(
        _ file: String, _ arguments: [String], searching path: String = "",
        environment: [String] = []
    ) throws -> ProcessEnd {
        let plan = Plan([
            .openStarter(slot: 0), .closeFrom(3, onExecute: true),
            .executeThrough(
                .slot(0), file: file, searching: path, arguments: arguments,
                environment: environment),
        ])
        let spawned = try plan.spawn()
        do {
            _ = try spawned.report()
        } catch {
            try spawned.process.wait()
            throw error
        }
        return try spawned.process.wait()
    }

    @Test("it has its arguments and its environment, and is found as a shell finds it")
    func arguments() throws {
        let script = #"[ "$0$1$NAME$#" = abvalue1 ] && exit 42"#
        #expect(
            try started(
                "sh", ["sh", "-c", script, "a", "b"], searching: "/nowhere:/etc/passwd:/bin",
                environment: ["NAME=value"]) == .exited(42))
        #expect(try started("/bin/sh", ["sh", "-c", "exit 7"]) == .exited(7))
    }

    @Test("one that is not there, or may not be started, is refused as ever")
    func refused() throws {
        for (file, errno) in [
            ("/nowhere/program", ENOENT), ("/etc/passwd", EACCES), ("/etc", EACCES),
            ("/etc/passwd/x", ENOTDIR),
        ] {
            #expect(throws: SystemCallError("execve", file, errno: errno)) {
                try started(file, [file])
            }
        }
        #expect(throws: SystemCallError("execve", "no-such-program", errno: ENOENT)) {
            try started("no-such-program", ["x"], searching: "/bin:/usr/bin")
        }
    }

    /// These tests' own program would say something else than 126 or 127, if it ended at all.
    @Test("a script or a link of `/proc/self/exe` does not start this process's own program")
    func itself() throws {
        var template = Array("/tmp/nsshell-tests.XXXXXX".utf8CString)
        #expect(mkdtemp(&template) != nil)
        let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        let (script, link) = ("\(folder)/script", "\(folder)/link")
        defer {
            unlink(script)
            unlink(link)
            rmdir(folder)
        }
        try writeOnce("#!/proc/self/exe\n", creating: script)
        symlink("/proc/self/exe", link)
        #expect(try started(script, [script]) == .exited(127))
        // It finds itself, and starts that with no name.
        #expect(try started(link, [link]) == .exited(127))
    }

    private func writeOnce(_ text: String, creating path: String) throws {
        let file = try Descriptor.open(path, O_WRONLY | O_CREAT | O_EXCL, mode: 0o755)
        try file.write(Array(text.utf8))
        try file.close()
    }
}
