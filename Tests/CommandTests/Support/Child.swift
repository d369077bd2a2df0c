import Glibc
import Namespaces
import Synchronization
import SystemCalls

/// What came of a child process.
struct Outcome: Sendable {
    /// Nil where the deadline had to end it.
    let end: ProcessEnd?
    let output: [UInt8]
    let errors: [UInt8]

    /// As a shell gives it; -1 where the deadline had to end it.
    var status: Int32 { end?.shellStatus ?? -1 }
    var text: String { String(decoding: output, as: UTF8.self) }
    var complaint: String { String(decoding: errors, as: UTF8.self) }
    /// Both streams and the end, for a failure's message.
    var story: String { "status \(status)\n\(text)\n\(complaint)" }
}

/// What a child has for one of the descriptors 0 to 2.
enum Stream: Sendable, Equatable {
    case captured, closed
    case file(String, flags: Int32)

    static let null = Stream.file("/dev/null", flags: O_RDWR)
}

/// A descriptor that closes when it is forgotten, also early.
private final class End {
    let descriptor: Descriptor
    init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }
    var number: Int32 { descriptor.number }
}

/// The processes that these tests started, also those that have ended since.
enum Started {
    private static let pids = Mutex<Set<Int32>>([])

    static func add(_ pid: Int32) { _ = pids.withLock { $0.insert(pid) } }

    static func has(_ pid: Int32) -> Bool { pids.withLock { $0.contains(pid) } }
}

/// A process that a test started; it is killed when its owner goes.
final class Child {
    let process: ProcessDescriptor
    private var input: End?
    private var output: End?
    private var errors: End?
    private var hasBeenReaped = false
    private(set) var read: (output: [UInt8], errors: [UInt8]) = ([], [])

    /// How long a child may take that has no deadline of its own, in milliseconds.
    static let patience = 60_000

    /// What a program is started with by default.
    static let environment = [
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/",
        "LANG=C.UTF-8",
        "TERM=dumb",
    ]

    /// - Parameters:
    ///   - command: a path and arguments.
    ///   - environment: all of it, as `NAME=VALUE`.
    ///   - streams: what the descriptors 0 to 2 are.
    init(
        _ command: [String], as account: Account = .runner,
        environment: [String] = Child.environment,
        directory: String = "/", streams: [Stream] = [.captured, .captured, .captured]
    ) throws {
        // Or a child that stops reading would end the tests.
        Glibc.signal(SIGPIPE, SIG_IGN)
        let input = try Pipe()
        let output = try Pipe()
        let errors = try Pipe()
        let ends = [input.reader.number, output.writer.number, errors.writer.number]
        var plan = Plan()
        for (index, stream) in streams.enumerated() {
            let number = Int32(index)
            switch stream {
            case .captured: plan.append(.duplicate(.inherited(ends[index]), onto: number))
            case .closed: plan.append(.close(.inherited(number)))
            case .file(let path, let flags):
                plan.append([
                    .open(path, flags: flags, slot: index), .duplicate(.slot(index), onto: number),
                ])
            }
        }
        plan.append(Self.becoming(command, account, environment, directory))
        let spawned = try plan.spawn()
        self.input = streams[0] == .captured ? End(input.takeWriter()) : nil
        self.output = streams[1] == .captured ? End(output.takeReader()) : nil
        self.errors = streams[2] == .captured ? End(errors.takeReader()) : nil
        do {
            _ = try spawned.report()
        } catch {
            try spawned.process.wait()
            throw error
        }
        process = spawned.takeProcess()
        Started.add(process.pid)
    }

    /// The last operations of a child, which keeps nothing of this process.
    static func becoming(
        _ command: [String], _ account: Account, _ environment: [String], _ directory: String
    ) -> [Operation] {
        [.changeDirectory(directory)] + account.becoming + [
            .umask(0o022), .defaultSignals, .closeFrom(3, onExecute: true),
            .execute(file: command[0], searching: "", arguments: command, environment: environment),
        ]
    }

    deinit {
        guard !hasBeenReaped else { return }
        try? process.signal(SIGKILL)
        _ = try? process.wait()
    }

    var pid: Int32 { process.pid }

    /// What it has written so far.
    var text: String { String(decoding: read.output, as: UTF8.self) }
    /// Both streams so far, for a failure's message.
    var story: String { "\(text)\n\(String(decoding: read.errors, as: UTF8.self))" }

