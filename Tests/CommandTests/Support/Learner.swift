import Glibc
import Namespaces
import SystemCalls
import Testing

/// Somebody who types at the prompt of `nsshell learn`, and waits for the next one.
final class Learner {
    let child: TerminalChild
    let state: Scratch
    /// How much of what the terminal has shown belongs to what was typed before.
    private var seen = 0

    /// The end of what is shown where a line is awaited: a place, a directory, and the sign.
    static var prompt: Regex<(Substring, Substring, Substring, Substring?, Substring?)> {
        /(^|[\r\n])([a-z:+()0-9]+(@[0-9]+)? ([^\r\n ]+ \$|sys>) |> )$/
    }

    init(
        _ arguments: String..., as account: Account = .runner, terminal: String = "dumb",
        columns: Int = 80, more: [String] = []
    ) throws {
        state = Scratch(owner: account)
        let environment = Child.environment.filter { !$0.hasPrefix("TERM=") } + ["TERM=\(terminal)"]
        child = try TerminalChild(
            [Program.path] + (arguments.isEmpty ? [] : ["learn"] + arguments), as: account,
            environment: environment + ["XDG_STATE_HOME=\(state.path)"] + more, columns: columns)
    }

    /// Waits for a prompt, and gives what has been shown since the one before.
    @discardableResult
    func prompted() throws -> String {
        let deadline = Deadline(milliseconds: Child.patience)
        while !deadline.hasPassed {
            let text = plain(child.shown.dropFirst(seen))
            if text.firstMatch(of: Self.prompt) != nil {
                seen = child.shown.count
                return text
            }
            guard try child.read(until: deadline) else { break }
        }
        Issue.record("no prompt came: \(plain(child.shown.suffix(2000)))")
        return ""
    }

    /// Types a line at a prompt; all that is shown before the next.
    @discardableResult
    func ask(_ line: String) throws -> String {
        try child.type(line + "\r")
        return try prompted()
    }

    /// Types a line, and waits for nothing.
    func begin(_ line: String) throws {
        seen = child.shown.count
        try child.type(line + "\r")
    }

    /// Types a line and waits for words that are not in it.
    func start(_ line: String, until words: String) throws -> Bool {
        seen = child.shown.count
        try child.type(line)
        return try child.wait(for: words, after: seen)
    }

    /// What has been shown so far is no news.
    func forget() { seen = child.shown.count }

    /// Leaves by `:quit`; how the program ended.
    func quit() throws -> ProcessEnd? {
        try child.type(":quit\r")
        return try child.finish()
    }

    /// Without what moves the cursor and styles text.
    private func plain(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: Array(bytes), as: UTF8.self)
            .replacing(/\u{1b}\[[0-9;?]*[A-Za-z]|\u{1b}[=>]/, with: "")
    }
}
