/// The program `sys`: system calls by hand, in a lab.
///
/// This room knows how a line becomes calls of another process and how what came of them is told. It
/// does *not* know what a lab or a lesson is.
internal import CLinux
internal import Glibc
internal import Namespaces
internal import SystemCalls

/// What the subject, or a child of it, tells.
enum SubjectReport {
    /// A call's outcome, by the number that it was given.
    case result(UInt32, CallOutcome)
    /// The call never returns.
    case begun(UInt32, CallOutcome)
    /// The child that this call made has come to the end of its block.
    case blockDone(UInt32)
    /// Every call of the request is made.
    case done
    /// The terminal has input.
    case input
}

/// The process that makes the calls: single-threaded, C alone, this process's child.
struct Subject: ~Copyable {
    let process: ProcessDescriptor
    private let socket: Descriptor

    /// - Parameters:
    ///   - terminal: what it waits for on request, and then is where the learner is.
    ///   - hearsInterrupts: SIGINT ends its call, and not the process.
    init(terminal: Int32?, hearsInterrupts: Bool) throws(SystemCallError) {
        let sockets = try SocketPair.ofMessages()
        let own = CallSignature.ownDescriptors
        let (socket, copy) = (Int32(own.lowerBound), Int32(own.upperBound))
        // It has the name by which it is looked for; this process has another.
        var plan = Plan([
            .parentDeathSignal(SIGKILL), .name("sys"),
            .duplicate(.inherited(sockets.far.number), onto: socket),
        ])
        if let terminal { plan.append(.duplicate(.inherited(terminal), onto: copy)) }
        plan.append([
            .defaultSignals,
            .serveCalls(
                socket: socket, terminal: terminal == nil ? -1 : copy,
                hearsInterrupts: hearsInterrupts),
        ])
        let spawned = try plan.spawn()
        // Silent once it serves: it closes what it had of this process's.
        _ = try spawned.report()
        process = spawned.takeProcess()
        self.socket = sockets.takeNear()
    }

    /// Can be read when there is a report.
    var reports: Int32 { socket.number }

    func send(_ message: [UInt8]) throws(SystemCallError) {
        try socket.write(message)
    }

    /// The next report; nil where nobody is left who could tell anything.
    func next() throws(SystemCallError) -> SubjectReport? {
        let size = MemoryLayout<nl_report>.size
        let bytes: [UInt8]
        do throws(SystemCallError) {
            bytes = try socket.read(atMost: size + Int(NL_MOST_ROOM))
        } catch  where error.errno == ECONNRESET {
            return nil
        }
        guard bytes.count >= size else { return nil }
        let head = bytes.withUnsafeBytes { $0.loadUnaligned(as: nl_report.self) }
        let arguments = withUnsafeBytes(of: head.arguments) { Array($0.bindMemory(to: Int64.self)) }
        let outcome = CallOutcome(
            result: head.result, arguments: arguments, filled: Array(bytes.dropFirst(size)))
        switch nl_report_kind(head.kind) {
        case NL_REPORT_RESULT: return .result(head.id, outcome)
        case NL_REPORT_BEGUN: return .begun(head.id, outcome)
        case NL_REPORT_BLOCK_DONE: return .blockDone(head.id)
        case NL_REPORT_INPUT: return .input
        default: return .done
        }
    }

    /// Asks for nothing more: it ends, its children go on and may still tell.
    func letGo() { shutdown(socket.number, Int32(SHUT_WR)) }
}
