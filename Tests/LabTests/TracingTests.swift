import Glibc
import HostAbilities
import Lab
import Namespaces
import Synchronization
import SystemCalls
import Testing

@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .enabled(if: Lab.whyNothingIsTraced == nil, "this kernel lets no calls be traced"),
    .timeLimit(.minutes(2)))
struct TracingTests {
    private let lab: Lab
    private let session: Session

    init() throws {
        lab = try Lab()
        session = try Session(in: lab, number: 1)
    }

    private func calls(_ line: String, milliseconds: Int = 20_000) throws -> [TracedCall] {
        _ = session.takeNewCalls()
        try session.type(line, by: Deadline(milliseconds: milliseconds))
        #expect(session.state == .reading, "\(line)")
        return session.takeNewCalls()
    }

    @Test("a call is told with its process, its result, and the namespace that it made")
    func tells() throws {
        try session.trace()
        let call = try #require(try calls("unshare -u readlink /proc/self/ns/uts").first)
        #expect(call.text == "unshare(CLONE_NEWUTS)")
        #expect(call.resultText == "= 0")
        #expect(call.caller.name == "unshare")
        #expect(call.changes.map(\.kind) == ["uts"])
        let after = try #require(call.changes.first).after
        #expect(session.outputText == "uts:[\(after ?? 0)]\n")
        let before = try readLink("/proc/\(lab.initProcess.pid)/ns/uts")
        #expect(before == "uts:[\(call.changes[0].before ?? 0)]")
    }

    @Test("a child's namespaces are told with the call that made it, and its number in the lab")
    func clone() throws {
        try session.trace()
        // CLONE_NEWPID | CLONE_NEWUTS | SIGCHLD, by number: perl has no name for it.
        let script = "my $p = syscall(56, 0x24000011, 0, 0, 0, 0); if (!$p) { exit 3 } print $p; wait"
        let call = try #require(try calls("perl -e '\(script)'").first)
        #expect(call.text == "clone(CLONE_NEWUTS|CLONE_NEWPID|SIGCHLD)")
        #expect(call.changes.map(\.kind) == ["pid", "pid_for_children", "uts"])
        #expect(call.child.map(String.init) == session.outputText)
        #expect(call.result == .returned(Int64(session.outputText) ?? 0))
    }

    @Test("what only children will be in is told, with its number as soon as it has one")
    func forChildren() throws {
        try session.trace()
        let made = try #require(try calls("unshare -pf true").first?.changes.first)
        #expect(made.kind == "pid_for_children")
        let pid = try readLink("/proc/\(lab.initProcess.pid)/ns/pid")
        #expect(made.before.map { "pid:[\($0)]" } == pid)
        #expect(made.after == nil)
        #expect(made.text.hasSuffix(" → (none shown before the first child)"))
        _ = try calls("unshare -pfT sh -c 'echo > /tmp/up; exec sleep 1000' &")
        _ = try calls("until [ -e /tmp/up ]; do :; done; p=$(pgrep -x sleep)")
        for (kind, option) in [("pid", "-p"), ("time", "-T")] {
            let joined = try #require(try calls("nsenter \(option) -t $p true").first)
            let change = try #require(joined.changes.last)
            #expect(change.kind == "\(kind)_for_children", "\(joined)")
            _ = try calls("readlink /proc/$p/ns/\(kind)")
            #expect(change.after.map { "\(kind):[\($0)]\n" } == session.outputText)
        }
        let time = try #require(try calls("unshare -T readlink /proc/self/ns/time_for_children").first)
        #expect(time.changes.map(\.kind) == ["time_for_children"])
        #expect(time.changes.first?.after.map { "time:[\($0)]\n" } == session.outputText)
    }

    @Test("off, nothing is told; on again, it is")
    func off() throws {
        try session.trace()
        #expect(try calls("unshare -u true").count == 1)
        session.stopTracing()
        #expect(try calls("unshare -u true").isEmpty)
        try session.trace()
        #expect(try calls("unshare -u true").count == 1)
    }

    @Test("the shell that the learner is in is traced too, however deep")
    func inner() throws {
        for line in ["unshare -u /bin/bash", "sh", "bash -l"] { _ = try calls(line) }
        try session.trace()
        #expect(try calls("hostname inner").map(\.text) == [#"sethostname("inner", 5)"#])
        _ = try calls("exit")
        #expect(try calls("hostname outer").map(\.text) == [#"sethostname("outer", 5)"#])
    }

    @Test("what ran before is known to be untraced, until it ends")
    func before() throws {
        _ = try calls("sleep 1000 &")
        try session.trace()
        #expect(session.untracedPrograms.count == 1)
        _ = try calls("kill %1; wait")
        #expect(session.untracedPrograms == [])
    }

    @Test("a program that computes when tracing begins is not seen, but its shell is")
    func computing() throws {
        let loop = "sh -c 'i=0; while :; do i=$((i+1)); [ $i != 9999 ] || echo up; done'"
        try session.type(loop, by: Deadline(milliseconds: 0))
        let deadline = Deadline(milliseconds: 20_000)
        while session.output.isEmpty, !deadline.hasPassed { try session.listen(milliseconds: 100) }
        #expect(session.outputText == "up\n")
        try session.trace()
        // Where it was met in the very call that writes, it could be armed.
        #expect(session.untracedPrograms.allSatisfy { $0 == "sh" })
        try session.type(bytes: [3], by: Deadline(milliseconds: 20_000))
        #expect(try calls("unshare -u true").map(\.text) == ["unshare(CLONE_NEWUTS)"])
        #expect(session.untracedPrograms == [])
    }

