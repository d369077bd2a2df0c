import Synchronization
import Testing

@testable import Course

/// Work that several threads share.
@Suite(.timeLimit(.minutes(1)))
struct WorkersTests {
    @Test("results come in the items' order, also where a later one is there first")
    func order() {
        let last = Event()
        var told: [Int] = []
        Workers.each([1, 2, 3], count: 2) { item in
            if item == 1 { last.wait() }
            if item == 3 { last.post() }
            return item
        } take: {
            told.append($0)
        }
        #expect(told == [1, 2, 3])
    }

    @Test("a result is told of while the next is still worked on")
    func early() {
        let isTold = Event()
        var told: [Int] = []
        Workers.each([1, 2], count: 2) { item in
            if item == 2 { isTold.wait() }
            return item
        } take: {
            told.append($0)
            isTold.post()
        }
        #expect(told == [1, 2])
    }

    @Test("where a result cannot be taken, what has not begun is left out")
    func givenUp() {
        struct Full: Error {}
        let begun = Mutex<[Int]>([])
        #expect(throws: Full.self) {
            try Workers.each([1, 2, 3], count: 1) { item in
                begun.withLock { $0.append(item) }
            } take: {
                throw Full()
            }
        }
        #expect(begun.withLock(\.self) == [1])
    }

    @Test("where a result cannot be taken, what has begun is waited for")
    func awaited() {
        struct Full: Error {}
        let isRefused = Event()
        let ended = Mutex<[Int]>([])
        #expect(throws: Full.self) {
            try Workers.each([1, 2], count: 2) { item in
                if item == 1 { return }
                isRefused.wait()
                ended.withLock { $0.append(item) }
            } take: {
                isRefused.post()
                throw Full()
            }
        }
        #expect(ended.withLock(\.self) == [2])
    }
}
