internal import Glibc
public import SystemCalls

/// A process whose facts are asked, and what has been read of it so far.
///
/// Made for one observation: what was read is not read again, so all facts of an observation are
/// of one moment as nearly as the kernel allows.
public final class FactSubject {
    /// As this process numbers it.
    public let pid: Int32

    private var texts: [String: Result<String, SystemCallError>] = [:]
    private var readings: [ObjectIdentifier: any SubjectReading] = [:]
    private var mountTable: Result<[MountPoint], SystemCallError>?
    private var visible: [VisibleProcess]?
    /// What has been read of its network namespace.
    let rtnetlink = NetworkReading()
    /// What has been asked of the network.
    let probes = SubjectProbes()

    /// A network namespace that is looked into instead of the process's own: an open file of it.
    private let network: Descriptor?
    /// `network`'s number, while this subject is there.
    var otherNetwork: Int32? {
        switch network {
        case .some(let network): network.number
        case nil: nil
        }
    }

    public init(pid: Int32) {
        self.pid = pid
        network = nil
    }

    /// - Parameter network: a network namespace that the process need not be in, to be asked with the
    ///   process's rights.
    public init(pid: Int32, network: consuming Descriptor) {
        self.pid = pid
        self.network = consume network
    }

    /// What this subject asks of the network is asked together with what others of the round ask.
    public func join(_ round: ProbeRound) { probes.round = round }

    /// A file of `/proc/PID`, as it reads from out here.
    func file(_ name: String) throws(SystemCallError) -> String {
        if let known = texts[name] { return try known.get() }
        let path = "/proc/\(pid)/\(name)"
        let read = Result { () throws(SystemCallError) in try readText(path) }
        texts[name] = read
        return try read.get()
    }

    /// What a provider reads of this subject; it is begun when it is first asked for.
    @discardableResult
    func reading<Reading: SubjectReading>(_ type: Reading.Type) -> Reading {
        if let known = readings[ObjectIdentifier(type)] as? Reading { return known }
        let begun = Reading(of: pid)
        readings[ObjectIdentifier(type)] = begun
        return begun
    }

    /// Its mount table.
    func mounts() throws(SystemCallError) -> [MountPoint] {
        if let mountTable { return try mountTable.get() }
        let read = Result { () throws(SystemCallError) in
            MountPoint.list(mountinfo: try file("mountinfo"))
        }
        mountTable = read
        return try read.get()
    }

    /// The processes in its sight.
    func processes() -> [VisibleProcess] {
        if let visible { return visible }
        let found = VisibleProcess.all(visibleTo: pid)
        visible = found
        return found
    }
}

/// What one provider has read, or begun to read, of a subject: kept as long as the subject is.
protocol SubjectReading: AnyObject {
    init(of pid: Int32)
}

/// A field of `/proc/PID/status`, without its name and the white space around it.
func statusField(_ name: String, in status: String) -> String? {
    let bytes = status.utf8
    var rest = bytes[...]
    while !rest.isEmpty {
        let line = rest.prefix { $0 != UInt8(ascii: "\n") }
        let value = line.dropFirst(name.utf8.count)
        if value.first == UInt8(ascii: ":"), line.starts(with: name.utf8) {
            return String(Substring(value.dropFirst())).trimmed
        }
        rest = bytes[line.endIndex...].dropFirst()
    }
    return nil
}

extension String {
    /// Without white space at either end.
    var trimmed: String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
