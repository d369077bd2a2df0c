/// One thing to do, and how the machine's state shows that it is done.
public struct Step: Hashable, Sendable {
    /// Unlike every other in its lesson: the heading's anchor, or what `<!-- step: ID -->` says.
    public let id: String
    /// The heading's text.
    public let title: String
    /// The heading's line, 1-based.
    public let line: Int
    /// The abilities without which it is passed over, as `<!-- requires: NAME, NAME -->` says them.
    public let requires: [String]
    /// Markdown of the step without the fences that the lesson runs on.
    public let prose: String
    /// The lesson's own way through the step.
    public let commands: [ConsoleLine]
    /// False before the step and true after it; never empty.
    public let expectations: [Expectation]
    /// True before the step, during it and after it.
    public let invariants: [Expectation]
    /// Other right ways, one per fence.
    public let alternatives: [[ConsoleLine]]
    /// Ways that must not pass, one per fence.
    public let wrongs: [[ConsoleLine]]
    /// Wrong ways that the lesson has an answer to.
    public let mistakes: [Mistake]
    /// Markdown, from a nudge to the answer.
    public let hints: [String]
    /// Markdown: what the kernel did.
    public let kernelNotes: [String]
    /// What a transcript of this step may not compare.
    public let volatileRules: [VolatileRule]
}

/// A wrong way that learners really take, and the words that help.
public struct Mistake: Hashable, Sendable {
    /// The state by which it is recognised; all must be true.
    public let when: [Expectation]
    /// Markdown for the learner.
    public let say: String
    /// The commands that make the mistake, so that it can be proved to be recognised.
    public let attempt: [ConsoleLine]
    /// The fence's line, 1-based.
    public let line: Int
}

/// Text that differs from run to run: what matches is not compared.
public struct VolatileRule: Hashable, Sendable {
    /// A regular expression, known to compile.
    public let pattern: String
    /// 1-based.
    public let line: Int
}
