import Glibc
import SystemCalls
import Testing

@testable import CommandTests

/// Runs ways in labs and judges what came of them, for one account.
struct Trial {
    let account: Account
    let bait: Bait

    /// Runs ways one after the other in one lab.
    func attempts(of ways: [Way], network: Bool = false) throws -> [Attempt] {
        var input = Array("\(bait.coordinates)\n".utf8)
        for way in ways {
            let script = Array(way.script.utf8)
            input += Array("\(way.id) \(way.language.rawValue) \(script.count)\n".utf8) + script
        }
        let outcome = try start(Driver.script, network: network).finish(
            input, milliseconds: 600_000)
        var attempts = Self.attempts(in: outcome.output)
        if outcome.status != 0 || attempts.count != ways.count {
            // What came after the last that was told did not run.
            attempts.append(
                Attempt(
                    id: "", status: Int(outcome.status), output: "",
                    complaint: outcome.complaint))
        }
        return attempts
    }

    /// Runs one with a file of the machine as its standard input.
    func attempt(withFile way: Way) throws -> Attempt {
        let outcome = try start(
            Driver.alone(way, bait: bait.coordinates), input: .file(bait.handedIn, flags: O_RDONLY)
        ).finish()
        return Attempt(
            id: way.id, status: Int(outcome.status), output: outcome.text,
            complaint: outcome.complaint)
    }

    private func start(
        _ program: String, network: Bool = false, input: CommandTests.Stream = .captured
    ) throws -> Child {
        let command =
            [Program.path, "run"] + (network ? ["--network"] : [])
            + ["--", "/usr/bin/python3", "-c", program]
        return try Child(
            Bait.withKeys(command), as: account,
            environment: Child.environment + ["SECRET=\(bait.secret)"],
            streams: [input, .captured, .captured])
    }

    /// Frames: a line `ID STATUS BYTES BYTES`, then so many bytes of output and of errors.
    private static func attempts(in output: [UInt8]) -> [Attempt] {
        var attempts: [Attempt] = []
        var rest = output[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let head = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
            rest = rest[(end + 1)...]
            guard head.count == 4, let status = Int(head[1]), let first = Int(head[2]),
                let second = Int(head[3]), first + second <= rest.count
            else { break }
            attempts.append(
                Attempt(
                    id: String(head[0]), status: status,
                    output: String(decoding: rest.prefix(first), as: UTF8.self),
                    complaint: String(
                        decoding: rest.dropFirst(first).prefix(second), as: UTF8.self)))
            rest = rest.dropFirst(first + second)
        }
        return attempts
    }
}
