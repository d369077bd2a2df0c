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
    private var names: InnerReading?
    private var credentials: InnerReading?
    private var mountTable: Result<[MountPoint], SystemCallError>?
    private var visible: [VisibleProcess]?

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

    /// A file of `/proc/PID`, as it reads from out here.
    func file(_ name: String) throws(SystemCallError) -> String {
        if let known = texts[name] { return try known.get() }
        let path = "/proc/\(pid)/\(name)"
        let read = Result { () throws(SystemCallError) in try readText(path) }
        texts[name] = read
        return try read.get()
    }

    /// Starts to read the names of its UTS namespace; `readNames` gives them.
    func startNames() {
        if names == nil { names = InnerReading(of: pid, kinds: [.user, .uts], [.reportNames]) }
    }

    /// The host name and the NIS domain name, by `uname(2)` from inside.
    func readNames() throws(SystemCallError) -> (host: String, domain: String) {
        startNames()
        let both = try names?.texts().first?.split(
            separator: "\0", omittingEmptySubsequences: false)
        guard let both, both.count > 1 else { throw SystemCallError("uname", "", errno: EPROTO) }
        return (String(both[0]), String(both[1]))
    }

    /// The files about its ids, in the order of `startCredentials`.
    static let credentialFiles = ["status", "uid_map", "gid_map", "setgroups"]

    func startCredentials() {
        if credentials != nil { return }
        credentials = InnerReading(
            of: pid, kinds: [.user],
            Self.credentialFiles.map { .report(file: "/proc/\(pid)/\($0)", limit: 1 << 16) })
    }

    /// One of `credentialFiles`. The kernel writes ids as the *reader's* user namespace numbers
    /// them, so they are read in there.
    func credential(_ file: String) throws(SystemCallError) -> String {
        startCredentials()
        guard let texts = try credentials?.texts(),
            let index = Self.credentialFiles.firstIndex(of: file), index < texts.count
        else { throw SystemCallError("read", "/proc/\(pid)/\(file)", errno: EPROTO) }
        return texts[index]
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

/// A short-lived child that joins namespaces of a process and reads in there; several run at once.
final class InnerReading {
    private var child: SpawnedProcess?
    private var first = 0
    private let count: Int
    private var result: Result<[String], SystemCallError>?

    /// - Parameter kinds: what is joined, those only in which the process differs from this one:
    ///   `setns(2)` refuses the user namespace that one is in already.
    init(of pid: Int32, kinds: [NamespaceKind], _ operations: [Operation]) {
        count = operations.count
        do throws(SystemCallError) {
            let process = try ProcessDescriptor(pid: pid)
            var foreign: Set<NamespaceKind> = []
            for kind in kinds {
                let theirs = try readLink("/proc/\(pid)/ns/\(kind.rawValue)")
                if try theirs != readLink("/proc/self/ns/\(kind.rawValue)") { foreign.insert(kind) }
            }
            let joining: [Operation] =
                foreign.isEmpty
                ? [] : [.join(.inherited(process.descriptor.number), kinds: foreign)]
            first = joining.count
            child = try Plan(joining + operations + [.exit(0)]).spawn()
        } catch {
            result = .failure(error)
        }
    }

    deinit { if let child = child.take() { _ = try? child.process.wait() } }

    /// What each operation read, once the child has ended.
    func texts() throws(SystemCallError) -> [String] {
        if let result { return try result.get() }
        let read = Result { () throws(SystemCallError) -> [String] in
            guard let child = child.take() else { return [] }
            let report: PlanReport
            do throws(SystemCallError) {
                report = try child.report()
            } catch {
                _ = try? child.process.wait()
                throw error
            }
            try child.process.wait()
            return (first..<first + count).map {
                String(decoding: report.readings[$0] ?? [], as: UTF8.self)
            }
        }
        result = read
        return try read.get()
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
