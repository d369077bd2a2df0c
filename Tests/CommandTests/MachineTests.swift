import Glibc
import HostAbilities
import Namespaces
import SystemCalls
import Testing

extension Commands {
    @Suite("The machine is the same", .needs(.labs))
    struct Machine {
        /// What a run does that leaves traces in every kind of namespace and in the lab's files.
        static let busyScript = """
            hostname other; ip link add v0 type veth peer name v1; ip netns add n1
            ipcmk -Q; ipcmk -M 4096; mkdir /mnt/x; mount -t tmpfs x /mnt/x; touch /etc/new /usr/bin/new
            echo words > /etc/passwd; unshare -m sleep 600 & setsid sleep 600 & (sleep 600 &)
            mkdir /sys/fs/cgroup/x; rm -f /usr/bin/env
            """

        @Test("after a lesson", arguments: Account.available)
        func lesson(account: Account) throws {
            let before = MachineState()
            #expect(try nsshell("lesson", "uts", as: account).status == 0)
            #expect(before.changes() == [])
        }

        @Test(
            "after a command that changes all that it can, and leaves processes",
            arguments: Account.available)
        func run(account: Account) throws {
            let before = MachineState()
            let outcome = try inLab(Self.busyScript + "\nexit 5", as: account)
            #expect(outcome.status == 5, "\(outcome.story)")
            #expect(before.changes() == [])
        }

        @Test("after lint --prove", arguments: Account.available)
        func proof(account: Account) throws {
            let before = MachineState()
            #expect(
                try nsshell("lint", "--prove", "uts", as: account, milliseconds: 60_000).status == 0
            )
            #expect(before.changes() == [])
        }

        @Test(
            "after kill -9 of nsshell at twenty random moments",
            arguments: Account.available,
            [["lesson", "uts"], ["run", "/bin/bash", "-c", busyScript + "; exit 5"]])
        func killed(account: Account, command: [String]) throws {
            let before = MachineState()
            let quickly = MachineState([.processes, .namespaces, .mounts, .groups])
            let length = try Self.length(of: command, account)
            var random = SeededGenerator(seed: 1)
            for number in 1...20 {
                let moment = UInt64.random(in: 0...length, using: &random)
                let child = try Child([Program.path] + command, as: account)
                // Half of the moments are counted from when a lab is being made, however slow the machine is.
                if number.isMultiple(of: 2) { try Self.awaitFirstChild(of: child.pid) }
                let start = Deadline.now
                while Deadline.now - start < moment { sched_yield() }
                try child.kill()
                #expect(
                    quickly.changes(milliseconds: 2000, countingDying: false) == [],
                    "killed after \(moment / 1000) µs, the \(number)th time")
            }
            #expect(before.changes() == [])
        }

        private static func awaitFirstChild(of pid: pid_t) throws {
            let deadline = Deadline(milliseconds: 20_000)
            while ProcessState.children(of: pid).isEmpty {
                let state = try ProcessState(pid: pid)
                try #require(!deadline.hasPassed && state.state != "Z")
                sched_yield()
            }
        }

        /// The median of five runs, in nanoseconds.
        private static func length(of command: [String], _ account: Account) throws -> UInt64 {
            try (0..<5).map { _ in
                let start = Deadline.now
                _ = try Child([Program.path] + command, as: account).finish()
                return Deadline.now - start
            }.sorted()[2]
        }

        @Test("after kill -9 of the lab's init, and nsshell ends", arguments: Account.available)
        func initKilled(account: Account) throws {
            let before = MachineState()
            let child = try Child(
                [Program.path, "run", "/bin/bash", "-c", Self.busyScript + "; echo ready; read x"],
                as: account)
            #expect(try child.wait(for: "ready"))
            let pid = try #require(Self.initProcess(of: child.pid))
            kill(pid, SIGKILL)
            #expect(
                try child.finish(closingInput: false).status == 128 + SIGKILL)
            #expect(before.changes() == [])
        }

        @Test(
            "after kill -9 of a lesson's init, and the lesson fails", arguments: Account.available)
        func initKilledInLesson(account: Account) throws {
            let before = MachineState()
            let scratch = Scratch()
            let lesson = SampleLesson(console: "host$ sleep 600")
            let child = try Child(
                [Program.path, "lesson", scratch.file("sample.md", lesson.text)], as: account)
            let deadline = Deadline(milliseconds: 5000)
            while !Self.descendants(of: child.pid).contains(where: { $0.name == "sleep" }) {
                try #require(!deadline.hasPassed)
                poll(nil, 0, 1)
            }
            kill(try #require(Self.initProcess(of: child.pid)), SIGKILL)
            #expect(try child.finish().status == 1)
            #expect(before.changes() == [])
        }

        @Test(
            "after kill -9 of nsshell and of all its children at once", arguments: Account.available
        )
        func allKilled(account: Account) throws {
            let before = MachineState()
            let processes = MachineState([.processes])
            let child = try Child(
                [Program.path, "run", "/bin/bash", "-c", Self.busyScript + "; echo ready; read x"],
                as: account)
            #expect(try child.wait(for: "ready"))
            for pid in ProcessState.children(of: child.pid) { kill(pid, SIGKILL) }
            try child.kill()
            // Nobody was left to remove the control group: the next lab does that is bounded itself.
            #expect(processes.changes() == [])
            #expect(try nsshell("run", "sleep", "0.2", as: account).status == 0)
            #expect(before.changes() == [])
        }

        @Test("after nsshell's terminal is gone", arguments: Account.available)
        func hungUp(account: Account) throws {
            let before = MachineState()
            do {
                let child = try TerminalChild(
                    [
                        Program.path, "run", "/bin/bash", "-c",
                        Self.busyScript + "; echo re''ady; sleep 600",
                    ], as: account)
                #expect(try child.wait(for: "ready"))
            }
            #expect(before.changes() == [])
        }

        @Test("The comparison sees what a run would leave", .needs(.root))
        func sees() throws {
            let before = MachineState()
            let child = try Child([
                "/usr/bin/setsid", "-f", "/usr/bin/unshare", "-unf", "/bin/sleep", "600",
            ])
            _ = try child.finish(milliseconds: 500)
            let changes = before.changes(milliseconds: 200)
            let left = changes.first { $0.contains(" sleep ") }
            #expect(
                left != nil && changes.contains { $0.contains("namespaces uts:") }, "\(changes)")
            for change in changes where change.contains("+ processes") {
                kill(try #require(Int32(change.split(separator: " ")[2])), SIGKILL)
            }
            #expect(before.changes() == [])
        }

        private static func initProcess(of pid: Int32) -> Int32? {
            ProcessState.children(of: pid).first { (try? ProcessState(pid: $0))?.name == "init" }
        }

        static func descendants(of pid: Int32) -> [ProcessState] { ProcessState.tree(from: pid) }
    }
}
