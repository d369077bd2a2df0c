import ArgumentParser
import Course
import Glibc
import SystemCalls

/// Where lessons are looked for.
struct LessonOptions: ParsableArguments {
    @Option(
        name: .customLong("lessons"),
        help: ArgumentHelp("Lessons that go before those built in.", valueName: "folder"))
    var folder: String?

    func library() throws -> LessonLibrary { try Self.library(folder) }

    /// - Throws: status 2 where a folder that was named cannot be read: else the lessons built in
    ///   would pass for those that were meant.
    static func library(_ folder: String?) throws -> LessonLibrary {
        let variable = getenv("NSSHELL_LESSONS").map { String(cString: $0) } ?? ""
        let named = [("--lessons", folder ?? ""), ("NSSHELL_LESSONS", variable)]
            .filter { !$0.1.isEmpty }
        for (name, folder) in named {
            do throws(SystemCallError) { _ = try namesInDirectory(folder) } catch {
                throw failure(
                    "\(name) \(folder): \(errnoWords(error.errno)) (\(error.name))",
                    mend: "name a folder of lesson files", status: 2)
            }
        }
        return LessonLibrary(folders: named.map(\.1))
    }
}
