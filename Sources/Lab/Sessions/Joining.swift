internal import Glibc
internal import Namespaces
internal import SystemCalls

extension Lab {
    /// What a new process of this lab does before it becomes its program: joins every namespace at
    /// once and goes on as a child of *this* process, in the lab's PID namespace.
    ///
    /// - Parameter terminal: what it does about a terminal while it can still send descriptors out.
    func joining(terminal: [Operation] = []) -> Plan {
        var plan = Plan([.openStarter(slot: Self.starterSlot)])
        plan.append(
            Self.joining(initProcess, mapping, delegated, guardian?.group, inside: terminal))
        return plan
    }

    /// - Parameters:
    ///   - kinds: what is joined at once.
    ///   - inside: what it does before it goes on in a child.
    static func joining(
        _ initProcess: borrowing ProcessDescriptor, _ mapping: IDMapping,
        _ delegated: DelegatedGroup?, _ group: ControlGroup?, kinds: NamespaceKinds = .all,
        inside: [Operation] = []
    ) -> Plan {
        // While the group's files can be named, which is from outside only.
        var plan = Plan()
        if let delegated { plan.append(delegated.entering(besides: initProcess.pid)) }
        for operation in group?.entering ?? [] { plan.attempt(operation) }
        plan.append(Limits.operations)
        plan.append(.join(.inherited(initProcess.descriptor.number), kinds: kinds))
        plan.append(mapping.becomeRoot)
        // Keys of the learner's own session would else be in reach: keyrings(7). A kernel without
        // keyrings has none to reach. The learner's other keys are those of an id, which is the
        // lab's root's too: so the calls themselves are refused.
        plan.attempt(.ownKeyring)
        plan.attempt(.denyKeys)
        plan.append(inside)
        // Until it becomes its program the child is a copy of this process in the lab's sight.
        plan.append(.dumpable(false))
        plan.append(.continueInChild)
        plan.append([.parentDeathSignal(SIGKILL), .newSession])
        return plan
    }

    private static let starterSlot = 7

    /// The last operations of a process of this lab, which other processes may have changed since it
    /// was made: its `/bin/bash` may be a script of `#!/proc/self/exe`.
    func becoming(
        _ arguments: [String], environment: [String], directory: String = "/root"
    ) -> [Operation] {
        Self.becoming(arguments, environment: environment, directory: directory).map { operation in
            guard case .execute(let file, let path, let arguments, let environment) = operation else {
                return operation
            }
            return .executeThrough(
                .slot(Self.starterSlot), file: file, searching: path, arguments: arguments,
                environment: environment)
        }
    }

    /// The last operations of the first process of a lab.
    static func becoming(
        _ arguments: [String], environment: [String], directory: String = "/root"
    ) -> [Operation] {
        [
            // reboot(2) would end the lab from inside: a machine that is gone teaches nothing.
            .dropFromBoundingSet(.sysBoot),
            .changeDirectory(directory), .umask(0o022), .defaultSignals,
            // Whatever this process was started with: a directory out there would be a way out.
            .closeFrom(3, onExecute: true),
            .execute(
                file: arguments[0], searching: ShellFiles.searchPath, arguments: arguments,
                environment: environment),
        ]
    }

    /// Spawns a joiner's plan and gives the process that it went on in.
    ///
    /// - Throws: the operation that failed; `execve` where the program could not be started.
    func spawnJoined(_ plan: Plan) throws(SystemCallError) -> JoinedProcess {
        let process = try Self.adopt(try plan.spawn())
        try keep(process)
        return process
    }

    /// How long a joiner may take to become its program.
    private static let joiningMilliseconds = 5000

    /// Takes over the process that a joiner goes on in, which is this process's own child.
    static func adopt(_ joiner: consuming SpawnedProcess) throws(SystemCallError) -> JoinedProcess {
        var started: JoinedProcess?
        var failure: SystemCallError?
        do throws(SystemCallError) {
            // The lab's root may stop it before it becomes its program.
            let deadline = Deadline(milliseconds: joiningMilliseconds)
            let report = try joiner.report(by: deadline) { pid throws(SystemCallError) in
                Strangers.isOurs(pid)
                do throws(SystemCallError) {
                    started = JoinedProcess(try ProcessDescriptor(pid: pid))
                } catch {
                    // No descriptor for it, but it is there, and ours to end.
                    kill(pid, SIGKILL)
                    waitpid(pid, nil, 0)
                    throw error
                }
            }
            if report.child == nil { failure = SystemCallError("clone", "", errno: ECHILD) }
        } catch {
            failure = error
            // It has failed by itself, or would never be done.
            try? joiner.process.signal(SIGKILL)
        }
        try joiner.process.wait()
        if let failure {
            started?.end()
            throw failure
        }
        guard let started else { throw SystemCallError("clone", "", errno: ECHILD) }
        return started
    }
}
