import ArgumentParser
import Course
import Glibc
import JSONText
import Lab
import SystemCalls

struct LabsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "labs",
        abstract: "List the labs that you have running.",
        discussion: """
            Of each: what nsshell attach names it by, its lesson, since when, and its terminals.

            EXIT STATUS:
              0  the list is written, also where it is empty
              1  it cannot be told which there are
              2  usage, or a list that cannot be written

            EXAMPLE:
              nsshell labs
            """)

    @Flag(help: "One JSON document.") var json = false

    func run() throws {
        let running: RunningLabs
        do throws(SystemCallError) { running = try RunningLabs() } catch {
            let path = error.subject.prefix { $0 != "," }
            throw failure(
                "\(error)", mend: "see whose it is and who may enter: ls -ld \(path)", status: 1)
        }
        if json {
            try show(JSON.array(running.labs.map(\.json)).text)
            return
        }
        let width = Screen.standardOutput.lineWidth
        var lines = running.labs.flatMap { $0.words.paragraph(width: width, hanging: 2) }
        for id in running.silent {
            lines += "\(id): does not answer, its process may be stopped"
                .paragraph(width: width, hanging: 2)
        }
        if lines.isEmpty { lines = ["no lab of yours is running"] }
        try show(lines.joined(separator: "\n"))
    }
}

extension LabSummary {
    fileprivate var words: String {
        let noun = sessions.count == 1 ? "session" : "sessions"
        let numbers = sessions.map(String.init).joined(separator: ", ")
        return
            "\(id): \(lesson.isEmpty ? "free play" : lesson), since \(localTime), process \(pid), "
            + "\(noun) \(numbers)"
    }

    private var localTime: String {
        var seconds = time_t(since)
        var broken = tm()
        localtime_r(&seconds, &broken)
        var text = [CChar](repeating: 0, count: 32)
        let length = strftime(&text, text.count, "%Y-%m-%d %H:%M", &broken)
        return String(decoding: text[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    fileprivate var json: JSON {
        [
            "id": .string(id), "lesson": lesson.isEmpty ? .null : .string(lesson),
            "since": JSON(since), "pid": JSON(pid),
            "sessions": .array(sessions.map { JSON($0) }),
        ]
    }
}
