internal import Lab
public import Lessons
internal import Namespaces
public import SystemCalls

/// Where the places of a lesson are, and where one is oneself: the kernel's word on each.
extension Classroom {
    /// Where `ip-netns(8)` keeps what it has given a name.
    private static let namedNetworks = "/run/netns/"

    /// The prompt that a session shows now, from the kernel's state.
    public func prompt(of number: Int) throws(SystemCallError) -> Prompt {
        try standing(of: number).prompt
    }

    /// Where a session stands now, and who reads there: all of it of one process.
    public func standing(of number: Int) throws(SystemCallError) -> Standing {
        let session = try session(number)
        while true {
            let partner = session.partner
            let pid = partner?.pid ?? session.here
            do throws(SystemCallError) {
                return Standing(
                    prompt: Prompt(place: try placeName(of: pid), session: number),
                    program: partner?.name, directory: Session.directory(of: pid))
            } catch {
                // Who has ended meanwhile is not who the learner talks to: somebody else is.
                guard FileKind(at: "/proc/\(pid)") == .missing, session.here != pid else {
                    throw error
                }
            }
        }
    }

    /// Where a session stands.
    public struct Standing {
        public let prompt: Prompt
        /// The program that reads there; nil where it has just ended.
        public let program: String?
        /// Its working directory, as ``Session/directory``.
        public let directory: String
    }

    // MARK: Where one is

    /// The kinds in which a process differs from the lab, as a prompt names them.
    func placeName(of pid: Int32) throws(SystemCallError) -> String {
        let links = try NamespaceLinks(of: pid)
        var kinds: [String] = []
        for kind in NamespaceKind.allCases {
            if try differs(kind.rawValue, links) {
                kinds.append(try kind.rawValue + (kind == .net ? networkName(of: pid) : ""))
            } else if kind == .pid || kind == .time,
                try differs("\(kind.rawValue)_for_children", links)
            {
                kinds.append("(\(kind.rawValue))")
            }
        }
        return kinds.isEmpty ? "host" : kinds.joined(separator: "+")
    }

    /// `:ns1` where `ip netns` has given the process's network namespace a name: `ip-netns(8)`
    /// keeps it as a mount of the namespace on `/run/netns/NAME`.
    private func networkName(of pid: Int32) throws(SystemCallError) -> String {
        let namespace = try readLink("/proc/\(pid)/ns/net")
        let home = FactSubject(pid: lab.initProcess.pid)
        guard case .list(let paths) = facts.fact([FactStep("mounts")], of: home) else { return "" }
        let folder = Self.namedNetworks
        for path in paths where path.hasPrefix(folder) {
            let root = facts.fact([FactStep("mounts", key: path), FactStep("root")], of: home)
            if root == .text(namespace) { return ":\(path.dropFirst(folder.count))" }
        }
        return ""
    }

    private func differs(
        _ file: String, _ links: borrowing NamespaceLinks
    ) throws(SystemCallError) -> Bool {
        // pid_for_children cannot be read before the first child, which is PID 1, has been made:
        // then it is another namespace, and nobody is in it yet.
        let theirs: UInt64
        do {
            theirs = try links.inode(file)
        } catch  where error.errno == 2 && file.hasSuffix("_for_children") {
            return true
        }
        if let home = homeNamespaces[file] { return theirs != home }
        let home = try NamespaceLinks(of: lab.initProcess.pid).inode(file)
        homeNamespaces[file] = home
        return theirs != home
    }

    // MARK: Places of facts

    /// A place that cannot be found now.
    struct Unplaced: Error {
        let reason: String
    }

    func place(_ place: Place) throws(Unplaced) -> FactSubject {
        switch place {
        case .host: return FactSubject(pid: lab.initProcess.pid)
        case .here: return try subject(ofSession: current)
        case .session(let number): return try subject(ofSession: number)
        case .process(let name): return try subject(ofProcess: name)
        case .netns(let name): return try subject(ofNetwork: name)
        case .step(let id, _): throw Unplaced(reason: "the step \(id) has not ended yet")
        }
    }

    private func subject(ofSession number: Int) throws(Unplaced) -> FactSubject {
        if let window = lab.terminals.window(number) { return FactSubject(pid: window.here) }
        guard let session = sessions[number] else {
            throw Unplaced(reason: "nothing has been typed in session \(number) yet")
        }
        guard session.state != .ended else { throw Unplaced(reason: "session \(number) has ended") }
        return FactSubject(pid: session.here)
    }

    private func subject(ofProcess name: String) throws(Unplaced) -> FactSubject {
        let matches = lab.processes.filter { $0.name == name }
        guard let match = matches.first else {
            throw Unplaced(reason: "no process is named \(name)")
        }
        guard matches.count == 1 else {
            throw Unplaced(reason: "\(matches.count) processes are named \(name)")
        }
        return FactSubject(pid: match.pid)
    }

    /// The network namespace that `ip-netns(8)` keeps under that name, in the lab's own mount
    /// namespace: one that somebody mounts in another is not in the lab's sight.
    private func subject(ofNetwork name: String) throws(Unplaced) -> FactSubject {
        let home = lab.initProcess.pid
        let path = "\(Self.namedNetworks)\(name)"
        do throws(SystemCallError) {
            // A name is one of a directory, and leads nowhere else.
            guard !name.contains("/") else { throw SystemCallError("openat2", path, errno: 2) }
            let handle = try NamespaceHandle(.net, path: path, asSeenBy: home)
            return FactSubject(pid: home, network: handle.takeDescriptor())
        } catch {
            // EINVAL: `ip netns add` makes the file first and mounts the namespace on it then.
            let reason =
                switch error.name {
                case "ENOENT": "no network namespace is named \(name)"
                case "EINVAL": "\(path) is no network namespace"
                default: error.description
                }
            throw Unplaced(reason: reason)
        }
    }
}
