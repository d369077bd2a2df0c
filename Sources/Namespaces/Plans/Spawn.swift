internal import CLinux
import Glibc
public import SystemCalls

/// A process that was made by a plan, and the pipe that it reports on.
public struct SpawnedProcess: ~Copyable {
    public let process: ProcessDescriptor
    let reports: Descriptor
    let plan: Plan
    /// Of a process that shares this one's memory.
    let lent: LentMemory?

    /// The process alone; its reports are read no further.
    public consuming func takeProcess() -> ProcessDescriptor { process }

    /// Takes back the memory that the process shared. Its last report does so too; who does not
    /// come to that calls this once the process has been reaped.
    public borrowing func takeBackMemory() { lent?.takeBack() }
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
        var what = nl_spawn(kinds, controlGroup, reporting: pipe.writer)
        what.ops = UnsafePointer(memory.operations.baseAddress)
        what.count = memory.operations.count
        let pid = try checked(nl_spawn(&what, &pidfd), "clone3", kinds.names)
        let process = ProcessDescriptor(pid: pid, owning: Descriptor(owning: pidfd))
        return SpawnedProcess(process: process, reports: pipe.takeReader(), plan: self, lent: nil)
    }

    /// The same of a process that shares this one's memory until it becomes its program: nothing is
    /// copied, and while it is at work the rest of its plan is made, which stands behind `awaitRest`.
    ///
    /// Both go on at the same time, so the plan may have nothing that looks, serves, traces, starts
    /// through another program or goes on in a child. And whoever can look into the process has this
    /// one's memory: nobody but it may be in the namespaces that it is in before it is its program.
    /// Read its reports to their end, or its plan and its stack stay where they are for good.
    public func spawnSharingMemory(
        into kinds: NamespaceKinds = [], controlGroup: Int32? = nil, rest: () -> Plan
    ) throws(SystemCallError) -> SpawnedProcess {
        let pipe = try Pipe()
        let lent = LentMemory(PlanMemory(self))
        var pidfd: Int32 = -1
        let pid = lent.spawn(nl_spawn(kinds, controlGroup, reporting: pipe.writer), &pidfd)
        if pid < 0 { lent.takeBack() }
        if pid < 0, pid != -EINVAL { throw SystemCallError("clone3", kinds.names, errno: -pid) }
        let rest = rest()
        var whole = self
        whole.append(rest)
        // A kernel, or what stands in for one, may refuse to let two processes share memory whose
        // time is not the same. A copy has all of its plan from the beginning.
        guard pid > 0 else { return try whole.spawn(into: kinds, controlGroup: controlGroup) }
        lent.setRest(rest)
        return SpawnedProcess(
            process: ProcessDescriptor(pid: pid, owning: Descriptor(owning: pidfd)),
            reports: pipe.takeReader(), plan: whole, lent: lent)
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

extension nl_spawn {
    fileprivate init(
        _ kinds: NamespaceKinds, _ controlGroup: Int32?, reporting report: borrowing Descriptor
    ) {
        self.init()
        namespaces = kinds.flags
        self.report = report.number
        cgroup = controlGroup ?? -1
    }
}

extension PlanReport {
    /// Reads frames until there are no more, or one that says `ready`.
    ///
    /// - Parameter next: the next so many bytes, fewer only at the end.
    init(
        of plan: Plan, untilReady: Bool = false,
        onChild: (Int32) throws(SystemCallError) -> Void = { _ in },
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
            case NL_IS_READY:
                isReady = true
                if untilReady { return }
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
        let report = try PlanReport(of: plan, onChild: onChild) { count throws(SystemCallError) in
            try bytes(count, deadline)
        }
        takeBackMemory()
        return report
    }

    /// Reads reports until the first `ready`, or to their end where there is none.
    ///
    /// - Throws: the operation that failed.
    public borrowing func reportUntilReady() throws(SystemCallError) -> PlanReport {
        try PlanReport(of: plan, untilReady: true) { count throws(SystemCallError) in
            try bytes(count, nil)
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
