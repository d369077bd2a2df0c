/// The disposable machine: its file tree, init, limits, sessions, and its end.
///
/// This room knows how a machine is made of namespaces and how a shell in it is watched. It does
/// *not* know what a lesson is.
internal import CLinux
internal import Glibc
public import Namespaces
internal import Synchronization
public import SystemCalls

/// A disposable machine made of one namespace of each kind. Its end is the end of everything in it.
///
/// The kernel ends a lab with the *thread* that made it (`PR_SET_PDEATHSIG`), so each belongs to
/// one, which ends it. Another may start processes in it, and those end with that thread.
public final class Lab: Sendable {
    /// PID 1 of the lab, as this process numbers it.
    public let initProcess: ProcessDescriptor
    /// A descriptor that becomes readable when the lab ends.
    public var ends: Int32 { initProcess.descriptor.number }
    /// What this machine refused and the lab does without: `mount overlay …`.
    public let refusals: [SystemCallError]
    let mapping: IDMapping
    /// Its end tells the lab's init that nobody needs the lab.
    private let lifeline: Mutex<Descriptor?>
    /// Where the lab asks for the program of `sys`, until a guardian has it that answers.
    private let listener: Mutex<Descriptor?>
    /// Ends the lab where it does not end itself, once anything in it has run for a while.
    private let beside = Mutex<Guardian?>(nil)
    /// What its `eth0` leads to, where it has one.
    private let network = Mutex<LabNetwork?>(nil)
    private let isBounded = Atomic(false)
    private let hasEnded = Atomic(false)
    private let started = Mutex<JoinedProcess?>(nil)
    /// The cgroup2 group that is the lab's own, where it has one.
    let delegated: DelegatedGroup?
    /// What was started in the lab from outside, in order.
    private let joinedProcesses = Mutex<[JoinedProcess]>([])
    /// The learner's terminals on it.
    public let terminals = TerminalTable()

    /// The lab's name of itself.
    public static let hostname = "lab"

    /// Makes a lab and waits until it is ready.
    ///
    /// - Parameter features: what it has beside what every lab has.
    /// - Throws: the first system call that failed; `Refusal` explains it.
    public convenience init(_ features: LabFeatures = []) throws(SystemCallError) {
        try self.init(features, failing: nil, starting: nil)
    }

    /// - Parameter injection: the operation of the lab's plan that is to fail, for tests.
    public convenience init(
        failing injection: (operation: Int, errno: Int32)?
    ) throws(SystemCallError) {
        try self.init([], failing: injection, starting: nil)
    }

    /// - Parameter command: a program that is started in the lab as soon as that is ready; the
    ///   process that will become it is made meanwhile.
    init(
        _ features: LabFeatures, failing injection: (operation: Int, errno: Int32)? = nil,
        starting command: [String]?
    ) throws(SystemCallError) {
        let mapping = IDMapping.ofThisProcess
        let wantsGroup = features.contains(.controlGroup) || DelegatedGroup.isNeeded
        let delegated = wantsGroup ? try DelegatedGroup(for: mapping) : nil
        let lifeline = try Pipe()
        let mapped = try Pipe()
        let alive = try Pipe()
        let listener = try Descriptor.unixSocket()
        let ownGroup = delegated != nil
        var beginning = Self.beginning(
            mapping, mapped: (mapped.reader.number, mapped.writer.number))
        let begins = beginning.entries.count
        if let injection, injection.operation < begins {
            beginning = beginning.failing(at: injection.operation, errno: injection.errno)
        }
        let spawned = try beginning.spawnSharingMemory(
            into: Self.birth(ownGroup: ownGroup), controlGroup: delegated?.descriptor.number
        ) {
            let rest = Self.rest(
                mapping, lifeline: lifeline.reader.number, listener: listener.number,
                ownGroup: ownGroup)
            guard let injection, injection.operation >= begins else { return rest }
            return rest.failing(at: injection.operation - begins, errno: injection.errno)
        }
        Strangers.isOurs(spawned.process.pid)
        var joiner: SpawnedProcess?
        var network: LabNetwork?
        do throws(SystemCallError) {
            // Its namespaces are all there now. Only then are its ids: who owns a network's files in
            // /sys hangs on which of the two came first.
            let born = try spawned.reportUntilReady()
            try mapping.write(for: spawned.process.pid)
            try mapped.writer.write([1])
            // Meanwhile it makes its file tree.
            if features.contains(.network) { network = try LabNetwork(of: spawned.process) }
            if let command {
                joiner = try Self.early(command, spawned.process, mapping, delegated, alive)
            }
            // Now init alone holds it, and lets go of it by becoming its program: the command goes on
            // then, without a word of this process. Where init fails there is nothing to join.
            try? alive.takeWriter().close()
            // Its end of the pipe closes when it has become init.
            let report = try spawned.report()
            guard report.isReady else { throw SystemCallError("clone3", "lab", errno: ECHILD) }
            self.refusals = born.refusals + report.refusals
        } catch {
            try? spawned.process.signal(SIGKILL)
            // PID 1 is not gone before what joined is reaped.
            if let joiner = joiner.take() { (try? Self.adopt(joiner))?.end() }
            Self.reap(spawned.process)
            spawned.takeBackMemory()
            delegated?.end()
            throw error
        }
        self.delegated = delegated
        self.mapping = mapping
        self.initProcess = spawned.takeProcess()
        self.lifeline = Mutex(lifeline.takeWriter())
        self.network.withLock { [network] in $0 = network }
        self.listener = Mutex(.some(listener))
        if let joiner = joiner.take() {
            let command = try Self.adopt(joiner)
            try keep(command)
            started.withLock { $0 = command }
        }
    }

    deinit { end() }

