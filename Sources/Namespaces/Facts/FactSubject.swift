internal import Glibc
internal import SystemCalls

/// A process whose facts are asked, and what has been read of it so far.
///
/// Made for one observation: what was read is not read again, so all facts of an observation are
/// of one moment as nearly as the kernel allows.
public final class FactSubject {
    /// As this process numbers it.
    public let pid: Int32

    private var texts: [String: Result<String, SystemCallError>] = [:]
    private var inner: Result<InnerView, SystemCallError>?
    private var mountTable: Result<[MountPoint], SystemCallError>?
    private var visible: [VisibleProcess]?

    public init(pid: Int32) {
        self.pid = pid
    }

    /// A file of `/proc/PID`, as it reads from out here.
    func file(_ name: String) throws(SystemCallError) -> String {
        if let known = texts[name] { return try known.get() }
        let path = "/proc/\(pid)/\(name)"
        let read = Result { () throws(SystemCallError) in try readText(path) }
        texts[name] = read
        return try read.get()
    }

    /// What can only be read by a process that is in there.
    func innerView() throws(SystemCallError) -> InnerView {
        if let inner { return try inner.get() }
        let read = Result { () throws(SystemCallError) in try InnerView(of: pid) }
        inner = read
        return try read.get()
    }

    func mounts() throws(SystemCallError) -> [MountPoint] {
        if let mountTable { return try mountTable.get() }
        let read = Result { () throws(SystemCallError) in
            MountPoint.list(mountinfo: try file("mountinfo"))
        }
        mountTable = read
        return try read.get()
    }

    func processes() -> [VisibleProcess] {
        if let visible { return visible }
        let found = VisibleProcess.all(visibleTo: pid)
        visible = found
        return found
    }
}

/// What a short-lived child read that joined a process's user and UTS namespaces.
///
/// Ids are written as the reader's user namespace numbers them, so they must be read in there.
struct InnerView: Hashable, Sendable {
    let hostname: String
    let domainname: String
    let status: String
    let userMap: String
    let groupMap: String
    let setgroups: String

    init(of pid: Int32) throws(SystemCallError) {
        let process = try ProcessDescriptor(pid: pid)
        var kinds: Set<NamespaceKind> = []
        for kind in [NamespaceKind.user, .uts] {
            let theirs = try NamespaceIdentity(path: "/proc/\(pid)/ns/\(kind.rawValue)")
            // setns(2) refuses the user namespace that one is in already.
            if try theirs != NamespaceIdentity(path: "/proc/self/ns/\(kind.rawValue)") {
                kinds.insert(kind)
            }
        }
        var operations: [Operation] = []
        if !kinds.isEmpty {
            operations.append(.join(.inherited(process.descriptor.number), kinds: kinds))
        }
        let first = operations.count
        operations.append(.reportNames)
        for file in ["status", "uid_map", "gid_map", "setgroups"] {
            operations.append(.report(file: "/proc/\(pid)/\(file)", limit: 1 << 16))
        }
        let readings = try Plan(operations + [.exit(0)]).run().readings
        func text(_ offset: Int) -> String {
            String(decoding: readings[first + offset] ?? [], as: UTF8.self)
        }
        let names = text(0).split(separator: "\0", omittingEmptySubsequences: false)
        hostname = names.first.map(String.init) ?? ""
        domainname = names.dropFirst().first.map(String.init) ?? ""
        status = text(1)
        userMap = text(2)
        groupMap = text(3)
        setgroups = text(4).trimmed
    }
}

/// A field of `/proc/PID/status`, without its name and the white space around it.
func statusField(_ name: String, in status: String) -> String? {
    for line in status.split(separator: "\n") where line.hasPrefix("\(name):") {
        return String(line.dropFirst(name.count + 1)).trimmed
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
