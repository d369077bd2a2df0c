internal import Lessons

/// A command of the teaching shell itself: `:word` and what stands behind it.
struct ColonCommand: Hashable, Sendable {
    enum Word: String, CaseIterable, Sendable {
        case goal, check, hint, show, skip, back, goto, reset, lessons, learn, play
        case session, map, namespaces, kernel, facts, why, record, help, quit

        /// What it does, and what may stand behind it.
        var summary: (argument: String, text: String) {
            switch self {
            case .goal: ("", "what this step is about, once more")
            case .check: ("", "what holds and what does not, expected and found")
            case .hint: ("", "the next hint: a nudge, a pointer, the answer")
            case .show: ("", "types the lesson's own commands for you")
            case .skip: ("", "does this step and goes on to the next")
            case .back: ("", "the step before, in a fresh lab")
            case .goto: (" STEP", "another step, by name or number, in a fresh lab")
            case .reset: ("", "a fresh lab, brought to the beginning of this step")
            case .lessons: ("", "which lessons there are")
            case .learn: (" [LESSON]", "another lesson, by name or number; the next one")
            case .play: ("", "a lab of your own, without a lesson")
            case .session: (" [N|new|close]", "the terminals on this lab: another one, a new one")
            case .map: (" [--svg FILE]", "a picture of what there is, and what has changed")
            case .namespaces:
                (" [parent|PID [PID]]", "the namespaces of this lab, or what a process's pointers are")
            case .kernel: (" [on|off]", "the system calls that each command makes, and where they lead")
            case .facts: (" [PATH]", "what is true here, as a lesson's expectation names it")
            case .why: ("", "what the kernel did")
            case .record: (" FILE", "keeps what you do in this lesson as a transcript to hand in")
            case .help: ("", "this list")
            case .quit: ("", "leaves; your progress is kept")
            }
        }

        /// Whether it ends the lab as it is.
        var leavesLab: Bool {
            switch self {
            case .back, .goto, .learn, .play, .reset, .skip: true
            default: false
            }
        }

        /// What other programs call it.
        static let meant = [
            "exit": "quit", "next": "skip", "previous": "back", "restart": "reset",
            "status": "check", "step": "goal", "task": "goal", "answer": "show", "solve": "show",
        ]

        /// Whether it has a meaning only where a lesson is taught.
        var needsLesson: Bool {
            switch self {
            case .goal, .check, .hint, .show, .skip, .back, .goto, .why, .record: true
            default: false
            }
        }
    }

    let word: Word
    let argument: String

    /// Why a line is no command.
    enum Problem: Error, Hashable {
        case unknown(String, meant: String?)
        case ambiguous(String, [String])
    }

    /// Whether a line is meant for the teaching shell. `: ` is the shell's own no-op, and `:>file` is
    /// that with its output elsewhere.
    static func isMeant(by line: String) -> Bool {
        line.hasPrefix(":") && line.dropFirst().first?.isLetter == true
    }

    /// A word may be shortened as long as it stays the only one; to one letter only where a slip
    /// costs no lab.
    init(_ line: String) throws(Problem) {
        let parts = line.dropFirst().split(separator: " ", maxSplits: 1)
        let name = parts.first.map(String.init) ?? ""
        argument = parts.count > 1 ? parts[1].trimmingBlanks : ""
        if let exact = Word(rawValue: name) {
            word = exact
            return
        }
        let candidates = Word.allCases.filter { $0.rawValue.hasPrefix(name) }
        switch candidates.count {
        case 1 where name.count > 1 || !candidates[0].leavesLab: word = candidates[0]
        case 1: throw .unknown(name, meant: candidates[0].rawValue)
        case 0:
            let near =
                Word.meant[name] ?? nearest(to: name, among: Word.allCases.map(\.rawValue))
            throw .unknown(name, meant: near)
        default: throw .ambiguous(name, candidates.map(\.rawValue))
        }
    }
}

extension Substring {
    fileprivate var trimmingBlanks: String {
        var text = self
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
