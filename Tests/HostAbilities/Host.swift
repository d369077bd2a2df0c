/// What the tests share: what this machine can do, other people's tools as oracles, and processes
/// made into namespaces to be looked at.
internal import Glibc
public import Namespaces
internal import SystemCalls

/// The machine that the tests run on. A test that needs an ability is gated on it with its reason.
public enum Host {
    /// Whether whoever runs the tests may make a namespace of every kind and map ids into it.
    public static let allowsUserNamespaces: Bool =
        (try? Plan(Host.becomingRoot + [.exit(0)]).run(into: .all)) != nil

    /// Whether the kernel gives namespaces ids that it never uses again: Linux 6.18.
    public static let has64BitIDs: Bool =
        (try? NamespaceHandle(.uts, path: "/proc/self/ns/uts").id64) ?? nil != nil

    public static var isRoot: Bool { geteuid() == 0 }

    public static func has(_ program: String) -> Bool {
        ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"].contains {
            access("\($0)/\(program)", X_OK) == 0
        }
    }

    /// What a process does first in a user namespace that it was born into: its one id becomes 0.
    public static var becomingRoot: [Operation] {
        [
            .write(path: "/proc/self/setgroups", bytes: Array("deny".utf8)),
            .write(path: "/proc/self/uid_map", bytes: Array("0 \(geteuid()) 1".utf8)),
            .write(path: "/proc/self/gid_map", bytes: Array("0 \(getegid()) 1".utf8)),
        ]
    }
}
