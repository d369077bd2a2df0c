import Glibc
import HostAbilities
import Namespaces
import SystemCalls
import Testing

@testable import CommandTests

extension Faults {
    @Suite("What a killed lab held") struct GivenBack {
        @Test("is given back: where ten namespaces of each kind are allowed, labs go on being made")
        func namespaces() throws {
            var random = SeededGenerator(seed: Form.seed &+ 5)
            let kinds = "cgroup ipc mnt net pid time user uts"
            let script = """
                for kind in \(kinds); do echo 10 > /proc/sys/user/max_${kind}_namespaces; done
                echo ready; read x
                """
            let holder = try Child(
                ["/usr/bin/unshare", "-Ur", "/bin/bash", "-c", script], as: .ordinary)
            #expect(try holder.wait(for: "ready"), "\(holder.story)")
            let enter = [
                "/usr/bin/nsenter", "-t", "\(holder.pid)", "-U", "--preserve-credentials",
                Program.path,
            ]
            for _ in 1...Form.count(20, long: 300) {
                let left = Leftovers()
                let child = try lab(enter)
                let end = Deadline.now + UInt64.random(in: 0...20_000_000, using: &random)
                while Deadline.now < end { sched_yield() }
                try child.kill()
                #expect(left.gone().left == [])
                try waitUntilOneCanBeMade(enter)
            }
        }

        @Test("is seen where it is left: a process that lost its parent, and a file")
        func seen() throws {
            let folder = Scratch(owner: .runner)
            let left = Leftovers(watching: [folder.path])
            #expect(left.gone().left == [])
            let script = "setsid -f sleep 600 > /dev/null 2>&1; touch \(folder.path)/file"
            #expect(try onHost(script).status == 0)
            let found = left.gone(milliseconds: 100).left
            #expect(found.contains { $0.hasPrefix("process ") && $0.contains(" sleep, ") })
            #expect(found.contains("\(folder.path)/file"), "\(found)")
            left.sweep()
            unlink("\(folder.path)/file")
            #expect(left.gone().left == [])
        }

        /// A lab that has its first process. The one before may hold its namespaces still.
        private func lab(_ enter: [String]) throws -> Child {
            let deadline = Deadline(milliseconds: Child.patience)
            while true {
                let child = try Child(
                    enter + ["run", "/bin/sh", "-c", "unshare -n sleep 600"], as: .ordinary)
                while try !child.hasEnded(milliseconds: 0) {
                    if !ProcessState.children(of: child.pid).isEmpty { return child }
                    sched_yield()
                }
                let outcome = try child.finish()
                try #require(!deadline.hasPassed, "\(outcome.story)")
                try #require(outcome.complaint.contains("ENOSPC"), "\(outcome.story)")
            }
        }

        /// The kernel puts network namespaces away by and by, so it may have to be asked again.
        private func waitUntilOneCanBeMade(_ enter: [String]) throws {
            let deadline = Deadline(milliseconds: Child.patience)
            while true {
                let outcome = try Child(enter + ["run", "true"], as: .ordinary).finish()
                if outcome.status == 0 { return }
                try #require(!deadline.hasPassed, "\(outcome.story)")
                #expect(outcome.complaint.contains("ENOSPC"), "\(outcome.story)")
            }
        }
    }
}
