@testable import CommandTests

/// One thing that a hostile learner tries, and how the attempt must end.
struct Way: Sendable {
    /// How it must end.
    enum Fate: Sendable, Equatable {
        /// The kernel says no.
        case refused
        /// It succeeds within, changes nothing outside, and is gone with the lab.
        case contained
        /// It goes on until a limit stops it, which is named.
        case limited(by: String)
        /// It is not stopped, for a reason: the case shows how far it gets.
        case open(because: String)
    }

    /// What the script is run by.
    enum Vehicle: Sendable, Equatable {
        /// A lab that it may share with others of its topic.
        case shared
        /// A lab of its own: what it leaves would be in the way of others.
        case alone
        /// A lab with a network card.
        case network
        /// A lab whose standard input is a file of the machine, open for reading.
        case fileHandedIn
    }

    enum Language: String, Sendable { case python, bash }

    let id: String
    /// What it tries, in a sentence without its full stop.
    let tries: String
    let fate: Fate
    /// One line a step of the attempt: its label, a colon, and the words that are right for it:
    /// `open: EPERM|EACCES`, `write: done`. A step that is missing means that nothing was tried.
    let steps: [String]
    let script: String
    /// Of the published escape that it follows.
    private(set) var cve: String?
    private(set) var language = Language.python
    private(set) var vehicle = Vehicle.shared
    /// The account that it is for, where it is not for both.
    private(set) var only: Role?
    /// Where an ordinary user's lab answers otherwise.
    private(set) var stepsAsUser: [String]?

    /// `Account` without the tests' own reach, for `only`.
    enum Role: Sendable { case root, ordinary }

    private init(
        _ id: String, _ tries: String, _ fate: Fate, _ steps: [String], _ script: String
    ) {
        self.id = id
        self.tries = tries
        self.fate = fate
        self.steps = steps
        self.script = script
    }

    static func refused(
        _ id: String, _ tries: String, _ steps: [String], _ script: String
    ) -> Way { Way(id, tries, .refused, steps, script) }

    static func contained(
        _ id: String, _ tries: String, _ steps: [String], _ script: String
    ) -> Way { Way(id, tries, .contained, steps, script) }

    static func limited(
        _ id: String, _ tries: String, by limit: String, _ steps: [String], _ script: String
    ) -> Way { Way(id, tries, .limited(by: limit), steps, script) }

    static func open(
        _ id: String, _ tries: String, because reason: String, _ steps: [String], _ script: String
    ) -> Way { Way(id, tries, .open(because: reason), steps, script) }

    func cve(_ number: String) -> Way { with { $0.cve = "CVE-\(number)" } }
    func only(_ role: Role) -> Way { with { $0.only = role } }
    func asUser(_ steps: [String]) -> Way { with { $0.stepsAsUser = steps } }
    var inBash: Way { with { $0.language = .bash } }
    var alone: Way { with { $0.vehicle = .alone } }
    var withNetwork: Way { with { $0.vehicle = .network } }
    var withFileHandedIn: Way { with { $0.vehicle = .fileHandedIn } }

    private func with(_ change: (inout Way) -> Void) -> Way {
        var way = self
        change(&way)
        return way
    }
}

/// The ways about one thing.
struct Topic: Sendable {
    let name: String
    let ways: [Way]

    init(_ name: String, _ ways: [Way]) {
        self.name = name
        self.ways = ways
    }
}
