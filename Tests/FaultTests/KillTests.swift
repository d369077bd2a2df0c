import Course
import Glibc
import HostAbilities
import Namespaces
import SystemCalls
import Testing

@testable import CommandTests

extension Faults {
    @Suite("kill -9") struct Kills {
        /// Whoever is killed.
        enum Victim: String, CaseIterable {
            case nsshell, initProcess, shell

            /// Its PID now; nil where there is none yet, or no more.
            func pid(of job: Job) -> Int32? {
                if self == .nsshell { return [job.worker, job.pid].randomElement() }
                return ProcessState.children(of: job.pid).first {
                    guard let name = try? ProcessState(pid: $0).name else { return false }
                    return self == .initProcess ? name == "init" : ["bash", "sh"].contains(name)
                }
            }
        }

        @Test(
            "at any moment of real work: nothing is left, nothing hangs, no progress is lost",
            arguments: Account.available)
        func kills(account: Account) throws {
            var random = SeededGenerator(seed: Form.seed &+ UInt64(account.id))
            var figures = Figures("kill -9, \(account)")
            let spans = try Self.spans(account, &random)
            for number in 1...Form.share(60, long: 1000) {
                let work = Work.allCases[number % Work.allCases.count]
                let wanted = Victim.allCases.randomElement(using: &random) ?? .nsshell
                try Self.kill(
                    work, wanted, account, spans[work] ?? 0, number, &random, &figures)
            }
            figures.show()
            let labs = figures["with a lab"]
            #expect(labs * 2 > Form.share(60, long: 1000), "with a lab: \(labs) moments only")
        }

        private static func kill(
            _ work: Work, _ wanted: Victim, _ account: Account, _ span: UInt64, _ number: Int,
            _ random: inout SeededGenerator, _ figures: inout Figures
        ) throws {
            let before = Leftovers()
            let job = try Job(work, as: account, &random)
            // One in five from the start, so that its own beginning is among the moments.
            let fromStart = UInt.random(in: 0..<5, using: &random) == 0
            if !fromStart { _ = try job.waitForFirstChild() }
            let moment = UInt64.random(in: 0...(fromStart ? 5_000_000 : span), using: &random)
            try job.goOn(for: moment)
            figures.count("with a lab", ProcessState.children(of: job.pid).isEmpty ? 0 : 1)
            let found = wanted.pid(of: job)
            let victim = found == nil ? Victim.nsshell : wanted
            let pid = found ?? job.worker
            let story = """
                \(work) of \(account), \(victim) killed \(moment / 1000) µs after \
                \(fromStart ? "the start" : "the first child"), the \(number)th
                """
            let begun = Deadline.now
            try job.kill(pid)
            if pid != job.worker {
                let end = try job.finish()
                #expect(end != nil, "\(story): it hangs\n\(job.words)")
                if let end { check(end, of: job, story) }
            }
            try job.close()
            let gone = before.gone(of: job.pids)
            let time = Deadline.now - begun
            #expect(gone.left == [], "\(story)\n\(job.words)")
            if !gone.left.isEmpty { before.sweep() }
            if pid == job.pid {
                figures.time("until nothing is left", nanoseconds: time)
                figures.count("later than 50 ms", time > 50_000_000 ? 1 : 0)
            }
            #expect(job.litter == [], "\(story)\n\(job.words)")
            if work == .learn { checkProgress(of: job, story, &figures) }
            figures.count("\(work.rawValue): \(victim.rawValue)")
            figures.count("left behind", gone.left.isEmpty ? 0 : 1)
        }

        /// An end of its own making, and a word about it where it is no success.
        private static func check(_ end: ProcessEnd, of job: Job, _ story: String) {
            guard case .exited(let status) = end else {
                Issue.record("\(story): it ended by a signal of its own, \(end)\n\(job.words)")
                return
            }
            #expect(job.work.statuses.contains(status), "\(story): status \(status)\n\(job.words)")
            #expect(!job.words.contains("Fatal error"), "\(story)\n\(job.words)")
            guard status == 125 || status == 3 else { return }
            #expect(isTold(job.words), "\(story)\n\(job.words)")
        }

        /// At most the step in hand is lost, and the file is whole.
        private static func checkProgress(of job: Job, _ story: String, _ figures: inout Figures) {
            let store = ProgressStore(directory: job.state)
            #expect(store.takeNotices() == [], "\(story)")
            let done = store.lessons["uts"]?.done.count ?? 0
            // What has been shown to be done is on disk.
            let shown = job.words.components(of: "Done: ")
            #expect(done >= shown, "\(story): \(shown) were told, \(done) are kept\n\(job.words)")
            figures.count("steps kept", done)
            figures.count("steps lost", max(shown - done, 0))
        }

        /// How long each work takes from its first child to its end, in nanoseconds.
        private static func spans(
            _ account: Account, _ random: inout SeededGenerator
        ) throws -> [Work: UInt64] {
            var spans: [Work: UInt64] = [:]
            for work in Work.allCases {
                let job = try Job(work, as: account, &random)
                _ = try job.waitForFirstChild()
                let start = job.age
                try job.goOn(for: work == .attach ? 20_000_000 : 60_000_000_000)
                #expect(try job.finish() == .exited(0), "\(work): \(job.words)")
                spans[work] = job.age - start
                try job.close()
            }
            return spans
        }
    }
}

/// Whether something is said as the contract has it: what failed, why, the errno, and a mend.
func isTold(_ words: String) -> Bool {
    words.replacing("\r\n", with: "\n").firstMatch(
        of: /(^|\n)nsshell: [^\n]+(\n  [^\n]+)*\n[^\n]+\n/) != nil
}

extension String {
    /// How often a text is in this one.
    func components(of part: String) -> Int {
        ranges(of: part).count
    }
}
