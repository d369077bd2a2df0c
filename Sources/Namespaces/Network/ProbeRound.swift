internal import Glibc
internal import SystemCalls

/// A question to the network that takes time: begun, and asked again until it has its answer.
protocol Probe: AnyObject {
    /// Nil while it is under way.
    var finding: Fact? { get }
    /// The socket that is waited for while it is under way, and for what: `poll(2)`.
    var awaited: (socket: Int32, events: Int16) { get }
    /// When `advance` must be called at the latest.
    var due: Deadline { get }

    /// Does what can be done without waiting. Past its own deadline it ends with what it has.
    func advance()
    /// Ends without an answer, for this reason.
    func fail(_ reason: String)
}

/// The probes of one observation: all run at once, whichever place they ask from.
public final class ProbeRound {
    private var probes: [any Probe] = []

    public init() {}

    func add(_ probe: any Probe) {
        if probe.finding == nil { probes.append(probe) }
    }

    /// Waits until all of them have their answer.
    public func finish() {
        while !probes.isEmpty {
            var polls = probes.map {
                pollfd(fd: $0.awaited.socket, events: $0.awaited.events, revents: 0)
            }
            let patience = probes.map(\.due.millisecondsLeft).min() ?? 0
            if poll(&polls, nfds_t(polls.count), patience) < 0, errno != EINTR {
                let error = SystemCallError("poll", "", errno: errno)
                for probe in probes { probe.fail(error.description) }
            }
            // All of them: what is not ready finds that out, and what is due must know it.
            for probe in probes where probe.finding == nil { probe.advance() }
            probes.removeAll { $0.finding != nil }
        }
    }
}
