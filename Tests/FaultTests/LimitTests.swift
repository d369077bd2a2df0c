import Course
import Glibc
import Namespaces
import SystemCalls
import Testing

@testable import CommandTests

extension Faults {
    @Suite("Too little of something: the lab, or the sentence that names it") struct Limits {
        @Test("memory, by RLIMIT_AS", arguments: Account.available)
        func memory(account: Account) throws {
            var sizes = Array(stride(from: 60_000, through: 70_000, by: 500)) + [80_000, 120_000]
            sizes += [32_000, 200_000]
            if !Form.isLong { sizes = [32_000, 64_500, 68_000, 200_000] }
            let figures = try Trial.all(
                "address space", account, sizes.map { ("\($0) KiB", "ulimit -v \($0);") })
            #expect(figures["done"] > 0)
            #expect(figures["told"] > 0)
        }

        @Test(
            "memory, by a control group", .needs(.root),
            .enabled(if: hasMemoryGroups, "no cgroup1 hierarchy limits memory here"))
        func controlGroup() throws {
            let group = "/sys/fs/cgroup/memory/faults-\(getpid())"
            #expect(mkdir(group, 0o755) == 0)
            defer { rmdir(group) }
            var figures = Figures("memory of a control group, root")
            for mebibytes in Form.isLong ? Array(1...16) + [32, 64] : [1, 3, 8] {
                try writeOnce("\(mebibytes << 20)", to: "\(group)/memory.limit_in_bytes")
                for (words, input) in Trial.commands {
                    let folder = Scratch()
                    let left = Leftovers()
                    let trial = Trial(
                        account: .root, before: "echo 0 > \(group)/cgroup.procs;", words: words,
                        input: input)
                    let outcome = try trial.run(folder: folder)
                    let story = "\(mebibytes) MiB, \(words): \(outcome.story)"
                    // Whom the kernel ends it ends by SIGKILL.
                    let isKilled = outcome.end == .killed(signal: SIGKILL)
                    figures.count(isKilled ? "killed by the kernel" : "ended by itself")
                    let isOwn = [0, 1, 2, 3, 125, 128 + SIGKILL].contains(outcome.status)
                    #expect(outcome.end != nil && (isKilled || isOwn), "\(story)")
                    #expect(left.gone().left == [], "\(story)")
                    let state = "\(folder.path)/state/nsshell"
                    if FileKind(at: state) == .directory {
                        #expect(ProgressStore(directory: state).takeNotices() == [], "\(story)")
                    }
                }
            }
            figures.show()
        }

        @Test("descriptors, by RLIMIT_NOFILE", arguments: Account.available)
        func descriptors(account: Account) throws {
            let limits = Form.isLong ? Array(3...64) : [3, 5, 8, 13, 21, 34, 64]
            let figures = try Trial.all(
                "descriptors", account, limits.map { ("\($0)", "ulimit -n \($0);") })
            #expect(figures["done"] > 0)
            #expect(figures["told"] > 0)
        }

        @Test("processes, by RLIMIT_NPROC")
        func processes() throws {
            // Those that this user has already count too, and more may come meanwhile.
            let present = Self.tasks(of: Account.ordinaryID)
            let free = Form.isLong ? Array(0...40) + [1000] : [0, 1, 2, 3, 5, 8, 1000]
            let limits = free.map { present + $0 }
            let figures = try Trial.all(
                "processes", .ordinary, limits.map { ("\($0)", "ulimit -u \($0);") })
            #expect(figures["done"] > 0)
            #expect(figures["told"] > 0 || geteuid() != 0)
        }

        /// How many threads a user has.
        private static func tasks(of user: UInt32) -> Int {
            let pids = ((try? namesInDirectory("/proc")) ?? []).filter { Int32($0) != nil }
            return pids.reduce(0) { count, pid in
                var status = stat()
                guard stat("/proc/\(pid)", &status) == 0, status.st_uid == user else {
                    return count
                }
                return count + ((try? namesInDirectory("/proc/\(pid)/task"))?.count ?? 0)
            }
        }

        @Test(
            "room where progress is kept: it is said once, taught on, and the file stays whole",
            arguments: Account.available, [0, 4, 8, 12])
        func disk(account: Account, kibibytes: Int) throws {
            let folder = Scratch(owner: account)
            let keep = "\(folder.path)/kept"
            let state = "\(folder.path)/small"
            #expect(mkdir(state, 0o777) == 0 && mkdir(keep, 0o777) == 0)
            chmod(keep, 0o777)
            let steps = Commands.Learn.ways
            let script = """
                mount -t tmpfs -o size=\(max(kibibytes, 4))k x \(state)
                [ \(kibibytes) != 0 ] || head -c 4096 /dev/zero > \(state)/full
                \(Program.path) learn uts --state \(state)/s; echo "status $?"
                cp \(state)/s/progress.json \(keep)/ 2>/dev/null || :
                """
            let outcome = try Child(
                Trial.withMounts(account) + ["/bin/bash", "-c", script], as: account
            ).finish(Array(steps.utf8))
            #expect(outcome.text.contains("status 0"), "\(outcome.story)")
            let notes = outcome.text.components(of: "Note: what you do now is not kept")
            #expect(notes <= 1, "\(outcome.story)")
            let store = ProgressStore(directory: keep)
            #expect(store.takeNotices() == [], "\(outcome.story)")
            let kept = store.lessons["uts"]?.done.count ?? 0
            if notes == 0 { #expect(kept == 11, "\(outcome.story)") }
            if kibibytes == 0 { #expect(notes == 1 && kept == 0, "\(outcome.story)") }
        }
    }
}

private let hasMemoryGroups =
    access("/sys/fs/cgroup/memory/memory.limit_in_bytes", W_OK) == 0
