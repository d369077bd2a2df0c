import Testing

/// Something wrong, and what must be said of it.
struct Flaw: Sendable, CustomTestStringConvertible {
    /// What `bad` takes the place of, where that is said.
    let good: String
    let bad: String
    /// `LINE:COLUMN: WHAT: MEND`, or from the column on.
    let problem: String

    init(good: String = "", _ bad: String, _ what: String, _ mend: String) {
        self.good = good
        self.bad = bad
        problem = "\(what): \(mend)"
    }

    var testDescription: String { problem }
}
