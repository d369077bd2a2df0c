import Glibc
import HostAbilities
import Lessons
import Namespaces
import Synchronization
import Testing

@testable import Course

/// Lessons that are played one after the other.
@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .timeLimit(.minutes(1)))
struct TurnTests {
    private func lesson(_ name: String) throws -> Lesson {
        let text = """
            ---
            lesson: \(name)
            title: A lesson
            kinds: [uts]
            minutes: 1
            ---
            Words.

            ## First

            ```console
            host$ touch /tmp/first
            ```
            ```expect
            host.files[/tmp/first]: present
            ```

            ## Second

            ```console
            host$ rm /tmp/first
            ```
            ```expect
            host.files[/tmp/first]: absent
            ```
            """
        return try Lesson.read(
            bytes: Array(text.utf8), file: "\(name).md", word: nil, vocabulary: .all)
    }

    @Test("they are played and told of in order, each step after the one before it")
    func order() throws {
        let names = (1...7).map { "number\($0)" }
        let begun = Mutex<[String]>([])
        var player = Player()
        player.onStep = { lesson, step in begun.withLock { $0.append("\(lesson.name) \(step.id)") } }
        var told: [String] = []
        try player.play(inTurn: names.map { try lesson($0) }) { result in
            if case .passed = result.outcome {} else { Issue.record("\(result.outcome)") }
            told.append(result.lesson.name)
        }
        #expect(told == names)
        #expect(begun.withLock(\.self) == names.flatMap { ["\($0) first", "\($0) second"] })
        #expect(ProcessState.children(of: getpid()).allSatisfy { !isInit($0) })
    }

    @Test("where a result cannot be taken, the rest is not played and no lab stays")
    func givenUp() throws {
        struct Full: Error {}
        let begun = Mutex<Set<String>>([])
        var player = Player()
        player.onStep = { lesson, _ in begun.withLock { _ = $0.insert(lesson.name) } }
        let lessons = try (1...20).map { try lesson("number\($0)") }
        #expect(throws: Full.self) { try player.play(inTurn: lessons) { _ in throw Full() } }
        #expect(begun.withLock(\.count) < lessons.count)
        #expect(ProcessState.children(of: getpid()).allSatisfy { !isInit($0) })
    }

    /// PID 1 of a lab.
    private func isInit(_ pid: Int32) -> Bool {
        (try? ProcessState.numbers(of: pid)).map { $0.count > 1 && $0.last == 1 } ?? false
    }
}
