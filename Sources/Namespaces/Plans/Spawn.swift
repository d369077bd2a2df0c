internal import CLinux
import Glibc
public import SystemCalls

/// A process that was made by a plan, and the pipe that it reports on.
public struct SpawnedProcess: ~Copyable, Sendable {
    public let process: ProcessDescriptor
    let reports: Descriptor
    let plan: Plan

    /// The process alone; its reports are read no further.
    public consuming func takeProcess() -> ProcessDescriptor { process }
}

/// What a plan's process told before it went silent.
public struct PlanReport: Sendable {
    /// What it read, by the operation's place in the plan.
    public var readings: [Int: [UInt8]] = [:]
    /// Operations that were allowed to fail and did.
    public var refusals: [SystemCallError] = []
    /// Readings that were allowed to fail and did, by the operation's place in the plan.
    public var refusedReadings: [Int: SystemCallError] = [:]
    /// The process that `continueInChild` went on in, as this process numbers it.
    public var child: Int32?
    /// Whether the `ready` operation was reached.
    public var isReady = false
}

extension Plan {
    /// Clones a process that carries this plan out.
    ///
    /// - Parameter kinds: the namespaces that it is born into; clone3(2) makes all of them at once.
    /// - Parameter controlGroup: an open directory of the cgroup2 group that it is born into.
    /// - Throws: clone3's refusal.
    public func spawn(
        into kinds: NamespaceKinds = [], controlGroup: Int32? = nil
    ) throws(SystemCallError) -> SpawnedProcess {
        let pipe = try Pipe()
        let memory = PlanMemory(self)
        var pidfd: Int32 = -1
        var what = nl_spawn(
            ops: memory.operations.baseAddress, count: memory.operations.count,
            namespaces: kinds.flags, report: pipe.writer.number, cgroup: controlGroup ?? -1)
        let pid = try checked(
            nl_spawn(&what, &pidfd), "clone3", kinds.names)
        let process = ProcessDescriptor(pid: pid, owning: Descriptor(owning: pidfd))
        return SpawnedProcess(process: process, reports: pipe.takeReader(), plan: self)
    }

    /// Spawns, waits for the end, and gives what the process read. For short-lived observers.
    ///
    /// - Throws: the first operation that failed and was not allowed to.
    public func run(into kinds: NamespaceKinds = []) throws(SystemCallError) -> PlanReport {
        if kinds.isEmpty, mayBorrowMemory {
            do throws(SystemCallError) { return try look() } catch where error.errno == ENOBUFS {}
        }
        let spawned = try spawn(into: kinds)
        do {
            let report = try spawned.report()
            try spawned.process.wait()
            return report
        } catch {
            _ = try? spawned.process.wait()
            throw error
        }
    }
}

extension PlanReport {
    /// Reads frames until there are no more.
    ///
    /// - Parameter next: the next so many bytes, fewer only at the end.
    init(
        of plan: Plan, onChild: (Int32) throws(SystemCallError) -> Void = { _ in },
        _ next: (Int) throws(SystemCallError) -> [UInt8]
    ) throws(SystemCallError) {
        func error(_ frame: nl_frame) -> SystemCallError {
            let call = plan.entries[Int(frame.op)].operation.call
            return SystemCallError(call.name, call.subject, errno: frame.error)
        }
        while true {
            let header = try next(MemoryLayout<nl_frame>.size)
            guard header.count == MemoryLayout<nl_frame>.size else { return }
            let frame = header.withUnsafeBytes { $0.loadUnaligned(as: nl_frame.self) }
            let index = Int(frame.op)
            switch nl_frame_kind(UInt32(frame.kind)) {
            case NL_FAILED: throw error(frame)
            case NL_REFUSED:
                refusals.append(error(frame))
                refusedReadings[index] = error(frame)
            case NL_DATA: readings[index, default: []] += try next(Int(frame.size))
            case NL_CLONED:
                child = frame.size
                try onChild(frame.size)
            case NL_IS_READY: isReady = true
            default: throw SystemCallError("read", "report", errno: EPROTO)
            }
        }
    }
}

extension SpawnedProcess {
    /// Reads reports until the process has nothing more to say: it ended, or became another program.
    ///
    /// - Parameters:
    ///   - deadline: by which it must have gone silent. Whoever is with it in a namespace may stop it.
    ///   - onChild: told of the process that `continueInChild` went on in, at once: from then on
    ///     that process is the caller's to reap, also when a later operation fails.
    /// - Throws: the operation that failed; `ETIMEDOUT` past the deadline, when it is still there.
    public borrowing func report(
        by deadline: Deadline? = nil, onChild: (Int32) throws(SystemCallError) -> Void = { _ in }
    ) throws(SystemCallError) -> PlanReport {
        try PlanReport(of: plan, onChild: onChild) { count throws(SystemCallError) in
            try bytes(count, deadline)
        }
    }

    /// Exactly `count` bytes, fewer only at the end.
    private borrowing func bytes(
        _ count: Int, _ deadline: Deadline?
    ) throws(SystemCallError) -> [UInt8] {
        var all: [UInt8] = []
        while all.count < count {
            if let deadline {
                let ready = try waitUntilReadable(
                    [reports.number], milliseconds: deadline.millisecondsLeft)
                if ready.isEmpty, deadline.hasPassed {
                    throw SystemCallError("read", "report", errno: ETIMEDOUT)
                }
                if ready.isEmpty { continue }
            }
            let part = try reports.read(atMost: count - all.count)
            if part.isEmpty { break }
            all += part
        }
        return all
    }
}
