@testable import CommandTests

/// What came of a way's script in a lab.
struct Attempt: Sendable {
    let id: String
    let status: Int
    let output: String
    let complaint: String

    /// For a failure's message.
    var story: String {
        "status \(status)\n\(output.suffix(1500))\n\(complaint.suffix(1500))"
    }
}

extension Way {
    func isFor(_ account: Account) -> Bool {
        switch only {
        case nil: true
        case .root: account == .root
        case .ordinary: account == .ordinary
        }
    }

    /// The words that are right, by the label of the step.
    private func words(for account: Account) -> [Substring: Set<Substring>] {
        let steps = account == .ordinary ? stepsAsUser ?? steps : steps
        var words: [Substring: Set<Substring>] = [:]
        for step in steps {
            guard let colon = step.firstRange(of: ": ") else { continue }
            words[step[..<colon.lowerBound]] = Set(step[colon.upperBound...].split(separator: "|"))
        }
        return words
    }

    /// What is wrong with an attempt: a step that did not run, that ended otherwise than it must, or
    /// that read what it must not.
    func problems(of attempt: Attempt, as account: Account, secret: String) -> [String] {
        let right = words(for: account)
        var problems: [String] = []
        var seen: Set<Substring> = []
        if right.isEmpty { problems.append("nothing is expected of it") }
        for line in attempt.output.split(separator: "\n") {
            guard let colon = line.firstRange(of: ": ") else {
                problems.append("says something else: \(line)")
                continue
            }
            let label = line[..<colon.lowerBound]
            let word = line[colon.upperBound...].split(separator: " ").first ?? ""
            seen.insert(label)
            guard let allowed = right[label] else {
                problems.append("a step that nobody expects: \(line)")
                continue
            }
            if !allowed.contains(word) {
                problems.append(
                    "\(line), which should be \(allowed.sorted().joined(separator: "|"))")
            }
        }
        for label in right.keys.sorted() where !seen.contains(label) {
            problems.append("\(label): was not tried")
        }
        if attempt.status != 0 { problems.append("its script ended with status \(attempt.status)") }
        if attempt.output.contains(secret) || attempt.complaint.contains(secret) {
            problems.append("it has read the secret")
        }
        return problems
    }
}
