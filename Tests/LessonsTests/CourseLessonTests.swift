import Glibc
import Lessons
import Testing

/// The files of this package's own lessons.
private func contents(_ path: String, in folder: String = "lessons") -> [UInt8] {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    guard let file = fopen("/" + root + "/\(folder)/" + path, "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
        bytes += buffer[..<count]
    }
    return bytes
}

@Suite("The lessons of the course")
struct CourseLessonTests {
    @Test("uts reads without a problem")
    func uts() throws {
        let lesson = try Lesson.read(
            bytes: contents("uts.md"), file: "lessons/uts.md", vocabulary: vocabulary)
        #expect(lesson.name == "uts")
        #expect(lesson.steps.count == 11)
        #expect(lesson.steps.allSatisfy { $0.hints.count == 3 })
        #expect(lesson.steps.allSatisfy { !$0.alternatives.isEmpty && !$0.kernelNotes.isEmpty })
        #expect(lesson.steps.allSatisfy { !$0.wrongs.isEmpty && !$0.mistakes.isEmpty })
    }

    @Test("the example in the description of the format reads without a problem")
    func example() throws {
        let text = String(decoding: contents("lesson-format.md", in: "docs"), as: UTF8.self)
        let start = try #require(text.firstRange(of: "````markdown\n")?.upperBound)
        let end = try #require(text[start...].firstRange(of: "````\n")?.lowerBound)
        #expect(try read(String(text[start..<end])).steps.map(\.id) == ["enter", "rename-it"])
    }
}
