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
        var values: [Value] = []
        each(items, count: count, work) { values.append($0) }
        return values
    }

    /// Does `work` on each item, `count` at once.
    ///
    /// - Parameter take: told of each result, in the items' order, as soon as it and all before it
    ///   are there; where it throws, what has not begun is left out.
    static func each<Item: Sendable, Value: Sendable>(
        _ items: [Item], count: Int, _ work: @escaping @Sendable (Item) -> Value,
        take: (Value) throws -> Void
    ) rethrows {
        func alone() throws { for item in items { try take(work(item)) } }
        if count <= 1 || items.count <= 1 { return try alone() }
        let shared = Shared(items: items, work: work)
        let threads = (0..<min(count, items.count)).compactMap { _ in
            PlainThread { shared.workOff() }
        }
        // Where not even one thread could be made, this one does it.
        if threads.isEmpty { return try alone() }
        defer {
            shared.giveUp()
            for thread in threads { thread.join() }
        }
        for index in items.indices {
            if let value = shared.takeResult(of: index) { try take(value) }
        }
    }

    private final class Shared<Item: Sendable, Value: Sendable>: Sendable {
        private let items: [Item]
        private let work: @Sendable (Item) -> Value
        private let next = Atomic<Int>(0)
        private let results: Mutex<[Value?]>
        /// One an item: posted when it has its result.
        private let ends: [Event]

        init(items: [Item], work: @escaping @Sendable (Item) -> Value) {
            self.items = items
            self.work = work
            results = Mutex(Array(repeating: nil, count: items.count))
            ends = items.map { _ in Event() }
        }

        func workOff() {
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < items.count else { return }
                let value = work(items[index])
                results.withLock { $0[index] = value }
                ends[index].post()
            }
        }

        /// What has not begun does not begin.
        func giveUp() { next.store(items.count, ordering: .relaxed) }

        /// Waits for it; it is not kept.
        func takeResult(of index: Int) -> Value? {
            ends[index].wait()
            return results.withLock { $0[index].take() }
        }
    }
}

extension Player {
    /// Plays several lessons, `jobs` at once, each in a lab of its own.
    ///
    /// - Parameter take: told of each result, in the lessons' order.
    public func play(
        _ lessons: [Lesson], jobs: Int, _ take: (LessonResult) throws -> Void
    ) rethrows {
        try Workers.each(lessons, count: jobs, { play($0) }, take: take)
    }
}
