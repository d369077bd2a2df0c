import ArgumentParser
import Glibc
import Lessons
import SystemCalls

struct NewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Write a first lesson file, to start your own from.")

    @Argument(help: "The lesson's name, or the path of the file to write.") var lesson: String
    @Option(help: "The lesson's title.") var title: String = "A host name for one shell"

    func run() throws {
        let path = lesson.contains("/") || lesson.hasSuffix(".md") ? lesson : "\(lesson).md"
        let name = String(path.split(separator: "/").last ?? "").dropLast(3)
        guard path.hasSuffix(".md"), Lesson.isName(String(name)) else {
            throw ValidationError(
                "`\(lesson)` is no lesson's name: use lower-case letters, digits and hyphens.")
        }
        let text = LessonTemplate.text(name: String(name), title: title)
        do throws(SystemCallError) {
            // O_EXCL: a lesson that somebody has written is not lost to a slip.
            let file = try Descriptor.open(path, O_WRONLY | O_CREAT | O_EXCL, mode: 0o644)
            try file.write(text.utf8)
            try file.close()
        } catch {
            throw failure(
                "the lesson could not be written: open \(path): \(errnoWords(error.errno)) (\(error.name))",
                status: 2)
        }
        print("\(path) is written. Play it: nsshell lesson ./\(path)")
        print("Prove it:       nsshell lint --prove \(path)")
    }
}
