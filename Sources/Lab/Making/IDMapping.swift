internal import Glibc
internal import Namespaces
internal import SystemCalls

/// How a lab's ids stand for ids outside. Never 0 for the machine's own root.
enum IDMapping: Hashable, Sendable {
    /// Root inside is the user outside, and there is no other id.
    case one(user: UInt32, group: UInt32)
    /// Root inside is the user outside; the ids from 1 up are the user's subordinate ones.
    case subordinate(user: UInt32, group: UInt32, SubordinateIDs)
    /// Root started nsshell: 65,536 ids inside stand for ids that no account has.
    case range(first: UInt32)

    static let rangeSize: UInt32 = 65_536

    static var ofThisProcess: IDMapping {
        let user = geteuid()
        if user == 0 {
            return ofRoot(
                range: unusedRange(), map: (try? readText("/proc/self/uid_map")) ?? "",
                isRealRoot: isRealRoot)
        }
        if let ids = SubordinateIDs.ofThisUser {
            return .subordinate(user: user, group: getegid(), ids)
        }
        return .one(user: user, group: getegid())
    }

    /// Root of a user namespace, as `unshare -r` and rootless containers have it, cannot map ids that
    /// have no name there; it is an ordinary user, and so is the lab's root. The machine's own root is
    /// rather refused than mapped.
    static func ofRoot(
        range first: UInt32, map: @autoclosure () -> String, isRealRoot: Bool
    ) -> IDMapping {
        if isRealRoot { return .range(first: first) }
        let isMapped = map().split(separator: "\n").contains { line in
            let numbers = line.split(separator: " ").compactMap { UInt64($0) }
            return numbers.count == 3 && numbers[0] <= first
                && UInt64(first) + UInt64(rangeSize) <= numbers[0] + numbers[2]
        }
        return isMapped ? .range(first: first) : .one(user: 0, group: getegid())
    }

    /// Whether uid 0 here is uid 0 of the first user namespace: it owns the kernel's settings.
    private static var isRealRoot: Bool {
        var status = stat()
        return stat("/proc/sys/kernel/panic", &status) != 0 || status.st_uid == 0
    }

    /// Between the ranges that systemd gives to containers and the end of what it calls usable
    /// (systemd's UIDS-GIDS): a range per lab, so that labs have no id in common.
    private static func unusedRange() -> UInt32 {
        let first: UInt32 = 0x7000_0000
        let ranges: UInt32 = 4000
        let number = (UInt32(getpid()) &* 7 &+ LabNumber.next()) % ranges
        return first + number * rangeSize
    }

    /// Whether the lab has more ids than root's.
    var hasRange: Bool {
        switch self {
        case .one: false
        case .subordinate(_, _, let ids): ids.groups.count >= 5
        case .range: true
        }
    }

    /// Who the lab's root is outside, where that is not this process's own user.
    var outsideRoot: UInt32? {
        switch self {
        case .one, .subordinate: nil
        case .range(let first): first
        }
    }

    /// Written by the child about itself: `user_namespaces(7)` lets it map its own ids.
    var operationsOfChild: [Operation] {
        guard case .one(let user, let group) = self else { return [] }
        return [
            // Before gid_map: a process could else drop a group that denies it something.
            .write(path: "/proc/self/setgroups", bytes: Array("deny".utf8)),
            .write(path: "/proc/self/uid_map", bytes: Array("0 \(user) 1".utf8)),
            .write(path: "/proc/self/gid_map", bytes: Array("0 \(group) 1".utf8)),
        ]
    }

    /// What a process becomes that was born into the lab or has joined it with ids unmapped.
    var becomeRoot: [Operation] {
        switch self {
        case .one: []
        // The user's own groups may be kept out of the lab where setgroups(2) is allowed in there.
        case .subordinate: [.dropGroups]
        case .range: [.dropGroups, .setGID(0), .setUID(0)]
        }
    }

    /// Maps from outside, where the child may not itself.
    func write(for pid: Int32) throws(SystemCallError) {
        switch self {
        case .one: break
        case .subordinate(let user, let group, let ids):
            try Self.run("newuidmap", pid, outside: user, ids.users)
            try Self.run("newgidmap", pid, outside: group, ids.groups)
        case .range(let first):
            let line = IDMap(inside: 0, outside: first, count: Self.rangeSize).line
            for file in ["uid_map", "gid_map"] {
                try writeOnce(line, to: "/proc/\(pid)/\(file)")
            }
        }
    }

    /// `newuidmap PID 0 USER 1 1 FIRST COUNT`: the one program that may map subordinate ids.
    private static func run(
        _ mapper: String, _ pid: Int32, outside: UInt32, _ range: SubordinateIDs.Range
    ) throws(SystemCallError) {
        guard let path = SubordinateIDs.mapper(mapper) else {
            throw SystemCallError("execve", mapper, errno: ENOENT)
        }
        let arguments = [
            mapper, "\(pid)", "0", "\(outside)", "1", "1", "\(range.first)", "\(range.count)",
        ]
        let plan = Plan([
            .defaultSignals, .closeFrom(3, onExecute: true),
            .execute(file: path, searching: "", arguments: arguments, environment: []),
        ])
        let spawned = try plan.spawn()
        do throws(SystemCallError) {
            _ = try spawned.report()
        } catch {
            _ = try? spawned.process.wait()
            throw error
        }
        guard try spawned.process.wait() == .exited(0) else {
            throw SystemCallError(
                mapper, arguments.dropFirst().joined(separator: " "), errno: EPERM)
        }
    }
}
