internal import Glibc
internal import Namespaces
internal import SystemCalls

/// How a lab's ids stand for ids outside. Never 0 for 0.
enum IDMapping: Hashable, Sendable {
    /// Root inside is the user outside, and there is no other id.
    case one(user: UInt32, group: UInt32)
    /// Root started nsshell: 65,536 ids inside stand for ids that no account has.
    case range(first: UInt32)

    static let rangeSize: UInt32 = 65_536

    static var ofThisProcess: IDMapping {
        let user = geteuid()
        return user == 0 ? .range(first: unusedRange()) : .one(user: user, group: getegid())
    }

    /// Between the ranges that systemd gives to containers and the end of what it calls usable
    /// (systemd's UIDS-GIDS): a range per lab, so that labs have no id in common.
    private static func unusedRange() -> UInt32 {
        let first: UInt32 = 0x7000_0000
        let ranges: UInt32 = 4000
        let number = (UInt32(getpid()) &* 7 &+ LabNumber.next()) % ranges
        return first + number * rangeSize
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

    /// What a process becomes that has joined the lab, or was born into it, with ids unmapped.
    var becomeRoot: [Operation] {
        guard case .range = self else { return [] }
        return [.dropGroups, .setGID(0), .setUID(0)]
    }

    /// Written from outside, where the child may not: needs `CAP_SETUID` out here.
    func write(for pid: Int32) throws(SystemCallError) {
        guard case .range(let first) = self else { return }
        let line = IDMap(inside: 0, outside: first, count: Self.rangeSize).line
        for file in ["uid_map", "gid_map"] {
            let path = "/proc/\(pid)/\(file)"
            do {
                try Descriptor.open(path, O_WRONLY).write(line.utf8)
            } catch {
                throw SystemCallError("write", path, errno: error.errno)
            }
        }
    }
}