    @Test("a half-typed line and a waiting program do not notice that they are armed")
    func armedInBetween() throws {
        try session.type(bytes: Array("echo ab".utf8), by: Deadline(milliseconds: 100))
        try session.trace()
        #expect(try calls("c").isEmpty)
        #expect(session.outputText.hasSuffix("abc\n"))
        let other = try Session(in: lab, number: 2)
        try other.type("read -t 100 x; echo got $x", by: Deadline(milliseconds: 5000))
        try other.trace()
        try other.type("word", by: Deadline(milliseconds: 5000))
        #expect(other.outputText.hasSuffix("got word\n"))
    }

    @Test("a shell whose user may not administer the lab is left alone, and told why")
    func refused() throws {
        try #require(lab.refusals.isEmpty)
        _ = try calls("perl -e 'syscall(157, 24, 21); exec \"sh\"'")
        _ = try calls("unshare -u --keep-caps sh")
        _ = try calls("setpriv --bounding-set=-all --inh-caps=-all sh")
        do {
            try session.trace()
            Issue.record("it was traced")
        } catch {
            #expect(error.error.name == "EACCES", "\(error.sentence)")
        }
        #expect(try calls("echo fine").isEmpty)
        #expect(session.outputText == "fine\n")
    }

    @Test("the learner's own strace works: it has the process, so results are not claimed")
    func strace() throws {
        try session.trace()
        let calls = try calls("strace -f -o /tmp/s unshare -u hostname; grep -c 'unshare(' /tmp/s")
        #expect(session.outputText == "lab\n1\n")
        #expect(calls.map(\.text) == ["unshare(CLONE_NEWUTS)"])
        #expect(calls.map(\.result) == [.unknown(.otherTracer)])
        _ = try self.calls(
            "mkfifo /tmp/f; sh -c 'read x < /tmp/f; hostname attached' & p=$!; "
                + "strace -f -o /tmp/t -p $p 2>&1 | { read line; echo go > /tmp/f; cat; }; wait $p; "
                + "grep -c sethostname /tmp/t")
        #expect(session.outputText.hasSuffix("\n1\n"), "\(session.outputText)")
    }

    /// Kills every tracer that there is, each at another moment, until it is told to stop.
    private func killing(while body: () throws -> Void) rethrows -> Int {
        let isOver = Atomic(false), killed = Atomic(0)
        let thread = Killer {
            var random = SystemRandomNumberGenerator()
            while !isOver.load(ordering: .relaxed) {
                for pid in ProcessState.children(of: getpid())
                where (try? ProcessState(pid: pid))?.name == "tracer" {
                    for _ in 0..<Int.random(in: 0..<400, using: &random) { sched_yield() }
                    if kill(pid, SIGKILL) == 0 { killed.add(1, ordering: .relaxed) }
                }
            }
        }
        defer {
            isOver.store(true, ordering: .relaxed)
            thread.join()
        }
        try body()
        return killed.load(ordering: .relaxed)
    }

    @Test("a tracer that is killed in the middle of its work hangs nothing and fails nothing")
    func killed() throws {
        try session.trace()
        // One call after the other, so that most moments are in the middle of one; not a number of them,
        // since that takes for ever where others want the processors.
        let calling =
            "perl -e '$n = \"lab\"; until (-e \"/tmp/end\") { syscall(170, $n, 3) == 0 or print \"fail\", \"ed\" }'"
        let load =
            "\(calling) & \(calling) & for i in {1..50}; do unshare -n true && mount -t tmpfs x /mnt && "
            + "umount /mnt || echo fail''ed; done; touch /tmp/end; wait; echo over"
        let count = try killing { _ = try calls(load, milliseconds: 80_000) }
        #expect(count > 10)
        #expect(session.outputText.contains("over\n"), "\(session.outputText)")
        #expect(!session.outputText.contains("failed"), "\(session.outputText)")
        #expect(!session.outputText.contains("not implemented"), "\(session.outputText)")
        // Some calls were seen by nobody; that is told, too. The next one is seen again.
        #expect(try calls("unshare -u true").map(\.text) == ["unshare(CLONE_NEWUTS)"])
    }

    @Test("when the lab ends its tracers end")
    func ends() throws {
        try session.trace()
        func tracers() -> [Int32] {
            ProcessState.children(of: getpid()).filter {
                (try? ProcessState(pid: $0))?.name == "tracer"
            }
        }
        // It is there once it has served a call.
        #expect(try calls("unshare -u true").count == 1)
        let mine = tracers()
        #expect(!mine.isEmpty)
        lab.end()
        let deadline = Deadline(milliseconds: 20_000)
        while !Set(tracers()).isDisjoint(with: mine), !deadline.hasPassed { sched_yield() }
        #expect(Set(tracers()).isDisjoint(with: mine))
    }
}

/// A thread that a test waits for.
private struct Killer {
    private let thread: pthread_t

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    init(_ run: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let body = Unmanaged.passRetained(Body(run))
        pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, body.toOpaque())
        self.thread = thread
    }

    func join() { pthread_join(thread, nil) }
}
