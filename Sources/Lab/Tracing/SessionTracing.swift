internal import CLinux
internal import Glibc
internal import Namespaces
public import SystemCalls

/// Why the calls of a session cannot be traced.
public struct TracingRefusal: Error, Sendable {
    public let error: SystemCallError

    /// One sentence.
    public var sentence: String { "calls cannot be traced: \(error): \(cause)" }

    private var cause: String {
        switch error.errno {
        case EAGAIN: "the shell is busy; try again when it is at its prompt"
        case EPERM:
            "another tracer (strace, gdb) has the shell, or this machine lets nobody trace, as some "
                + "containers do"
        case EACCES: "who is not root in the lab cannot be given a filter; leave that shell first"
        case EINVAL: "it takes Linux 5.19 or later"
        case ENOSYS: "it takes an x86-64 processor and a kernel with seccomp"
        default: "see `nsshell doctor`"
        }
    }
}

extension Lab {
    /// Why this machine can trace no session at all, in a sentence; nil where nothing speaks against it.
    public static var whyNothingIsTraced: String? {
        let result = nl_can_trace()
        guard result < 0 else { return nil }
        return TracingRefusal(error: SystemCallError("seccomp", "", errno: -result)).sentence
    }
}

/// The calls of one session.
final class SessionTracing {
    private(set) var isOn = false
    /// By the process that was given the filter, as this process numbers it.
    private var tracers: [(pid: Int32, tracer: Tracer)] = []
    /// Those that ran before, and have no filter.
    private var untraced: [ProcessState] = []
    /// How many filters every process of the session has, the tracers' not counted; nil before there was
    /// one.
    private var filtersOfAll: Int?
    /// Since it was last forgotten, in the order in which they were made.
    private(set) var calls: [TracedCall] = []
    /// Calls that could not be written down since then.
    private(set) var lost = 0
    /// Calls that were told of and are kept no longer.
    private(set) var dropped = 0
    private var told = 0
    private var toldLost = 0

    /// More are not kept.
    static let mostCalls = 10_000

    /// - Parameters:
    ///   - shell: the session's.
    ///   - here: the process that the learner talks to: a shell in that shell, mostly.
    /// - Throws: why not even the session's shell, or the learner's, can be traced.
    func turnOn(shell: Int32, here: Int32) throws(TracingRefusal) {
        let tree = ProcessState.tree(from: shell)
        if filtersOfAll == nil { filtersOfAll = Self.filters(of: shell) }
        for pid in Self.way(from: shell, to: here, in: tree) where !isTraced(pid) {
            do throws(SystemCallError) {
                tracers.append((pid, try Tracer(of: pid)))
            } catch {
                // It has a filter of an ancestor's, and so is traced. A shell in between that lets
                // itself not be traced starts nothing before the learner is back in it.
                let isNeeded = pid == shell || pid == here
                if error.errno != EBUSY, isNeeded { throw TracingRefusal(error: error) }
            }
        }
        if untraced.isEmpty, !isOn {
            untraced = tree.filter { process in !isTraced(process.pid) && !hasFilter(process.pid) }
        }
        for (_, tracer) in tracers { tracer.board.record(true) }
        isOn = true
    }

    func turnOff() {
        for (_, tracer) in tracers { tracer.board.record(false) }
        isOn = false
    }

    private func isTraced(_ pid: Int32) -> Bool { tracers.contains { $0.pid == pid } }

    /// Whether a process has a filter more than all: the one that it has from a traced shell, mostly.
    private func hasFilter(_ pid: Int32) -> Bool {
        guard let filters = Self.filters(of: pid) else { return true }
        return filters > filtersOfAll ?? 0
    }

    /// `Seccomp_filters` of proc(5); nil where the process has ended.
    private static func filters(of pid: Int32) -> Int? {
        guard let text = try? readText("/proc/\(pid)/status") else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix("Seccomp_filters:") }
        return line?.split(separator: "\t").last.flatMap { Int($0) } ?? 0
    }

    /// The shell, and the shells in shells that lead to where the learner is.
    private static func way(from shell: Int32, to here: Int32, in tree: [ProcessState]) -> [Int32] {
        var way: [Int32] = []
        var next = here
        while next != shell, way.count < tree.count {
            way.append(next)
            guard let parent = tree.first(where: { $0.pid == next })?.parent else { break }
            next = parent
        }
        return [shell] + way.reversed()
    }

    /// Takes in what the tracers have written down.
    ///
    /// - Parameter level: which of a process's numbers is the lab's.
    func takeIn(level: Int) {
        for (_, tracer) in tracers {
            let records = tracer.board.take(atMost: Self.mostCalls)
            // Written when a call has returned, numbered when it was made.
            let new = records.map { $0.call(level: level) }.sorted { $0.number < $1.number }
            calls += new
            lost += tracer.board.takeLost()
        }
        // The oldest go, so that what comes is seen however long a session lasts.
        let extra = max(calls.count - Self.mostCalls, 0)
        let untold = max(extra - told, 0)
        lost += untold
        dropped += extra - untold
        calls.removeFirst(extra)
        told = max(told - extra, 0)
    }

    /// Those that were not told of yet.
    func takeNew() -> ArraySlice<TracedCall> {
        defer { told = calls.count }
        return calls[told...]
    }

    func takeNewLost() -> Int {
        defer { toldLost = lost }
        return lost - toldLost
    }

    func forget() {
        calls = []
        told = 0
        toldLost = 0
        lost = 0
        dropped = 0
    }

    /// Processes that still run and are not traced, since they ran before.
    var stillUntraced: [ProcessState] {
        untraced.compactMap { old in
            (try? ProcessState(pid: old.pid)).flatMap { $0.startTime == old.startTime ? $0 : nil }
        }
    }
}
