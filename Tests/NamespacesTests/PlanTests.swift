import Glibc
import HostAbilities
import Namespaces
import SystemCalls
import Testing

private func text(_ bytes: [UInt8]?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }

/// The mechanics of a plan, which need no namespace.
@Suite(.timeLimit(.minutes(1))) struct PlanTests {
    /// Reads something short: to see that the plan came so far.
    private let mark = Operation.report(file: "/proc/sys/kernel/ostype", limit: 100)

    @Test("the first operation that fails ends the plan and is named")
    func failing() throws {
        let plan = Plan([.changeDirectory("/"), .changeDirectory("/nowhere"), .exit(0)])
        #expect(throws: SystemCallError("chdir", "/nowhere", errno: ENOENT)) { try plan.run() }
        let process = try plan.spawn().takeProcess()
        #expect(try process.wait() == .exited(125))
    }

    @Test("an injected failure is not tried and fails", arguments: 0..<3)
    func injected(index: Int) throws {
        let plan = Plan([mark, mark, mark]).failing(at: index, errno: EIO)
        #expect(throws: SystemCallError("read", "/proc/sys/kernel/ostype", errno: EIO)) {
            try plan.run()
        }
    }

    @Test("an operation that may fail is reported, and the plan goes on")
    func mayFail() throws {
        var plan = Plan()
        plan.attempt(.changeDirectory("/nowhere"))
        plan.append(mark)
        let report = try plan.run()
        #expect(report.refusals == [SystemCallError("chdir", "/nowhere", errno: ENOENT)])
        #expect(report.refusedReadings[0]?.errno == ENOENT)
        #expect(text(report.readings[1]) == "Linux\n")
    }

    @Test("a fallback is passed over when what it stands in for succeeds")
    func fallback() throws {
        func plan(_ path: String) -> Plan {
            var plan = Plan()
            plan.attempt(.changeDirectory(path), otherwise: [mark, mark])
            plan.append(mark)
            return plan
        }
        #expect(try plan("/").run().readings.keys.sorted() == [3])
        #expect(try plan("/nowhere").run().readings.keys.sorted() == [1, 2, 3])
        #expect(throws: SystemCallError("read", "/proc/sys/kernel/ostype", errno: EPERM)) {
            try plan("/nowhere").failing(at: 2, errno: EPERM).run()
        }
    }

    @Test("a plan keeps its fallbacks when it is put into another")
    func appended() throws {
        var inner = Plan()
        inner.attempt(.changeDirectory("/"), otherwise: [mark])
        var outer = Plan([mark])
        outer.append(inner)
        outer.append(mark)
        #expect(try outer.run().readings.keys.sorted() == [0, 3])
    }

    @Test("a reading of many parts is one; of a file that holds more than was asked for there is none")
    func parts() throws {
        let path = "/tmp/parts.\(getpid())"
        defer { unlink(path) }
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try Descriptor.open(path, O_WRONLY | O_CREAT).write(bytes)
        let report = try Plan([
            .report(file: path, limit: 1 << 20), .report(file: path, limit: 100_000),
            .report(file: "/dev/null", limit: 10),
        ]).run()
        #expect(report.readings[0] == bytes)
        #expect(report.readings[1] == bytes)
        #expect(report.readings[2] == [])
        for limit in [99_999, 4096] {
            #expect(throws: SystemCallError("read", path, errno: EFBIG)) {
                try Plan([.report(file: path, limit: limit)]).run()
            }
        }
    }

    @Test("a reading that fails in the middle of a plan is the plan's failure")
    func unreadable() {
        #expect(throws: SystemCallError("read", "/proc", errno: EISDIR)) {
            try Plan([mark, .report(file: "/proc", limit: 10)]).run()
        }
    }

    @Test("a file is written whole, with the mode that was asked for")
    func writing() throws {
        let path = "/tmp/written.\(getpid())"
        defer { unlink(path) }
        let copy = path + ".copy"
        defer { unlink(copy) }
        _ = try Plan([
            .umask(0), .write(path: path, bytes: Array("first, and long".utf8), create: 0o640),
            .write(path: path, bytes: Array("second".utf8), create: 0o600),
            .copy(from: path, to: copy, mode: 0o604),
        ]).run()
        #expect(try readText(path) == "second")
        #expect(try readText(copy) == "second")
        #expect(Oracle.ask("stat -c %a \(path) \(copy)") == "640\n604")
        #expect(throws: SystemCallError("write", "/nowhere/x", errno: ENOENT)) {
            try Plan([.write(path: "/nowhere/x", bytes: [], create: 0o600)]).run()
        }
    }

    @Test("a directory that exists is fine, a file in its place is not silently one")
    func directories() throws {
        let path = "/tmp/directory.\(getpid())"
        defer { rmdir(path) }
        let once = Plan([.makeDirectory(path), .makeDirectory(path), .changeDirectory(path)])
        _ = try once.run()
        #expect(FileKind(at: path) == .directory)
    }

    @Test("a process that waits for its parent's word ends when the parent is gone")
    func awaiting() throws {
        let pipe = try Pipe()
        let reader = pipe.reader.number
        let plan = Plan([.awaitByte(reader), mark])
        try pipe.writer.write([1])
        #expect(try plan.run().readings[1] != nil)
        let ended = try Pipe().takeReader()
        #expect(throws: SystemCallError("read", "the parent's word", errno: EPIPE)) {
            try Plan([.awaitByte(ended.number), mark]).run()
        }
    }

    @Test("ready is told, and what is told after it is heard too")
    func ready() throws {
        let report = try Plan([.ready, mark]).run()
        #expect(report.isReady && report.readings[1] != nil)
        #expect(try !Plan([mark]).run().isReady)
        #expect(throws: SystemCallError("chdir", "/nowhere", errno: ENOENT)) {
            try Plan([.ready, .changeDirectory("/nowhere")]).run()
        }
    }

    @Test("a process that waits for the end of a pipe goes on when every other end is closed")
    func awaitingEnd() throws {
        let held = try HeldProcess()
        #expect(try held.process.endIfEnded() == nil)
        let ended = try Pipe().takeReader()
        #expect(try Plan([.awaitEnd(ended.number), mark]).run().readings[1] != nil)
    }

    @Test("execve searches as a shell does: what is there but may not be started is heard of")
    func executing() throws {
        func run(_ file: String, _ path: String) throws -> ProcessEnd {
            let spawned = try Plan([
                .defaultSignals,
                .execute(file: file, searching: path, arguments: [file], environment: []),
            ]).spawn()
            // Reaped whatever comes: a zombie of this process starves every exit test, whose monitor
            // waits for any child and takes the first that has ended.
            let report = Result { () throws(SystemCallError) in try spawned.report() }
            let end = try spawned.process.wait()
            _ = try report.get()
            return end
        }
        #expect(try run("true", "/nowhere:/bin:/usr/bin") == .exited(0))
        #expect(try run("/bin/false", "") == .exited(1))
        #expect(throws: SystemCallError("execve", "true", errno: ENOENT)) {
            try run("true", "/nowhere")
        }
        #expect(throws: SystemCallError("execve", "true", errno: ENOENT)) { try run("true", "") }
        let plain = "plain.\(getpid())"
        defer { unlink("/tmp/\(plain)") }
        _ = try Descriptor.open("/tmp/\(plain)", O_WRONLY | O_CREAT, mode: 0o644)
        #expect(throws: SystemCallError("execve", plain, errno: EACCES)) {
            try run(plain, "/tmp:/bin")
        }
        #expect(throws: SystemCallError("execve", "/etc", errno: EACCES)) { try run("/etc", "") }
        let long = String(repeating: "x", count: 5000)
        #expect(throws: SystemCallError("execve", "true", errno: ENOENT)) {
            try run("true", "/" + long)
        }
    }

    @Test("arguments and environment arrive as they are")
    func argumentsAndEnvironment() throws {
        let output = try Pipe()
        let process = try Plan([
            .duplicate(.inherited(output.writer.number), onto: 1), .defaultSignals,
            .execute(
                file: "sh", searching: "/usr/bin:/bin",
                arguments: [
                    "sh", "-c", #"printf '%s|' "$@" "$HERE"; cat /proc/$$/environ"#, "-", "a b", "",
                    "ü",
                ],
                environment: ["HERE=x=y"]),
        ]).spawn().takeProcess()
        #expect(try process.wait() == .exited(0))
        let wrote = try output.reader.read(atMost: 4096)
        #expect(text(wrote).hasPrefix("a b||ü|x=y|"))
        #expect(text(wrote).contains("HERE=x=y\0"))
    }

    @Test("a program inherits no descriptor but those that were given to it")
    func descriptors() throws {
        let output = try Pipe()
        // One that somebody forgot to make close-on-exec.
        let leaked = dup(output.reader.number)
        defer { close(leaked) }
        let process = try Plan([
            .open("/dev/null", flags: O_RDONLY, slot: 0), .duplicate(.slot(0), onto: 0),
            .duplicate(.inherited(output.writer.number), onto: 1), .duplicate(.slot(0), onto: 2),
            .defaultSignals, .closeFrom(3, onExecute: true),
            .execute(
                file: "ls", searching: "/usr/bin:/bin", arguments: ["ls", "/proc/self/fd"],
                environment: []),
        ]).spawn().takeProcess()
        #expect(try process.wait() == .exited(0))
        // ls has its directory open as 3 while it reads it.
        #expect(text(try output.reader.read(atMost: 4096)) == "0\n1\n2\n3\n")
    }

    @Test("signals are at their defaults and unblocked, whatever the parent did")
    func signals() throws {
        let output = try Pipe()
        let process = try Plan([
            .duplicate(.inherited(output.writer.number), onto: 1), .defaultSignals,
            .execute(
                file: "cat", searching: "/usr/bin:/bin", arguments: ["cat", "/proc/self/status"],
                environment: []),
        ]).spawn().takeProcess()
        #expect(try process.wait() == .exited(0))
        let status = text(try output.reader.read(atMost: 1 << 14)).split(separator: "\n")
        for field in ["SigBlk", "SigIgn", "SigCgt"] {
            let line = status.first { $0.hasPrefix(field) }
            #expect(
                line.map { $0.drop { $0 != "\t" }.dropFirst() } == "0000000000000000", "\(field)")
        }
    }

    @Test("limits and name are the process's own")
    func attributes() throws {
        let report = try Plan([
            .limit(.openFiles, to: 64), .limit(.core, to: 0), .name("a name of its own"),
            .report(file: "/proc/self/limits", limit: 1 << 14),
            .report(file: "/proc/self/comm", limit: 100),
        ]).run()
        let limits = text(report.readings[3]).split(separator: "\n")
        let files = limits.first { $0.hasPrefix("Max open files") }
        #expect(files?.split(separator: " ").filter { $0 == "64" }.count == 2)
        #expect(text(report.readings[4]) == "a name of its o\n")
    }

    @Test(
        "a terminal is opened, its master sent out, and it is the program's own",
        .enabled(if: access("/dev/ptmx", R_OK | W_OK) == 0, "no /dev/ptmx"))
    func terminal() throws {
        let sockets = try SocketPair()
        let process = try Plan([
            .openTerminal(multiplexer: "/dev/ptmx", slot: 2, columns: 80, rows: 24),
            .send(.slot(2), socket: sockets.far.number),
            .newSession, .controllingTerminal(.slot(3)), .duplicate(.slot(3), onto: 0),
            .duplicate(.slot(3), onto: 1), .close(.slot(2)), .defaultSignals,
            .execute(file: "tty", searching: "/usr/bin:/bin", arguments: ["tty"], environment: []),
        ]).spawn().takeProcess()
        let master = try sockets.takeNear().receiveDescriptor()
        #expect(try process.wait() == .exited(0))
        #expect(text(try master.read(atMost: 100)).hasPrefix("/dev/pts/"))
    }
}

