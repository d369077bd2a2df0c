internal import SystemCalls

/// What has been read over `rtnetlink(7)` of one subject's network namespace, for one observation.
///
/// It holds a socket, which keeps that namespace alive, until the subject goes.
final class NetworkReading {
    private var socket: NetlinkSocket?
    private var linkTable: Result<[Link], SystemCallError>?
    private var addressTable: Result<[LinkAddress], SystemCallError>?
    private var routeTable: Result<[Route], SystemCallError>?

    /// In the order of their indices.
    func links(of subject: FactSubject) throws(SystemCallError) -> [Link] {
        if let linkTable { return try linkTable.get() }
        let read = Result { () throws(SystemCallError) in
            try list(NetlinkMessage(.getLink), of: subject).compactMap(Link.init)
                .sorted { $0.index < $1.index }
        }
        linkTable = read
        return try read.get()
    }

    /// IPv4, then IPv6; of each the kernel's order.
    func addresses(of subject: FactSubject) throws(SystemCallError) -> [LinkAddress] {
        if let addressTable { return try addressTable.get() }
        let read = Result { () throws(SystemCallError) in
            let all = try list(NetlinkMessage(.getAddress), of: subject)
                .compactMap(LinkAddress.init)
            return all.filter { !$0.address.isVersionSix } + all.filter(\.address.isVersionSix)
        }
        addressTable = read
        return try read.get()
    }

    /// Of the main table: IPv4, then IPv6; of each the kernel's order.
    func routes(of subject: FactSubject) throws(SystemCallError) -> [Route] {
        if let routeTable { return try routeTable.get() }
        let read = Result { () throws(SystemCallError) in
            // Of all families, since a table that nothing was put into yet is no table (ENOENT) to
            // who asks for it of one.
            let question = NetlinkMessage(.getRoute, header: [0, 0, 0, 0, 254])
            let all = try list(question, of: subject).compactMap(Route.init)
            return all.filter { !$0.destination.isVersionSix }
                + all.filter(\.destination.isVersionSix)
        }
        routeTable = read
        return try read.get()
    }

    /// The number by which the subject's network namespace knows another one; nil where by none.
    ///
    /// - Parameter namespace: `NETNSA_PID` (2) or `NETNSA_FD` (3) with a number of this process's.
    func namespaceNumber(
        _ namespace: (type: UInt16, number: Int32), of subject: FactSubject
    ) throws(SystemCallError) -> Int32? {
        var attributes = NetlinkAttributes()
        attributes.append(namespace.type, number: namespace.number)
        try open(subject)
        let answer = try socket?.ask(NetlinkMessage(.getNamespaceID, attributes), about: "")
        let number = answer?.first?.attributes[1]?.number(at: 0, as: Int32.self)
        return number.flatMap { $0 < 0 ? nil : $0 }
    }

    private func list(
        _ question: NetlinkMessage, of subject: FactSubject
    ) throws(SystemCallError) -> [NetlinkMessage] {
        try open(subject)
        do throws(SystemCallError) {
            return try socket?.list(question) ?? []
        } catch {
            // The kernel may still be answering, and takes one such question at a time (EBUSY).
            socket = nil
            throw error
        }
    }

    private func open(_ subject: FactSubject) throws(SystemCallError) {
        if socket != nil { return }
        // AF_NETLINK, SOCK_RAW, NETLINK_ROUTE.
        socket = try NetlinkSocket(owning: subject.openSocket(family: 16, type: 3, protocol: 0))
    }
}
