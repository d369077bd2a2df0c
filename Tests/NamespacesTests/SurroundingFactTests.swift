import Glibc
import HostAbilities
import SystemCalls
import Testing

@testable import Namespaces

/// What a process is in: its cgroup, its clocks, the namespaces that are kept where it looks, and
/// the other processes.
@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .timeLimit(.minutes(1)))
struct SurroundingFactTests {
    private func fact(_ path: FactStep..., of held: HeldProcess) -> Fact {
        FactTree().fact(path, of: FactSubject(pid: held.pid))
    }

    // MARK: Processes

    @Test("processes: depth, children, command and namespaces are each process's own")
    func family() throws {
        var plan = Plan([.defaultSignals])
        plan.append(Host.becomingRoot)
        let script = "sleep 60 & unshare -u -p --fork tail -f '/dev/null' & wait"
        plan.append(
            .execute(
                file: "sh", searching: "/usr/bin:/bin", arguments: ["sh", "-c", script],
                environment: ["PATH=/usr/bin:/bin"]))
        let process = try plan.spawn(into: [.user, .pid]).takeProcess()
        defer {
            try? process.signal(SIGKILL)
            _ = try? process.wait()
        }
        // The shell forks, and its children become their programs a moment later.
        let deadline = Deadline(milliseconds: 5000)
        var subject = FactSubject(pid: process.pid)
        func names() -> Fact { FactTree().fact([FactStep("processes")], of: subject) }
        while names() != .list(["sh", "sleep", "unshare", "tail"]), !deadline.hasPassed {
            sched_yield()
            subject = FactSubject(pid: process.pid)
        }
        func fact(_ name: String, _ path: String...) -> Fact {
            FactTree().fact(
                [FactStep("processes", key: name)] + path.map { FactStep($0) }, of: subject)
        }
        #expect(names() == .list(["sh", "sleep", "unshare", "tail"]))
        #expect(fact("sh", "children") == .list(["sleep", "unshare"]))
        #expect(fact("unshare", "children") == .list(["tail"]))
        #expect(fact("tail", "children") == .list([]))
        #expect(fact("sleep", "depth") == .text("1"))
        #expect(fact("tail", "depth") == .text("2"))
        #expect(fact("tail", "nspid") == .list(["4", "1"]))
        #expect(fact("sleep", "command") == .text("sleep 60"))
        #expect(fact("tail", "command") == .text("tail -f /dev/null"))
        let tail = try #require(subject.processes().last?.outerPID)
        for kind in ["uts", "pid", "user", "pid_for_children"] {
            let link = Oracle.ask("readlink /proc/\(tail)/ns/\(kind)")
            #expect(fact("tail", "ns", kind) == .text(link ?? "?"))
        }
        #expect(fact("tail", "ns", "uts") != fact("sleep", "ns", "uts"))
        #expect(fact("cron", "depth") == .absent)
        // From where the innermost looks there is nothing but itself.
        let inner = FactTree().fact(
            [FactStep("processes", key: "tail"), FactStep("depth")], of: FactSubject(pid: tail))
        #expect(inner == .text("1"))
    }

    @Test("processes: one that has ended has no command, and still a name")
    func zombie() throws {
        let ended = try Plan([.name("a zombie"), .exit(0)]).spawn()
        _ = try ended.report()
        let pid = ended.process.pid
        while try ProcessState(pid: pid).state != "Z" { sched_yield() }
        let subject = FactSubject(pid: getpid())
        let command = FactTree().fact(
            [FactStep("processes", key: "a zombie"), FactStep("command")], of: subject)
        #expect(command == .absent)
        try ended.process.wait()
    }

    // MARK: Control groups

