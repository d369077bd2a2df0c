/// One claim of a lesson: a fact, and what must be true of it.
public struct Expectation: Hashable, Sendable, CustomStringConvertible {
    public let path: FactPath
    public let predicate: Predicate
    /// As the file has it: `here.hostname: uts-namespace`.
    public let text: String
    /// 1-based.
    public let line: Int
    /// Of its first character, 1-based, in characters.
    public let column: Int

    public init(
        path: FactPath, predicate: Predicate, text: String, line: Int = 1, column: Int = 1
    ) {
        self.path = path
        self.predicate = predicate
        self.text = text
        self.line = line
        self.column = column
    }

    /// Every fact that must be observed to judge it.
    public var paths: [FactPath] {
        [path] + predicate.paths
    }

    public var description: String { text }

    /// Whether the learner's own words decide alone: no fact of the machine is asked.
    var restsOnWordsAlone: Bool {
        paths.allSatisfy(\.isLearnersWords)
    }
}
