import ArgumentParser
import Course
import JSONText
import Lessons

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what this machine has and lacks for the lessons, and what mends it.",
        discussion: "Exit status: 0 every lesson can run, 1 something is missing.")

    @OptionGroup var options: LessonOptions
    @Flag(help: "One JSON document.") var json = false

    func run() throws {
        let library = try options.library()
        let lessons = library.names.compactMap { name in try? library.lesson(name) }
        let checkup = Checkup(lessons: lessons)
        if json {
            try show(JSON.array(checkup.items.map(\.json)).text)
        } else {
            for item in checkup.items {
                try show("\(item.state.words)  \(item.name): \(item.detail)")
                if !item.mend.isEmpty { try show("         \(item.mend)") }
            }
            if let installation = checkup.installation {
                try show("all of these programs: \(installation)")
            }
        }
        throw ExitCode(checkup.isHealthy ? 0 : 1)
    }
}

extension Checkup.Item {
    fileprivate var json: JSON {
        [
            "name": .string(name), "state": .string(state.rawValue), "detail": .string(detail),
            "mend": .string(mend), "program": JSON(program),
            "packages": program == nil
                ? .null
                : .object(
                    Distribution.allCases.map {
                        JSON.Member($0.rawValue, JSON(packages[$0]))
                    }),
        ]
    }
}

extension Checkup.Item.State {
    /// Seven columns wide.
    fileprivate var words: String {
        switch self {
        case .present: "ok     "
        case .missing: "MISSING"
        case .limited: "limited"
        }
    }
}