/// What a plan does in namespaces.
@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .timeLimit(.minutes(1)))
struct PlanInNamespacesTests {
    @Test("the two names of a UTS namespace are set and reported")
    func names() throws {
        let report = try Plan(
            Host.becomingRoot + [.setHostname("a-host"), .setDomainname("a.domain"), .reportNames]
        ).run(into: [.user, .uts])
        #expect(report.readings[5] == Array("a-host\0a.domain\0".utf8))
    }

    @Test("a loopback interface is down in a new network namespace until it is brought up")
    func loopback() throws {
        let before = try HeldProcess(into: [.user, .net])
        let after = try HeldProcess(into: [.user, .net], [.linkUp("lo")])
        func flags(_ held: HeldProcess) throws -> String {
            let report = try Plan([
                held.joining([.user, .net]), .unshare([.mnt]),
                .mount(source: "sysfs", target: "/sys", type: "sysfs"),
                .report(file: "/sys/class/net/lo/flags", limit: 100),
            ]).run()
            return text(report.readings[3])
        }
        #expect(try flags(before) == "0x8\n")
        #expect(try flags(after) == "0x9\n")
        #expect(throws: SystemCallError("ioctl SIOCSIFFLAGS", "none0", errno: ENODEV)) {
            try Plan(Host.becomingRoot + [.linkUp("none0")]).run(into: [.user, .net])
        }
    }

    @Test("a capability that left the bounding set is gone, and the others are not")
    func boundingSet() throws {
        let report = try Plan(
            Host.becomingRoot + [
                .dropFromBoundingSet(.sysBoot), .report(file: "/proc/self/status", limit: 1 << 14),
            ]
        ).run(into: [.user])
        let line = text(report.readings[4]).split(separator: "\n").first { $0.hasPrefix("CapBnd:") }
        let mask = try #require(line.flatMap { UInt64($0.dropFirst(8), radix: 16) })
        #expect(!CapabilitySet(mask: mask).contains(.sysBoot))
        #expect(CapabilitySet(mask: mask).contains(.sysAdmin))
    }

    @Test("a file tree of a process's own is pivoted to, and the old root is gone")
    func pivot() throws {
        let report = try Plan(
            Host.becomingRoot + [
                .mount(source: "tmpfs", target: "/tmp", type: "tmpfs", options: "mode=755"),
                .changeDirectory("/tmp"), .makeDirectory("proc"),
                .symlink(to: "/proc/version", at: "link"),
                .mount(source: "proc", target: "proc", type: "proc"),
                .pivotRoot(to: ".", old: "."), .unmount(".", flags: Int32(MNT_DETACH)),
                .changeDirectory("/"), .report(file: "/proc/self/mounts", limit: 1 << 14),
                .report(file: "/link", limit: 1 << 10),
            ]
        ).run(into: [.user, .mnt, .pid])
        let mounts = text(report.readings[11]).split(separator: "\n").map {
            $0.split(separator: " ")[1]
        }
        #expect(mounts == ["/", "/proc"])
        #expect(text(report.readings[12]).hasPrefix("Linux vers"))
    }

    @Test("the kernel's refusal of a mount names type, source and target")
    func refusedMount() {
        #expect(throws: SystemCallError("mount", "ext4 /dev/none on /tmp", errno: EPERM)) {
            try Plan(
                Host.becomingRoot + [.mount(source: "/dev/none", target: "/tmp", type: "ext4")]
            )
            .run(into: [.user, .mnt])
        }
    }
}
