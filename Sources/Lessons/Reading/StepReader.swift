/// Makes a step of a section, and reports what a step must have and this one lacks.
struct StepReader {
    let section: Section
    let id: String
    let scope: Scope
    /// Prose sections that stand before the step.
    let preface: String

    func read(log: inout ProblemLog) -> Step {
        let claims = ClaimsReader(scope: scope)
        var console = ConsoleReader(scope: scope)
        for fence in of(.console) { console.read(fence.lines, log: &log) }
        let expectations = of(.expect).flatMap { claims.read($0.lines, log: &log) }
        let step = Step(
            id: id,
            title: section.title ?? id,
            line: section.line,
            requires: section.requires(log: &log),
            prose: [preface, section.prose].filter { !$0.isEmpty }.joined(separator: "\n\n"),
            commands: console.lines,
            expectations: expectations,
            invariants: of(.keep).flatMap { claims.read($0.lines, log: &log) },
            alternatives: of(.alternative).map { attempt($0, log: &log) },
            wrongs: of(.wrong).map { attempt($0, log: &log) },
            mistakes: of(.mistake).compactMap { fence in
                fence.text.isEmpty ? nil : MistakeReader.read(fence, scope: scope, log: &log)
            },
            hints: of(.hint).map(\.text),
            kernelNotes: of(.kernel).map(\.text),
            volatileRules: of(.volatile).flatMap { VolatileReader.read($0, log: &log) })
        check(expectations, log: &log)
        return step
    }

    private func of(_ kind: FenceKind) -> [Fence] {
        section.fences.filter { $0.kind == kind }
    }

    private func attempt(_ fence: Fence, log: inout ProblemLog) -> [ConsoleLine] {
        var reader = ConsoleReader(scope: scope)
        reader.read(fence.lines, log: &log)
        return reader.lines
    }

    private func check(_ expectations: [Expectation], log: inout ProblemLog) {
        if of(.console).isEmpty { log.report(.noConsole(id), line: section.line) }
        let fences = of(.expect)
        let claimCount = fences.flatMap(\.lines).count { !$0.isBlank && !$0.text.hasPrefix("#") }
        if claimCount == 0, fences.allSatisfy({ !$0.text.isEmpty }) {
            log.report(.noExpect(id), line: section.line)
        }
        if claimCount > 0, claimCount == expectations.count,
            expectations.allSatisfy(\.restsOnWordsAlone), let first = expectations.first
        {
            log.report(.onlyWords(id), line: first.line, column: first.column)
        }
    }
}
