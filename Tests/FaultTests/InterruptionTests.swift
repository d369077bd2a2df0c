import Course
import Glibc
import HostAbilities
import Namespaces
import SystemCalls
import Testing

@testable import CommandTests

extension Faults {
    @Suite("A learner who is interrupted") struct Interruptions {
        @Test(
            "SIGSTOP and SIGCONT of nsshell at random moments change nothing",
            arguments: Account.available)
        func stopped(account: Account) throws {
            var random = SeededGenerator(seed: Form.seed &+ 2)
            var figures = Figures("SIGSTOP, \(account)")
            for _ in 1...Form.share(2, long: 40) {
                let left = Leftovers()
                let job = try Job(.learn, as: account, &random)
                _ = try job.waitForFirstChild()
                // While it stands still nothing of it does anything, so a round takes no time.
                let deadline = Deadline(milliseconds: 2 * Child.patience)
                while try !job.isDone && !job.hasEnded {
                    try #require(!deadline.hasPassed, "it answers no more: \(job.words)")
                    try job.goOn(for: UInt64.random(in: 0...40_000_000, using: &random))
                    kill(job.pid, SIGSTOP)
                    try job.goOn(for: UInt64.random(in: 0...20_000_000, using: &random))
                    kill(job.pid, SIGCONT)
                    figures.count("stops")
                }
                #expect(try job.finish() == .exited(0), "\(job.words)")
                #expect(left.gone().left == [])
                let kept = ProgressStore(directory: job.state).lessons["uts"]?.done.count
                #expect(kept == job.words.components(of: "Done: "), "\(job.words)")
                figures.count("steps done", kept ?? 0)
            }
            figures.show()
            #expect(figures["steps done"] > figures["stops"] / 100)
        }

        @Test(
            "SIGKILL while it is stopped leaves nothing", arguments: Account.available,
            [Work.run, .lesson, .learn])
        func killedStopped(account: Account, work: Work) throws {
            var random = SeededGenerator(seed: Form.seed &+ 3)
            let left = Leftovers()
            let job = try Job(work, as: account, &random)
            _ = try job.waitForFirstChild()
            try job.goOn(for: UInt64.random(in: 0...30_000_000, using: &random))
            kill(job.pid, SIGSTOP)
            try job.kill(job.pid)
            #expect(left.gone(of: job.pids).left == [], "\(job.words)")
        }

        /// What ends a program, and whether by its own hand.
        static let signals = [SIGTERM, SIGHUP, SIGSEGV, SIGABRT, SIGPIPE]

        @Test(
            "a signal at random moments of learn leaves nothing, and no step that was told is lost",
            arguments: Account.available, signals)
        func signalled(account: Account, signal: Int32) throws {
            var random = SeededGenerator(seed: Form.seed &+ UInt64(signal))
            for _ in 1...Form.share(2, long: 40) {
                let left = Leftovers()
                let job = try Job(.learn, as: account, &random)
                _ = try job.waitForFirstChild()
                try job.goOn(for: UInt64.random(in: 0...500_000_000, using: &random))
                kill(job.pid, signal)
                #expect(try job.finish() != nil, "it hangs: \(job.words)")
                #expect(left.gone(of: job.pids).left == [], "\(job.words)")
                let store = ProgressStore(directory: job.state)
                #expect(store.takeNotices() == [])
                let kept = store.lessons["uts"]?.done.count ?? 0
                #expect(kept >= job.words.components(of: "Done: "), "\(job.words)")
            }
        }

        @Test(
            "a terminal that is read no more: learn ends by SIGTERM, SIGHUP and SIGKILL all the same",
            arguments: Account.available, [SIGTERM, SIGHUP, SIGKILL])
        func deaf(account: Account, signal: Int32) throws {
            let left = Leftovers()
            do {
                let learner = try Learner("uts", as: account)
                try learner.prompted()
                try learner.begin("yes")
                #expect(try learner.child.wait(for: "y\r\ny\r\n"))
                // From here on nothing is read, so that its buffers fill and nsshell waits in write.
                let pid = learner.child.process.pid
                let deadline = Deadline(milliseconds: Child.patience)
                while try !Self.isWriting(pid) {
                    try #require(!deadline.hasPassed, "it never waits")
                    poll(nil, 0, 5)
                }
                kill(pid, signal)
                #expect(try learner.child.hasEnded(milliseconds: Int32(Child.patience)))
                _ = try learner.child.finish()
            }
            #expect(left.gone().left == [])
        }

        /// Whether a process waits until it can write: its state three times in a row.
        private static func isWriting(_ pid: Int32) throws -> Bool {
            for _ in 0..<3 {
                let call = try readText("/proc/\(pid)/syscall").split(separator: " ")
                // poll(2) for room, or write(2) itself; on arm64 other numbers.
                guard let number = call.first, ["1", "7", "64", "73"].contains(number) else {
                    return false
                }
                poll(nil, 0, 5)
            }
            return true
        }
    }
}
