internal import Course
internal import Lab
internal import Lessons
internal import SystemCalls
internal import Terminal

/// What Tab offers.
extension Shell {
    /// Candidates for the word before the cursor: commands with a colon and what they take; else
    /// programs, files and links as the session has them.
    func completions(
        _ before: String
    ) -> (wordStart: Int, candidates: [LineEditor.Completion]) {
        guard before.hasPrefix(":") else {
            guard let session = tutor.classroom.openSessions.first(where: { $0.number == session })
            else { return (0, []) }
            if session.programName == "sys" {
                let calls = CallCompletion.candidates(after: before)
                return (
                    calls.wordStart,
                    calls.candidates.map { .init(text: $0.text, isWhole: $0.isWhole) }
                )
            }
            let found = WordCompletion(of: before, in: session)
            return (
                found.wordStart,
                found.candidates.map { LineEditor.Completion(text: $0.text, isWhole: $0.isWhole) }
            )
        }
        let start = before.utf8.lastIndex(of: UInt8(ascii: " ")).map {
            before.utf8.distance(from: before.utf8.startIndex, to: $0) + 1
        } ?? 0
        let word = String(before.utf8.dropFirst(start)) ?? ""
        let known: [String]
        if start == 0 {
            known = ColonCommand.Word.allCases.map { ":\($0.rawValue)" }
        } else {
            switch try? ColonCommand(before).word {
            case .goto: known = tutor.lesson.steps.map(\.id)
            case .learn: known = library.names
            case .session:
                known = ["new", "close"] + tutor.classroom.openSessions.map { "\($0.number)" }
            case .facts:
                known = ["here.", "host."] + FactVocabulary.all.entries.flatMap { entry in
                    [entry.name] + entry.children.map { "\(entry.name).\($0.name)" }
                }
            case .map: known = ["--svg"]
            case .kernel: known = ["on", "off"]
            case .namespaces: known = ["here", "parent"]
            default: known = []
            }
        }
        return (
            start,
            known.filter { $0.hasPrefix(word) }
                .map { LineEditor.Completion(text: $0, isWhole: !$0.hasSuffix(".")) }
        )
    }
}
