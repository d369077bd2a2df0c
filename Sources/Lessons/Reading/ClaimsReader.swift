/// Reads the lines of an `expect` or a `keep`: one expectation a line.
struct ClaimsReader {
    let scope: Scope

    func read(_ lines: [Fence.Line], log: inout ProblemLog) -> [Expectation] {
        lines.compactMap { line in
            guard !line.isBlank, !line.text.hasPrefix("#") else { return nil }
            return read(line, log: &log)
        }
    }

    /// One line; `nil` after what is wrong with it was reported.
    func read(_ line: Fence.Line, log: inout ProblemLog) -> Expectation? {
        let claim = line.trimmed
        do {
            return try ExpectationReader(scope: scope).read(
                claim.text, line: claim.number, column: claim.column)
        } catch {
            log.report(error.fault, line: claim.number, column: claim.column + error.offset)
            return nil
        }
    }
}

/// Reads the lines of a `volatile`: one regular expression between slashes a line.
enum VolatileReader {
    static func read(_ fence: Fence, log: inout ProblemLog) -> [VolatileRule] {
        fence.lines.compactMap { line in
            let rule = line.trimmed
            guard !rule.text.isEmpty, !rule.text.hasPrefix("#") else { return nil }
            guard rule.text.count > 2, rule.text.hasPrefix("/"), rule.text.hasSuffix("/") else {
                log.report(.notARule(rule.text), line: rule.number, column: rule.column)
                return nil
            }
            let pattern = String(rule.text.dropFirst().dropLast())
            if let reason = regexFault(pattern) {
                log.report(.badRegex(reason), line: rule.number, column: rule.column + 1)
                return nil
            }
            return VolatileRule(pattern: pattern, line: rule.number)
        }
    }
}
