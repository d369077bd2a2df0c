import Course
import Glibc
import HostAbilities
import Lessons
import Namespaces
import SystemCalls
import Testing

@testable import CommandTests

extension Faults {
    @Suite("A class of learners at once") struct Crowd {
        @Test("everybody's lines are answered, and nobody's progress is lost")
        func crowd() throws {
            var random = SeededGenerator(seed: Form.seed &+ 4)
            let count = Form.count(20, long: 200)
            let seconds = Form.count(4, long: 600)
            // Milliseconds of thought before a line.
            let thought = Form.isLong ? 1_000...9_000 : 50...400
            let left = Leftovers()
            let free = Self.available
            var figures = Figures("\(count) learners at once for \(seconds) s")
            var pupils: [(learner: TypingLearner, home: Scratch)] = []
            for number in 0..<count {
                let account = Account.available[number % Account.available.count]
                let home = Scratch(owner: account)
                var generator = SeededGenerator(seed: random.next())
                // Over and over, each time from its beginning and by other ways.
                let way = try TypingLearner.lines(through: "uts", &generator)
                let again = [":goto \(try Self.firstStep(of: "uts"))"]
                let lines = Array(repeatElement(way + again, count: 40).joined())
                let learner = try TypingLearner(
                    [Program.path, "learn", "uts"], as: account,
                    environment: Child.environment.filter { !$0.hasPrefix("HOME=") } + [
                        "HOME=\(home.path)", "XDG_STATE_HOME=\(home.path)",
                        "XDG_RUNTIME_DIR=\(home.path)",
                    ], lines: lines,
                    pace: { UInt64(Int.random(in: thought, using: &generator)) * 1_000_000 })
                pupils.append((learner, home))
            }
            let learners = pupils.map(\.learner)
            try Self.go(learners, until: Deadline.now + UInt64(seconds) * 500_000_000)
            figures.count("MiB in use", max(free - Self.available, 0) >> 10)
            figures.count("KiB of each nsshell, median", Self.medianMemory(learners))
            try Self.go(learners, until: Deadline.now + UInt64(seconds) * 500_000_000)
            for (learner, home) in pupils { try Self.sendHome(learner, home, &figures) }
            for latency in learners.flatMap(\.latencies) {
                figures.time("line to prompt", nanoseconds: latency)
            }
            figures.show()
            #expect(figures["lines"] > count)
            let gone = left.gone(milliseconds: 20_000)
            #expect(gone.left == [])
        }

        /// All of them, by one thread that sleeps until one has something to show or to type.
        private static func go(_ learners: [TypingLearner], until moment: UInt64) throws {
            while Deadline.now < moment {
                let due = learners.compactMap(\.typesAt).min() ?? moment
                let now = Deadline.now
                let next = min(due, moment)
                let ready = try waitUntilReadable(
                    learners.map { $0.isAtPrompt || $0.hasHungUp ? -1 : $0.child.descriptor },
                    milliseconds: Int32(clamping: next > now ? (next - now) / 1_000_000 + 1 : 0))
                for index in ready { try learners[index].goOn() }
                for learner in learners where learner.typesAt.map({ $0 <= Deadline.now }) == true {
                    try learner.goOn()
                }
            }
        }

        /// Waits for the answer to the line in hand, and leaves.
        private static func sendHome(
            _ learner: TypingLearner, _ home: Scratch, _ figures: inout Figures
        ) throws {
            let deadline = Deadline(milliseconds: 30_000)
            while !learner.isAtPrompt, !learner.hasHungUp, !deadline.hasPassed {
                let ready = try waitUntilReadable(
                    [learner.child.descriptor], milliseconds: deadline.millisecondsLeft)
                if !ready.isEmpty { try learner.goOn() }
            }
            #expect(learner.isAtPrompt, "\(learner.child.text.suffix(2000))")
            try learner.child.type(":quit\r")
            #expect(try learner.child.finish() == .exited(0), "\(learner.child.text.suffix(2000))")
            figures.count("lines", learner.latencies.count)
            let shown = learner.child.text.components(of: "Done: ")
            figures.count("steps done", shown)
            let store = ProgressStore(directory: "\(home.path)/nsshell")
            #expect(store.takeNotices() == [])
            let kept = store.lessons["uts"]?.done.count ?? 0
            #expect(kept >= min(shown, 11), "\(shown) were told, \(kept) are kept")
        }

        private static func firstStep(of name: String) throws -> String {
            try LessonLibrary(folders: []).lesson(name).steps[0].id
        }

        /// KiB.
        private static var available: Int {
            field("MemAvailable", in: "/proc/meminfo") ?? 0
        }

        private static func medianMemory(_ learners: [TypingLearner]) -> Int {
            let sizes = learners.compactMap { field("Pss", in: "/proc/\($0.pid)/smaps_rollup") }
            return sizes.isEmpty ? 0 : sizes.sorted()[sizes.count / 2]
        }

        private static func field(_ name: String, in path: String) -> Int? {
            let lines = ((try? readText(path)) ?? "").split(separator: "\n")
            let line = lines.first { $0.hasPrefix("\(name):") }
            return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        }
    }
}
