/// The disposable machine: its file tree, init, limits, sessions, and its end.
///
/// This room knows how a machine is made of namespaces and how a shell in it is watched. It does
/// *not* know what a lesson is.
internal import Glibc
public import Namespaces
public import SystemCalls

/// A disposable machine made of one namespace of each kind. Its end is the end of everything in it.
///
/// Not for sharing between threads: the kernel ends a lab with the *thread* that made it
/// (`PR_SET_PDEATHSIG`), so each belongs to one.
public final class Lab {
    /// PID 1 of the lab, as this process numbers it.
    public let initProcess: ProcessDescriptor
    /// What this machine refused and the lab does without: `mount overlay …`.
    public let refusals: [SystemCallError]
    let mapping: IDMapping
    /// Its end tells the lab's init that nobody needs the lab.
    private let lifeline: Descriptor
    private var hasEnded = false
    /// What was started in the lab from outside, in order.
    var joined: [JoinedProcess] = []

    /// The lab's name of itself.
    public static let hostname = "lab"

    /// Makes a lab and waits until it is ready.
    ///
    /// - Throws: the first system call that failed; `Refusal` explains it.
    public convenience init() throws(SystemCallError) {
        try self.init(failing: nil)
    }

    /// - Parameter injection: the operation of the lab's plan that is to fail, for tests.
    public init(failing injection: (operation: Int, errno: Int32)?) throws(SystemCallError) {
        let mapping = IDMapping.ofThisProcess
        let lifeline = try Pipe()
        let mapped = try Pipe()
        var plan = Self.plan(
            mapping, lifeline: lifeline.reader.number, mapped: mapped.reader.number)
        if let injection { plan = plan.failing(at: injection.operation, errno: injection.errno) }
        let spawned = try plan.spawn(into: Set(NamespaceKind.allCases))
        do throws(SystemCallError) {
            try mapping.write(for: spawned.process.pid)
            try mapped.writer.write([1])
            // Its end of the pipe closes when it has become init.
            let report = try spawned.report()
            guard report.isReady else { throw SystemCallError("clone3", "lab", errno: ECHILD) }
            self.refusals = report.refusals
        } catch {
            try? spawned.process.signal(SIGKILL)
            _ = try? spawned.process.wait()
            throw error
        }
        self.mapping = mapping
        self.initProcess = spawned.takeProcess()
        self.lifeline = lifeline.takeWriter()
    }

    deinit { end() }

    /// How many operations a lab's plan has: a test makes each of them fail.
    public static var operationCount: Int {
        plan(.ofThisProcess, lifeline: 0, mapped: 0).entries.count
    }

    private static func plan(_ mapping: IDMapping, lifeline: Int32, mapped: Int32) -> Plan {
        var plan = Plan()
        plan.append(mapping.operationsOfChild)
        plan.append(.awaitByte(mapped))
        plan.append(mapping.becomeRoot)
        // After the last change of ids, which clears it. The lifeline covers the time before.
        plan.append(.parentDeathSignal(SIGKILL))
        plan.append(Limits.operations)
        plan.append([.newSession, .setHostname(hostname), .linkUp("lo")])
        plan.append(FileTree(hasIDRange: mapping.hasRange).plan)
        // Nothing of this process may be reached through /proc/1: neither its descriptors nor, since
        // init becomes another program, its file and its memory.
        plan.append([
            .umask(0o022), .ignore(signal: SIGCHLD),
            .duplicate(.inherited(lifeline), onto: 0), .closeFrom(1, onExecute: true), .ready,
            .executeOpen(.slot(FileTree.initSlot), arguments: ["init"]),
        ])
        return plan
    }

    /// Ends every process of the lab and waits until the kernel has done so. Idempotent.
    public func end() {
        guard !hasEnded else { return }
        hasEnded = true
        // Neither can fail but by the lab having ended already, which is what is wanted. PID 1 is
        // not gone before every process of the namespace is reaped, and these are ours to reap.
        try? initProcess.signal(SIGKILL)
        for process in joined { process.end() }
        _ = try? initProcess.wait()
    }

    /// Every process in the lab now but PID 1: what was started from here and all that descend from
    /// it, orphans included.
    public var processes: [ProcessState] {
        let roots = joined.filter { !$0.hasEnded }.map(\.pid) + ProcessState.children(of: initProcess.pid)
        return roots.flatMap(ProcessState.tree(from:))
    }

    /// Whether PID 1 still runs: a learner may end the machine from inside.
    public var isRunning: Bool {
        guard !hasEnded else { return false }
        guard let ended = try? waitUntilReadable([initProcess.descriptor.number], milliseconds: 0)
        else { return false }
        return ended.isEmpty
    }
}
