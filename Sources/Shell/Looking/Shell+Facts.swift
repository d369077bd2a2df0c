internal import Course
internal import Lab
internal import Lessons
internal import Namespaces
internal import SystemCalls

/// Commands that show what there is, and change nothing.
extension Shell {
    /// - Parameter text: a path; empty for all that is known of `here`.
    func showFacts(_ text: String) {
        var path: FactPath?
        if !text.isEmpty {
            guard let read = FactPath(text) else {
                page.say("`\(text)` is no path; write it like here.hostname or mounts[/tmp].type.")
                return
            }
            if let problem = FactVocabulary.all.problem(of: read) {
                page.say("\(problem.what); \(problem.mend)")
                return
            }
            path = read
        }
        for fact in tutor.classroom.found(below: path) {
            page.say("\(fact.path): \(fact.finding)", hanging: 2)
        }
    }

}
