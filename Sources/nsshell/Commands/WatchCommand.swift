import ArgumentParser
import Course
import Glibc
import SystemCalls
import Terminal
import Transcripts

struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Play a recording (asciicast) in the terminal.",
        discussion: """
            Space stops and goes on, + and - change the pace, n goes on to the next step at once, q \
            ends. Where there is no terminal all that was shown is written at once.

            EXIT STATUS:
              0  it was played
              2  usage, or a file that is no recording

            EXAMPLES:
              nsshell lesson uts --cast uts.cast
              nsshell watch uts.cast
            """)

    @Argument(help: ArgumentHelp("An asciicast of version 2 or 3.", valueName: "file"))
    var file: String
    @Option(help: ArgumentHelp("How fast it is played: 2 is twice as fast.", valueName: "number"))
    var speed = 1.0

    private static let largest = 1 << 26

    func validate() throws {
        if !(0.1...100).contains(speed) {
            throw ValidationError("--speed \(speed) is out of range\ngive a number from 0.1 to 100")
        }
    }

    func run() throws {
        let cast = try recording()
        if cast.isCut {
            complain("nsshell: \(file) ends in the middle of a line: what is before it is shown")
        }
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
            // Somebody else's text: what a terminal would obey does not reach one.
            var playable = isatty(STDOUT_FILENO) == 1 ? PlayableText() : nil
            for case .output(let text) in cast.events.map(\.kind) {
                try Sink.standardOutput.write(playable?.passing(text) ?? text)
            }
            return
        }
        let size = Screen.standardOutput.width
        if size < cast.columns {
            complain(
                "nsshell: the recording is \(cast.columns) columns wide, and this window \(size)")
        }
        var player = CastPlayer(cast, speed: speed)
        let signal: Int32?
        do throws(SystemCallError) { signal = try player.play() } catch {
            throw failure("watch \(file): \(error)", mend: "try another terminal", status: 2)
        }
        if let signal { throw ExitCode(128 + signal) }
    }

    private func recording() throws -> Asciicast {
        let bytes: [UInt8]
        do throws(SystemCallError) { bytes = try readBytes(file, limit: Self.largest) } catch {
            throw failure("\(error)", mend: "name a recording that can be read", status: 2)
        }
        do throws(Asciicast.Problem) { return try Asciicast(reading: bytes) } catch {
            throw failure(
                "\(file):\(error.line): \(error.what)",
                mend: "record one: `nsshell lesson uts --cast uts.cast`", status: 2)
        }
    }
}
