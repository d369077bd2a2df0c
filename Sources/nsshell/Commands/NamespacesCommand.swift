import ArgumentParser
import JSONText
import Namespaces
import SystemCalls

struct NamespacesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "namespaces",
        abstract: "Show this machine's namespaces as a tree: owners, parents, processes.",
        discussion: """
            What the caller may not see is not there: an ordinary user sees the namespaces of \
            their own processes.
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
            try show(tree.lines(width: Screen.standardOutput.width).joined(separator: "\n"))
        }
    }
}
