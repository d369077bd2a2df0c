import Lessons
import Testing

@Suite("The template of a new lesson")
struct TemplateTests {
    @Test("reads without a problem")
    func reads() throws {
        let lesson = try read(LessonTemplate.text(name: "mine", title: "My \"own\" C:\\ lesson"))
        #expect(lesson.name == "mine")
        #expect(lesson.title == "My \"own\" C:\\ lesson")
        #expect(lesson.steps.map(\.id) == ["enter", "rename"])
    }

    @Test("shows every fence that a step can have")
    func showsAll() throws {
        let steps = try read(LessonTemplate.text(name: "mine", title: "Mine")).steps
        #expect(steps.allSatisfy { !$0.commands.isEmpty && !$0.expectations.isEmpty })
        #expect(steps.allSatisfy { !$0.alternatives.isEmpty && !$0.mistakes.isEmpty })
        #expect(steps.contains { !$0.wrongs.isEmpty })
        #expect(steps.contains { !$0.invariants.isEmpty })
        #expect(steps.contains { $0.hints.count == 3 })
        #expect(steps.contains { !$0.kernelNotes.isEmpty })
    }

    @Test("keeps its comments from the learner")
    func hidesComments() throws {
        let lesson = try read(LessonTemplate.text(name: "mine", title: "Mine"))
        #expect(!lesson.introduction.contains("<!--"))
        #expect(lesson.steps.allSatisfy { !$0.prose.contains("<!--") })
        #expect(lesson.steps[0].prose == "Start a shell in a new UTS namespace.")
        #expect(lesson.closing?.hasPrefix("## What you have learned\n\nThe host name") == true)
    }

    @Test("a title of several lines becomes one")
    func oneLine() throws {
        #expect(try read(LessonTemplate.text(name: "mine", title: "a\nb")).title == "a b")
    }
}
