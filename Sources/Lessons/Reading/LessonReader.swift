extension Lesson {
    /// The lesson that `bytes` spell. All that is wrong with them is thrown at once.
    ///
    /// - Parameters:
    ///   - file: what messages call it; nothing is opened.
    ///   - word: what a command line names it by; `file` where it is nil.
    public static func read(
        bytes: [UInt8], file: String, word: String? = nil, vocabulary: FactVocabulary
    ) throws(LessonProblems) -> Lesson {
        var log = ProblemLog(file: file)
        let reader = LessonReader(file: file, word: word ?? file, vocabulary: vocabulary)
        let lesson = reader.read(bytes, log: &log)
        guard let lesson, log.problems.isEmpty else {
            throw LessonProblems(problems: log.sorted)
        }
        return lesson
    }
}

/// The way from bytes to a lesson: lines, front matter, Markdown, sections, steps.
private struct LessonReader {
    let file: String
    let word: String
    let vocabulary: FactVocabulary

    func read(_ bytes: [UInt8], log: inout ProblemLog) -> Lesson? {
        guard let source = Source(bytes, log: &log),
            let front = FrontMatter(source, log: &log)
        else { return nil }
        let markdown = Markdown(source, from: front.bodyLine)
        let sections = Section.sections(of: markdown, source, from: front.bodyLine, log: &log)
        let steps = steps(of: sections, log: &log)
        let parts = split(sections)
        return Lesson(
            name: front.name, title: front.title, kinds: front.kinds, minutes: front.minutes,
            needs: front.needs, requires: front.requires, file: file,
            word: word, introduction: parts.introduction, closing: parts.closing, steps: steps,
            volatileRules: volatileRules(of: sections, log: &log), digest: digest(of: bytes))
    }

    /// What is prose before the first step, and after the last.
    private func split(_ sections: [Section]) -> (introduction: String, closing: String?) {
        let first = sections.firstIndex(where: \.isStep) ?? sections.endIndex
        let last = sections.lastIndex(where: \.isStep) ?? sections.endIndex
        let closing = sections.dropFirst(last + 1).map(\.whole).filter { !$0.isEmpty }
        return (
            prose(of: sections[..<first]),
            closing.isEmpty ? nil : closing.joined(separator: "\n\n")
        )
    }

    private func prose(of sections: ArraySlice<Section>) -> String {
        sections.map(\.whole).filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private func steps(of sections: [Section], log: inout ProblemLog) -> [Step] {
        let indices = sections.indices.filter { sections[$0].isStep }
        let ids = ids(of: indices.map { sections[$0] }, log: &log)
        if indices.isEmpty { log.report(.noSteps, line: sections[0].line) }
        var previous = indices.first.map { $0 - 1 } ?? 0
        return indices.enumerated().map { number, index in
            defer { previous = index }
            let scope = Scope(vocabulary: vocabulary, ids: ids, index: number)
            return StepReader(
                section: sections[index], id: ids[number], scope: scope,
                preface: prose(of: sections[(previous + 1)..<index])
            ).read(log: &log)
        }
    }

    private func ids(of sections: [Section], log: inout ProblemLog) -> [String] {
        var lines: [String: Int] = [:]
        return sections.map { section in
            let id = section.givenID?.id ?? Section.anchor(of: section.title ?? "")
            let line = section.givenID?.line ?? section.line
            if id.isEmpty || !id.unicodeScalars.allSatisfy(Section.isPartOfID) {
                log.report(.badStepID(id), line: line)
            } else if let first = lines[id] {
                log.report(.duplicateStep(id, firstLine: first), line: line)
            } else {
                lines[id] = line
            }
            return id
        }
    }

    /// Those above the first step hold for all; any other fence there, and what is required there,
    /// belongs to no step.
    private func volatileRules(
        of sections: [Section], log: inout ProblemLog
    ) -> [VolatileRule] {
        var rules: [VolatileRule] = []
        for section in sections where !section.isStep {
            for (_, line) in section.requirements { log.report(.requiresOfNoStep, line: line) }
            for fence in section.fences {
                if fence.kind == .volatile {
                    rules += VolatileReader.read(fence, log: &log)
                } else {
                    log.report(
                        .fenceBeforeSteps(fence.kind.rawValue), line: fence.line,
                        column: fence.column)
                }
            }
        }
        return rules
    }
}

extension Section {
    /// Prose with its heading.
    fileprivate var whole: String {
        [heading, prose].filter { !$0.isEmpty }.joined(separator: "\n\n")
    }
}
