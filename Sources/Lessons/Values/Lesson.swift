/// A lesson as a value: what its file says, checked, and nothing of how it is played.
///
/// This module knows the format of a lesson file, the language of expectations, and how a verdict
/// follows from an observation. It does *not* know the kernel, a lab, a terminal or a clock: facts
/// come in as an ``Observation``, and which facts there are as a ``FactVocabulary``. It opens no
/// file; bytes come in, so that a lesson built into the program and one on disk are read alike.
public struct Lesson: Hashable, Sendable {
    /// What people type: `uts`.
    public let name: String
    /// One line for lists and headings.
    public let title: String
    /// The kinds of namespaces that it is about, spelled as in `/proc/PID/ns`.
    public let kinds: [String]
    /// How long a learner may take.
    public let minutes: Int
    /// The programs that its commands call.
    public let needs: [String]
    /// The abilities that a lab must have for it: `network`, `cgroup2`.
    public let requires: [String]
    /// The name by which messages call the file, as the caller gave it.
    public let file: String
    /// What a command line names it by: `file`, or the name of one that is built in.
    public let word: String
    /// Markdown before the first step.
    public let introduction: String
    /// Markdown of the headings that follow the last step, where there are any.
    public let closing: String?
    /// In the order of the file; never empty but for ``freePlay(requiring:)``.
    public let steps: [Step]
    /// What a transcript of any step may not compare.
    public let volatileRules: [VolatileRule]
    /// FNV-1a of the file's bytes, 16 hexadecimal digits: tells two versions apart, and no more.
    public let digest: String

    /// The step of that id.
    public func step(_ id: String) -> Step? {
        steps.first { $0.id == id }
    }

    /// No lesson at all: nothing is taught and nothing asked.
    ///
    /// - Parameter requires: what the lab must have all the same.
    public static func freePlay(requiring requires: [String]) -> Lesson {
        Lesson(
            name: "", title: "A lab of your own", kinds: [], minutes: 0, needs: [],
            requires: requires, file: "", word: "", introduction: "", closing: nil, steps: [],
            volatileRules: [], digest: "")
    }

    public var isFreePlay: Bool { steps.isEmpty }

    /// Whether `text` may be a lesson's name: small letters, digits and `-`, a letter first.
    public static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, first.isSmallLetter else { return false }
        return text.utf8.allSatisfy { $0.isSmallLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
    }
}

extension UInt8 {
    var isSmallLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
