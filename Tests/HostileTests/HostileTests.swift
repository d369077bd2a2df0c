import Glibc
import SystemCalls
import Testing

@testable import CommandTests

/// Every way to leave a lab or to harm the machine that we know of, tried.
@Suite("A hostile learner", .serialized, .needs(.labs))
struct Hostile {
    /// `make hostile`: each way in a lab of its own, with the machine compared after it.
    private static let isLong = getenv("HOSTILE") != nil
    /// Those topics alone, while one is being written.
    private static let chosen = getenv("HOSTILE_TOPIC").map { String(cString: $0) }

    @Test("gets nothing out of a lab and harms nothing outside", arguments: Account.available)
    func everything(account: Account) throws {
        let bait = try Bait(for: account)
        let trial = Trial(account: account, bait: bait)
        let surroundings = Surroundings()
        var figures = Figures()
        for topic in Topic.all where Self.chosen == nil || topic.name == Self.chosen {
            var row = Figures.Row()
            var state = try bait.state()
            func compare(after name: String, thoroughly: Bool) throws {
                var changes = surroundings.changes(thoroughly: thoroughly)
                let now = try bait.state()
                if now != state { changes.append("the bait: \(now), which was \(state)") }
                state = now
                row.changes += changes.count
                #expect(
                    changes.isEmpty,
                    "after \(name) as \(account):\n\(changes.joined(separator: "\n"))")
            }
            for group in Self.groups(of: topic, for: account) {
                for attempt in try Self.run(group, trial) {
                    guard let way = group.first(where: { $0.id == attempt.id }) else {
                        row.wrong += 1
                        Issue.record("\(topic.name): not all ran: \(attempt.story)")
                        continue
                    }
                    row.count(way.fate)
                    let problems = way.problems(of: attempt, as: account, secret: bait.secret)
                    if !problems.isEmpty { row.wrong += 1 }
                    #expect(
                        problems.isEmpty,
                        "\(way.id) (\(way.tries)) as \(account): \(problems.joined(separator: "; "))\n\(attempt.story)"
                    )
                }
                if Self.isLong {
                    try compare(after: group.map(\.id).joined(separator: ", "), thoroughly: false)
                }
            }
            // All of /usr is looked at by who has the time, and once by who has not.
            let isLast = topic.name == Topic.all.last?.name
            try compare(after: topic.name, thoroughly: Self.isLong || isLast)
            figures.add(topic.name, row)
            if Self.isLong { print("hostile \(account.rawValue): \(topic.name) done") }
        }
        print(figures.table(for: account))
        let after = try inLab("echo $((40 + 2))", as: account)
        #expect(after.text == "42\n", "a lab can still be made: \(after.story)")
    }

    /// The ways that share a lab.
    private static func groups(of topic: Topic, for account: Account) -> [[Way]] {
        let ways = topic.ways.filter { $0.isFor(account) }
        if isLong { return ways.map { [$0] } }
        let shared = ways.filter { $0.vehicle == .shared }
        let network = ways.filter { $0.vehicle == .network }
        let others = ways.filter { [.alone, .fileHandedIn].contains($0.vehicle) }
        return [shared, network].filter { !$0.isEmpty } + others.map { [$0] }
    }

    private static func run(_ ways: [Way], _ trial: Trial) throws -> [Attempt] {
        switch ways[0].vehicle {
        case .shared, .alone: try trial.attempts(of: ways)
        case .network: try trial.attempts(of: ways, network: true)
        case .fileHandedIn: try ways.map(trial.attempt(withFile:))
        }
    }

    @Test("has at least 150 ways, each with a name of its own, and one expectation a step")
    func listed() {
        let ways = Topic.all.flatMap(\.ways)
        let asUser = ways.count { $0.isFor(.ordinary) }
        let asRoot = ways.count { $0.isFor(.root) }
        #expect(asUser >= 150 && asRoot >= 150, "\(asUser) as a user, \(asRoot) as root")
        #expect(Set(ways.map(\.id)).count == ways.count)
        for way in ways { #expect(!way.steps.isEmpty && !way.id.contains(" "), "\(way.id)") }
    }
}
