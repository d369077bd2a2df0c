public import Lessons

/// What an observation of the step at hand came to.
public struct StepCheck: Sendable {
    /// On all that the step expects and keeps.
    public let verdicts: [JudgedExpectation]
    /// What is expected and has turned true since the last look.
    public let newlyTrue: [JudgedExpectation]
    /// What must hold throughout and does not.
    public let brokenKeeps: [JudgedExpectation]
    /// Those of them that held at the last look.
    public let newlyBroken: [JudgedExpectation]
    /// One that is recognised and has not been told of yet.
    public let mistake: Mistake?
    public let isStepDone: Bool

    /// Of a lesson that has no step left.
    static let nothing = StepCheck(
        verdicts: [], newlyTrue: [], brokenKeeps: [], newlyBroken: [], mistake: nil,
        isStepDone: false)
}

/// What has become of a step since it began, look by look. Pure: verdicts come in.
///
/// What was true before is nobody's work, so something must *turn*. A verdict that is unknown says
/// neither that it holds nor that it ceased to.
struct StepWatch {
    /// Whether all that is expected was true before anything was typed.
    let isAlreadyTrue: Bool
    /// What was expected and true already.
    let trueBefore: [JudgedExpectation]
    /// Of each expectation and keep, whether it was true when it was last known.
    private var isTrue: [Expectation: Bool] = [:]
    private var hasTurned = false
    /// Mistakes of which there is nothing new to say, by line.
    private var told: Set<Int>

    /// - Parameters:
    ///   - beginning: the verdicts where the step begins, with the network asked.
    ///   - recognised: the mistakes that hold there, which are not of this step's making.
    init(_ beginning: [JudgedExpectation], recognised: [Mistake]) {
        let expected = beginning.filter { $0.role == .expect }
        trueBefore = expected.filter(\.verdict.isTrue)
        isAlreadyTrue = trueBefore.count == expected.count
        told = Set(recognised.map(\.line))
        for judged in beginning { isTrue[judged.expectation] = judged.verdict.isTrue }
    }

    /// Whether anything holds that did not when it was last known, or the other way round.
    func isChanged(by verdicts: [JudgedExpectation]) -> Bool {
        verdicts.contains { judged in
            let wasTrue = isTrue[judged.expectation] ?? false
            return judged.remains(wasTrue) != wasTrue
        }
    }

    /// Takes in a look at the step, and says what is new.
    mutating func take(_ verdicts: [JudgedExpectation], recognised: [Mistake]) -> StepCheck {
        var newlyTrue: [JudgedExpectation] = []
        var newlyBroken: [JudgedExpectation] = []
        for judged in verdicts {
            let wasTrue = isTrue[judged.expectation] ?? false
            switch judged.role {
            case .keep where judged.isBroken && wasTrue: newlyBroken.append(judged)
            case .expect where judged.verdict.isTrue && !wasTrue: newlyTrue.append(judged)
            default: break
            }
            isTrue[judged.expectation] = judged.remains(wasTrue)
        }
        if !newlyTrue.isEmpty { hasTurned = true }
        let isDone = hasTurned && verdicts.allSatisfy(\.verdict.isTrue)
        // Several may hold at once: the first is said, and the others are no news either.
        let mistake = recognised.first { !told.contains($0.line) }
        told = Set(recognised.map(\.line))
        return StepCheck(
            verdicts: verdicts, newlyTrue: newlyTrue,
            brokenKeeps: verdicts.filter { $0.role == .keep && $0.isBroken },
            newlyBroken: newlyBroken, mistake: isDone ? nil : mistake, isStepDone: isDone)
    }
}

extension JudgedExpectation {
    /// Of a `keep`: that it cannot be shown to hold breaks it, unless nobody asked.
    fileprivate var isBroken: Bool { !verdict.isTrue && !wasNotAsked }

    /// Whether it counts as true from now on.
    fileprivate func remains(_ wasTrue: Bool) -> Bool {
        switch verdict.truth {
        case .true: true
        case .false: false
        case .unknown: role == .keep && isBroken ? false : wasTrue
        }
    }
}
