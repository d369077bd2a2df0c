import ArgumentParser
import Course
import Glibc
import JSONText
import Lessons
import Namespaces

struct FactsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "facts",
        abstract: "Show the facts of a process, as lessons see them.",
        discussion: """
            Without --pid they are nsshell's own, which are this machine's.

            EXIT STATUS:
              0  the facts are written, also where one is absent
              2  usage, no such fact, or no such process

            EXAMPLES:
              nsshell facts
              nsshell facts --pid 1 ns.uts
              nsshell facts 'mounts[/].type'
            """)

    @Argument(help: "A path such as hostname, ns.uts or 'mounts[/].type'; all facts without it.")
    var path: String?
    @Option(help: "A process to ask about.") var pid: Int32?
    @Flag(help: "One JSON document.") var json = false

    func run() throws {
        let subject = FactSubject(pid: pid ?? getpid())
        if let pid, pid < 1 || kill(pid, 0) < 0 && errno == ESRCH {
            throw failure(
                "there is no process \(pid) (ESRCH)", mend: "ps -e lists those that there are",
                status: 2)
        }
        let tree = FactTree()
        let prefix = try steps()
        var found = tree.paths(below: prefix, of: subject)
        if let path, found.isEmpty {
            let fact = tree.fact(prefix, of: subject)
            guard fact == .absent else {
                throw failure(
                    "\(path) is told of a lesson's command, and of no process",
                    mend: "`nsshell facts` lists what is", status: 2)
            }
            found = [prefix]
        }
        let facts = found.map {
            (path: $0.map(\.description).joined(separator: "."), fact: tree.fact($0, of: subject))
        }
        if json {
            try show(JSON.object(facts.map { JSON.Member($0.path, $0.fact.json) }).text)
        } else {
            let width = Screen.standardOutput.lineWidth
            let lines = facts.flatMap { path, fact -> [String] in
                let line = "\(path): \(fact.words)"
                // What a process calls itself is its own word.
                return (Screen.standardOutput.isTerminal ? line.visible : line)
                    .paragraph(width: width, hanging: 2)
            }
            try show(lines.joined(separator: "\n"))
        }
    }

    private func steps() throws -> [FactStep] {
        guard let path else { return [] }
        guard let parsed = FactPath(path) else {
            throw ValidationError("'\(path)' is no path\nwrite it like mounts[/tmp].type")
        }
        guard parsed.place == .here else {
            throw ValidationError(
                """
                '\(parsed.place)' is a place of lessons
                ask for \(parsed.facts), with --pid of whom
                """)
        }
        if let problem = FactVocabulary.all.problem(of: parsed) {
            throw failure(problem.what, mend: problem.mend, status: 2)
        }
        return parsed.components.map { FactStep($0.name, key: $0.key) }
    }
}

extension Fact {
    fileprivate var words: String {
        switch self {
        case .text(let text): text
        case .list(let elements): elements.joined(separator: ", ")
        case .present: "present"
        case .absent: "absent"
        case .unknown(let reason): "unknown: \(reason)"
        }
    }

    fileprivate var json: JSON {
        switch self {
        case .text(let text): .string(text)
        case .list(let elements): .array(elements.map { .string($0) })
        case .present: true
        case .absent: nil
        case .unknown(let reason): ["unknown": .string(reason)]
        }
    }
}
