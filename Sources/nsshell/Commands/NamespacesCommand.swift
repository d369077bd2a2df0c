import ArgumentParser
import Course
import Glibc
import JSONText
import Lab
import Namespaces
import SystemCalls

struct NamespacesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "namespaces",
        abstract: "Show this machine's namespaces, or a process's.",
        discussion: """
            Of each: its owner and parent, its processes, and what keeps it alive where it has \
            none. What the caller may not see is not there: an ordinary user sees the namespaces \
            of their own processes.

            With --pid: what the kernel holds for that process, pointer by pointer (nsproxy, \
            cred->user_ns), and where another process's leads elsewhere.

            EXIT STATUS:
              0  the tree or the pointers are written
              1  the namespaces cannot be read
              2  usage, no such process, or what cannot be written

            EXAMPLES:
              nsshell namespaces
              nsshell namespaces --by parent
              nsshell namespaces --pid 1 --json
            """)

    @Option(help: "What stands below what: owner (every kind), or parent (pid and user).")
    var by: Order = .owner
    @Option(help: "A process whose pointers to show.") var pid: Int32?
    @Option(name: .customLong("with"), help: "With --pid: whom to compare with; else nsshell.")
    var other: Int32?
    @Flag(help: "One JSON document.") var json = false

    enum Order: String, CaseIterable, ExpressibleByArgument { case owner, parent }

    func validate() throws {
        guard other == nil || pid != nil else {
            throw ValidationError("--with is for --pid\nsay whose: --pid 1 --with 2")
        }
    }

    func run() throws {
        if let pid {
            try showPointers(of: pid)
        } else {
            try showTree()
        }
    }

    private func showTree() throws {
        var tree: NamespaceTree
        do throws(SystemCallError) { tree = try NamespaceTree.read() } catch {
            throw failure("\(error)", mend: "see that /proc is mounted", status: 1)
        }
        if by == .parent { tree = NamespaceTree(tree.nodes, by: .parent) }
        if json {
            try show(tree.json.text)
        } else {
            let lines = tree.lines(
                width: Screen.standardOutput.lineWidth, isASCII: !Lab.showsAllLetters)
            try show(lines.joined(separator: "\n"))
        }
    }

    private func showPointers(of pid: Int32) throws {
        let other = try pointers(of: other ?? getpid())
        let held = try pointers(of: pid).compared(with: other)
        if json {
            try show(held.json(besides: other.process).text)
        } else {
            try show(
                held.lines(
                    besides: "\(other.process.name) (\(other.process.pid))",
                    width: Screen.standardOutput.lineWidth
                ).joined(separator: "\n"))
        }
    }

    private func pointers(of pid: Int32) throws -> NamespacePointers {
        do throws(SystemCallError) {
            return try NamespacePointers.read(pid)
        } catch {
            if error.errno == ESRCH {
                throw failure(
                    "there is no process \(pid) (ESRCH)", mend: "ps -e lists those that there are",
                    status: 2)
            }
            throw failure(
                "process \(pid) cannot be looked at: \(error)",
                mend: "take a process that is yours to look at", status: 1)
        }
    }
}
