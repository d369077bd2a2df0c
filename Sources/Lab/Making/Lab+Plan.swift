internal import Glibc
internal import Namespaces
internal import SystemCalls

/// What the first process of a lab does, in order.
extension Lab {
    /// How many operations a lab's plan has: a test makes each of them fail.
    public static var operationCount: Int {
        plan(.ofThisProcess, lifeline: 0, listener: 0, mapped: (0, 0), ownGroup: false)
            .entries.count
    }

    static func plan(
        _ mapping: IDMapping, lifeline: Int32, listener: Int32,
        mapped: (reader: Int32, writer: Int32), ownGroup: Bool
    ) -> Plan {
        // From the first moment: it must not wait for the word of a parent that is gone, and would,
        // if it held the other end of that pipe itself.
        var plan = Plan([.parentDeathSignal(SIGKILL), .close(.inherited(mapped.writer))])
        plan.append(mapping.operationsOfChild)
        plan.append(.awaitByte(mapped.reader))
        plan.append(mapping.becomeRoot)
        // Only now: one that clone3(2) makes has its root in the group of the *maker*.
        if ownGroup { plan.append(.unshare([.cgroup])) }
        // Again, since a change of ids clears it.
        plan.append(.parentDeathSignal(SIGKILL))
        plan.append(Limits.operations)
        plan.append([.newSession, .setHostname(hostname), .setDomainname("(none)"), .linkUp("lo")])
        let tree = FileTree(
            hasIDRange: mapping.hasRange, hasControlGroup: ownGroup, listener: listener)
        plan.append(tree.plan)
        // Nothing of this process may be reached through /proc/1: neither its descriptors nor, since
        // init becomes another program, its file and its memory. Whoever traces init could else have
        // it make the calls that sessions are refused.
        plan.attempt(.denyKeys)
        plan.append([
            .umask(0o022), .ignore(signal: SIGCHLD),
            .duplicate(.inherited(lifeline), onto: 0), .closeFrom(1, onExecute: true), .ready,
            .executeOpen(.slot(FileTree.initSlot), arguments: ["init"]),
        ])
        return plan
    }

    /// A joiner that is made before the lab is ready, and waits until it is.
    static func early(
        _ command: [String], _ initProcess: borrowing ProcessDescriptor, _ mapping: IDMapping,
        _ delegated: DelegatedGroup?, _ born: borrowing Pipe
    ) throws(SystemCallError) -> SpawnedProcess {
        var plan = Plan([
            // Waiting, it must neither outlive this process nor be what it waits for.
            .parentDeathSignal(SIGKILL), .close(.inherited(born.writer.number)),
            .awaitEnd(born.reader.number),
        ])
        plan.append(joining(initProcess, mapping, delegated, nil))
        plan.append(becoming(command, environment: environment))
        return try plan.spawn()
    }
}
