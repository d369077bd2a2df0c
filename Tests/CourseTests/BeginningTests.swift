import HostAbilities
import Lab
import Lessons
import SystemCalls
import Testing

@testable import Course

@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .timeLimit(.minutes(1)))
struct BeginningTests {
    private let library = LessonLibrary(folders: [])

    /// Those that this machine can run.
    static let names = LessonLibrary(folders: []).names.filter { name in
        (try? LessonLibrary(folders: []).lesson(name)).map(Requirements.whatIsMissing) == .some(nil)
    }

    @Test("a lesson that is built in is begun in the lab that it needs", arguments: names)
    func begun(name: String) throws {
        let lesson = try library.lesson(name)
        let beginning = try Beginning.of(name, from: library)
        #expect(beginning.lesson.digest == lesson.digest)
        let needsMore = !lesson.requires.isEmpty || lesson.namesCalls
        #expect((beginning.classroom == nil) == needsMore)
        let tutor = try Tutor(beginning)
        #expect(tutor.classroom.isTraced == lesson.namesCalls)
        if let made = beginning.classroom { #expect(tutor.classroom === made) }
        // What it requires is there, whatever was guessed.
        let link = FactPath(place: .host, components: [.init("links", key: "eth0"), .init("up")])
        let found = tutor.classroom.observe([link])[link]
        #expect((found == .text("true")) == lesson.requires.contains("network"))
    }

    @Test("of a lesson that cannot be read it is said why, and no lab stays")
    func unreadable() throws {
        #expect(throws: LessonLibrary.Failure.self) { try Beginning.of("no-such", from: library) }
        #expect(throws: LessonLibrary.Failure.self) { try Beginning.of("/no/such.md", from: library) }
    }
}
