import Glibc
import HostAbilities
import Namespaces
import SystemCalls
import Testing

/// Each of the eight kinds made and joined, on the running kernel.
@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .timeLimit(.minutes(1)))
struct KindTests {
    /// The file that shows where a process's namespace of a kind went after `unshare(2)` or `setns(2)`:
    /// a process cannot change its own PID namespace, only its children's.
    private func file(_ kind: NamespaceKind, ofChildren: Bool) -> String {
        ofChildren && (kind == .pid || kind == .time)
            ? "\(kind.rawValue)_for_children" : kind.rawValue
    }

    private func mine(_ kind: NamespaceKind) throws -> NamespaceIdentity {
        try NamespaceIdentity(path: "/proc/self/ns/\(kind.rawValue)")
    }

    @Test("clone3 makes a namespace of each kind", arguments: NamespaceKind.allCases)
    func cloned(kind: NamespaceKind) throws {
        let held = try HeldProcess(into: [.user, kind])
        for other in NamespaceKind.allCases {
            let theirs = try NamespaceHandle(other, ofProcess: held.pid)
            let isNew = try theirs.identity != mine(other)
            #expect(isNew == (other == kind || other == .user), "\(other)")
        }
    }

    @Test("the links of a process hold what its namespaces' files are, and are of that process alone")
    func links() throws {
        let held = try HeldProcess(into: [.user, .uts])
        let links = try NamespaceLinks(of: held.pid)
        for kind in NamespaceKind.allCases {
            let path = "/proc/\(held.pid)/ns/\(kind.rawValue)"
            #expect(try links.inode(kind.rawValue) == NamespaceIdentity(path: path).inode)
        }
        #expect(try links.inode("uts") != NamespaceLinks(of: getpid()).inode("uts"))
        #expect(throws: SystemCallError("readlink", "/proc/\(held.pid)/ns/none", errno: ENOENT)) {
            try NamespaceLinks(of: held.pid).inode("none")
        }
    }

    @Test("nothing is read any more of a process that has ended")
    func linksOfEnded() throws {
        let line = try Pipe()
        let short = try Plan([
            .close(.inherited(line.writer.number)), .awaitEnd(line.reader.number), .exit(0),
        ]).spawn()
        let links = try NamespaceLinks(of: short.process.pid)
        _ = try links.inode("uts")
        try short.process.signal(SIGKILL)
        try short.process.wait()
        var refusal: SystemCallError?
        do throws(SystemCallError) { _ = try links.inode("uts") } catch { refusal = error }
        #expect(refusal?.call == "readlink")
    }

    // An unshared PID namespace has no file before its first process: see `continued` below.
    @Test(
        "unshare makes a namespace of each kind",
        arguments: NamespaceKind.allCases.filter { $0 != .pid })
    func unshared(kind: NamespaceKind) throws {
        let before = try HeldProcess(into: [.user])
        let after = try HeldProcess([before.joining([.user]), .unshare([kind])])
        let name = file(kind, ofChildren: true)
        #expect(
            try NamespaceIdentity(path: "/proc/\(after.pid)/ns/\(name)")
                != NamespaceIdentity(path: "/proc/\(before.pid)/ns/\(name)"))
    }

    @Test("all eight are made at once")
    func all() throws {
        let held = try HeldProcess(into: .all)
        for kind in NamespaceKind.allCases {
            #expect(try NamespaceHandle(kind, ofProcess: held.pid).identity != mine(kind))
        }
    }

    @Test("a namespace of each kind is joined by its file", arguments: NamespaceKind.allCases)
    func joinedByFile(kind: NamespaceKind) throws {
        let held = try HeldProcess(into: [.user, kind])
        let user = try NamespaceHandle(.user, ofProcess: held.pid)
        let other = try NamespaceHandle(kind, ofProcess: held.pid)
        var operations: [Namespaces.Operation] = [
            .join(.inherited(user.descriptor.number), kinds: [.user])
        ]
        if kind != .user {
            operations.append(.join(.inherited(other.descriptor.number), kinds: [kind]))
        }
        let joiner = try HeldProcess(operations)
        let path = "/proc/\(joiner.pid)/ns/\(file(kind, ofChildren: true))"
        #expect(try NamespaceIdentity(path: path) == other.identity)
    }

    @Test("a pidfd joins all kinds in one call")
    func joinedByProcess() throws {
        let held = try HeldProcess(into: .all)
        let joiner = try HeldProcess([held.joining(.all)])
        for kind in NamespaceKind.allCases {
            let path = "/proc/\(joiner.pid)/ns/\(file(kind, ofChildren: true))"
            #expect(
                try NamespaceIdentity(path: path)
                    == NamespaceHandle(kind, ofProcess: held.pid).identity,
                "\(kind)")
        }
    }

    @Test("a pidfd joins the kinds that are asked for and no other")
    func joinedInPart() throws {
        let held = try HeldProcess(into: [.user, .uts, .ipc])
        let joiner = try HeldProcess([held.joining([.user, .uts])])
        let uts = try NamespaceHandle(.uts, ofProcess: joiner.pid).identity
        #expect(try uts == NamespaceHandle(.uts, ofProcess: held.pid).identity)
        #expect(try NamespaceHandle(.ipc, ofProcess: joiner.pid).identity == mine(.ipc))
    }

    @Test("a namespace's file stands for one kind: with two, or with another, it is EINVAL")
    func wrongKinds() throws {
        let held = try HeldProcess(into: [.user, .uts])
        let uts = try NamespaceHandle(.uts, ofProcess: held.pid)
        for kinds: NamespaceKinds in [[.uts, .user], [.ipc]] {
            #expect(
                throws: SystemCallError(
                    "setns", kinds.names, errno: EINVAL)
            ) {
                try Plan([.join(.inherited(uts.descriptor.number), kinds: kinds)]).run()
            }
        }
    }

    @Test("a process cannot join the user namespace that it is in")
    func ownUserNamespace() throws {
        let own = try NamespaceHandle(.user, path: "/proc/self/ns/user")
        #expect(throws: SystemCallError("setns", "user", errno: EINVAL)) {
            try Plan([.join(.inherited(own.descriptor.number), kinds: [.user])]).run()
        }
    }

    /// What keeps a UTS namespace alive in a mount namespace of its own, after its process left it.
    static let keepingByBindMount: [Namespaces.Operation] =
        [
            .mount(source: "tmpfs", target: "/tmp", type: "tmpfs"),
            .unshare([.uts]), .setHostname("kept-alive"),
        ] + Namespaces.Operation.keepAlive(.uts, at: "/tmp/kept") + [
            .unshare([.uts]), .setHostname("left-it"),
        ]

    @Test("a bind mount keeps a namespace alive that no process is in, and joins it")
    func bindMounted() throws {
        let held = try HeldProcess(into: [.user, .mnt], Self.keepingByBindMount)
        let report = try Plan([
            held.joining([.user, .mnt]), .open("/tmp/kept", flags: O_RDONLY, slot: 0),
            .join(.slot(0), kinds: [.uts]), .reportNames,
        ]).run()
        let names = String(decoding: report.readings[3] ?? [], as: UTF8.self)
        #expect(names.split(separator: "\0").first == "kept-alive")
        #expect(
            FactTree().fact([FactStep("hostname")], of: FactSubject(pid: held.pid))
                == .text("left-it"))
    }

    @Test("continueInChild goes on in the PID namespace that was unshared, as its PID 1")
    func continued() throws {
        var plan = Plan(Host.becomingRoot)
        plan.append([
            .unshare([.pid]), .continueInChild, .report(file: "/proc/self/status", limit: 1 << 14),
        ])
        let spawned = try plan.spawn(into: [.user])
        var child: Int32 = 0
        let report = try spawned.report { child = $0 }
        #expect(try spawned.process.wait() == .exited(0))
        #expect(report.child == child)
        // It is this process's own child: reaped here, or it would stay a zombie.
        #expect(try ProcessDescriptor(pid: child).wait() == .exited(0))
        let status = String(decoding: report.readings[5] ?? [], as: UTF8.self)
        let line = status.split(separator: "\n").first { $0.hasPrefix("NSpid:") }
        #expect(line.map { $0.split(whereSeparator: \.isWhitespace).last } == "1")
    }
}
