import ArgumentParser
import Course
import JSONText
import Lessons

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what the lessons lack here, and what mends it.",
        discussion: """
            EXIT STATUS:
              0  every lesson can run
              1  something is missing
              2  usage, or an answer that cannot be written

            EXAMPLE:
              nsshell doctor
            """)

    @OptionGroup var options: LessonOptions
    @Flag(help: "One JSON document.") var json = false

    func run() throws {
        let library = try options.library()
        let lessons = library.names.compactMap { name in try? library.lesson(name) }
        let checkup = Checkup(lessons: lessons)
        if json {
            try show(JSON.array(checkup.items.map(\.json)).text)
        } else {
            try show(checkup.lines(width: Screen.standardOutput.lineWidth).joined(separator: "\n"))
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

extension Checkup {
    fileprivate func lines(width: Int) -> [String] {
        // What stands below an item begins where its name does.
        let column = 9
        var lines = items.flatMap { item in
            "\(item.state.words)  \(item.name): \(item.detail)"
                .paragraph(width: width, hanging: column + 2)
                + (item.mend.isEmpty
                    ? []
                    : item.mend.paragraph(width: width, indent: column, hanging: column + 2))
        }
        if let installation {
            lines += "all of these programs: \(installation)".paragraph(width: width, hanging: 2)
        }
        return lines
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
