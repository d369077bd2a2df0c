import Glibc
import SystemCalls
import Testing

@Suite struct SystemCallErrorTests {
    @Test("an error's words are what failed, why, and the errno's name")
    func description() {
        #expect(
            "\(SystemCallError("setns", "mnt", errno: EPERM))"
                == "setns mnt: Operation not permitted (EPERM)")
        #expect(
            "\(SystemCallError("setsid", "", errno: EPERM))"
                == "setsid: Operation not permitted (EPERM)")
    }

    @Test("an errno that the C library does not know is its number")
    func unknownNumber() {
        #expect(SystemCallError("x", "", errno: 4242).name == "errno 4242")
        #expect(errnoWords(4242) == "unknown error")
    }

    @Test("a shim's negative value is the error, any other the value")
    func checking() throws {
        #expect(try checked(Int32(7), "x") == 7)
        #expect(throws: SystemCallError("x", "y", errno: ENOENT)) {
            try checked(-ENOENT, "x", "y")
        }
    }
}

@Suite(.timeLimit(.minutes(1))) struct FileTests {
    @Test("a missing file names the path that could not be opened")
    func missing() {
        #expect(throws: SystemCallError("open", "/nowhere/at all", errno: ENOENT)) {
            try readText("/nowhere/at all")
        }
        #expect(throws: SystemCallError("opendir", "/nowhere", errno: ENOENT)) {
            try namesInDirectory("/nowhere")
        }
        #expect(throws: SystemCallError("readlink", "/", errno: EINVAL)) { try readLink("/") }
    }

    @Test("a directory can be opened but not read, and its path is still named")
    func directory() {
        #expect(throws: SystemCallError("read", "/proc", errno: EISDIR)) { try readText("/proc") }
    }

    @Test(
        "a file longer than the limit is EFBIG, one as long as it is read", arguments: [0, 9, 10])
    func limit(limit: Int) throws {
        let path = "/tmp/limit.\(getpid()).\(limit)"
        defer { unlink(path) }
        try Descriptor.open(path, O_WRONLY | O_CREAT).write("0123456789".utf8)
        if limit == 10 {
            #expect(try readText(path, limit: limit) == "0123456789")
        } else {
            #expect(throws: SystemCallError("read", path, errno: EFBIG)) {
                try readText(path, limit: limit)
            }
        }
    }

    @Test("a file that never ends is EFBIG, not a full memory")
    func endless() {
        #expect(throws: SystemCallError("read", "/dev/zero", errno: EFBIG)) {
            try readBytes("/dev/zero", limit: 1 << 20)
        }
    }

    @Test("what is not UTF-8 is replaced")
    func notText() throws {
        let pipe = try Pipe()
        try pipe.writer.write([0x61, 0xff, 0x62])
        #expect(try pipe.reader.read(atMost: 10) == [0x61, 0xff, 0x62])
        #expect(String(decoding: [0x61, 0xff, 0x62] as [UInt8], as: UTF8.self) == "a\u{fffd}b")
    }

    @Test("the kinds of file are told without following links")
    func kinds() {
        #expect(FileKind(at: "/proc") == .directory)
        #expect(FileKind(at: "/proc/self") == .link)
        #expect(FileKind(at: "/proc/version") == .regular)
        #expect(FileKind(at: "/dev/null") == .other)
        #expect(FileKind(at: "/nowhere") == .missing)
    }

    @Test("a directory's names are sorted and without dot entries")
    func names() throws {
        let names = try namesInDirectory("/proc/self")
        #expect(names == names.sorted())
        #expect(!names.contains(".") && !names.contains("..") && names.contains("status"))
    }
}

@Suite(.timeLimit(.minutes(1))) struct DescriptorTests {
    @Test("every descriptor is close-on-exec from birth")
    func closeOnExec() throws {
        let file = try Descriptor.open("/dev/null", O_RDWR)
        let pipe = try Pipe()
        let sockets = try SocketPair()
        let numbers = [
            file.number, pipe.reader.number, pipe.writer.number, sockets.near.number,
            sockets.far.number,
        ]
        for number in numbers {
            let information = try readText("/proc/self/fdinfo/\(number)")
            let flags = information.split(separator: "\n").first { $0.hasPrefix("flags:") }
            let value = flags.flatMap { Int32($0.dropFirst(6).drop { $0.isWhitespace }, radix: 8) }
            #expect(value.map { $0 & O_CLOEXEC != 0 } == true)
        }
    }

    @Test("closing says what was lost")
    func closing() throws {
        #expect(throws: SystemCallError("close", "", errno: EBADF)) {
            try Descriptor(owning: 1_000_000).close()
        }
    }

    @Test("a write that does not fit into a pipe at once is completed")
    func longWrite() async throws {
        let pipe = try Pipe()
        let bytes = [UInt8](repeating: 7, count: 1 << 20)
        let reader = pipe.reader.number
        async let read: Int = {
            var count = 0
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while count < 1 << 20 {
                let got = Glibc.read(reader, &buffer, buffer.count)
                if got <= 0 { break }
                count += got
            }
            return count
        }()
        try pipe.writer.write(bytes)
        #expect(await read == bytes.count)
    }

    @Test("writing where nobody reads any more is EPIPE and no signal")
    func brokenPipe() throws {
        // As the roof does at its start.
        signal(SIGPIPE, SIG_IGN)
        let writer = try Pipe().takeWriter()
        #expect(throws: SystemCallError("write", "", errno: EPIPE)) { try writer.write([1]) }
    }

    @Test("an end that closed can be waited for, and one that is quiet is not reported")
    func waiting() throws {
        let quiet = try Pipe()
        let ended = try Pipe().takeReader()
        #expect(
            try waitUntilReadable([quiet.reader.number, ended.number], milliseconds: 1000) == [1])
        #expect(try waitUntilReadable([quiet.reader.number], milliseconds: 0) == [])
    }

    @Test("a socket whose other end sends no descriptor and closes gives ENODATA")
    func noDescriptor() throws {
        let near = try SocketPair().takeNear()
        #expect(throws: SystemCallError("recvmsg", "", errno: ENODATA)) {
            _ = try near.receiveDescriptor()
        }
    }
}

@Suite struct DeadlineTests {
    @Test("a deadline that is now has passed, one of a minute has not")
    func passing() {
        #expect(Deadline(milliseconds: 0).hasPassed)
        #expect(Deadline(milliseconds: -5).millisecondsLeft == 0)
        let minute = Deadline(milliseconds: 60_000)
        #expect(!minute.hasPassed)
        #expect((59_000...60_000).contains(minute.millisecondsLeft))
    }

    @Test("a deadline in a thousand years is cut to what poll takes")
    func far() {
        #expect(Deadline(milliseconds: 1 << 45).millisecondsLeft == Int32.max)
    }
}