    @Test("cgroup: as cat shows it in there, in every hierarchy")
    func cgroup() throws {
        let held = try HeldProcess(into: [.user, .cgroup])
        let enter = "nsenter -t \(held.pid) -U --preserve-credentials -C"
        let file = Oracle.ask("\(enter) cat /proc/\(held.pid)/cgroup") ?? ""
        #expect(!file.isEmpty)
        for line in file.split(separator: "\n") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            let path = Fact.text(String(fields[2]))
            guard fields[0] != "0" else {
                #expect(fact(FactStep("cgroup"), of: held) == path)
                continue
            }
            for controller in fields[1].split(separator: ",") {
                #expect(
                    fact(FactStep("cgroup"), FactStep("v1", key: String(controller)), of: held)
                        == path)
            }
        }
        #expect(fact(FactStep("cgroup"), FactStep("v1", key: "weather"), of: held) == .absent)
        #expect(fact(FactStep("cgroup"), of: held) == .text("/"))
    }

    /// A cgroup2 in which the tests may make groups.
    private static let cgroup2: String? = {
        guard let mountinfo = try? readText("/proc/self/mountinfo") else { return nil }
        let path = MountPoint.list(mountinfo: mountinfo).first { $0.type == "cgroup2" }?.path
        return path.flatMap { access("\($0)/cgroup.procs", W_OK) == 0 ? $0 : nil }
    }()

    @Test(
        "cgroup: a path is as the place sees it that is asked",
        .enabled(if: Host.isRoot && cgroup2 != nil, "there is no cgroup2 to write to"))
    func groupOfOnesOwn() throws {
        let root = try #require(Self.cgroup2)
        let name = "nsshell-test-\(getpid())"
        let group = "\(root)/\(name)"
        #expect(mkdir(group, 0o755) == 0 && mkdir("\(group)/inner", 0o755) == 0)
        defer {
            rmdir("\(group)/inner")
            rmdir(group)
        }
        func enter(_ group: String) -> Operation {
            .write(path: "\(group)/cgroup.procs", bytes: Array("0".utf8))
        }
        let held = try HeldProcess([
            enter(group), .unshare([.cgroup]), enter("\(group)/inner"), .name("grouped"),
        ])
        defer { try? held.process.signal(SIGKILL) }
        #expect(fact(FactStep("cgroup"), of: held) == .text("/inner"))
        #expect(
            fact(FactStep("processes", key: "grouped"), FactStep("cgroup"), of: held)
                == .text("/inner"))
        let ours = FactSubject(pid: getpid())
        let path = [FactStep("processes", key: "grouped"), FactStep("cgroup")]
        FactTree().prepare(path, of: ours)
        #expect(FactTree().fact(path, of: ours) == .text("/\(name)/inner"))
    }

    @Test("a line of /proc/PID/cgroup may hold colons, commas and nothing")
    func cgroupLines() throws {
        let plain = try #require(CgroupLine("3:cpu,cpuacct:/a:b"))
        #expect(plain.controllers == ["cpu", "cpuacct"] && plain.path == "/a:b")
        #expect(!plain.isUnified)
        #expect(try #require(CgroupLine("9:name=systemd:/")).controllers == ["name=systemd"])
        let unified = try #require(CgroupLine("0::/../x"))
        #expect(unified.isUnified && unified.path == "/../x" && unified.controllers.isEmpty)
        #expect(CgroupLine("nonsense") == nil)
    }

    // MARK: Clocks

    private func seconds(_ fact: Fact) -> Double {
        guard case .text(let text) = fact, let number = Double(text) else { return .nan }
        return number
    }

    /// What a clock shows out here.
    private func now(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    @Test(
        "time: clocks are those of the namespace that the process is in, offsets of its children's",
        .enabled(if: NamespaceKind.time.isSupported, "this kernel has no time namespaces"))
    func time() throws {
        let offsets = "monotonic 1000 500000000\nboottime 86400 0\n"
        let outside = try HeldProcess(
            into: [.user],
            [
                .unshare([.time]),
                .write(path: "/proc/self/timens_offsets", bytes: Array(offsets.utf8)),
            ])
        let inside = try HeldProcess([
            .open("/proc/\(outside.pid)/ns/time_for_children", flags: O_RDONLY, slot: 0),
            outside.joining([.user]), .join(.slot(0), kinds: [.time]),
        ])
        let lines = Fact.list(["monotonic 1000 500000000", "boottime 86400 0"])
        #expect(fact(FactStep("time"), FactStep("offsets"), of: outside) == lines)
        #expect(fact(FactStep("time"), FactStep("offsets"), of: inside) == lines)
        for (held, ahead) in [(outside, (0, 0)), (inside, (1000.5, 86400.0))] {
            func check(_ name: String, _ clock: clockid_t, _ ahead: Double) {
                // Its last digits are cut off, and /proc/uptime has but two.
                let before = now(clock) + ahead - 0.011
                let shown = seconds(fact(FactStep("time"), FactStep(name), of: held))
                #expect(before <= shown && shown <= now(clock) + ahead, "\(name) of \(held.pid)")
            }
            check("monotonic", CLOCK_MONOTONIC, ahead.0)
            check("boottime", CLOCK_BOOTTIME, ahead.1)
            check("uptime", CLOCK_BOOTTIME, ahead.1)
        }
    }

    // MARK: Kept namespaces

    @Test("kept: where a namespace is mounted, which, and how many are in it")
    func kept() throws {
        let held = try HeldProcess(
            into: [.user, .mnt, .pid, .uts],
            [.mount(source: "none", target: "/tmp", type: "tmpfs")]
                + Operation.keepAlive(.uts, at: "/tmp/left")
                + Operation.keepAlive(.uts, at: "/tmp/covered")
                + [
                    .mount(source: "/dev/null", target: "/tmp/covered", flags: UInt(MS_BIND)),
                    .unshare([.uts]),
                ] + Operation.keepAlive(.uts, at: "/tmp/in use")
                + Operation.keepAlive(.pid, at: "/tmp/pid"))
        func kept(_ path: String) -> Fact { fact(FactStep("kept", key: path), of: held) }
        func processes(_ path: String) -> Fact {
            fact(FactStep("kept", key: path), FactStep("processes"), of: held)
        }
        #expect(
            fact(FactStep("kept"), of: held) == .list(["/tmp/left", "/tmp/in use", "/tmp/pid"]))
        for kind in ["uts", "pid"] {
            let link = Oracle.ask("readlink /proc/\(held.pid)/ns/\(kind)") ?? "?"
            #expect(kept(kind == "uts" ? "/tmp/in use" : "/tmp/pid") == .text(link))
        }
        #expect(kept("/tmp/left") != kept("/tmp/in use"))
        #expect(kept("/tmp/covered") == .absent)
        #expect(kept("/tmp") == .absent)
        #expect(processes("/tmp/left") == .text("0"))
        #expect(processes("/tmp/in use") == .text("1"))
        #expect(processes("/tmp/pid") == .text("1"))
        #expect(processes("/tmp/covered") == .absent)
    }
}
