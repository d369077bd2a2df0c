import Glibc
import Namespaces
import SystemCalls
import Testing

/// A learner at a prompt, and the windows of the same user that join the lab: each a terminal.
final class Classmates {
    let account: Account
    /// `$XDG_RUNTIME_DIR`.
    let runtime: Scratch
    let state: Scratch
    let learner: TerminalChild

    /// Begins `learn` and waits until others can join.
    init(_ account: Account, runtime: Scratch? = nil, _ arguments: [String] = ["uts"]) throws {
        self.account = account
        self.runtime = runtime ?? Scratch(owner: account)
        state = Scratch(owner: account)
        learner = try TerminalChild(
            [Program.path, "learn"] + arguments + ["--state", state.path], as: account,
            environment: Self.environment(self.runtime))
        try #require(try learner.wait(for: "host ~ $"), "\(learner.text)")
        let deadline = Deadline(milliseconds: 10_000)
        while try !labs().contains(where: { $0.contains(" process \(learner.process.pid),") }) {
            try #require(!deadline.hasPassed, "nobody can join: \(learner.text)")
        }
    }

    static func environment(_ runtime: Scratch, terminal: String = "dumb") -> [String] {
        Child.environment.filter { !$0.hasPrefix("TERM=") }
            + ["TERM=\(terminal)", "XDG_RUNTIME_DIR=\(runtime.path)"]
    }

    var id: String { "\(learner.process.pid)" }
    /// The directory of the sockets.
    var folder: String { "\(runtime.path)/nsshell" }
    var socket: String { "\(folder)/\(id).sock" }

    /// The lines of `nsshell labs`.
    func labs() throws -> [String] {
        try Child([Program.path, "labs"], as: account, environment: Self.environment(runtime))
            .finish().text.split(separator: "\n").map(String.init)
    }

    /// A window that has not joined yet.
    func window(
        _ arguments: String..., columns: Int = 80, as other: Account? = nil
    ) throws -> TerminalChild {
        try TerminalChild(
            [Program.path, "attach"] + arguments, as: other ?? account,
            environment: Self.environment(runtime, terminal: "xterm"), columns: columns)
    }

    /// A window at its prompt.
    func joined(_ number: Int = 2, columns: Int = 80) throws -> TerminalChild {
        let window = try window(id, columns: columns)
        try #require(try window.wait(for: "lab@\(number):~# "), "\(window.text)")
        return window
    }

    /// What `attach` says where it cannot join.
    func refusal(_ arguments: String..., as other: Account? = nil) throws -> String {
        let child = try TerminalChild(
            [Program.path, "attach"] + arguments, as: other ?? account,
            environment: Self.environment(runtime))
        let end = try child.finish(milliseconds: 10_000)
        #expect(end == .exited(125), "\(child.text)")
        return child.text.replacing("\r\n", with: "\n")
    }
}
