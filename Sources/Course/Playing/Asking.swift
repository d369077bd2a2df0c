internal import Lab
internal import Lessons

/// When an observation asks the network, which takes time and shows there.
enum Asking {
    /// Together with everything else.
    case atOnce
    /// Only once all that needs no asking is true: until then what needs it is unknown.
    case last
}

/// An expectation, and what it is for.
struct Claim {
    let role: JudgedExpectation.Role
    let expectation: Expectation

    /// Of several that are for the same.
    static func all(_ expectations: [Expectation], as role: JudgedExpectation.Role) -> [Claim] {
        expectations.map { Claim(role: role, expectation: $0) }
    }
}

extension Classroom {
    fileprivate static let whyNotAsked = "not asked: that is done only when all else is true"
    private static let notAsked = Finding.unknown(whyNotAsked)

    /// The verdicts on claims, all in one observation.
    func judge(_ claims: [Claim], asking: Asking = .last) -> [JudgedExpectation] {
        guard asking == .last else { return Self.judge(claims, in: observe(Self.paths(of: claims))) }
        return judge(each: [claims])[0]
    }

    /// The verdicts on several sets of claims, from one observation. Where one of them asks the network
    /// and all else in it is true it is observed once more, by itself.
    func judge(each sets: [[Claim]]) -> [[JudgedExpectation]] {
        let paths = sets.map(Self.paths)
        let all = paths.reduce(into: Set()) { $0.formUnion($1) }
        let asked = all.filter(asksNetwork)
        var observation = observe(all.subtracting(asked))
        for path in asked { observation[path] = Self.notAsked }
        return zip(sets, paths).map { claims, paths in
            let judged = Self.judge(claims, in: observation)
            let isRestTrue = judged.allSatisfy { judged in
                judged.verdict.isTrue || judged.expectation.paths.contains(where: asked.contains)
            }
            guard isRestTrue, !paths.isDisjoint(with: asked) else { return judged }
            // All of them again: what was true a moment ago may not be so together with the answers.
            return Self.judge(claims, in: observe(paths))
        }
    }

    private static func paths(of claims: [Claim]) -> Set<FactPath> {
        Set(claims.flatMap(\.expectation.paths))
    }

    private static func judge(_ claims: [Claim], in observation: Observation) -> [JudgedExpectation]
    {
        claims.map { $0.expectation.judged(as: $0.role, in: observation) }
    }
}

extension JudgedExpectation {
    /// Whether it is unknown only because the network was left in peace.
    var wasNotAsked: Bool {
        guard case .unknown(let reason) = verdict.truth else { return false }
        return reason.hasSuffix(Classroom.whyNotAsked)
    }
}
