import Glibc
import HostAbilities
import Namespaces
import SystemCalls
import Testing

@testable import CommandTests

private let hasTracer = access("/usr/bin/strace", X_OK) == 0

extension Faults {
    @Suite("System calls that fail", .enabled(if: hasTracer, "there is no strace(1)"))
    struct Calls {
        /// What nsshell does meanwhile.
        enum Command: String, CaseIterable, Sendable {
            case run, network, lesson, learn

            var words: [String] {
                switch self {
                case .run: ["run", "--", "true"]
                case .network: ["run", "--network", "--", "true"]
                case .lesson: ["lesson", "uts"]
                case .learn: ["learn", "uts"]
                }
            }

            /// As the contract has it: done, a step failed, no lab.
            var statuses: Set<Int32> {
                switch self {
                case .run, .network: [0, 125, 126, 127]
                case .lesson: [0, 1, 2, 3, 125]
                case .learn: [0, 1, 2, 3, 125]
                }
            }
        }

        @Test(
            "each call of making a lab, failing once: a lab or a clear error, and nothing left",
            arguments: Account.available, Command.allCases)
        func each(account: Account, command: Command) throws {
            var random = SeededGenerator(seed: Form.seed &+ UInt64(account.id))
            let record = try Self.record(command, account)
            let isShort = command == .run || command == .network
            let most = record.most(all: isShort)
            let first = record.beforeMain()
            var faults: [CallFault] = []
            for (call, errnos) in CallFault.errnos.sorted(by: { $0.key < $1.key }) {
                let numbers = (first[call] ?? 0)..<max(most[call] ?? 0, first[call] ?? 0)
                for number in numbers {
                    faults += errnos.map {
                        CallFault(call: call, errno: $0, occurrence: number + 1)
                    }
                }
            }
            #expect(faults.count > 200)
            if !Form.isLong { faults = Array(faults.shuffled(using: &random).prefix(10)) }
            var figures = Figures("system calls failing once, \(command) of \(account)")
            for fault in faults { try Self.meet(fault, command, account, &figures) }
            figures.show()
        }

        @Test(
            "a call that an old kernel lacks, or that a sandbox hides, is done without or named",
            arguments: Account.available, Command.allCases)
        func hidden(account: Account, command: Command) throws {
            var random = SeededGenerator(seed: Form.seed &+ 1)
            var figures = Figures("system calls hidden, \(command) of \(account)")
            let faults = CallFault.hidden.shuffled(using: &random)
            for fault in faults.prefix(Form.count(6, long: faults.count)) {
                try Self.meet(fault, command, account, &figures)
            }
            figures.show()
        }

        @Test(
            "what was interrupted late does not keep a script from its end",
            arguments: Account.available, ["read", "write"])
        func late(account: Account, call: String) throws {
            let record = try Self.record(.learn, account)
            let others = record.lines.filter { $0.call == call && $0.pid != record.lines.first?.pid }
            // More than any other process makes, such as the lab's first one. nsshell's last one is of
            // the script's end, or of the page.
            let counts = Dictionary(grouping: others, by: \.pid).values.map(\.count)
            let number = try #require(counts.max()) + 1
            var figures = Figures("late calls interrupted, \(call) in learn of \(account)")
            let fault = CallFault(call: call, errno: "EINTR", occurrence: number, goesOn: true)
            try Self.meet(fault, .learn, account, &figures)
            #expect(figures["done without it"] == 1)
        }

        private static func record(_ command: Command, _ account: Account) throws -> CallRecord {
            let scratch = Scratch(owner: account)
            let path = "\(scratch.path)/calls"
            let end = try run(["-o", path], command, account, scratch).end
            #expect(end == .exited(command == .learn ? 1 : 0), "\(command) under strace")
            return try CallRecord(path: path)
        }

        private static func run(
            _ options: [String], _ command: Command, _ account: Account, _ scratch: Scratch
        ) throws -> (end: ProcessEnd?, outcome: Outcome) {
            let script = scratch.file("script", "hostname\nreadlink /proc/$$/ns/uts\n")
            let environment =
                Child.environment + [
                    "XDG_STATE_HOME=\(scratch.path)", "XDG_RUNTIME_DIR=\(scratch.path)",
                ]
            let child = try Child(
                ["/usr/bin/strace", "-f", "-qq"] + options + [Program.path] + command.words,
                as: account, environment: environment,
                streams: [.file(script, flags: O_RDONLY), .captured, .captured])
            if try !child.hasEnded(milliseconds: 30_000) {
                // strace would let go of them.
                for state in ProcessState.tree(from: child.pid).dropFirst() {
                    kill(state.pid, SIGKILL)
                }
                return (nil, try child.finish(milliseconds: 10_000))
            }
            let outcome = try child.finish(milliseconds: 10_000)
            return (outcome.end, outcome)
        }

        private static func meet(
            _ fault: CallFault, _ command: Command, _ account: Account, _ figures: inout Figures
        ) throws {
            let scratch = Scratch(owner: account)
            let before = Leftovers()
            let path = "\(scratch.path)/calls"
            let (end, outcome) = try run(["-o", path] + fault.options, command, account, scratch)
            let story = "\(command) of \(account), \(fault)"
            let met = try CallRecord(path: path).lines.filter(\.isInjected)
            let own = met.filter { !$0.isForeign && !$0.isOfInit }
            let tale = "\(story)\n\(own.map(\.text).joined(separator: "\n"))\n\(outcome.story)"
            let gone = before.gone()
            #expect(gone.left == [], "\(tale)")
            if !gone.left.isEmpty { before.sweep() }
            figures.count("faults")
            figures.count("left behind", gone.left.isEmpty ? 0 : 1)
            figures.count("hangs", end == nil ? 1 : 0)
            guard let end else {
                Issue.record("it hangs: \(tale)")
                return
            }
            guard case .exited(let status) = end else {
                Issue.record("it ended by a signal of its own, \(end): \(tale)")
                return
            }
            if met.isEmpty {
                figures.count("not met")
            } else if own.isEmpty {
                figures.count("met by a program of the lab alone")
            } else if status == 0 || (command == .learn && status == 1) {
                figures.count("done without it")
            } else if met.count == own.count {
                figures.count("told")
                #expect(command.statuses.contains(status), "\(tale)")
                // What could not be written was not.
                let isMute = own.contains { $0.text.contains("write(2,") }
                let isReported = status == 1 && outcome.text.contains("FAILED")
                #expect(isMute || isReported || isTold(outcome.complaint), "\(tale)")
            } else {
                figures.count("met by a program of the lab too")
            }
            #expect(!outcome.complaint.contains("Fatal error"), "\(tale)")
        }
    }
}
