import HostAbilities
import SystemCalls
import Testing

@testable import Namespaces

/// Two network namespaces of one user namespace, joined by a cable: `near` is 10.9.0.1 and fd00:9::1
/// on veth0, `far` is 10.9.0.2 and fd00:9::2 on veth1. Nothing of them is in sight of the machine.
final class NetworkPair {
    let near: HeldProcess
    let far: HeldProcess

    init() throws {
        near = try HeldProcess(into: [.user, .net], [.linkUp("lo")])
        far = try HeldProcess([
            near.joining([.user, .net]), .unshare([.net]), .linkUp("lo"),
        ])
        try run(
            near,
            "ip link add veth0 type veth peer name veth1 netns \(far.pid)",
            "ip address add 10.9.0.1/24 dev veth0",
            // Without it nothing can be sent from the address for a second or two.
            "ip address add fd00:9::1/64 dev veth0 nodad", "ip link set veth0 up")
        try run(
            far, "ip address add 10.9.0.2/24 dev veth1",
            "ip address add fd00:9::2/64 dev veth1 nodad", "ip link set veth1 up")
        // Up to a second passes before the kernel has seen that a cable has two ends, and until then it
        // drops what is sent over it.
        let deadline = Deadline(milliseconds: 10_000)
        while !isCarriedAtOnce, !deadline.hasPassed {}
    }

    /// Whether nothing between the two holds packets back, or drops them.
    var isCarriedAtOnce: Bool {
        FactSubject(pid: near.pid).carriesPacketsAtOnce(besides: [far.pid])
    }

    /// Commands in the network namespace of one of the two, each of which must succeed; what they
    /// write.
    @discardableResult
    func run(_ end: HeldProcess, _ commands: String...) throws -> String {
        let script = commands.joined(separator: " && ")
        return try #require(
            Oracle.ask("nsenter -t \(end.pid) -U --preserve-credentials -n sh -c '\(script)'"),
            "\(script)")
    }

    /// What the network answers to a question of the near end, like `reaches[10.9.0.2]`.
    func ask(_ name: String, _ key: String) -> Fact {
        Self.ask(name, key, of: FactSubject(pid: near.pid))
    }

    /// The same, asked again until it is as it should be, for some seconds: IPv6 takes its time to
    /// begin on a link that has just come up.
    func ask(_ name: String, _ key: String, until wanted: Fact) -> Fact {
        let deadline = Deadline(milliseconds: 10_000)
        var found = ask(name, key)
        while found != wanted, !deadline.hasPassed { found = ask(name, key) }
        return found
    }

    static func ask(_ name: String, _ key: String, of subject: FactSubject) -> Fact {
        FactTree().fact([FactStep(name, key: key)], of: subject)
    }
}
