internal import SystemCalls

/// One line of `/proc/PID/mountinfo`, `proc_pid_mountinfo(5)`.
struct MountPoint: Hashable, Sendable {
    let id: Int
    let parent: Int
    /// The directory of the file system that is mounted.
    let root: String
    /// Where it is mounted, as the process's root directory has it.
    let path: String
    let options: [String]
    /// `shared`, `slave`, `private` or `unbindable`; `shared` and `slave` can stand together.
    let propagation: [String]
    /// `shared:1`, `master:2`: the peer groups.
    let peers: [String]
    let type: String
    let source: String

    /// In the kernel's order, in which a later mount on the same path covers an earlier one.
    static func list(mountinfo: String) -> [MountPoint] {
        mountinfo.split(separator: "\n").compactMap(MountPoint.init(line:))
    }

    init?(line: Substring) {
        let fields = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard fields.count > 8, let end = fields.dropFirst(6).firstIndex(of: "-"),
            fields.count > end + 2, let id = Int(fields[0]), let parent = Int(fields[1])
        else { return nil }
        let tags = fields[6..<end]
        self.id = id
        self.parent = parent
        root = fields[3].unescaped
        path = fields[4].unescaped
        options = fields[5].split(separator: ",").map(String.init)
        peers = tags.filter { $0.hasPrefix("shared:") || $0.hasPrefix("master:") }
        var modes: [String] = []
        if tags.contains(where: { $0.hasPrefix("shared:") }) { modes.append("shared") }
        if tags.contains(where: { $0.hasPrefix("master:") }) { modes.append("slave") }
        if tags.contains("unbindable") { modes.append("unbindable") }
        propagation = modes.isEmpty ? ["private"] : modes
        type = fields[end + 1].unescaped
        source = fields[end + 2].unescaped
    }
}

extension String {
    /// With the octal escapes of mountinfo (`\040` for a space) resolved.
    fileprivate var unescaped: String {
        guard contains("\\") else { return self }
        var bytes: [UInt8] = []
        var rest = Array(utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), rest.count >= 3,
                let value = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8)
            {
                bytes.append(value)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// `mounts[PATH]`: the mount table of a process's mount namespace, seen from its root directory.
struct MountFacts: FactProvider {
    var shapes: [FactShape] {
        [
            FactShape(
                "mounts", "the mount points; with a key, the topmost mount there", isKeyed: true,
                [
                    FactShape("type", "the file system's type, like tmpfs"),
                    FactShape("source", "what is mounted, like /dev/sda1"),
                    FactShape("root", "the directory of that file system"),
                    FactShape("options", "the mount's own options"),
                    FactShape("propagation", "shared, slave, private or unbindable"),
                    FactShape("peers", "its peer groups, like shared:1"),
                    FactShape("count", "how many mounts are stacked on this path"),
                ])
        ]
    }

    func keys(of name: String, in subject: FactSubject) -> [String] {
        guard let mounts = try? subject.mounts() else { return [] }
        var seen: Set<String> = []
        return mounts.map(\.path).filter { seen.insert($0).inserted }
    }

    func fact(_ path: [FactStep], of subject: FactSubject) -> Fact {
        Fact.reading { () throws(SystemCallError) in
            let mounts = try subject.mounts()
            guard let key = path[0].key else { return .list(mounts.map(\.path)) }
            let stacked = mounts.filter { $0.path == key }
            guard let mount = stacked.last else { return .absent }
            guard path.count > 1 else { return .present }
            switch path[1].name {
            case "type": return .text(mount.type)
            case "source": return .text(mount.source)
            case "root": return .text(mount.root)
            case "options": return .list(mount.options)
            case "propagation":
                return mount.propagation.count == 1
                    ? .text(mount.propagation[0]) : .list(mount.propagation)
            case "peers": return .list(mount.peers)
            case "count": return .number(stacked.count)
            default: return .absent
            }
        }
    }
}
