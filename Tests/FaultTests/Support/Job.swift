import Glibc
import HostAbilities
import Namespaces
import SystemCalls
import Testing

@testable import CommandTests

/// Real work of nsshell that something happens to.
enum Work: String, CaseIterable, Sendable {
    case run, lesson, replay, learn, attach

    /// How nsshell may end when a part of its lab was killed.
    var statuses: Set<Int32> {
        switch self {
        case .run: [0, 125, 128 + SIGKILL]
        case .lesson: [0, 1, 3]
        case .replay: [0, 1, 2, 3]
        case .learn: [0, 3]
        case .attach: [0, 125, 128 + SIGKILL, 128 + SIGHUP]
        }
    }
}

/// One nsshell at work, in folders of its own.
final class Job {
    let work: Work
    /// Of the process that has the lab.
    let pid: Int32
    /// Whoever the work is done by: another process than that of the lab where it is `attach`.
    let worker: Int32
    private let folder: Scratch
    private let child: Child?
    private let learner: TypingLearner?
    /// Who has the lab that is attached to.
    private let host: TerminalChild?
    private var hostEnd: ProcessEnd?
    private let start = Deadline.now

    /// What a command does that leaves traces in every kind of namespace and in the lab's files.
    private static let script = """
        hostname other; ip link add v0 type veth peer name v1; ip netns add n1; ipcmk -Q
        ipcmk -M 4096; mkdir /mnt/x; mount -t tmpfs x /mnt/x; touch /etc/new /usr/bin/new
        unshare -m sleep 600 & setsid sleep 600 & (sleep 600 &)
        mkdir /sys/fs/cgroup/x; sys 'getpid()'; rm -f /usr/bin/env
        """
    /// What is played again.
    private static let transcript = """
          $ hostname
          lab
          $ unshare -u sh -c 'hostname other; hostname'
          other
          $ (sleep 600 > /dev/null 2>&1 &) ; ls /proc/self/ns | wc -l
          10
          $ for i in 1 2 3 4 5; do mkdir /tmp/$i; mount -t tmpfs x /tmp/$i; done

        """

    init(_ work: Work, as account: Account, _ random: inout SeededGenerator) throws {
        self.work = work
        folder = Scratch(owner: account)
        let environment = Self.environment(folder)
        var child: Child?
        var learner: TypingLearner?
        var host: TerminalChild?
        func begin(_ words: String...) throws -> Child {
            try Child([Program.path] + words, as: account, environment: environment)
        }
        switch work {
        case .run: child = try begin("run", "/bin/bash", "-c", Self.script)
        case .lesson: child = try begin("lesson", "uts")
        case .replay: child = try begin("replay", folder.file("a.t", Self.transcript))
        case .learn:
            learner = try TypingLearner(
                [Program.path, "learn", "uts"], as: account, environment: environment,
                lines: try TypingLearner.lines(through: "uts", &random))
        case .attach:
            let other = try TerminalChild(
                [Program.path, "learn", "uts"], as: account, environment: environment)
            try #require(try other.wait(for: "host ~ $"), "\(other.text)")
            let socket = "\(folder.path)/nsshell/\(other.process.pid).sock"
            let deadline = Deadline(milliseconds: Child.patience)
            while case .missing = FileKind(at: socket) {
                try #require(!deadline.hasPassed, "nobody can join")
                sched_yield()
            }
            learner = try TypingLearner(
                [Program.path, "attach", "\(other.process.pid)"], as: account,
                environment: environment, lines: [])
            host = other
        }
        self.child = child
        self.learner = learner
        self.host = host
        worker = child?.pid ?? learner?.pid ?? 0
        pid = host?.process.pid ?? worker
    }

