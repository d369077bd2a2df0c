internal import SystemCalls
public import Transcripts

/// How a transcript is played again.
public struct ReplaySettings: Sendable {
    /// Blanks before what is played and what it writes.
    public var indent = 2
    /// What plays a plain file; a lesson's transcript says by itself what is typed where.
    public var shell = "/bin/sh"
    /// How long one command may take, in milliseconds.
    public var milliseconds = 10_000
    /// Lessons are found in there.
    public var library = LessonLibrary(folders: [])

    public init() {}
}

/// How a transcript went that was played again.
public struct ReplayResult: Sendable {
    /// As the command line names it.
    public let path: String
    public let outcome: PlayOutcome
    /// What was written against what was expected; nil where nothing was played.
    public let difference: Difference?
    /// Why it was not played to its end, as one sentence; nil where it was.
    public let interruption: String?
    /// What a reader should know that is no difference.
    public let notes: [String]
    /// How many commands the file has.
    public let commands: Int
    /// Wall-clock time, the lab's making and end included.
    public let nanoseconds: UInt64

    /// A unified diff; empty where nothing differs.
    public var diff: [[UInt8]] { difference?.unified(path: path) ?? [] }
}

extension ReplayResult {
    /// Of what was played.
    init(
        path: String, _ difference: Difference, interruption: String? = nil, notes: [String] = [],
        commands: Int, since start: UInt64
    ) {
        self.init(
            path: path,
            outcome: difference.isEmpty && interruption == nil ? .passed : .failed,
            difference: difference, interruption: interruption,
            notes: notes + (difference.gaveUp ? [Self.undecided] : []), commands: commands,
            nanoseconds: Deadline.now - start)
    }

    private static let undecided =
        "to compare its (glob) and (re) lines takes too long: the last ones were not tried"

    /// Of a file that nothing can be played of.
    init(path: String, unreadable flaw: String) {
        self.init(
            path: path, outcome: .failed, difference: nil, interruption: flaw, notes: [],
            commands: 0, nanoseconds: 0)
    }

    /// Of what was not.
    init(path: String, _ outcome: PlayOutcome, commands: Int, since start: UInt64) {
        self.init(
            path: path, outcome: outcome, difference: nil, interruption: nil, notes: [],
            commands: commands, nanoseconds: Deadline.now - start)
    }
}
