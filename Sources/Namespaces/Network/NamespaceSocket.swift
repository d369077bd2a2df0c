internal import Glibc
internal import SystemCalls

extension FactSubject {
    /// A socket of the subject's network namespace, held by this process.
    ///
    /// A short-lived child joins, opens it and hands it out: a socket stays in the namespace that it
    /// was made in, so it can be asked from out here. An open socket keeps that namespace alive:
    /// close it when the observation ends.
    ///
    /// - Parameters: as `socket(2)` has them: `AF_NETLINK`, `SOCK_RAW`, `NETLINK_ROUTE`.
    func openSocket(
        family: Int32, type: Int32, protocol number: Int32
    ) throws(SystemCallError) -> Descriptor {
        let process = try ProcessDescriptor(pid: pid)
        let sockets = try SocketPair()
        var plan = Plan()
        var foreign = try differingKinds([.user, .net])
        if otherNetwork != nil { foreign.remove(.net) }
        if !foreign.isEmpty {
            plan.append(.join(.inherited(process.descriptor.number), kinds: foreign))
        }
        if let otherNetwork { plan.append(.join(.inherited(otherNetwork), kinds: [.net])) }
        plan.append([
            .openSocket(family: family, type: type, protocol: number, slot: 0),
            .send(.slot(0), socket: sockets.far.number), .exit(0),
        ])
        _ = try plan.run()
        return try sockets.takeNear().receiveDescriptor()
    }

    /// Those kinds in which the subject is elsewhere than this process: `setns(2)` refuses the user
    /// namespace that one is in already.
    private func differingKinds(
        _ kinds: [NamespaceKind]
    ) throws(SystemCallError) -> Set<NamespaceKind> {
        var differing: Set<NamespaceKind> = []
        for kind in kinds {
            let theirs = try readLink("/proc/\(pid)/ns/\(kind.rawValue)")
            if try theirs != readLink("/proc/self/ns/\(kind.rawValue)") { differing.insert(kind) }
        }
        return differing
    }
}
