internal import Glibc
internal import Namespaces
internal import SystemCalls
internal import Terminal

/// Has calls made and tells what came of them, children's calls included.
final class Caller {
    /// How the subject came to its end, once it has.
    private(set) var end: ProcessEnd?
    /// Whether a call of the last request, or of a child since, failed.
    private(set) var hasFailed = false
    /// The last call that failed.
    private(set) var failure: (call: PreparedCall, outcome: CallOutcome)?

    private let subject: Subject
    /// SIGINT, where that is not to end this process: it goes to the subject too.
    private let signals: SignalQueue?
    private let show: (String) -> Void
    /// By the numbers of their reports: the call, and the one that made the child that makes it.
    private var calls: [UInt32: (call: PreparedCall, parent: UInt32?)] = [:]
    private var lastNumber: UInt32 = 0
    /// The PIDs of children by the calls that made them.
    private var children: [UInt32: Int64] = [:]
    /// What children told before the call that made them did.
    private var early: [UInt32: [String]] = [:]
    /// Blocks that have not come to their end.
    private var unfinished: Set<UInt32> = []
    private var isDone = true
    private var isAwaiting = false
    /// Whether results stand alone, since the line that was typed stands above them.
    private var isAnswering = false

    /// - Parameter show: told each line.
    init(
        terminal: Int32?, hearsInterrupts: Bool, show: @escaping (String) -> Void
    ) throws(SystemCallError) {
        signals = hearsInterrupts ? try SignalQueue([SIGINT]) : nil
        subject = try Subject(terminal: terminal, hearsInterrupts: hearsInterrupts)
        self.show = show
    }

    /// How long the children of a line are listened to after it, before the next may be typed.
    private static let patience = 50

    /// Can be read when SIGINT has come; none where that ends this process.
    var interrupts: [Int32] {
        switch signals {
        case .some(let signals): [signals.descriptor.number]
        case nil: []
        }
    }

    /// Whether SIGINT has come since it was last asked.
    func wasInterrupted() -> Bool {
        var came = false
        switch signals {
        case .some(let signals): while signals.next() != nil { came = true }
        case nil: break
        }
        return came
    }

    /// Can be read when the subject has ended.
    var subjectDescriptor: Int32 { subject.process.descriptor.number }

    /// Takes note of the subject's end; waits for it.
    func noteEnd() throws(SystemCallError) { end = try subject.process.wait() }

    /// As this process numbers it.
    var pid: Int32 { subject.process.pid }
    var reports: Int32 { subject.reports }

    /// Makes calls, and returns when all of the subject's own are made.
    ///
    /// - Parameter answering: whether the text stands above what is told of it.
    func make(_ prepared: [PreparedCall], answering: Bool) throws(SystemCallError) {
        hasFailed = false
        isAnswering = answering && prepared.count == 1
        calls = calls.filter { $0.value.parent != nil }
        var begun: Set<UInt32> = []
        let request = CallRequest(prepared) { call, parent in
            lastNumber &+= 1
            calls[lastNumber] = (call, parent)
            if !call.block.isEmpty { begun.insert(lastNumber) }
            return lastNumber
        }
        guard let message = request.bytes else {
            throw SystemCallError(
                "send", "a line of more than \(CallRequest.most) bytes", errno: E2BIG)
        }
        try subject.send(message)
        unfinished.formUnion(begun)
        isDone = false
        while !isDone, end == nil { try wait(milliseconds: -1) }
        let deadline = Deadline(milliseconds: Self.patience)
        while end == nil, !unfinished.isDisjoint(with: begun), !deadline.hasPassed {
            try wait(milliseconds: deadline.millisecondsLeft)
        }
    }

    private func wait(milliseconds: Int32) throws(SystemCallError) {
        let sources = [subject.reports, subjectDescriptor] + interrupts
        let ready = try waitUntilReadable(sources, milliseconds: milliseconds)
        _ = wasInterrupted()
        if ready.contains(0) {
            try take()
        } else if ready.contains(1) {
            end = try subject.process.wait()
        }
    }

    /// Takes one report that is there.
    func take() throws(SystemCallError) {
        guard let report = try subject.next() else {
            try noteEnd()
            return
        }
        take(report)
    }

    private func take(_ report: SubjectReport) {
        switch report {
        case .done: isDone = true
        case .input: isAwaiting = false
        case .blockDone(let id): unfinished.remove(id)
        case .result(let id, let outcome): tell(id, outcome)
        case .begun(let id, let outcome):
            guard let (call, parent) = calls[id] else { return }
            tell(call.line(outcome, returns: false), madeBy: parent)
        }
    }

    private func tell(_ id: UInt32, _ outcome: CallOutcome) {
        guard let (call, parent) = calls[id] else { return }
        if outcome.errno != nil {
            hasFailed = true
            failure = (call, outcome)
        }
        if parent == nil, isAnswering {
            show(call.answer(outcome))
        } else {
            tell(call.line(outcome), madeBy: parent)
        }
        guard call.signature.makesChild else { return }
        if outcome.result > 0 { children[id] = outcome.result }
        if outcome.errno != nil { unfinished.remove(id) }
        for line in early.removeValue(forKey: id) ?? [] { tell(line, madeBy: id) }
    }

    /// A child's line bears its PID, as the process numbers it that made the child.
    private func tell(_ line: String, madeBy parent: UInt32?) {
        guard let parent else { return show(line) }
        guard let pid = children[parent] else {
            early[parent, default: []].append(line)
            return
        }
        show("[pid \(pid)] \(line)")
    }

    // MARK: The terminal

    /// Asks the subject to wait for the terminal, once. Until it has input the subject is where the
    /// learner is: the process that is blocked on the terminal.
    func awaitInput() throws(SystemCallError) {
        if isAwaiting || end != nil { return }
        isAwaiting = true
        try subject.send(CallRequest.awaitingInput)
    }

    /// Lets the subject end, and tells what its children do until none is left.
    func finish() throws(SystemCallError) {
        guard end == nil else { return }
        subject.letGo()
        while let report = try subject.next() { take(report) }
        try noteEnd()
    }
}
