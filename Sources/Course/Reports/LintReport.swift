internal import JSONText
public import Lessons
internal import Transcripts

/// What `lint` found of one file or lesson.
public struct LintResult: Sendable {
    /// The word of the command line.
    public let word: String
    /// Nil where it could not be read as one.
    public let lesson: Lesson?
    /// Why it could not be read; nil where it was.
    public let failure: LessonLibrary.Failure?
    /// Nil where no proof was asked for, or there was nothing to prove.
    public let proof: Prover.Proof?

    init(
        word: String, lesson: Lesson? = nil, failure: LessonLibrary.Failure? = nil,
        proof: Prover.Proof? = nil
    ) {
        self.word = word
        self.lesson = lesson
        self.failure = failure
        self.proof = proof
    }

    /// Reads what `word` names and, where that is asked for, plays it to prove it.
    public init(_ word: String, of library: LessonLibrary, proving: Bool) {
        do throws(LessonLibrary.Failure) {
            let lesson = try library.lesson(word)
            try Self.checkRules(of: lesson)
            let proof = proving ? Prover().prove(lesson) : nil
            self.init(word: word, lesson: lesson, proof: proof)
        } catch {
            self.init(word: word, failure: error)
        }
    }

    /// A recording finds with PCRE2 what differs, and a reader of lessons knows Swift's `Regex` alone.
    private static func checkRules(of lesson: Lesson) throws(LessonLibrary.Failure) {
        let rules = lesson.volatileRules + lesson.steps.flatMap(\.volatileRules)
        let problems = rules.filter { !VolatileText.isUsable($0.pattern) }.map { rule in
            LessonProblem(
                file: lesson.file, line: rule.line, column: 1,
                what: "PCRE2 cannot read the regular expression \(rule.pattern)",
                mend: "write it in a way that both PCRE2 and Swift know: man 3 pcre2syntax")
        }
        if !problems.isEmpty { throw .problems(LessonProblems(problems: problems)) }
    }

    /// How one file went.
    enum Outcome: String {
        case clean, flawed, unreadable
        /// What this machine cannot play is neither right nor wrong.
        case unproved
    }

    var outcome: Outcome {
        if case .problems = failure { return .flawed }
        if failure != nil { return .unreadable }
        if proof?.skipped != nil { return .unproved }
        if !problems.isEmpty { return .flawed }
        return proof?.unproved.isEmpty == false ? .unproved : .clean
    }

    /// What is wrong with it, in the order of the file.
    public var problems: [LessonProblem] {
        if case .problems(let problems) = failure { return problems.problems }
        return proof?.problems ?? []
    }

    /// The command's exit status as far as this file goes: 0 nothing is wrong, 1 something is, or was
    /// not proved, 2 it could not be read at all.
    public var exitStatus: Int32 {
        switch outcome {
        case .clean: 0
        case .flawed, .unproved: 1
        case .unreadable: 2
        }
    }

    /// A line for each problem, or one that says that there is none, and one for each step that was
    /// not proved; empty where it could not be read.
    public var lines: [String] {
        guard let lesson else { return problems.map(\.description) }
        let steps = lesson.steps.count
        guard let proof else {
            return ["\(lesson.file): \(counted(steps, "step")), no problem found"]
        }
        if let reason = proof.skipped { return ["\(lesson.file): not proved: \(reason)"] }
        let proved = counted(steps - proof.unproved.count, "step")
        let found =
            problems.isEmpty
            ? ["\(lesson.file): proved: \(proved) and \(counted(proof.ways, "other way"))"]
            : problems.map(\.description)
        return found
            + proof.unproved.map { "\(lesson.file): step \($0.id) not proved: \($0.reason)" }
    }
}

/// What `lint` found of all, as one document whose keys are a promise to scripts.
public enum LintReport {
    /// Raised when a key changes its meaning or goes away.
    static let version = 1

    public static func json(of results: [LintResult]) -> String {
        let document: JSON = [
            "version": .integer(version),
            "files": .array(results.map(file)),
            "problems": .array(results.flatMap(\.problems).map(problem)),
        ]
        return document.text
    }

    private static func file(_ result: LintResult) -> JSON {
        let isUnreadable = result.outcome == .unreadable
        return [
            "file": .string(result.lesson?.file ?? result.problems.first?.file ?? result.word),
            "lesson": JSON(result.lesson?.name),
            "steps": JSON(result.lesson?.steps.count),
            "outcome": .string(result.outcome.rawValue),
            "problems": .integer(result.problems.count),
            "reason": JSON(isUnreadable ? result.failure?.what : result.proof?.skipped),
            "mend": JSON(isUnreadable ? result.failure?.mend : nil),
            "proof": result.proof.map(proof) ?? .null,
        ]
    }

    private static func proof(_ proof: Prover.Proof) -> JSON {
        let outcome =
            proof.skipped != nil
            ? "skipped"
            : !proof.problems.isEmpty
                ? "disproved" : proof.unproved.isEmpty ? "proved" : "incomplete"
        return [
            "outcome": .string(outcome), "ways": .integer(proof.ways),
            "reason": JSON(proof.skipped),
            "unproved": .array(
                proof.unproved.map { ["step": .string($0.id), "reason": .string($0.reason)] }),
        ]
    }

    private static func problem(_ problem: LessonProblem) -> JSON {
        [
            "file": .string(problem.file), "line": .integer(problem.line),
            "column": .integer(problem.column), "what": .string(problem.what),
            "mend": .string(problem.mend),
        ]
    }
}
