internal import CLinux
internal import Glibc
internal import Namespaces
public import SystemCalls

/// A file that a lab is given, as bytes: no way leads from it to the file it was read from.
public struct LabFile: Hashable, Sendable {
    public let path: String
    public let bytes: [UInt8]
    public let mode: UInt32

    public init(path: String, bytes: [UInt8], mode: UInt32 = 0o644) {
        self.path = path
        self.bytes = bytes
        self.mode = mode
    }
}

/// A program of a lab that is on no terminal: what it reads is there from the beginning, and its
/// errors go where its output goes.
public final class PipedProgram {
    private let lab: Lab
    private let process: JoinedProcess
    private let output: Descriptor
    private let shortly = Deadline(milliseconds: Int(Lab.unboundedMilliseconds))

    /// What a program can be given to read: `pipe-max-size` of proc(5).
    public static let mostInput = 1 << 20

    /// - Parameters:
    ///   - arguments: the program, searched for in the lab, and its arguments; not empty.
    ///   - variables: go before those that every program of a lab has.
    ///   - directories: made first, each within one before it or one that is there.
    ///   - files: made next.
    ///   - directory: where the program starts.
    ///   - input: at most `mostInput` bytes.
    /// - Throws: what refused; `write` with `EFBIG` where there is too much to read.
    public init(
        in lab: Lab, _ arguments: [String], variables: [String: String] = [:],
        directories: [String] = [], files: [LabFile] = [], directory: String, input: [UInt8]
    ) throws(SystemCallError) {
        self.lab = lab
        let reading = try Self.filled(with: input)
        let written = try Pipe()
        var plan = lab.joining()
        plan.append([
            .duplicate(.inherited(reading.number), onto: 0),
            .duplicate(.inherited(written.writer.number), onto: 1),
            .duplicate(.inherited(written.writer.number), onto: 2), .umask(0),
        ])
        for path in directories { plan.append(.makeDirectory(path)) }
        for file in files {
            plan.append(.write(path: file.path, bytes: file.bytes, create: file.mode))
        }
        plan.append(
            lab.becoming(
                arguments, environment: Self.environment(variables), directory: directory))
        process = try lab.spawnJoined(plan)
        output = written.takeReader()
    }

    deinit { process.end() }

    private static func environment(_ variables: [String: String]) -> [String] {
        let usual = ShellFiles.environment(terminal: "dumb", locale: nil).filter { entry in
            !variables.keys.contains { entry.hasPrefix("\($0)=") }
        }
        return usual + variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    }

    /// A pipe that holds all of `input`, and that nobody can write to any more.
    private static func filled(with input: [UInt8]) throws(SystemCallError) -> Descriptor {
        let pipe = try Pipe()
        let ordinary = 1 << 16
        if input.count > ordinary {
            let size = nl_grow_pipe(pipe.writer.number, Int32(clamping: input.count))
            guard input.count <= mostInput, size >= input.count else {
                throw SystemCallError("write", "\(input.count) bytes of commands", errno: EFBIG)
            }
        }
        try pipe.writer.write(input)
        return pipe.takeReader()
    }

    /// What it has written and nobody has read yet, waited for so long; nil where nobody can write
    /// any more.
    public func read(milliseconds: Int32) throws(SystemCallError) -> [UInt8]? {
        let deadline = Deadline(milliseconds: Int(milliseconds))
        guard try isReadable(output.number, by: deadline) else { return [] }
        let bytes = try output.read(atMost: 1 << 16)
        return bytes.isEmpty ? nil : bytes
    }

    /// Whether it has ended by then, which is waited for; what it started may still write.
    public func hasEnded(by deadline: Deadline) throws(SystemCallError) -> Bool {
        try isReadable(process.process.descriptor.number, by: deadline)
    }

    /// Meanwhile the lab is bounded when its time has come, or it asks for something.
    private func isReadable(
        _ descriptor: Int32, by deadline: Deadline
    ) throws(SystemCallError) -> Bool {
        while true {
            if shortly.hasPassed { lab.bound() }
            // There is none once the lab is bounded.
            let bell = lab.bell
            let left = deadline.millisecondsLeft
            let ready = try waitUntilReadable(
                [descriptor] + (bell.map { [$0] } ?? []),
                milliseconds: bell == nil ? left : min(left, shortly.millisecondsLeft))
            if ready.contains(0) { return true }
            if !ready.isEmpty { lab.bound() } else if deadline.hasPassed { return false }
        }
    }

    /// Its exit status as a shell gives it; waited for.
    public func status() throws(SystemCallError) -> Int32 { try process.wait().shellStatus }

    /// Ends it by SIGKILL. What it started ends with the lab.
    public func end() { process.end() }
}
