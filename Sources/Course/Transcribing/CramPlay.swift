internal import Lab
internal import SystemCalls
internal import Transcripts

/// Plays a file as cram does, all of it by one shell, in a fresh lab.
struct CramPlay {
    let settings: ReplaySettings
    /// As the command line names it.
    let path: String
    let bytes: [UInt8]

    /// A command that writes more is ended.
    private static let mostOutput = 4 << 20
    /// What is shown of that.
    private static let shownOutput = 2 << 10
    /// As cram names what it makes, but that nothing is random where everything is new.
    private static let folder = "/tmp/cramtests-nsshell"

    func play() -> ReplayResult {
        let start = Deadline.now
        let transcript = Transcript(bytes, indent: settings.indent)
        let commands = transcript.lines.count { $0.kind == .command }
        func unplayed(_ outcome: PlayOutcome) -> ReplayResult {
            ReplayResult(path: path, outcome, commands: commands, since: start)
        }
        if bytes.isEmpty { return unplayed(.skipped(reason: "the file is empty")) }
        let conditions = Conditions(transcript, has: MachineFeatures.has)
        if let line = conditions.nested {
            return ReplayResult(
                path: path,
                unreadable: "line \(line) begins an #if within an #if: end the first one before")
        }
        if !conditions.missing.isEmpty {
            let names = conditions.missing.joined(separator: ", ")
            return unplayed(.skipped(reason: "the file requires \(names)"))
        }
        let script = CramScript(transcript, salt: Self.salt(), conditions: conditions)
        func played(_ written: Written) -> ReplayResult {
            ReplayResult(
                path: path,
                Difference(
                    expected: script.expected,
                    actual: script.actual(written.output, isCut: written.interruption != nil)),
                interruption: written.interruption, commands: commands, since: start)
        }
        do throws(TestDirectory.Failure) {
            let directory = try testDirectory
            let lab: Lab
            do throws(SystemCallError) {
                lab = try Lab(MachineFeatures.labFeatures(for: conditions.required))
            } catch {
                return unplayed(.noLab(error))
            }
            defer { lab.end() }
            let written = run(script, in: lab, with: directory)
            if written.status == CramScript.skipStatus {
                return unplayed(.skipped(reason: "its commands ended with status 80"))
            }
            return played(written)
        } catch {
            return played(Written(interruption: "TESTDIR cannot be copied: \(error.reason)"))
        }
    }

    /// Unlike anything that a command could guess.
    private static func salt() -> String {
        "NSSHELL\(String(UInt64.random(in: .min ... .max), radix: 36))"
    }

    /// What the shell wrote, and how it ended.
    private struct Written {
        var output: [UInt8] = []
        var status: Int32?
        var interruption: String?
    }

    private func run(
        _ script: CramScript, in lab: Lab, with directory: TestDirectory
    ) -> Written {
        var written = Written()
        do throws(SystemCallError) {
            try run(script, in: lab, with: directory, into: &written)
        } catch {
            written.interruption = "the file could not be played: \(error)"
        }
        return written
    }

    private func run(
        _ script: CramScript, in lab: Lab, with directory: TestDirectory,
        into written: inout Written
    ) throws(SystemCallError) {
        let program = try begin(script, in: lab, with: directory)
        var deadline = Deadline(milliseconds: settings.milliseconds)
        while let bytes = try program.read(milliseconds: deadline.millisecondsLeft) {
            written.output += bytes
            if script.isBegun(in: written.output, last: bytes.count) {
                deadline = Deadline(milliseconds: settings.milliseconds)
            }
            if written.output.count > Self.mostOutput {
                written.interruption = "\(culprit(script, written)) wrote more than 4 MiB"
                written.output.removeLast(written.output.count - Self.shownOutput)
                return
            }
            if deadline.hasPassed { break }
        }
        // Its output may be closed before it ends. What a program in the background would still write
        // when it has ended is nobody's output.
        if try program.hasEnded(by: deadline) {
            written.status = try program.status()
        } else {
            let limit = duration(nanoseconds: UInt64(settings.milliseconds) * 1_000_000)
            written.interruption = "\(culprit(script, written)) took longer than \(limit)"
        }
    }

    private func begin(
        _ script: CramScript, in lab: Lab, with directory: TestDirectory
    ) throws(SystemCallError) -> PipedProgram {
        let name = path.lastPathPart
        let home = "\(Self.folder)/\(name)"
        let temporary = "\(Self.folder)/tmp"
        return try PipedProgram(
            in: lab, [settings.shell, "-"],
            variables: [
                "LANG": "C", "LC_ALL": "C", "LANGUAGE": "C", "TZ": "GMT", "CDPATH": "",
                "COLUMNS": "80", "GREP_OPTIONS": "", "TESTSHELL": settings.shell,
                "TESTDIR": path.absolutePath.parentPath, "TESTFILE": name, "CRAMTMP": Self.folder,
                "TMPDIR": temporary, "TEMP": temporary, "TMP": temporary,
            ],
            directories: [Self.folder, temporary, home] + directory.directories,
            files: directory.files, directory: home, input: script.input)
    }

    private var testDirectory: TestDirectory {
        get throws(TestDirectory.Failure) {
            // What a file never names is not copied for it.
            guard bytes.firstRange(of: Array("TESTDIR".utf8)) != nil else { return TestDirectory() }
            return try TestDirectory(
                path.absolutePath.parentPath, file: path.lastPathPart, bytes: bytes)
        }
    }

    private func culprit(_ script: CramScript, _ written: Written) -> String {
        guard let line = script.lastBegun(in: written.output) else { return "the shell" }
        return "the command of line \(line + 1)"
    }
}