    /// Writes `bytes` to its standard input and closes that, reads what it writes, and waits for
    /// its end, which the deadline brings at the latest.
    ///
    /// - Parameter closingInput: whether its input ends at all before it does.
    func finish(
        _ bytes: [UInt8] = [], closingInput: Bool = true, milliseconds: Int = Child.patience
    ) throws -> Outcome {
        let deadline = Deadline(milliseconds: milliseconds)
        var rest = bytes[...]
        if let input { _ = fcntl(input.number, F_SETFL, O_NONBLOCK) }
        if rest.isEmpty && closingInput { input = nil }
        while output != nil || errors != nil || (input != nil && closingInput) {
            guard !deadline.hasPassed else { return try killed() }
            try pump(&rest, deadline, keepingInput: !closingInput)
        }
        guard try hasEnded(milliseconds: deadline.millisecondsLeft) else { return try killed() }
        return try reaped()
    }

    /// Reads until its standard output holds `text`; false at the deadline or its end.
    func wait(for text: String, milliseconds: Int = Child.patience) throws -> Bool {
        let deadline = Deadline(milliseconds: milliseconds)
        var nothing: ArraySlice<UInt8> = []
        while !String(decoding: read.output, as: UTF8.self).contains(text) {
            guard !deadline.hasPassed, output != nil || errors != nil else { return false }
            try pump(&nothing, deadline, keepingInput: true)
        }
        return true
    }

    /// The same of its standard error.
    func waitForComplaint(_ text: String, milliseconds: Int = Child.patience) throws -> Bool {
        let deadline = Deadline(milliseconds: milliseconds)
        var nothing: ArraySlice<UInt8> = []
        while !String(decoding: read.errors, as: UTF8.self).contains(text) {
            guard !deadline.hasPassed, output != nil || errors != nil else { return false }
            try pump(&nothing, deadline, keepingInput: true)
        }
        return true
    }

    /// Reads until its standard output has more bytes; false at the deadline or its end.
    func hasMore(than count: Int, milliseconds: Int = Child.patience) throws -> Bool {
        let deadline = Deadline(milliseconds: milliseconds)
        var nothing: ArraySlice<UInt8> = []
        while read.output.count <= count {
            guard !deadline.hasPassed, output != nil else { return false }
            try pump(&nothing, deadline, keepingInput: true)
        }
        return true
    }

    /// Writes to its standard input, which stays open.
    func type(_ text: String) { try? input?.descriptor.write(text.utf8) }

    func signal(_ number: Int32) throws { try process.signal(number) }

    /// Whether it has ended, which is waited for.
    func hasEnded(milliseconds: Int32) throws -> Bool {
        try !waitUntilReadable([process.descriptor.number], milliseconds: milliseconds).isEmpty
    }

    /// Ends it by SIGKILL and reaps it; what it started is left as the kernel leaves it.
    @discardableResult
    func kill() throws -> Outcome {
        try process.signal(SIGKILL)
        return try reaped()
    }

    private func reaped() throws -> Outcome {
        let end = try process.wait()
        hasBeenReaped = true
        return Outcome(end: end, output: read.output, errors: read.errors)
    }

    private func killed() throws -> Outcome {
        let outcome = try kill()
        return Outcome(end: nil, output: outcome.output, errors: outcome.errors)
    }

    private func pump(
        _ rest: inout ArraySlice<UInt8>, _ deadline: Deadline, keepingInput: Bool = false
    ) throws {
        var polls = [
            pollfd(fd: output?.number ?? -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: errors?.number ?? -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: keepingInput ? -1 : input?.number ?? -1, events: Int16(POLLOUT), revents: 0),
        ]
        guard poll(&polls, 3, deadline.millisecondsLeft) > 0 else { return }
        if polls[0].revents != 0, let descriptor = output {
            let bytes = try descriptor.descriptor.read(atMost: 1 << 16)
            if bytes.isEmpty { output = nil } else { read.output += bytes }
        }
        if polls[1].revents != 0, let descriptor = errors {
            let bytes = try descriptor.descriptor.read(atMost: 1 << 16)
            if bytes.isEmpty { errors = nil } else { read.errors += bytes }
        }
        if polls[2].revents != 0, let descriptor = input {
            let wrote = rest.withUnsafeBytes {
                Glibc.write(descriptor.number, $0.baseAddress, $0.count)
            }
            if wrote > 0 { rest = rest.dropFirst(wrote) }
            if rest.isEmpty || (wrote < 0 && errno != EAGAIN && errno != EINTR) { input = nil }
        }
    }
}
