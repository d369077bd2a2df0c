public import Lessons

extension Classroom {
    /// The first part of a mistake's `when` that does not hold now; nil where it is recognised.
    func missing(of mistake: Mistake) -> JudgedExpectation? {
        let missing = judge(Claim.all(mistake.when, as: .when)).filter { !$0.verdict.isTrue }
        // Rather one that was looked at than one that was not for that reason.
        return missing.first { $0.verdict.truth == .false } ?? missing.first
    }
}

extension StepMachine {
    /// The mistake that would speak now: the first of the file whose `when` holds.
    public func recognised(in classroom: Classroom) -> Mistake? {
        step.mistakes.first { classroom.missing(of: $0) == nil }
    }

    /// Every mistake that is recognised now, in the order of the file.
    func allRecognised(in classroom: Classroom) -> [Mistake] {
        step.mistakes.filter { classroom.missing(of: $0) == nil }
    }
}
