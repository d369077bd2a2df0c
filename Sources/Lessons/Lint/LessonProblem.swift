/// One thing that is wrong with a lesson file, where, and how to mend it.
public struct LessonProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// As the caller named it.
    public let file: String
    /// 1-based.
    public let line: Int
    /// 1-based, in characters.
    public let column: Int
    /// What is wrong, without a full stop.
    public let what: String
    /// What to do about it, without a full stop.
    public let mend: String

    public init(file: String, line: Int, column: Int, what: String, mend: String) {
        self.file = file
        self.line = line
        self.column = column
        self.what = what
        self.mend = mend
    }

    /// `uts.md:12:6: unknown fact "hostnam": did you mean "hostname"?`, as compilers do, so that
    /// editors jump to it.
    public var description: String {
        "\(file):\(line):\(column): \(what): \(mend)"
    }
}

/// Everything that is wrong with a lesson file, in the order of its lines; never empty.
public struct LessonProblems: Error, Hashable, Sendable, CustomStringConvertible {
    public let problems: [LessonProblem]

    public init(problems: [LessonProblem]) {
        self.problems = problems
    }

    /// One line per problem.
    public var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}

/// Where a reader writes down what it met; reading goes on after most problems.
struct ProblemLog {
    let file: String
    private(set) var problems: [LessonProblem] = []
    private var known: Set<LessonProblem> = []

    init(file: String) {
        self.file = file
    }

    mutating func report(_ fault: Fault, line: Int, column: Int = 1) {
        let problem = LessonProblem(
            file: file, line: line, column: column, what: fault.what, mend: fault.mend)
        if known.insert(problem).inserted { problems.append(problem) }
    }

    /// In the order of the file.
    var sorted: [LessonProblem] {
        problems.sorted { ($0.line, $0.column, $0.what) < ($1.line, $1.column, $1.what) }
    }
}

/// A fault at an offset of the text that was read, in characters from its start.
struct Misreading: Error {
    let fault: Fault
    let offset: Int
}
