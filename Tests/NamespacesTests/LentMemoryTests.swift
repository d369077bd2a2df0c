import CLinux
import Glibc
import Namespaces
import SystemCalls
import Testing

/// Processes that share this one's memory until they become their program.
@Suite(.timeLimit(.minutes(1))) struct LentMemoryTests {
    @Test("the rest of a plan is made while its process is at work, and becomes a program")
    func rest() throws {
        let line = try Pipe()
        let news = try Pipe()
        let output = try Pipe()
        let beginning = Plan([
            .changeDirectory("/usr"),
            .write(path: "/proc/self/fd/\(news.writer.number)", bytes: [7]), .ready,
            .awaitRest(line.reader.number),
        ])
        var heard: [UInt8]?
        let spawned = try beginning.spawnSharingMemory {
            heard = try? news.reader.read(atMost: 2)
            return Self.printing(to: output.writer.number)
        }
        #expect(heard == [7])
        #expect(try spawned.reportUntilReady().isReady)
        try line.writer.write([1])
        #expect(try !spawned.report().isReady)
        #expect(try spawned.process.wait() == .exited(0))
        #expect(try output.reader.read(atMost: 100) == Array("/usr\n".utf8))
    }

    @Test("a process that may not share memory has all of the plan from the beginning")
    func copy() throws {
        let line = try Pipe()
        let output = try Pipe()
        var whole = Plan([.changeDirectory("/usr"), .awaitRest(line.reader.number)])
        whole.append(Self.printing(to: output.writer.number))
        let spawned = try whole.spawn()
        try line.writer.write([1])
        _ = try spawned.report()
        #expect(try spawned.process.wait() == .exited(0))
        #expect(try output.reader.read(atMost: 100) == Array("/usr\n".utf8))
    }

    private static func printing(to output: Int32) -> Plan {
        Plan([
            .duplicate(.inherited(output), onto: 1), .defaultSignals,
            .execute(
                file: "pwd", searching: "/usr/bin:/bin", arguments: ["pwd"], environment: []),
        ])
    }

    @Test("a failure is named by the plan that it is in, the beginning or the rest")
    func failures() throws {
        for (first, last) in [("/nowhere", "/usr"), ("/usr", "/neither")] {
            let line = try Pipe()
            let spawned = try Plan([.changeDirectory(first), .awaitRest(line.reader.number)])
                .spawnSharingMemory { Plan([.changeDirectory("/usr"), .changeDirectory(last)]) }
            try line.writer.write([1])
            do {
                _ = try spawned.report()
                Issue.record("nothing failed")
            } catch {
                let missing = first == "/usr" ? last : first
                #expect(error == SystemCallError("chdir", missing, errno: ENOENT))
            }
            #expect(try spawned.process.wait() == .exited(125))
            spawned.takeBackMemory()
        }
    }

    @Test("what it is refused leaves this process's errno alone")
    func errnoOfItsOwn() throws {
        let line = try Pipe()
        var rest = Plan()
        for refused: Operation in [
            .changeDirectory("/nowhere"), .write(path: "/nowhere/file", bytes: [1]),
            .symlink(to: "/", at: "/"), .copy(from: "/nowhere", to: "/"), .close(.inherited(-1)),
            .mount(source: nil, target: "/nowhere"), .unmount("/nowhere"),
            .join(.inherited(-1), kinds: [.net]),
            .execute(file: "nothing", searching: "/nowhere", arguments: [""], environment: []),
        ] {
            rest.attempt(refused)
        }
        let spawned = try Plan([.awaitRest(line.reader.number)]).spawnSharingMemory { rest }
        errno = EDOM
        try line.writer.write([1])
        let ended = try waitUntilReadable([spawned.process.descriptor.number], milliseconds: -1)
        let left = errno
        #expect(left == EDOM)
        #expect(ended == [0])
        #expect(try spawned.report().refusals.count == 9)
        #expect(try spawned.process.wait() == .exited(0))
    }

    @Test("what it does to who may look into the memory is undone when it has gone")
    func dumpable() throws {
        let line = try Pipe()
        let spawned = try Plan([.dumpable(false), .ready, .awaitByte(line.reader.number), .exit(0)])
            .spawnSharingMemory { Plan() }
        #expect(try spawned.reportUntilReady().isReady)
        #expect(nl_is_dumpable() == 0)
        try line.writer.write([1])
        _ = try spawned.report()
        #expect(nl_is_dumpable() == 1)
        #expect(try spawned.process.wait() == .exited(0))
    }
}
