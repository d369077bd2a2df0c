public import Lessons
internal import Synchronization
internal import SystemCalls

/// Threads that share a list of work.
///
/// Plain threads, each alive until its last lab has ended: the kernel ends a lab with the thread
/// that made it, and a pool would end threads when it likes.
enum Workers {
    /// The results of `work` on each item, in the items' order; `count` are worked on at once.
    static func map<Item: Sendable, Value: Sendable>(
        _ items: [Item], count: Int, _ work: @escaping @Sendable (Item) -> Value
    ) -> [Value] {
        if count <= 1 || items.count <= 1 { return items.map(work) }
        let shared = Shared(items: items, work: work)
        let threads = (0..<min(count, items.count)).compactMap { _ in
            PlainThread { shared.workOff() }
        }
        // Where not even one thread could be made, this one does it.
        if threads.isEmpty { shared.workOff() }
        for thread in threads { thread.join() }
        return shared.results
    }

    private final class Shared<Item: Sendable, Value: Sendable>: Sendable {
        private let items: [Item]
        private let work: @Sendable (Item) -> Value
        private let next = Atomic<Int>(0)
        private let done: Mutex<[Value?]>

        init(items: [Item], work: @escaping @Sendable (Item) -> Value) {
            self.items = items
            self.work = work
            done = Mutex(Array(repeating: nil, count: items.count))
        }

        func workOff() {
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < items.count else { return }
                let value = work(items[index])
                done.withLock { $0[index] = value }
            }
        }

        var results: [Value] { done.withLock { $0.compactMap(\.self) } }
    }
}

extension Player {
    /// Plays several lessons, `jobs` at once, each in a lab of its own; results in the same order.
    public func play(_ lessons: [Lesson], jobs: Int) -> [LessonResult] {
        Workers.map(lessons, count: jobs) { play($0) }
    }
}
