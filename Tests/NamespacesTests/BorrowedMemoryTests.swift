import Glibc
import HostAbilities
import SystemCalls
import Testing

@testable import Namespaces

/// Processes that look, and have no memory of their own.
@Suite(.timeLimit(.minutes(1))) struct BorrowedMemoryTests {
    /// `O_PATH`, which Glibc leaves out.
    private static let oPath: Int32 = 0o10000000

    @Test("what reports more than there is room for is given a memory of its own")
    func long() throws {
        let path = "/tmp/long.\(getpid())"
        defer { unlink(path) }
        let text = [UInt8]((0..<200_000).map { UInt8(truncatingIfNeeded: $0) })
        try Descriptor.open(path, O_WRONLY | O_CREAT).write(text)
        let plan = Plan([.reportNames, .report(file: path, limit: 1 << 20), .exit(0)])
        #expect(plan.mayBorrowMemory)
        #expect(throws: SystemCallError("clone", "a process that looks", errno: ENOBUFS)) {
            try plan.look()
        }
        #expect(try plan.run().readings[1] == text)
    }

    @Test("it stops at the first operation that fails, and tells of those that were allowed to")
    func failing() throws {
        var plan = Plan([.reportNames])
        plan.attempt(.report(file: "/proc/nothing", limit: 1))
        plan.append([.report(file: "/proc/uptime", limit: 100), .exit(0)])
        let report = try plan.look()
        #expect(report.readings.keys.sorted() == [0, 2])
        #expect(report.refusedReadings == [1: SystemCallError("read", "/proc/nothing", errno: ENOENT)])
        #expect(throws: SystemCallError("uname", "", errno: EIO)) {
            try plan.failing(at: 0, errno: EIO).look()
        }
        #expect(ProcessState.children(of: getpid()).allSatisfy { kill($0, 0) == 0 })
    }

    @Test(
        "what may wait, has a number elsewhere or changes the memory gets one of its own",
        arguments: [
            .join(.inherited(0), kinds: [.pid]), .join(.inherited(0), kinds: [.user, .time]),
            .join(.inherited(0), kinds: [.mnt]), .unshare([.pid]), .unshare([.user]),
            .continueInChild, .setUID(0), .setGID(0), .dumpable(false), .open("/", flags: 0, slot: 0),
            .openBelow(.slot(0), path: "/", following: true, slot: 1), .awaitByte(0),
            .executeOpen(.slot(0), arguments: []), .changeRoot("/"),
        ] as [Operation])
    func unfit(operation: Operation) {
        #expect(!Plan([.reportNames, operation, .exit(0)]).mayBorrowMemory)
    }

    @Test(
        "a file of a tmpfs is found in borrowed memory, one of /proc by a process of its own",
        .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"))
    func files() throws {
        let held = try HeldProcess(
            into: [.user, .mnt],
            [
                .mount(source: "tmpfs", target: "/tmp", type: "tmpfs"),
                .write(path: "/tmp/here", bytes: Array("in memory".utf8), create: 0o644),
                .symlink(to: "/proc/self/status", at: "/tmp/there"),
                .symlink(to: "/proc/uptime", at: "/tmp/clock"),
            ])
        func find(_ path: String) throws -> PlanReport {
            let plan = Plan([
                .open("/proc/\(held.pid)/root", flags: O_DIRECTORY | Self.oPath, slot: 0),
                .fileSystemIDs(user: 12345, group: 12345),
                .openBelow(.slot(0), path: path, following: true, slot: 1, inMemory: true),
                .reportContents(.slot(1), limit: 100), .exit(0),
            ])
            #expect(plan.mayBorrowMemory)
            return try plan.look()
        }
        #expect(try find("/tmp/here").readings[3] == Array("in memory".utf8))
        #expect(throws: SystemCallError("openat2", "/tmp/clock", errno: EXDEV)) {
            try find("/tmp/clock")
        }
        #expect(throws: SystemCallError("openat2", "/tmp/none", errno: ENOENT)) {
            try find("/tmp/none")
        }
        let subject = FactSubject(pid: held.pid)
        func fact(_ path: String) -> Fact {
            FactTree().fact([FactStep("files", key: path), FactStep("type")], of: subject)
        }
        #expect(fact("/tmp/here") == .text("file"))
        #expect(fact("/tmp/clock") == .text("link"))
        #expect(fact("/proc/uptime") == .text("file"))
        #expect(isDumpable())
    }

    /// Whether others may look into this process: else its files belong to root, proc(5).
    private func isDumpable() -> Bool {
        var status = stat()
        guard stat("/proc/self/environ", &status) == 0 else { return false }
        return status.st_uid == geteuid()
    }

    @Test(
        "looking into another user namespace leaves this process as it was",
        .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"))
    func unchanged() throws {
        let held = try HeldProcess(into: [.user, .uts, .net, .ipc], [.setHostname("elsewhere")])
        let inner = try HeldProcess(into: [.user, .uts], [.setHostname("further")])
        for (process, name) in [(held, "elsewhere"), (inner, "further")] {
            let plan = Plan([process.joining([.user, .uts]), .reportNames, .exit(0)])
            let names = try plan.look().readings[1] ?? []
            #expect(String(decoding: names.prefix { $0 != 0 }, as: UTF8.self) == name)
        }
        #expect(isDumpable())
        for kind in NamespaceKind.allCases {
            let link = try readLink("/proc/self/ns/\(kind.rawValue)")
            #expect(try link == OwnNamespaces.link(kind))
        }
    }
}
