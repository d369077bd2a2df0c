import ArgumentParser
import JSONText
import Namespaces
import SystemCalls

struct NamespacesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "namespaces",
        abstract: "Show this machine's namespaces as a tree.",
        discussion: """
            Of each: its owner and parent, its processes, and what keeps it alive where it has \
            none. What the caller may not see is not there: an ordinary user sees the namespaces \
            of their own processes.

            EXIT STATUS:
              0  the tree is written
              1  the namespaces cannot be read
              2  usage, or a tree that cannot be written

            EXAMPLE:
              nsshell namespaces
            """)

    @Flag(help: "One JSON document.") var json = false

    func run() throws {
        let tree: NamespaceTree
        do throws(SystemCallError) { tree = try NamespaceTree.read() } catch {
            throw failure("\(error)", mend: "see that /proc is mounted", status: 1)
        }
        if json {
            try show(tree.json.text)
        } else {
            try show(tree.lines(width: Screen.standardOutput.lineWidth).joined(separator: "\n"))
        }
    }
}
