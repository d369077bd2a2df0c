internal import Glibc
internal import Namespaces
internal import Synchronization
internal import SystemCalls

/// The calls of one terminal, for every thread: who has the terminal may be another than who asks.
public final class SessionTracing: Sendable {
    /// The terminal's.
    let shell: Int32
    private let initProcess: Int32
    let state = Mutex(TracingState())

    init(shell: Int32, in lab: Lab) {
        self.shell = shell
        initProcess = lab.initProcess.pid
    }

    /// Reads what the tracers have written down first.
    func afterTakingIn<Answer: Sendable>(_ answer: (inout TracingState) -> Answer) -> Answer {
        state.withLock { state in
            if state.hasTracers {
                let numbers = try? ProcessState.numbers(of: initProcess)
                state.takeIn(level: max((numbers?.count ?? 1) - 1, 0))
            }
            return answer(&state)
        }
    }
}

/// What is known of them.
struct TracingState {
    private(set) var isOn = false
    /// Why it was not turned on, when that was asked for last.
    var refusal: TracingRefusal?
    /// Whether a line was typed since it was last forgotten, while nobody saw its calls.
    var hasUntracedLine = false
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
    /// - Returns: why not even the session's shell, or the learner's, can be traced.
    mutating func turnOn(shell: Int32, here: Int32) -> TracingRefusal? {
        let tree = ProcessState.tree(from: shell)
        if filtersOfAll == nil { filtersOfAll = Self.filters(of: shell) }
        for pid in Self.way(from: shell, to: here, in: tree) where !isTraced(pid) {
            do throws(SystemCallError) {
                tracers.append((pid, try Tracer(of: pid)))
            } catch {
                // It has a filter of an ancestor's, and so is traced. A shell in between that lets
                // itself not be traced starts nothing before the learner is back in it.
                if error.errno == EBUSY, hasTracers { continue }
                // A program that computes, or has ended meanwhile, is no shell that waits for a line: it is
                // one of those that ran before.
                let isPassing = error.errno == EAGAIN || error.errno == ESRCH
                if pid == shell || (pid == here && !isPassing) { return TracingRefusal(error: error) }
            }
        }
        if untraced.isEmpty, !isOn {
            untraced = tree.filter { process in !isTraced(process.pid) && !hasFilter(process.pid) }
        }
        for (_, tracer) in tracers { tracer.board.record(true) }
        isOn = true
        return nil
    }

    mutating func turnOff() {
        for (_, tracer) in tracers { tracer.board.record(false) }
        isOn = false
    }

    var hasTracers: Bool { !tracers.isEmpty }

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
    mutating func takeIn(level: Int) {
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
    mutating func takeNew() -> ArraySlice<TracedCall> {
        defer { told = calls.count }
        return calls[told...]
    }

    mutating func takeNewLost() -> Int {
        defer { toldLost = lost }
        return lost - toldLost
    }

    mutating func forget() {
        calls = []
        told = 0
        toldLost = 0
        lost = 0
        dropped = 0
        hasUntracedLine = false
    }

    /// Processes that still run and are not traced, since they ran before.
    var stillUntraced: [ProcessState] {
        untraced.compactMap { old in
            (try? ProcessState(pid: old.pid)).flatMap { $0.startTime == old.startTime ? $0 : nil }
        }
    }
}
