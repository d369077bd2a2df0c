import Glibc
import HostAbilities
import Namespaces
import SystemCalls
import Testing

@testable import Lab

/// A lab that was asked to have a cgroup2 group of its own, made by root.
@Suite(
    .enabled(if: Host.isRoot, "only root may give a lab a group without further ado"),
    .enabled(if: LabFeatures.canDelegateControlGroups, "no cgroup2 is mounted for writing here"),
    .timeLimit(.minutes(1)))
struct ControlGroupTests {
    /// What a shell command writes in a new session of the lab, without the newline at its end.
    private func output(_ command: String, in lab: Lab) throws -> String {
        let session = try Session(in: lab, number: 1)
        defer { session.end() }
        try session.type(command, by: Deadline(milliseconds: 10_000))
        #expect(session.status == 0, "\(command): \(session.outputText)")
        return String(session.outputText.dropLast())
    }

    /// The group of a process in cgroup2, as this process names it.
    private func group(of pid: Int32) throws -> Substring? {
        try readText("/proc/\(pid)/cgroup").split(separator: "\n").first { $0.hasPrefix("0::") }
    }

    @Test("the group is the root of the lab's own hierarchy, mounted where machines have it")
    func own() throws {
        let lab = try Lab([.controlGroup])
        let group = try #require(lab.delegated)
        #expect(try output("stat -f -c %T /sys/fs/cgroup", in: lab) == "cgroup2fs")
        #expect(try output("grep ^0:: /proc/self/cgroup", in: lab) == "0::/")
        #expect(try output("grep ^0:: /proc/1/cgroup", in: lab) == "0::/")
        let name = try #require(group.directory.split(separator: "/").last)
        #expect(try self.group(of: lab.initProcess.pid)?.hasSuffix("/\(name)") == true)
        // The one that is mounted is that same directory, and not one of the machine's.
        let inside = try output("stat -c %i /sys/fs/cgroup", in: lab)
        var status = stat()
        #expect(stat(group.directory, &status) == 0 && inside == "\(status.st_ino)")
    }

    @Test("the lab's root makes groups, moves processes there, and divides what it was given")
    func groups() throws {
        let lab = try Lab([.controlGroup])
        let moved = """
            mkdir -p /sys/fs/cgroup/a/b && echo $$ > /sys/fs/cgroup/a/b/cgroup.procs && \
            grep ^0:: /proc/self/cgroup
            """
        #expect(try output(moved, in: lab) == "0::/a/b")
        #expect(
            try output("mkdir /sys/fs/cgroup/c && rmdir /sys/fs/cgroup/c && echo $?", in: lab)
                == "0")
        let control = "echo > /sys/fs/cgroup/cgroup.subtree_control; echo $?"
        #expect(try output(control, in: lab) == "0")
    }

    @Test("a group that takes no process is entered where PID 1 is")
    func full() throws {
        let lab = try Lab([.controlGroup])
        let group = try #require(lab.delegated)
        let pid = lab.initProcess.pid
        #expect(group.group(of: pid) == group.directory)
        let moved = "mkdir -p /sys/fs/cgroup/a/b && echo 1 > /sys/fs/cgroup/a/b/cgroup.procs; echo $?"
        #expect(try output(moved, in: lab) == "0")
        #expect(group.group(of: pid) == "\(group.directory)/a/b")
        // What the kernel says of a group that hands controllers on, which not every machine has.
        var plan = group.entering(besides: pid).failing(at: 0, errno: EBUSY)
        plan.append(.report(file: "/proc/self/cgroup", limit: 1 << 16))
        let entered = try plan.run()
        let lines = String(decoding: entered.readings[2] ?? [], as: UTF8.self)
        #expect(lines.split(separator: "\n").contains { $0.hasSuffix("/a/b") }, "\(lines)")
        #expect(try output("grep ^0:: /proc/self/cgroup", in: lab) == "0::/")
    }

    @Test("the bounds of the group are not the lab's root's to change")
    func bounds() throws {
        let lab = try Lab([.controlGroup])
        let directory = try #require(lab.delegated).directory
        for file in ["cgroup.max.descendants", "cgroup.max.depth"] {
            let before = try readText("\(directory)/\(file)")
            #expect(before != "max\n")
            let answer = try output(
                "sh -c 'echo max > /sys/fs/cgroup/\(file)' 2>/dev/null; echo $?", in: lab)
            #expect(answer != "0", "\(file)")
            #expect(try readText("\(directory)/\(file)") == before)
        }
    }

    @Test("the group is gone with the lab, and with it the groups that were made in it")
    func ended() throws {
        let lab = try Lab([.controlGroup])
        let directory = try #require(lab.delegated).directory
        _ = try output(
            """
            mkdir -p /sys/fs/cgroup/a/b/.hidden /sys/fs/cgroup/c /sys/fs/cgroup/..d && \
            { sleep 600 & echo $! > /sys/fs/cgroup/a/b/cgroup.procs; }
            """, in: lab)
        #expect(FileKind(at: "\(directory)/a/b") == .directory)
        lab.end()
        #expect(FileKind(at: directory) == .missing)
    }

    @Test("the group is gone with the groups made in it when the lab's owner was killed")
    func killed() async throws {
        let result = await #expect(
            processExitsWith: .signal(SIGKILL), observing: [\.standardErrorContent]
        ) {
            let lab = try Lab([.controlGroup])
            let session = try Session(in: lab, number: 1)
            try session.type(
                """
                mkdir -p /sys/fs/cgroup/a/b && { setsid sleep 600 & } && \
                echo $! > /sys/fs/cgroup/a/b/cgroup.procs
                """, by: Deadline(milliseconds: 10_000))
            let directory = try #require(lab.delegated).directory
            try #require(FileKind(at: "\(directory)/a/b") == .directory)
            try Descriptor(owning: 2).write(Array("group \(directory) group\n".utf8))
            kill(getpid(), SIGKILL)
        }
        let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        let directory = try #require(text.split(separator: " ").first { $0.hasPrefix("/") })
        #expect(directory.contains("nsshell-"))
        let deadline = Deadline(milliseconds: 5000)
        while FileKind(at: String(directory)) != .missing, !deadline.hasPassed { poll(nil, 0, 1) }
        #expect(FileKind(at: String(directory)) == .missing)
    }

    @Test("a lab that was not asked for one has no group of root's, and nothing is mounted")
    func none() throws {
        let lab = try Lab()
        #expect(lab.delegated == nil)
        #expect(try output("ls -A /sys/fs/cgroup 2>/dev/null; echo end", in: lab) == "end")
    }
}
