import Glibc
import Namespaces
import SystemCalls
import Testing

@testable import CommandTests

extension Faults {
    @Suite("Something is missing: the lab, or the sentence that names it") struct Missing {
        /// What is done to the machine's file system, in a mount namespace of the test's own.
        struct Lack: Sendable, CustomTestStringConvertible {
            let name: String
            let script: String
            /// A word of what is said; nil where all works.
            let word: String?
            var testDescription: String { name }
        }

        static let lacks = [
            Lack(name: "no /proc", script: "mount -t tmpfs x /proc", word: "/proc"),
            Lack(
                name: "a part of /proc is covered", script: "mount -t tmpfs x /proc/fs",
                word: "covered by other mounts (/proc/fs"),
            Lack(name: "no devpts", script: "mount -t tmpfs x /dev/pts", word: nil),
            Lack(
                name: "no /dev/ptmx", script: "mount --bind /dev/null /dev/ptmx", word: nil),
            Lack(name: "no /dev", script: "mount -t tmpfs x /dev", word: "/dev/null"),
            Lack(name: "no /sys", script: "mount -t tmpfs x /sys", word: nil),
            Lack(name: "an empty /tmp", script: "mount -t tmpfs x /tmp/.", word: nil),
            Lack(name: "a read-only /tmp", script: "mount -t tmpfs -o ro x /var/tmp", word: nil),
        ]

        @Test("in the machine's file tree", arguments: Account.available, lacks)
        func tree(account: Account, lack: Lack) throws {
            for (words, input) in Trial.commands {
                let folder = Scratch(owner: account)
                // The program itself is in /tmp.
                let trial = Trial(
                    account: account,
                    before: "exec 9< \(Program.path); \(lack.script) || exit 77;",
                    apart: Trial.withMounts(account), words: words, input: input)
                let program = lack.script.contains("/proc") ? Program.path : "/proc/self/fd/9"
                let left = Leftovers()
                let outcome = try trial.run(program: program, folder: folder)
                let story = "\(lack.name), \(words): \(outcome.story)"
                #expect(left.gone().left == [], "\(story)")
                if let word = lack.word {
                    #expect([125, 3].contains(outcome.status), "\(story)")
                    #expect(isTold(outcome.complaint), "\(story)")
                    #expect(outcome.complaint.contains(word), "\(story)")
                } else {
                    #expect(outcome.status == (input.isEmpty ? 0 : 1), "\(story)")
                }
            }
        }

        @Test(
            "a home that cannot be written to: it is said once, and taught on",
            arguments: Account.available)
        func readOnlyHome(account: Account) throws {
            let folder = Scratch(owner: account)
            let script = """
                mount -t tmpfs -o ro x \(folder.path); exec \(Program.path) learn uts
                """
            let outcome = try Child(
                Trial.withMounts(account) + ["/bin/bash", "-c", script], as: account,
                environment: Child.environment + ["HOME=\(folder.path)"]
            ).finish(Array(Commands.Learn.ways.utf8))
            #expect(outcome.status == 0, "\(outcome.story)")
            #expect(
                outcome.text.components(of: "Note: what you do now is not kept") == 1,
                "\(outcome.story)")
        }

        @Test("clocks of a time namespace with other offsets", arguments: Account.available)
        func offsets(account: Account) throws {
            for offset in ["1000000000", "-1"] {
                let clocks = "-T --fork --monotonic \(offset) --boottime \(offset)"
                let outcome = try Child(
                    ["/usr/bin/unshare"] + (account == .root ? [] : ["-Ur"])
                        + clocks.split(separator: " ").map(String.init)
                        + [Program.path, "lesson", "uts"], as: account
                ).finish()
                #expect(outcome.status == 0, "\(outcome.story)")
            }
        }

        @Test(
            "no wait goes by a clock that can be set: a step of it is not noticed",
            arguments: Account.available, ["lesson uts", "learn uts"])
        func clockSteps(account: Account, words: String) throws {
            let folder = Scratch(owner: account)
            let path = "\(folder.path)/calls"
            let calls =
                "poll,ppoll,select,pselect6,nanosleep,clock_nanosleep,futex,futex_waitv,"
                + "timerfd_create,timer_create,setitimer,alarm,epoll_wait,epoll_pwait,epoll_pwait2"
            let outcome = try Child(
                ["/usr/bin/strace", "-f", "-qq", "-e", "trace=\(calls),execve", "-o", path]
                    + [Program.path] + words.split(separator: " ").map(String.init),
                as: account,
                environment: Child.environment + ["XDG_STATE_HOME=\(folder.path)"]
            ).finish(Array(Commands.Learn.ways.utf8))
            #expect(outcome.status == 0, "\(outcome.story)")
            let own = try CallRecord(path: path).lines.filter { !$0.isForeign }
            #expect(own.contains { $0.call == "poll" }, "nothing was recorded")
            let timed = own.filter { line in
                line.text.contains("REALTIME") && !line.text.contains("NULL")
            }
            #expect(timed.map(\.text) == [])
            #expect(own.allSatisfy { !["setitimer", "alarm"].contains($0.call) })
        }
    }
}
