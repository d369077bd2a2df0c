import ArgumentParser
import Glibc
import Lessons
import SystemCalls

struct NewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Write a first lesson file, to start your own from.",
        discussion: """
            A file that is there is never written over.

            EXIT STATUS:
              0  the file is written
              2  usage, or a file that cannot be written

            EXAMPLE:
              nsshell new mine
            """)

    @Argument(help: "The lesson's name, or the path of the file to write.") var lesson: String
    @Option(help: "The lesson's title.") var title: String = "A host name for one shell"

    func run() throws {
        let path = lesson.contains("/") || lesson.hasSuffix(".md") ? lesson : "\(lesson).md"
        let name = String(path.split(separator: "/").last ?? "").dropLast(3)
        guard path.hasSuffix(".md"), Lesson.isName(String(name)) else {
            throw ValidationError(
                """
                '\(lesson)' cannot be a lesson's name
                use small letters, digits and "-", and begin with a letter
                """)
        }
        let text = LessonTemplate.text(name: String(name), title: title)
        do throws(SystemCallError) { try write(text, to: path) } catch {
            throw failure("\(error)", mend: mend(ofWriting: path, error), status: 2)
        }
        try show("\(path) is written. Play it: nsshell lesson ./\(path)")
        try show("Prove it:       nsshell lint --prove \(path)")
    }

    /// All of it or nothing: half a lesson would only be in the way of the next try.
    private func write(_ text: String, to path: String) throws(SystemCallError) {
        // O_EXCL: a lesson that somebody has written is not lost to a slip.
        let file = try Descriptor.open(path, O_WRONLY | O_CREAT | O_EXCL, mode: 0o644)
        do throws(SystemCallError) {
            try file.write(text.utf8)
            try file.close()
        } catch {
            unlink(path)
            throw SystemCallError(error.call, path, errno: error.errno)
        }
    }
}
