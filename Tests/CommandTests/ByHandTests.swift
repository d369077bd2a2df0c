import Course
import Lessons
import Namespaces
import SystemCalls
import Testing

extension Commands {
    /// Every lesson of the curriculum as a learner goes through it who finds other ways than its own.
    @Suite("Lessons by hand", .needs(.labs))
    struct ByHand {
        @Test(
            "every step is done at the prompt, by an alternative where the lesson has one",
            arguments: LessonLibrary(folders: []).names)
        func lesson(name: String) throws {
            let lesson = try LessonLibrary(folders: []).lesson(name)
            let hand = try Hand(Learner(name))
            for (index, step) in lesson.steps.enumerated() {
                let lines = step.alternatives.first ?? step.commands
                if try hand.does(lines, of: step) { continue }
                // What another way has left behind may be in the way of this one.
                try hand.ask(":goto \(index + 1)")
                #expect(try hand.does(lines, of: step), "\(name), \(step.id): \(hand.shown)")
            }
            #expect(hand.shown.contains("That was \(name)."), "\(hand.shown)")
            #expect(try hand.learner.quit() == .exited(0))
        }
    }

    /// Types the lines of a lesson at a learner's prompt.
    private final class Hand {
        let learner: Learner
        /// What has been shown since the step was begun.
        private(set) var shown: String
        private var session = 1
        private var isBusy = false

        init(_ learner: Learner) throws {
            self.learner = learner
            shown = try learner.prompted()
        }

        @discardableResult
        func ask(_ line: String) throws -> String {
            let answer = try learner.ask(line)
            shown += answer
            if line.hasPrefix(":goto") { session = 1 }
            return answer
        }

        /// Whether the step was told to be done.
        func does(_ lines: [ConsoleLine], of step: Step) throws -> Bool {
            shown = ""
            for (index, line) in lines.enumerated() {
                try type(line, before: lines.dropFirst(index + 1).first { $0.isTyped })
            }
            let done = "Done: \(step.title)"
            if isFlat(shown).contains(isFlat(done)) { return true }
            if try ask(":check").contains("not yet") == false { try ask("") }
            // The kernel puts away what was ended when it likes.
            for _ in 0..<20 where !isFlat(shown).contains(isFlat(done)) { try ask("true") }
            return isFlat(shown).contains(isFlat(done))
        }

        /// Without the line ends of a window.
        private func isFlat(_ text: String) -> String {
            text.split { $0.isWhitespace }.joined(separator: " ")
        }

        private func type(_ line: ConsoleLine, before next: ConsoleLine?) throws {
            if line.prompt.session != session, line.isTyped {
                session = line.prompt.session
                try ask(":session \(session)")
            }
            switch line.input {
            case .command(let text):
                let isBegun = next.map { !$0.waitsForPrompt && $0.prompt == line.prompt } ?? false
                if isBegun {
                    try learner.begin(text)
                    isBusy = true
                } else {
                    for part in text.split(separator: "\n", omittingEmptySubsequences: false) {
                        try ask(String(part))
                    }
                }
            case .control(let key):
                isBusy = false
                try learner.child.type(String(UnicodeScalar(key.byte)))
                shown += try learner.prompted()
            case .until(let expectation): try wait(for: expectation.path, expectation.predicate)
            }
        }

        private func wait(for path: FactPath, _ predicate: Predicate) throws {
            if isBusy, case .contains(.text(let words)) = predicate {
                #expect(try learner.child.wait(for: words), "\(path) \(predicate)")
                return
            }
            let deadline = Deadline(milliseconds: Child.patience)
            while try !predicate.holds(of: value("\(path)"), { try value("\($0)") }) {
                guard !deadline.hasPassed else {
                    Issue.record("never true: \(path) \(predicate)")
                    return
                }
            }
        }

        /// What `:facts` says of a path.
        private func value(_ path: String) throws -> String {
            let answer = try ask(":facts \(path)").replacing("\r\n  ", with: " ")
            let lines = answer.split(separator: "\r\n").filter { $0.contains(": ") }
            let line = lines.first { !$0.hasPrefix("host") || $0.hasPrefix("host.") } ?? ""
            return line.firstRange(of: ": ").map { String(line[$0.upperBound...]) } ?? ""
        }
    }
}

extension ConsoleLine {
    /// Whether it is more than a wait.
    fileprivate var isTyped: Bool {
        if case .until = input { return false }
        return true
    }
}

extension Predicate {
    /// Whether it holds of a value as `:facts` writes it.
    fileprivate func holds(
        of value: String, _ other: (FactPath) throws -> String
    ) rethrows -> Bool {
        if value.hasPrefix("unknown") { return self == .absent && value.contains("no process") }
        switch self {
        case .value(let wanted): return value == wanted
        case .present: return value != "absent"
        case .absent: return value == "absent"
        case .contains(.text(let part)): return value.contains(part)
        case .contains(.fact(let path)): return try value.contains(other(path))
        case .matches, .compares: return false
        case .not(let inner): return try !inner.holds(of: value, other)
        case .same(let path): return try value == other(path)
        case .differs(let path): return try value != other(path)
        }
    }
}