    /// What the lab was made to run, if anything.
    var command: JoinedProcess? { started.withLock { $0 } }

    var guardian: Guardian? { beside.withLock { $0 } }

    /// What was started in the lab from outside and has not been reaped, in order.
    private var joined: [JoinedProcess] { joinedProcesses.withLock { $0.filter { !$0.hasEnded } } }

    /// Takes over what was started in the lab; ends it where the lab has ended meanwhile.
    func keep(_ process: JoinedProcess) throws(SystemCallError) {
        joinedProcesses.withLock { joined in
            joined.removeAll(where: \.hasEnded)
            joined.append(process)
        }
        guard hasEnded.load(ordering: .sequentiallyConsistent) else { return }
        process.end()
        throw SystemCallError("setns", "the lab", errno: ESRCH)
    }

    /// Ends every process of the lab and waits until the kernel has done so. Idempotent.
    public func end() {
        guard !hasEnded.exchange(true, ordering: .sequentiallyConsistent) else { return }
        // Neither can fail but by the lab having ended already, which is what is wanted. PID 1 is
        // not gone before every process of the namespace is reaped, and these are ours to reap.
        try? initProcess.signal(SIGKILL)
        // A sandbox may refuse pidfd_send_signal(2), or hide it.
        lifeline.withLock { $0 = nil }
        for process in joined { process.end() }
        Self.reap(initProcess)
        network.withLock { $0 = nil }
        if let bell = listener.withLock({ $0.take() }) { Self.hangUp(bell) }
        guardian?.end()
        delegated?.end()
    }

    private static func reap(_ initProcess: borrowing ProcessDescriptor) {
        let end = initProcess.descriptor.number
        while (try? waitUntilReadable([end], milliseconds: 5))?.isEmpty == true {
            // It takes its time, or waits for a child of ours that we do not know.
            Strangers.reap()
        }
        _ = try? initProcess.wait()
        Strangers.isReaped(initProcess.pid)
    }

    /// Closes the socket that the lab asks at, and with it what was sent there and nobody took.
    ///
    /// To close the last descriptor of somebody's connection may take for ever (SO_LINGER), but not
    /// for a process that is ending: so one that ends has the last.
    private static func hangUp(_ bell: consuming Descriptor) {
        let asked = try? waitUntilReadable([bell.number], milliseconds: 0)
        guard asked?.isEmpty != true else { return }
        let kept = nl_duplicate(bell.number)
        try? bell.close()
        guard kept >= 0, let line = try? Pipe() else { return }
        // It has all that its parent has open.
        let plan = Plan([
            .close(.inherited(line.writer.number)), .awaitEnd(line.reader.number), .exit(0),
        ])
        // Where no process is to be had it stays open until this one ends.
        guard let last = try? plan.spawn().takeProcess() else { return }
        close(kept)
        try? line.takeWriter().close()
        _ = try? last.wait()
    }

    /// How long something runs in a lab before the lab is bounded as a whole, in milliseconds. To
    /// move a process into a control group takes the kernel up to 10 ms, which nothing short must pay.
    static let unboundedMilliseconds: Int32 = 20

    /// Puts a guardian beside the lab, and bounds what all its processes together use, where this
    /// machine lets us. Idempotent.
    func bound() {
        guard !hasEnded.load(ordering: .relaxed),
            !isBounded.exchange(true, ordering: .relaxed)
        else { return }
        // Without one the lab still has its limits, and its own ways to end.
        guard let bell = listener.withLock({ $0.take() }) else { return }
        let made = try? Guardian(
            of: initProcess.descriptor.number, besideUnified: delegated != nil,
            listener: bell.number)
        if made == nil { Self.hangUp(bell) }
        beside.withLock { $0 = made }
        guard let group = guardian?.group else { return }
        // What a process starts before it has been moved stays behind, so again until none does;
        // what comes later is started by one that is in.
        for _ in 0..<8 {
            let pids = [initProcess.pid] + processes.map(\.pid)
            let moved = pids.map(group.take).contains(true)
            if !moved { return }
        }
    }

    /// Every process in the lab now but PID 1: what was started from here and all that descend from
    /// it, orphans included.
    public var processes: [ProcessState] {
        // Those of another lab, which another thread may be making now, are not among them.
        let strangers = Strangers.all.map(\.pid).filter { [home = initProcess.pid] in
            ProcessState.isVisible($0, to: home)
        }
        let roots = joined.map(\.pid) + strangers
        return roots.flatMap(ProcessState.tree(from:))
            + ProcessState.tree(from: initProcess.pid).dropFirst()
    }

    /// Whether any of them runs, or waits for what comes without anybody's doing: `proc_pid_stat(5)`,
    /// states R and D.
    public var isAtWork: Bool { processes.contains { "RD".contains($0.state) } }

    /// What can be read once something in the lab asks for what only a guardian gives.
    var bell: Int32? {
        listener.withLock { listener in
            switch listener {
            case .some(let listener): listener.number
            case nil: nil
            }
        }
    }

    /// Sees to it that what the lab asks for is given, where it asks.
    func heed() {
        guard let bell, let rung = try? waitUntilReadable([bell], milliseconds: 0) else { return }
        if !rung.isEmpty { bound() }
    }

    /// Whether PID 1 still runs: a learner may end the machine from inside.
    public var isRunning: Bool {
        guard !hasEnded.load(ordering: .relaxed) else { return false }
        guard let ended = try? waitUntilReadable([initProcess.descriptor.number], milliseconds: 0),
            ended.isEmpty
        else { return false }
        // It is not gone before its namespace's processes are reaped, and those are ours to reap.
        return (try? ProcessState(pid: initProcess.pid))?.isExiting == false
    }
}
