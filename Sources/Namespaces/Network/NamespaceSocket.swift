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
        let sockets = try SocketPair()
        _ = try runInNetwork([
            .openSocket(family: family, type: type, protocol: number, slot: 0),
            .send(.slot(0), socket: sockets.far.number),
        ])
        return try sockets.takeNear().receiveDescriptor()
    }

    /// Carries operations out in a short-lived child that is in the subject's network namespace.
    ///
    /// - Returns: what those that read have read, in their order.
    func runInNetwork(_ operations: [Operation]) throws(SystemCallError) -> [[UInt8]] {
        let network = try networkHandle()
        guard try network.identity != NamespaceIdentity(path: "/proc/self/ns/net") else {
            return try Self.run([], operations)
        }
        let joining = Operation.join(.inherited(network.descriptor.number), kinds: [.net])
        // The rights over a network are those of the user namespace that owns it, which need not be
        // the one that the process is in.
        let owner = try network.owner()
        // `setns(2)` refuses the user namespace that one is in already.
        guard try owner.identity != NamespaceIdentity(path: "/proc/self/ns/user") else {
            return try Self.run([joining], operations)
        }
        return try Self.run(
            [.join(.inherited(owner.descriptor.number), kinds: [.user]), joining], operations)
    }

    private static func run(
        _ joining: [Operation], _ operations: [Operation]
    ) throws(SystemCallError) -> [[UInt8]] {
        let readings = try Plan(joining + operations + [.exit(0)]).run().readings
        return readings.sorted { $0.key < $1.key }.map(\.value)
    }

    /// The network namespace that is looked into; no observer keeps it past its observation.
    private func networkHandle() throws(SystemCallError) -> NamespaceHandle {
        if let otherNetwork {
            return try NamespaceHandle(.net, path: "/proc/self/fd/\(otherNetwork)")
        }
        return try NamespaceHandle(.net, ofProcess: pid)
    }
}
