internal import Transcripts

/// Plays transcripts again, each in a fresh lab.
public struct Replayer: Sendable {
    public var settings = ReplaySettings()

    /// A larger file is no transcript.
    public static let largestFile = 8 << 20

    public init(_ settings: ReplaySettings = ReplaySettings()) {
        self.settings = settings
    }

    /// - Parameter path: what the file is called in a diff, and where `TESTDIR` is.
    public func play(_ bytes: [UInt8], path: String) -> ReplayResult {
        if let flaw = LessonTranscript.flaw(in: bytes, indent: settings.indent) {
            return ReplayResult(path: path, unreadable: flaw)
        }
        if let lesson = LessonTranscript(bytes, indent: settings.indent) {
            return LessonReplay(settings: settings, path: path, transcript: lesson).play()
        }
        return CramPlay(settings: settings, path: path, bytes: bytes).play()
    }

    /// Plays several, `jobs` at once.
    ///
    /// - Parameter take: told of each result, in the files' order.
    public func play(
        _ files: [(bytes: [UInt8], path: String)], jobs: Int, _ take: (ReplayResult) throws -> Void
    ) rethrows {
        try Workers.each(files, count: jobs, { play($0.bytes, path: $0.path) }, take: take)
    }
}
