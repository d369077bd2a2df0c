internal import Glibc
internal import Namespaces
internal import SystemCalls

/// What the first process of a lab does, in order.
extension Lab {
    /// How many operations a lab's plan has: a test makes each of them fail.
    public static var operationCount: Int {
        let mapping = IDMapping.ofThisProcess
        return beginning(mapping, mapped: (0, 0)).entries.count
            + rest(mapping, lifeline: 0, listener: 0, ownGroup: false).entries.count
    }

    /// The kinds that it is born into. The network namespace takes the kernel longer than all the
    /// others together, so it makes that one itself, while this process plans the rest.
    static func birth(ownGroup: Bool) -> NamespaceKinds {
        NamespaceKinds.all.subtracting(ownGroup ? [.net, .cgroup] : [.net])
    }

    /// What is known before anything is known of the machine. Until it has said `ready` it is in this
    /// machine's network namespace, so nobody may join it before.
    static func beginning(_ mapping: IDMapping, mapped: (reader: Int32, writer: Int32)) -> Plan {
        // From the first moment: it must not wait for the word of a parent that is gone, and would,
        // if it held the other end of that pipe itself.
        var plan = Plan([.parentDeathSignal(SIGKILL), .close(.inherited(mapped.writer))])
        // The names first: where a namespace is given without any capability in it, as on Ubuntu 24.04,
        // it is they that tell.
        plan.append([
            .setHostname(hostname), .setDomainname("(none)"), .unshare([.net]), .ready,
        ])
        plan.append(mapping.operationsOfChild)
        plan.append(Limits.operations)
        plan.append([.newSession, .linkUp("lo")])
        // Nothing of this process may be reached through /proc/1: neither its descriptors nor, since
        // init becomes another program, its file and its memory. Whoever traces init could else have
        // it make the calls that sessions are refused.
        plan.attempt(.denyKeys)
        plan.append(.awaitRest(mapped.reader))
        return plan
    }

    /// What comes when its ids are mapped.
    static func rest(
        _ mapping: IDMapping, lifeline: Int32, listener: Int32, ownGroup: Bool
    ) -> Plan {
        var plan = Plan(mapping.becomeRoot)
        // Only now: one that clone3(2) makes has its root in the group of the *maker*.
        if ownGroup { plan.append(.unshare([.cgroup])) }
        // Again, since a change of ids clears it.
        plan.append(.parentDeathSignal(SIGKILL))
        let tree = FileTree(
            hasIDRange: mapping.hasRange, hasControlGroup: ownGroup, listener: listener)
        plan.append(tree.plan)
        plan.append([
            .umask(0o022), .ignore(signal: SIGCHLD),
            .duplicate(.inherited(lifeline), onto: 0), .closeFrom(1, onExecute: true), .ready,
            .executeOpen(.slot(FileTree.initSlot), arguments: ["init"]),
        ])
        return plan
    }

    /// The lab's first command, which joins while the lab's file tree is made, and enters that when
    /// PID 1 has become its program.
    static func early(
        _ command: [String], _ initProcess: borrowing ProcessDescriptor, _ mapping: IDMapping,
        _ delegated: DelegatedGroup?, _ alive: borrowing Pipe
    ) throws(SystemCallError) -> SpawnedProcess {
        var plan = Plan([
            // Waiting, it must neither outlive this process nor be what it waits for.
            .parentDeathSignal(SIGKILL), .close(.inherited(alive.writer.number)),
            // Who is born into a time namespace and shares memory enters it with its program.
            .open("/proc/\(initProcess.pid)/ns/time_for_children", flags: O_RDONLY, slot: 0),
        ])
        let late: NamespaceKinds = delegated == nil ? [.mnt] : [.mnt, .cgroup]
        plan.append(
            joining(
                initProcess, mapping, delegated, nil, kinds: .all.subtracting(late.union([.time])),
                inside: [.join(.slot(0), kinds: [.time])]))
        plan.append([
            .awaitEnd(alive.reader.number),
            .join(.inherited(initProcess.descriptor.number), kinds: late),
        ])
        plan.append(becoming(command, environment: environment))
        return try plan.spawn()
    }
}
