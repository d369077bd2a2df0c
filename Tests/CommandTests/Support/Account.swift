import Glibc
import Namespaces
import SystemCalls
import Testing

/// Whoever runs `nsshell` in a test.
enum Account: String, Sendable, CustomTestStringConvertible {
    case root
    /// Uid and gid 65534 and no other group, where root runs the tests; else whoever runs them.
    case ordinary

    /// As root, both; as an ordinary user, that user alone.
    static let available: [Account] = geteuid() == 0 ? [.root, .ordinary] : [.ordinary]

    /// Whoever runs the tests.
    static let runner: Account = geteuid() == 0 ? .root : .ordinary

    static let ordinaryID: UInt32 = geteuid() == 0 ? 65534 : geteuid()

    var testDescription: String { rawValue }

    var id: UInt32 { self == .root ? 0 : Self.ordinaryID }

    /// What a child does to become this account.
    var becoming: [Operation] {
        guard self == .ordinary, geteuid() == 0 else { return [] }
        return [.dropGroups, .setGID(Self.ordinaryID), .setUID(Self.ordinaryID)]
    }

    /// Whether this account may make a user namespace and a mount in it.
    var mayMakeLabs: Bool {
        let command = ["/usr/bin/unshare", "-Urm", "mount", "-t", "tmpfs", "x", "/mnt"]
        return (try? Child(command, as: self).finish())?.status == 0
    }
}

/// What a test needs of the machine beyond being there. One that is closed disables its tests.
enum Gate: CaseIterable, Sendable {
    case labs, root, selfContained

    var isOpen: Bool {
        switch self {
        case .labs: Self.allowsLabs
        case .root: geteuid() == 0
        case .selfContained: Program.isSelfContained
        }
    }

    var reason: Comment {
        switch self {
        case .labs: "this machine lets nobody make user namespaces"
        case .root: "only root can set this up: run the tests as root"
        case .selfContained: "nsshell is piped into a lab, which takes the static one: make test"
        }
    }

    private static let allowsLabs = Account.available.allSatisfy(\.mayMakeLabs)
}

extension Trait where Self == ConditionTrait {
    /// The tests are disabled where the gate is closed, and say why.
    static func needs(_ gate: Gate) -> Self { .enabled(if: gate.isOpen, gate.reason) }
}
