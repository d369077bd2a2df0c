internal import CLinux
internal import Glibc
internal import Namespaces
internal import SystemCalls

/// What is asked about the calls of one process of a lab and of all that descend from it: a process
/// outside the lab, and the thread of this one that sees to it that there always is one.
///
/// The thread makes the process, which ends with it (`PR_SET_PDEATHSIG`), and lives until nobody has
/// the filter any more: without anybody who answers, calls of the lab would fail or wait for ever.
final class Tracer: Sendable {
    let board: TraceBoard
    private let listener: Descriptor
    /// This process, for the tracer to see its end.
    private let parent: ProcessDescriptor

    /// - Throws: `seccomp` with what refused the filter, `clone3` where there can be no process.
    init(of pid: Int32) throws(SystemCallError) {
        board = try TraceBoard()
        parent = try ProcessDescriptor(pid: getpid())
        let sockets = try SocketPair()
        let arming = Plan([
            .parentDeathSignal(SIGKILL), .dumpable(false),
            .arm(process: pid, socket: sockets.far.number), .exit(0),
        ])
        _ = try arming.run()
        listener = try sockets.takeNear().receiveDescriptor()
        if PlainThread(hearsSignals: false, { [self] in keep() }) != nil { return }
        // No thread is to be had: then it ends with this one, and nobody starts another.
        _ = try plan.spawn().takeProcess()
    }

    /// What serves the listener.
    private var plan: Plan {
        Plan([
            // A session of its own: keys and signals of the learner's terminal are not for it.
            .parentDeathSignal(SIGKILL), .dumpable(false), .newSession, .name("tracer"),
            .trace(
                listener: listener.number, board: board.address,
                parent: parent.descriptor.number),
        ])
    }

    /// Has the listener served until nobody has the filter.
    private func keep() {
        while let process = try? plan.spawn().takeProcess() {
            guard let end = try? process.wait() else { break }
            if end == .exited(0) { return }
            board.letPass(listener.number)
            // It did not even begin, and another would not either.
            if case .exited = end { break }
        }
        // Without a process that traces, calls pass untraced.
        while nl_let_pass(listener.number) != -EPIPE {}
    }
}
