public import Lab
public import Lessons
internal import Namespaces
public import SystemCalls

/// A fact that somebody asked for, outside of any lesson.
public struct FoundFact: Hashable, Sendable {
    /// As a lesson would write it; the place is left out where that is `here`.
    public let path: String
    public let finding: Finding
}

extension Classroom {
    /// What is at a path now and below it; all facts of `here` without one.
    ///
    /// Never empty: what is not there is found to be absent.
    public func found(below path: FactPath?) -> [FoundFact] {
        if let path, !asksKernel(path) || asksNetwork(path) {
            let finding = observe([path])[path] ?? .unknown("nobody looked")
            return [FoundFact(path: path.shown, finding: finding)]
        }
        let place = path?.place ?? .here
        let subject: FactSubject
        do throws(Unplaced) {
            subject = try self.place(place)
        } catch {
            return [FoundFact(path: path?.shown ?? "\(place)", finding: .unknown(error.reason))]
        }
        let prefix = path?.steps ?? []
        var paths = facts.paths(below: prefix, of: subject)
        if paths.isEmpty { paths = [prefix] }
        // All are begun before the first is waited for.
        for path in paths { facts.prepare(path, of: subject) }
        let start = place == .here ? "" : "\(place)."
        return paths.map { path in
            FoundFact(
                path: start + path.map(\.description).joined(separator: "."),
                finding: Finding(facts.fact(path, of: subject)))
        }
    }
}

extension Classroom {
    /// What there is in the lab now, and where the learner's terminals are in it.
    ///
    /// - Throws: where the lab cannot be looked into, as when it has ended.
    public func map() throws(SystemCallError) -> MachineMap {
        try lab.map(
            sessions: openSessions.map { ($0.number, $0.here) }
                + lab.terminals.windows.map { ($0.number, $0.here) })
    }

    /// Where the learner is, by the lab's number of the process; nil where nothing is typed yet.
    public var here: Int32? {
        (try? place(.here)).flatMap { lab.number(of: $0.pid) }
    }
}

extension FactPath {
    /// Without the place where that is `here`.
    fileprivate var shown: String { place == .here ? facts : description }
}
