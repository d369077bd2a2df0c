public import Lessons
internal import Synchronization
internal import SystemCalls

extension Player {
    /// Plays lessons one after the other. The lab of each is made while the one before it is played,
    /// and ended while the next one is.
    ///
    /// - Parameter take: told of each result, in the lessons' order, before the next lesson is begun;
    ///   where it throws, none is.
    public func play(inTurn lessons: [Lesson], _ take: (LessonResult) throws -> Void) rethrows {
        guard lessons.count > 1 else { return try lessons.map { play($0) }.forEach(take) }
        let turns = Turns(lessons, self)
        // Two that take turns: a lab stays with the thread that made it.
        let threads = (0..<2).compactMap { _ in PlainThread { turns.workOff() } }
        // Where not even one thread could be made, this one does it.
        if threads.isEmpty { return try lessons.map { play($0) }.forEach(take) }
        defer {
            turns.giveUp()
            for thread in threads { thread.join() }
        }
        for index in lessons.indices {
            turns.begin(index)
            if let result = turns.result(of: index) { try take(result) }
        }
    }
}

/// Lessons that wait for their turn to be played.
private final class Turns: Sendable {
    private let lessons: [Lesson]
    private let player: Player
    /// The first lesson that no thread has taken yet.
    private let untaken = Atomic<Int>(0)
    private let isGivenUp = Atomic<Bool>(false)
    private let results: Mutex<[LessonResult?]>
    /// One a lesson: posted when it may begin, and when it has its result.
    private let begins: [Event]
    private let ends: [Event]

    init(_ lessons: [Lesson], _ player: Player) {
        self.lessons = lessons
        self.player = player
        results = Mutex(Array(repeating: nil, count: lessons.count))
        begins = lessons.map { _ in Event() }
        ends = lessons.map { _ in Event() }
    }

    func begin(_ index: Int) { begins[index].post() }

    func workOff() {
        while true {
            let index = untaken.wrappingAdd(1, ordering: .relaxed).oldValue
            guard index < lessons.count, !isGivenUp.load(ordering: .sequentiallyConsistent)
            else { return }
            let preparation = Preparation(for: lessons[index])
            begins[index].wait()
            if !isGivenUp.load(ordering: .sequentiallyConsistent) {
                let result = player.play(lessons[index], preparation)
                results.withLock { $0[index] = result }
            }
            ends[index].post()
            preparation.classroom?.end()
        }
    }

    /// Those that wait for their turn wait no longer.
    func giveUp() {
        isGivenUp.store(true, ordering: .sequentiallyConsistent)
        for event in begins { event.post() }
    }

    /// Waits for it; nil for a lesson that was given up.
    func result(of index: Int) -> LessonResult? {
        ends[index].wait()
        return results.withLock { $0[index] }
    }
}
