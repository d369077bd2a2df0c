/// One line of `/proc/PID/mountinfo`, `proc_pid_mountinfo(5)`.
public struct MountPoint: Hashable, Sendable {
    public let id: Int
    public let parent: Int
    /// The directory of the file system that is mounted.
    public let root: String
    /// Where it is mounted, as the process's root directory has it.
    public let path: String
    public var options: [String] { optionText.commaSeparated }
    /// `shared`, `slave`, `private` or `unbindable`; `shared` and `slave` can stand together.
    public let propagation: [String]
    /// `shared:1`, `master:2`: the peer groups.
    public let peers: [String]
    public let type: String
    public let source: String
    /// The file system's own options, as the mount's super block has them.
    public var superOptions: [String] { superOptionText.commaSeparated }
    // Split when they are asked for: a table is read far more often than its options are.
    private let optionText: String
    private let superOptionText: String

    /// In the kernel's order, in which a later mount on the same path covers an earlier one.
    public static func list(mountinfo: String) -> [MountPoint] {
        mountinfo.utf8.split(separator: UInt8(ascii: "\n")).compactMap {
            MountPoint(line: Substring($0))
        }
    }

    init?(line: Substring) {
        // As bytes: to find characters in a table of a hundred mounts takes longer than to read it.
        let fields = line.utf8.split(
            separator: UInt8(ascii: " "), omittingEmptySubsequences: false
        ).map { String(Substring($0)) }
        guard fields.count > 8, let end = fields.dropFirst(6).firstIndex(of: "-"),
            fields.count > end + 2, let id = Int(fields[0]), let parent = Int(fields[1])
        else { return nil }
        let tags = fields[6..<end]
        self.id = id
        self.parent = parent
        root = fields[3].unescaped
        path = fields[4].unescaped
        optionText = fields[5]
        peers = tags.filter { $0.hasPrefix("shared:") || $0.hasPrefix("master:") }
        var modes: [String] = []
        if tags.contains(where: { $0.hasPrefix("shared:") }) { modes.append("shared") }
        if tags.contains(where: { $0.hasPrefix("master:") }) { modes.append("slave") }
        if tags.contains("unbindable") { modes.append("unbindable") }
        propagation = modes.isEmpty ? ["private"] : modes
        type = fields[end + 1].unescaped
        source = fields[end + 2].unescaped
        superOptionText = end + 3 < fields.count ? fields[end + 3] : ""
    }
}

extension String {
    fileprivate var commaSeparated: [String] {
        utf8.split(separator: UInt8(ascii: ",")).map { String(Substring($0)) }
    }

    /// With the octal escapes of mountinfo (`\040` for a space) resolved.
    fileprivate var unescaped: String {
        guard utf8.contains(UInt8(ascii: "\\")) else { return self }
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
