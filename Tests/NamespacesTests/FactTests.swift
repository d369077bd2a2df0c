import Glibc
import HostAbilities
import SystemCalls
import Testing

@testable import Namespaces

/// Each provider of facts against another program that reads the same state.
@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .timeLimit(.minutes(1)))
struct FactTests {
    private func fact(_ path: FactStep..., of held: HeldProcess) -> Fact {
        FactTree().fact(path, of: FactSubject(pid: held.pid))
    }

    /// What a command writes in namespaces of the process.
    private func inside(_ held: HeldProcess, _ options: String, _ command: String) -> String? {
        Oracle.ask("nsenter -t \(held.pid) -U --preserve-credentials \(options) \(command)")
    }

    @Test("ns: each is what readlink shows", arguments: NamespaceKind.allCases)
    func namespaces(kind: NamespaceKind) throws {
        let held = try HeldProcess(into: .all)
        let path = "/proc/\(held.pid)/ns/\(kind)"
        #expect(
            fact(FactStep("ns"), FactStep(kind.rawValue), of: held)
                == .text(Oracle.ask("readlink \(path)") ?? ""))
        let user =
            Oracle.ask("readlink /proc/\(kind == .user ? "self" : "\(held.pid)")/ns/user") ?? ""
        #expect(
            fact(FactStep("ns"), FactStep(kind.rawValue), FactStep("owner"), of: held)
                == .text(user))
    }

    @Test("limits: as prlimit reads them", arguments: ["nofile", "nproc", "fsize", "stack", "core"])
    func limits(name: String) throws {
        let held = try HeldProcess(into: [.user], [.limit(.openFiles, to: 77)])
        let asked = "prlimit --pid \(held.pid) --\(name) --output=SOFT --noheadings | tr -d ' '"
        #expect(
            fact(FactStep("limits"), FactStep(name), of: held) == .text(Oracle.ask(asked) ?? ""))
        let files = fact(FactStep("limits"), FactStep("nofile"), of: held)
        #expect(files == .text("77"))
    }

    @Test("ns: a process that is gone is unknown, never absent")
    func gone() throws {
        let pid = try HeldProcess().pid
        let paths = [
            ["ns", "uts"], ["hostname"], ["mounts"], ["ids", "uid"], ["capabilities"],
            ["processes"], ["ipc", "queues"], ["ipc", "mqueues"], ["ipc", "limits", "msgmax"],
            ["cgroup"], ["cgroup", "v1"], ["time", "offsets"], ["time", "boottime"], ["kept"],
        ]
        let files = [FactStep("files", key: "/etc"), FactStep("files", key: "/not/there")]
        for steps in paths.map({ $0.map { FactStep($0) } }) + files.map({ [$0] }) {
            guard case .unknown = FactTree().fact(steps, of: FactSubject(pid: pid)) else {
                Issue.record("\(steps) of a process that is gone is known")
                continue
            }
        }
    }

    @Test("hostname and domainname: as nsenter reads them")
    func names() throws {
        let held = try HeldProcess(
            into: [.user, .uts], [.setHostname("uts-namespace"), .setDomainname("a.domain")])
        #expect(fact(FactStep("hostname"), of: held) == .text("uts-namespace"))
        #expect(inside(held, "-u", "hostname") == "uts-namespace")
        #expect(fact(FactStep("domainname"), of: held) == .text("a.domain"))
        #expect(inside(held, "-u", "cat /proc/sys/kernel/domainname") == "a.domain")
        // Outside, nothing moved.
        let own = FactTree().fact([FactStep("hostname")], of: FactSubject(pid: getpid()))
        #expect(own == .text(Oracle.ask("uname -n") ?? ""))
    }

    @Test("hostname: of a process in a namespace of the same user namespace")
    func sameUserNamespace() throws {
        let outer = try HeldProcess(into: [.user, .uts], [.setHostname("outer")])
        let inner = try HeldProcess([
            outer.joining([.user, .uts]), .unshare([.uts]), .setHostname("inner"),
        ])
        #expect(fact(FactStep("hostname"), of: inner) == .text("inner"))
        #expect(fact(FactStep("hostname"), of: outer) == .text("outer"))
    }

    @Test(
        "mounts: as findmnt shows them",
        .enabled(if: Host.has("findmnt"), "findmnt is not installed"))
    func mounts() throws {
        let held = try HeldProcess(
            into: [.user, .mnt],
            [
                .mount(
                    source: "a source", target: "/tmp", type: "tmpfs", flags: UInt(MS_NOSUID),
                    options: "size=1m"),
                .makeDirectory("/tmp/a b"), .makeDirectory("/tmp/shared"),
                .mount(source: "/proc/sys", target: "/tmp/a b", flags: UInt(MS_BIND)),
                .mount(source: "tmpfs", target: "/tmp/shared", type: "tmpfs"),
                .mount(source: "again", target: "/tmp/shared", type: "tmpfs"),
                .mount(source: nil, target: "/tmp/shared", flags: UInt(MS_SHARED)),
            ])
        func mount(_ path: String, _ name: String) -> Fact {
            fact(FactStep("mounts", key: path), FactStep(name), of: held)
        }
        func findmnt(_ path: String, _ column: String) -> Fact {
            .text(Oracle.ask("findmnt -N \(held.pid) -n -o \(column) '\(path)' | tail -n 1") ?? "?")
        }
        for path in ["/tmp", "/tmp/shared"] {
            #expect(mount(path, "type") == findmnt(path, "FSTYPE"))
            #expect(mount(path, "propagation") == findmnt(path, "PROPAGATION"))
        }
        #expect(mount("/tmp", "source") == .text("a source"))
        #expect(mount("/tmp", "options") == .list(["rw", "nosuid", "relatime"]))
        #expect(mount("/tmp/a b", "type") == .text("proc"))
        #expect(mount("/tmp/a b", "root") == .text("/sys"))
        #expect(mount("/tmp/shared", "source") == .text("again"))
        #expect(mount("/tmp/shared", "count") == .text("2"))
        #expect(mount("/tmp/not here", "type") == .absent)
        #expect(fact(FactStep("mounts", key: "/tmp"), of: held) == .present)
        let count = Oracle.ask("findmnt -N \(held.pid) -r -n | wc -l").flatMap { Int($0.trimmed) }
        guard case .list(let paths) = fact(FactStep("mounts"), of: held) else {
            Issue.record("no list of mounts")
            return
        }
        #expect(paths.count == count)
    }

    @Test("ids: as the process's own user namespace numbers them")
    func ids() throws {
        let held = try HeldProcess(into: [.user, .uts])
        #expect(fact(FactStep("ids"), FactStep("uid"), of: held) == .text("0"))
        #expect(fact(FactStep("ids"), FactStep("gid"), of: held) == .text("0"))
        #expect(fact(FactStep("ids"), FactStep("setgroups"), of: held) == .text("deny"))
        #expect(fact(FactStep("ids"), FactStep("uid_map"), of: held) == .list(["0 \(geteuid()) 1"]))
        #expect(fact(FactStep("ids"), FactStep("gid_map"), of: held) == .list(["0 \(getegid()) 1"]))
        let oracle = inside(held, "", "cat /proc/\(held.pid)/uid_map")?.words.joined(separator: " ")
        #expect(oracle == "0 \(geteuid()) 1")
        // Of a process that has no map, everything is the overflow id.
        let unmapped = try HeldProcess([.unshare([.user])])
        #expect(fact(FactStep("ids"), FactStep("uid_map"), of: unmapped) == .list([]))
        #expect(fact(FactStep("ids"), FactStep("uid"), of: unmapped) == .text("65534"))
    }

    @Test(
        "ids: two lines of a map, in the order of the file",
        .enabled(if: Host.isRoot, "mapping a range takes root"))
    func idRange() throws {
        let held = try HeldProcess(into: [.user], isRoot: false)
        let map = "0 100000 10\n1000 200000 1\n"
        try Descriptor.open("/proc/\(held.pid)/uid_map", O_WRONLY).write(map.utf8)
        #expect(
            fact(FactStep("ids"), FactStep("uid_map"), of: held)
                == .list(["0 100000 10", "1000 200000 1"]))
    }

    @Test("capabilities: by name, as the process has them")
    func capabilities() throws {
        let held = try HeldProcess(into: [.user], [.dropFromBoundingSet(.sysBoot)])
        guard case .list(let effective) = fact(FactStep("capabilities"), of: held),
            case .list(let bounding) = fact(
                FactStep("capabilities"), FactStep("bounding"), of: held)
        else {
            Issue.record("no list of capabilities")
            return
        }
        #expect(effective.contains("CAP_SYS_ADMIN") && effective.contains("CAP_SYS_BOOT"))
        #expect(bounding.contains("CAP_SYS_ADMIN") && !bounding.contains("CAP_SYS_BOOT"))
        #expect(fact(FactStep("capabilities"), FactStep("ambient"), of: held) == .list([]))
        if Host.has("capsh") {
            let mask = try statusField("CapEff", in: readText("/proc/\(held.pid)/status")) ?? ""
            let decoded = Oracle.ask("capsh --decode=\(mask)")?.split(separator: "=").last ?? ""
            #expect(Set(decoded.split(separator: ",").map { $0.uppercased() }) == Set(effective))
        }
    }

    @Test("processes: a process sees those of its PID namespace and below, by its own numbers")
    func processes() throws {
        let outer = try HeldProcess(into: [.user, .pid], [.name("outer init")])
        func start(_ name: String) throws -> HeldProcess {
            // The pid namespace is that of the joiner's children, so the joiner itself stays outside.
            try HeldProcess([outer.joining([.user, .pid]), .name(name)])
        }
        #expect(fact(FactStep("processes"), of: outer) == .list(["outer init"]))
        #expect(
            fact(FactStep("processes", key: "outer init"), FactStep("pid"), of: outer) == .text("1")
        )
        #expect(fact(FactStep("processes", key: "1"), FactStep("parent"), of: outer) == .text("0"))
        let joiner = try start("a joiner")
        #expect(fact(FactStep("processes", key: "a joiner"), of: outer) == .absent)
        #expect(
            fact(FactStep("processes", key: "a joiner"), FactStep("count"), of: outer) == .text("0")
        )
        _ = joiner
    }

    @Test("processes: two of a name are unknown, and say so; a PID tells them apart")
    func ambiguous() throws {
        let lifeline = try Pipe()
        var plan = Plan(Host.becomingRoot)
        plan.append([
            .name("twins"),
            .execute(
                file: "sh", searching: "/usr/bin:/bin",
                arguments: ["sh", "-c", "sleep 60 & sleep 60 & echo; wait"], environment: []),
        ])
        var output = Plan([
            .duplicate(.inherited(lifeline.writer.number), onto: 1), .defaultSignals,
        ])
        output.append(plan)
        let process = try output.spawn(into: [.user, .pid]).takeProcess()
        defer {
            try? process.signal(SIGKILL)
            _ = try? process.wait()
        }
        _ = try lifeline.reader.read(atMost: 1)
        // The shell has forked; its children become sleep a moment later.
        let deadline = Deadline(milliseconds: 5000)
        func names() -> Fact {
            FactTree().fact([FactStep("processes")], of: FactSubject(pid: process.pid))
        }
        while names() != .list(["sh", "sleep", "sleep"]), !deadline.hasPassed { sched_yield() }
        let subject = FactSubject(pid: process.pid)
        func fact(_ key: String, _ name: String) -> Fact {
            FactTree().fact([FactStep("processes", key: key), FactStep(name)], of: subject)
        }
        #expect(fact("sleep", "count") == .text("2"))
        #expect(fact("sleep", "pid") == .unknown("2 processes are named sleep: 2, 3"))
        #expect(fact("sleep", "parent") == .unknown("2 processes are named sleep: 2, 3"))
        #expect(fact("2", "parent") == .text("1"))
        #expect(fact("3", "nspid") == .list(["3"]))
        #expect(fact("sh", "parent") == .text("0"))
        #expect(fact("cron", "pid") == .absent)
    }

    @Test("a fact that there is not is unknown, and named")
    func noSuchFact() {
        let fact = FactTree().fact(
            [FactStep("weather", key: "/tmp"), FactStep("rain")], of: FactSubject(pid: getpid()))
        #expect(fact == .unknown("there is no fact weather[/tmp].rain"))
    }

    @Test("every path that the tree lists has a value")
    func paths() throws {
        let held = try HeldProcess(into: .all)
        let subject = FactSubject(pid: held.pid)
        let paths = FactTree().paths(of: subject)
        #expect(paths.count > 50)
        // Too many of them for a list of everything.
        let kinds = { (path: [FactStep]) in path.count > 2 && path[1].name == "ns" }
        #expect(!paths.contains(where: kinds))
        let ofProcesses = FactTree().paths(below: [FactStep("processes")], of: subject)
        #expect(ofProcesses.filter(kinds).count == 10)
        for path in paths {
            let fact = FactTree().fact(path, of: subject)
            // The parent of the outermost namespaces is out of everybody's sight.
            if case .unknown(let why) = fact, why.contains("NS_GET_PARENT") { continue }
            if case .unknown(let why) = fact, why.contains("64-bit") { continue }
            if case .unknown = fact { Issue.record("\(path) is \(fact)") }
        }
    }
}
