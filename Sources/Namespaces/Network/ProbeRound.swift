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
    /// Ends if it waits for nothing but what the kernel would have carried here at once.
    func concludeFromSilence()
}

/// The probes of one observation: all run at once, whichever place they ask from.
public final class ProbeRound {
    private var probes: [any Probe] = []
    private let isCarriedAtOnce: () -> Bool

    /// How much silence is taken for an answer where packets are carried at once: turns of `poll(2)`,
    /// so that on a busy machine it is as many turns of this process, and milliseconds of each.
    private static let silence = (turns: 5, milliseconds: Int32(10))

    /// - Parameter isCarriedAtOnce: whether every network on the way is one that
    ///   `FactSubject.carriesPacketsAtOnce`; asked once it has been silent for a while.
    public init(whereCarriedAtOnce isCarriedAtOnce: @escaping () -> Bool = { false }) {
        self.isCarriedAtOnce = isCarriedAtOnce
    }

    func add(_ probe: any Probe) {
        if probe.finding == nil { probes.append(probe) }
    }

    /// Waits until all of them have their answer.
    public func finish() {
        var silentTurns = 0
        while !probes.isEmpty {
            var polls = probes.map {
                pollfd(fd: $0.awaited.socket, events: $0.awaited.events, revents: 0)
            }
            var patience = probes.map(\.due.millisecondsLeft).min() ?? 0
            if silentTurns < Self.silence.turns { patience = min(patience, Self.silence.milliseconds) }
            let ready = poll(&polls, nfds_t(polls.count), patience)
            if ready < 0, errno != EINTR {
                let error = SystemCallError("poll", "", errno: errno)
                for probe in probes { probe.fail(error.description) }
            }
            // All of them: what is not ready finds that out, and what is due must know it.
            for probe in probes where probe.finding == nil { probe.advance() }
            if ready == 0 { silentTurns += 1 }
            if ready == 0, silentTurns == Self.silence.turns, isCarriedAtOnce() {
                for probe in probes where probe.finding == nil { probe.concludeFromSilence() }
            }
            probes.removeAll { $0.finding != nil }
        }
    }
}