    /// The state folder and the folder of sockets are the job's own.
    private static func environment(_ folder: Scratch) -> [String] {
        Child.environment.filter { !$0.hasPrefix("HOME=") } + [
            "HOME=\(folder.path)", "XDG_RUNTIME_DIR=\(folder.path)",
            "XDG_STATE_HOME=\(folder.path)", "TMPDIR=\(folder.path)",
        ]
    }

    /// Where progress is kept.
    var state: String { "\(folder.path)/nsshell" }
    var pids: [Int32] { Array(Set([pid, worker])) }

    /// What has been said so far.
    var words: String {
        [child?.story, learner?.child.text, host?.text].compactMap { $0 }
            .joined(separator: "\n---\n")
    }

    /// Lets it work until its lab has a first process; false where it ended before.
    func waitForFirstChild() throws -> Bool {
        while ProcessState.children(of: pid).isEmpty {
            if try hasEnded { return false }
            sched_yield()
        }
        return true
    }

    /// Lets it work for a time, in nanoseconds, or until it has no more to do.
    func goOn(for time: UInt64) throws {
        let end = Deadline.now + time
        if let learner, host == nil {
            try learner.goOn(until: end)
        } else {
            while try Deadline.now < end && !hasEnded { sched_yield() }
        }
    }

    var hasEnded: Bool {
        get throws {
            try child?.hasEnded(milliseconds: 0) ?? learner?.child.hasEnded(milliseconds: 0) ?? true
        }
    }

    /// Whether a learner has typed all that there was to type.
    var isDone: Bool { learner?.isDone ?? false }

    /// How long ago it was begun, in nanoseconds.
    var age: UInt64 { Deadline.now - start }

    /// Lets it come to its end by itself, a learner by `:quit`; nil at the deadline.
    func finish(milliseconds: Int = 30_000) throws -> ProcessEnd? {
        if let child { return try child.finish(milliseconds: milliseconds).end }
        guard let learner else { return nil }
        if host != nil {
            // Its shell reads this as soon as it reads.
            try? learner.child.type("exit 0\r")
        } else {
            return try Self.leave(learner.child, milliseconds)
        }
        return try learner.child.finish(milliseconds: milliseconds)
    }

    /// By `:quit`, at each prompt anew: what was being typed when the lab ended is not kept.
    private static func leave(_ child: TerminalChild, _ milliseconds: Int) throws -> ProcessEnd? {
        let deadline = Deadline(milliseconds: milliseconds)
        for _ in 0..<5 {
            let start = child.shown.count
            try? child.type("\u{15}:quit\r")
            while !TypingLearner.isPrompt(child.shown.dropFirst(start)) {
                guard try child.read(until: deadline) else {
                    return try child.finish(milliseconds: Int(deadline.millisecondsLeft))
                }
            }
        }
        return try child.finish(milliseconds: Int(deadline.millisecondsLeft))
    }

    /// Ends what is left of its own processes, as a learner does who goes home.
    func close() throws {
        guard let host, hostEnd == nil else { return }
        let end = try Self.leave(host, 30_000)
        #expect(end == .exited(0), "\(host.text)")
    }

    /// Ends a process by SIGKILL; one that this test started is reaped too.
    func kill(_ victim: Int32) throws {
        if victim == worker {
            if let child { try child.kill() }
            if let learner {
                try learner.child.process.signal(SIGKILL)
                _ = try learner.child.finish(milliseconds: 10_000)
            }
        } else {
            Glibc.kill(victim, SIGKILL)
            if victim == host?.process.pid { hostEnd = try host?.finish(milliseconds: 10_000) }
        }
    }

    /// What is in its folders that a nsshell which has ended has no use for.
    var litter: [String] {
        var kept: Set = ["progress.json", "history"]
        if work == .replay { kept.insert("a.t") }
        let files = (try? namesInDirectory(state)) ?? []
        let outside = ((try? namesInDirectory(folder.path)) ?? []).filter { $0 != "nsshell" }
        return (files + outside).filter { !kept.contains($0) && $0 != "a.t.err" }
    }
}
