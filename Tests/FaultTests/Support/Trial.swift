import Glibc
import Namespaces
import SystemCalls
import Testing

@testable import CommandTests

/// A nsshell in odd surroundings, which gives the lab or says what to do.
struct Trial: Sendable {
    enum Result { case done, told, notLoaded }

    let account: Account
    /// Shell words before nsshell's own, such as a limit: `ulimit -n 5;`.
    var before = ""
    /// What the shell that makes the surroundings is started by.
    var apart: [String] = []
    let words: String
    var input = ""
    var environment: [String] = []

    static let commands = [
        ("run true", ""), ("lesson uts", ""), ("learn uts", "hostname\nreadlink /proc/$$/ns/uts\n"),
    ]

    /// A mount namespace of its own, in which this account may mount.
    static func withMounts(_ account: Account) -> [String] {
        account == .root
            ? ["/usr/bin/unshare", "-m", "--propagation", "private"] : ["/usr/bin/unshare", "-Urm"]
    }

    func run(program: String = Program.path, folder: Scratch) throws -> Outcome {
        let script = "\(before) exec \(program) \(words)"
        return try Child(
            apart + ["/bin/bash", "-c", script], as: account,
            environment: Child.environment
                + ["XDG_STATE_HOME=\(folder.path)/state", "XDG_RUNTIME_DIR=\(folder.path)"]
                + environment,
            streams: [.file(folder.file("input", input), flags: O_RDONLY), .captured, .captured]
        ).finish()
    }

    /// Runs it, and holds what comes of it against the contract.
    @discardableResult
    func check(_ story: String) throws -> Result {
        let folder = Scratch(owner: account)
        let left = Leftovers()
        let outcome = try run(folder: folder)
        let tale = "\(story), \(words) of \(account)\n\(outcome.story)"
        let gone = left.gone()
        #expect(gone.left == [], "\(tale)")
        if !gone.left.isEmpty { left.sweep() }
        guard let end = outcome.end else {
            Issue.record("it hangs: \(tale)")
            return .told
        }
        let isScript = words.hasPrefix("learn")
        if case .exited(let status) = end {
            #expect(!outcome.complaint.contains("Fatal error"), "\(tale)")
            if status == 0 || (isScript && status == 1) { return .done }
            let isReported = words.hasPrefix("lesson") && status == 1 && !outcome.text.isEmpty
            #expect([125, 3, 2].contains(status) || isReported, "\(tale)")
            #expect(isReported || isTold(outcome.complaint), "\(tale)")
            return .told
        }
        // The kernel itself ends a program that has no room to be loaded.
        var nothing = self
        nothing = Trial(account: account, before: before, apart: apart, words: "--version")
        let bare = try nothing.run(folder: folder)
        if case .killed = bare.end { return .notLoaded }
        Issue.record("it ended by a signal of its own: \(tale)")
        return .told
    }

    /// Every limit with every command: the figures of how it went.
    static func all(
        _ name: String, _ account: Account, _ limits: [(story: String, before: String)]
    ) throws -> Figures {
        var figures = Figures("\(name), \(account)")
        for limit in limits {
            for (words, input) in commands {
                let trial = Trial(
                    account: account, before: limit.before, words: words, input: input)
                figures.count("\(try trial.check("\(name): \(limit.story)"))")
            }
        }
        figures.show()
        return figures
    }
}
