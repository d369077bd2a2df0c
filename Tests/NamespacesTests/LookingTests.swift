import Glibc
import SystemCalls
import Testing

@testable import Namespaces

private func text(_ bytes: [UInt8]?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }

/// The operations by which an observer looks at files that it does not trust.
@Suite(.timeLimit(.minutes(1))) struct LookingTests {
    @Test("only a regular file is opened for its contents, and a directory for its names")
    func contents() throws {
        let path = "/tmp/contents.\(getpid())"
        defer { rmdir(path) }
        defer { unlink("\(path)/fifo") }
        defer { unlink("\(path)/file") }
        #expect(mkdir(path, 0o755) == 0 && mkfifo("\(path)/fifo", 0o644) == 0)
        try Descriptor.open("\(path)/file", O_WRONLY | O_CREAT).write("text".utf8)
        func read(_ name: String, _ operation: Operation) throws -> [UInt8]? {
            try Plan([
                .open(path, flags: O_DIRECTORY, slot: 0),
                .openBelow(.slot(0), path: name, following: true, slot: 1), operation,
            ]).run().readings[2]
        }
        #expect(text(try read("../file", .reportContents(.slot(1), limit: 100))) == "text")
        #expect(text(try read("/file", .reportContents(.slot(1), limit: 4))) == "text")
        #expect(throws: SystemCallError("read", "", errno: EFBIG)) {
            try read("/file", .reportContents(.slot(1), limit: 3))
        }
        #expect(throws: SystemCallError("read", "", errno: EINVAL)) {
            try read("fifo", .reportContents(.slot(1), limit: 100))
        }
        #expect(throws: SystemCallError("read", "", errno: EISDIR)) {
            try read("/", .reportContents(.slot(1), limit: 100))
        }
        let names = text(try read("/", .reportEntries(.slot(1), limit: 10)))
        #expect(Set(names.split(separator: "\0")) == ["fifo", "file"])
        #expect(throws: SystemCallError("getdents64", "", errno: EFBIG)) {
            try read("/", .reportEntries(.slot(1), limit: 9))
        }
        #expect(throws: SystemCallError("getdents64", "", errno: ENOTDIR)) {
            try read("fifo", .reportEntries(.slot(1), limit: 100))
        }
    }

    @Test("a reading that nobody asks for ends, however much it has to say")
    func unasked() throws {
        let before = Set(ProcessState.children(of: getpid()))
        do {
            // Much more than a pipe holds.
            let reading = InnerReading(
                of: getpid(), kinds: [], [.report(file: "/proc/self/exe", limit: 1 << 30)])
            withExtendedLifetime(reading) {}
        }
        #expect(Set(ProcessState.children(of: getpid())).subtracting(before).isEmpty)
    }

    @Test("a process that says nothing by the deadline is not listened to any longer")
    func silent() throws {
        let pipe = try Pipe()
        let spawned = try Plan([.ready, .awaitByte(pipe.reader.number), .exit(0)]).spawn()
        #expect(throws: SystemCallError("read", "report", errno: ETIMEDOUT)) {
            try spawned.report(by: Deadline(milliseconds: 20))
        }
        try pipe.writer.write([1])
        #expect(try spawned.process.wait() == .exited(0))
    }
}
