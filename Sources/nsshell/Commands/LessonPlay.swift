import ArgumentParser
import Course
import Glibc
import Lessons
import Synchronization
import SystemCalls

/// Lessons that are to be played and verified, and how that is reported.
struct LessonPlay {
    let lessons: [String]
    var all = false
    var format = ReportFormat.pretty
    /// A file; standard output where it is nil.
    var output: String?
    var isVerbose = false
    var jobs = 1
    var isStrict = false
    /// Where transcripts go, if anywhere.
    var transcripts: String?
    /// Whether the system calls of each step are shown.
    var tracesCalls = false
    /// The file that a page goes to, if any.
    var page: String?
    /// The file that a recording goes to, if any, and how it is made.
    var castFile: String?
    var cast = CastOptions()
    /// Lessons that go before those built in.
    var folder: String?

    init(_ lessons: [String]) {
        self.lessons = lessons
    }

    /// - Returns: the exit status of the contract.
    func play() throws -> Int32 {
        let chosen = try readLessons()
        let report = Report(
            format: format,
            style: Style(
                color: output == nil && Screen.standardOutput.hasColor,
                width: Screen.standardOutput.width,
                showsPlay: isVerbose || chosen.count == 1))
        // All that is named, before anything is played: a wrong path costs no waiting.
        let sink = try Sink(path: output)
        let page = try Keepsake(page)
        let cast = try Keepsake(castFile)
        if let transcripts { try TranscriptFile.requireFolder(transcripts) }
        let results = try play(chosen, report, into: sink) { result throws(ExitCode) in
            try page?.keep(result.page.map { Array($0.utf8) }, of: result)
            try cast?.keep(result.cast, of: result)
        }
        try sink.close()
        try page?.close()
        try cast?.close()
        return Verification.exitStatus(of: results, strict: isStrict)
    }

    /// All of them, before any is played: a misspelt name costs no waiting.
    private func readLessons() throws -> [Lesson] {
        let library = try LessonOptions.library(folder)
        var chosen: [Lesson] = []
        var isUnreadable = false
        for read in library.lessons(all ? library.names : lessons) {
            do throws(LessonLibrary.Failure) {
                chosen.append(try read.get())
            } catch {
                isUnreadable = true
                _ = failure(error.what, mend: error.mend, status: 2)
                if case .problems(let problems) = error { complain("\(problems)") }
            }
        }
        if isUnreadable { throw ExitCode(2) }
        return chosen
    }

    private func play(
        _ lessons: [Lesson], _ report: Report, into sink: borrowing Sink,
        keep: (LessonResult) throws(ExitCode) -> Void
    ) throws -> [LessonResult] {
        var report = report
        var player = Player()
        player.records = transcripts != nil
        player.makesPage = page != nil
        player.tracesCalls = tracesCalls
        if castFile != nil { player.cast = cast }
        let progress = ProgressMeter()
        if Screen.standardError.isTerminal, jobs == 1 {
            player.onStep = { lesson, step in progress.show(lesson, step) }
        }
        let start = Deadline.now
        try sink.write(report.begin(lessons: lessons.count))
        func take(_ result: LessonResult) throws {
            progress.erase()
            try sink.write(report.add(result))
            try keep(result)
            try keepTranscript(of: result)
            if case .noLab(let error) = result.outcome { _ = noLab(error, status: 3) }
        }
        // Lesson by lesson where they are played one by one, so that nothing waits for the last.
        if jobs == 1 {
            try player.play(inTurn: lessons, take)
        } else {
            try player.play(lessons, jobs: jobs, take)
        }
        try sink.write(report.end(nanoseconds: Deadline.now - start))
        return report.results
    }

    private func keepTranscript(of result: LessonResult) throws {
        guard let transcripts, let text = result.transcript else { return }
        try TranscriptFile.write(text, to: "\(transcripts)/\(result.lesson.name).t")
    }
}

/// A file that holds what was played of one lesson.
private final class Keepsake {
    private let path: String
    private var sink: Sink?

    /// Nil where none is asked for.
    init?(_ path: String?) throws(ExitCode) {
        guard let path else { return nil }
        self.path = path
        sink = try Sink(path: path)
    }

    /// - Parameter bytes: nil where the lesson was not played; the file is empty then.
    func keep(_ bytes: [UInt8]?, of result: LessonResult) throws(ExitCode) {
        guard let bytes else {
            let what = "\(path) is empty: the lesson \(result.lesson.name) was not played"
            _ = failure(what, mend: "mend what the report names, and play it again", status: 0)
            return
        }
        try sink?.write(bytes)
    }

    func close() throws(ExitCode) { try sink.take()?.close() }
}

/// The progress line on standard error, which is a terminal.
private final class ProgressMeter: Sendable {
    private let line = Mutex(ProgressLine(width: Screen.standardError.width))

    func show(_ lesson: Lesson, _ step: Step) {
        let number = (lesson.steps.firstIndex { $0.id == step.id } ?? 0) + 1
        put(
            line.withLock {
                $0.draw(
                    step: number, of: lesson.steps.count, id: step.id, title: step.title,
                    lesson: lesson.name)
            })
    }

    func erase() { put(line.withLock { $0.erase() }) }

    private func put(_ bytes: [UInt8]) {
        // A progress line that cannot be drawn is no reason to stop.
        _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
