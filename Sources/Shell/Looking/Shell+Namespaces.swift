internal import Course
internal import Glibc
internal import Lab
internal import Namespaces
internal import SystemCalls

/// The namespaces of the lab, and what leads to them.
extension Shell {
    /// - Parameter argument: nothing, `parent`, or one or two processes: `here`, or the lab's PID.
    func showNamespaces(_ argument: String) {
        let words = argument.split(separator: " ").map(String.init)
        let lab = tutor.classroom.lab
        do throws(SystemCallError) {
            switch words.count {
            case 0: page.write(
                try lab.namespaces().lines(width: page.width, isASCII: !Lab.showsAllLetters))
            case 1 where words[0] == "parent":
                let tree = NamespaceTree(try lab.namespaces().nodes, by: .parent)
                page.write(tree.lines(width: page.width, isASCII: !Lab.showsAllLetters))
            case 1, 2:
                let pids = words.compactMap(process(named:))
                guard pids.count == words.count else { return explainNamespaces() }
                let held = try lab.pointers(of: pids[0], comparedWith: pids.count > 1 ? pids[1] : 1)
                page.write(held.lines(besides: otherProcess(pids), width: page.width))
            default: explainNamespaces()
            }
        } catch {
            if error.errno == ESRCH {
                page.say("The lab has no such process: `ps -e` lists those that there are.")
            } else {
                page.say("The namespaces cannot be read: \(error).")
            }
        }
    }

    private func otherProcess(_ pids: [Int32]) -> String {
        pids.count > 1 && pids[1] != 1 ? "process \(pids[1])" : "the lab (init, 1)"
    }

    private func explainNamespaces() {
        page.say(
            "Write :namespaces for all of them, :namespaces parent for who is below whom, or "
                + ":namespaces PID for a process; `here` is where you are, and a second PID is "
                + "what to compare with.")
    }

    /// The lab's number of a process.
    private func process(named word: String) -> Int32? {
        if word == "here" { return tutor.classroom.here }
        guard let pid = Int32(word), pid > 0 else { return nil }
        return pid
    }
}
