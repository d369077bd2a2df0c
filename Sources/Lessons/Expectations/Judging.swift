extension Expectation {
    /// What `observation` says of it.
    ///
    /// Unknown wins over everything, also under `not`, `absent` and `differs from`: a place that is
    /// gone must not look like a thing that is gone.
    public func verdict(in observation: Observation) -> Verdict {
        let found = observation[path] ?? .unknown("\(path) was not observed")
        return Verdict(
            truth: found.judge(predicate, in: observation),
            expected: "\(path) \(predicate)",
            found: describe(found, in: observation))
    }

    /// What was found, and beside it the fact that it was compared with.
    private func describe(_ found: Finding, in observation: Observation) -> String {
        let others = predicate.paths.map { other in
            "\(other) is \(observation[other] ?? .unknown("it was not observed"))"
        }
        guard !others.isEmpty else { return found.description }
        return "\(found) (\(others.joined(separator: ", ")))"
    }
}

extension Finding {
    fileprivate func judge(_ predicate: Predicate, in observation: Observation) -> Verdict.Truth {
        if case .unknown(let reason) = self { return .unknown(reason) }
        switch predicate {
        case .present: return Verdict.Truth(self != .absent)
        case .absent: return Verdict.Truth(self == .absent)
        case .value(let text): return Verdict.Truth(hasValue(text))
        case .contains(.text(let text)): return Verdict.Truth(contains(text))
        case .contains(.fact(let path)):
            return contains(path, in: observation)
        case .matches(let pattern): return matches(pattern)
        case .not(let inner): return judge(inner, in: observation).negated
        case .same(let path):
            return compare(with: path, in: observation) { isSame(as: $0) }
        case .differs(let path):
            return compare(with: path, in: observation) { !isSame(as: $0) }
        case .compares(let comparison, let number):
            return compare(comparison, number)
        }
    }

    /// Asks `claim` of the fact at `path`, which is itself unknown where that one is.
    private func compare(
        with path: FactPath, in observation: Observation, claim: (Finding) -> Bool
    ) -> Verdict.Truth {
        switch observation[path] {
        case nil: .unknown("\(path) was not observed")
        case .unknown(let reason): .unknown("\(path): \(reason)")
        case .some(let other): Verdict.Truth(claim(other))
        }
    }

    /// The value as one text; a list's elements are joined by `, `.
    private var text: String? {
        switch self {
        case .text(let text): text
        case .list(let elements): elements.joined(separator: ", ")
        case .present, .absent, .unknown: nil
        }
    }

    private func hasValue(_ value: String) -> Bool {
        text.map { $0.isIdentical(to: value) } ?? false
    }

    private func isSame(as other: Finding) -> Bool {
        switch (self, other) {
        case (.list(let one), .list(let two)):
            one.count == two.count && zip(one, two).allSatisfy { $0.isIdentical(to: $1) }
        case (.present, .present), (.absent, .absent): true
        default:
            if let one = text, let two = other.text { one.isIdentical(to: two) } else { false }
        }
    }

    private func contains(_ part: String) -> Bool {
        switch self {
        case .text(let text): text.utf8.holds(part.utf8)
        case .list(let elements): elements.contains { $0.isIdentical(to: part) }
        case .present, .absent, .unknown: false
        }
    }

    /// Whether all that is at `path` is in this. What is empty there is in everything, so it proves
    /// nothing.
    private func contains(_ path: FactPath, in observation: Observation) -> Verdict.Truth {
        switch observation[path] {
        case .text(""), .list([]): .unknown("\(path) is empty")
        case .list(let parts): Verdict.Truth(parts.allSatisfy(contains))
        default:
            compare(with: path, in: observation) { other in other.text.map(contains) ?? false }
        }
    }

    private func matches(_ pattern: String) -> Verdict.Truth {
        let texts: [String]
        switch self {
        case .text(let text): texts = [text]
        case .list(let elements): texts = elements
        case .present, .absent, .unknown: texts = []
        }
        guard let isMatched = CompiledPatterns.matches(pattern, anyOf: texts) else {
            return .unknown("/\(pattern)/ is no regular expression")
        }
        return Verdict.Truth(isMatched)
    }

    private func compare(_ comparison: Predicate.Comparison, _ number: Double) -> Verdict.Truth {
        guard let text else { return .false }
        guard let mine = decimal(text) else {
            return .unknown("\(self) is no number")
        }
        return switch comparison {
        case .greater: Verdict.Truth(mine > number)
        case .atLeast: Verdict.Truth(mine >= number)
        case .less: Verdict.Truth(mine < number)
        case .atMost: Verdict.Truth(mine <= number)
        }
    }
}

extension Verdict.Truth {
    fileprivate init(_ claim: Bool) {
        self = claim ? .true : .false
    }

    fileprivate var negated: Verdict.Truth {
        switch self {
        case .true: .false
        case .false: .true
        case .unknown: self
        }
    }
}
