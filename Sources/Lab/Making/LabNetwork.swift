internal import Glibc
internal import Namespaces
internal import SystemCalls

/// What is at the other end of a lab's `eth0`: a network namespace that answers for two addresses
/// and leads nowhere.
///
/// No process is in it and no file names it. The one thing that holds it is a descriptor of this
/// process's, which closes in whatever this process starts: it ends with the lab, and with this
/// process however that ends.
final class LabNetwork: Sendable {
    private let far: Descriptor

    /// As virtual machines have them since QEMU: lessons may show them.
    private static let near = NetworkChange.End(
        "eth0", hardwareAddress: [0x52, 0x54, 0x00, 0x12, 0x34, 0x56])
    private static let peer = NetworkChange.End(
        "lab", hardwareAddress: [0x52, 0x55, 0x0a, 0x00, 0x02, 0x02])
    static let address = "10.0.2.15/24"
    static let gateway = "10.0.2.2"
    /// A machine behind the gateway.
    static let beyond = "10.6.8.113"

    /// Makes it for a lab of which PID 1 need not be ready yet: its namespaces are there.
    init(of initProcess: borrowing ProcessDescriptor) throws(SystemCallError) {
        let sockets = try SocketPair()
        _ = try Self.plan(initProcess.descriptor.number, sending: sockets.far.number).run()
        let near = sockets.takeNear()
        // In the order in which the plan sends them.
        var inside = try NetlinkSocket(owning: near.receiveDescriptor())
        var outside = try NetlinkSocket(owning: near.receiveDescriptor())
        let far = try near.receiveDescriptor()
        // With a number that `eth0` will not have: of two ends that have the same the kernel may
        // tell only a second later that they work (`linkwatch_urgent_event`).
        try outside.carryOut(
            .makePair(Self.peer, number: 100, peer: Self.near, ofProcess: initProcess.pid))
        // While both are down, since an address is made when a link comes up.
        try Self.quieten(Self.near.name, &inside)
        try Self.quieten(Self.peer.name, &outside)
        // The far end first: what is sent when a link comes up finds somebody there.
        for change: NetworkChange in [
            .setUp("lo"), .add(address: "\(Self.gateway)/24", to: Self.peer.name),
            .add(address: "\(Self.beyond)/32", to: Self.peer.name), .setUp(Self.peer.name),
        ] {
            try outside.carryOut(change)
        }
        for change: NetworkChange in [
            .add(address: Self.address, to: Self.near.name), .setUp(Self.near.name),
            .routeAll(by: Self.gateway),
        ] {
            try inside.carryOut(change)
        }
        self.far = far
    }

    /// A kernel without IPv6 makes none anyway (EAFNOSUPPORT).
    private static func quieten(
        _ name: String, _ socket: inout NetlinkSocket
    ) throws(SystemCallError) {
        do throws(SystemCallError) {
            try socket.carryOut(.makeNoLinkLocalAddress(name))
        } catch {
            if error.errno != EAFNOSUPPORT { throw error }
        }
    }

    /// Sends a socket of the lab's network namespace, then one of a new network namespace that the
    /// lab's user namespace owns, then the new one's own file.
    private static func plan(_ initProcess: Int32, sending socket: Int32) -> Plan {
        // AF_NETLINK, SOCK_RAW, NETLINK_ROUTE.
        Plan([
            .join(.inherited(initProcess), kinds: [.user, .net]),
            .openSocket(family: 16, type: 3, protocol: 0, slot: 0),
            .send(.slot(0), socket: socket), .unshare([.net]),
            .openSocket(family: 16, type: 3, protocol: 0, slot: 1),
            .send(.slot(1), socket: socket),
            .open("/proc/self/ns/net", flags: O_RDONLY, slot: 2), .send(.slot(2), socket: socket),
            .exit(0),
        ])
    }
}
