internal import Glibc
internal import SystemCalls

/// The ids that an administrator gave to an ordinary user for user namespaces: `subuid(5)`.
public struct SubordinateIDs: Hashable, Sendable {
    /// One range of ids in a row, as `/etc/subuid` has them.
    public struct Range: Hashable, Sendable {
        public let first: UInt32
        public let count: UInt32
    }

    public let users: Range
    public let groups: Range

    /// Of the user that runs this process; nil for root, where the user has none of either, or
    /// where the two programs that may map them are not installed: `newuidmap(1)`.
    public static var ofThisUser: SubordinateIDs? {
        let user = getuid()
        guard user != 0, mapper("newuidmap") != nil, mapper("newgidmap") != nil,
            let users = range(in: "/etc/subuid", user), let groups = range(in: "/etc/subgid", user)
        else { return nil }
        return SubordinateIDs(users: users, groups: groups)
    }

    static func mapper(_ name: String) -> String? {
        ["/usr/bin/\(name)", "/usr/local/bin/\(name)", "/bin/\(name)"].first {
            access($0, X_OK) == 0
        }
    }

    /// Lines are `user:first:count`, where the user is a name or a number.
    private static func range(in file: String, _ user: UInt32) -> Range? {
        guard let text = try? readText(file) else { return nil }
        let names: Set<String> = Set(["\(user)", name(of: user)].compactMap(\.self))
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            if fields.count == 3, names.contains(String(fields[0])), let first = UInt32(fields[1]),
                let count = UInt32(fields[2]), count > 0
            {
                return Range(first: first, count: min(count, IDMapping.rangeSize - 1))
            }
        }
        return nil
    }

    /// From /etc/passwd itself: a static program has no name service. An account that is only in a
    /// directory can be listed in /etc/subuid by its number.
    private static func name(of user: UInt32) -> String? {
        guard let text = try? readText("/etc/passwd") else { return nil }
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            if fields.count > 2, fields[2] == "\(user)" { return String(fields[0]) }
        }
        return nil
    }
}
