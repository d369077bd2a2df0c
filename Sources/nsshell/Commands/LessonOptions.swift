import ArgumentParser
import Course
import Glibc

/// Where lessons are looked for.
struct LessonOptions: ParsableArguments {
    @Option(name: .customLong("lessons"), help: "A folder of lessons, before those built in.")
    var folder: String?

    var library: LessonLibrary {
        let variable = getenv("NSSHELL_LESSONS").map { String(cString: $0) } ?? ""
        return LessonLibrary(
            folders: [folder, variable.isEmpty ? nil : variable].compactMap(\.self))
    }
}
