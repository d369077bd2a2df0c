import Glibc
import HostAbilities
import Namespaces
import SystemCalls
import Testing

@testable import Lab

/// The tree of one lab's namespaces, as somebody in it has them.
@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .timeLimit(.minutes(1)))
struct LabNamespacesTests {
    @Test("a fresh lab has one namespace of each kind, with PID 1 and the session's shell in it")
    func fresh() throws {
        let lab = try Lab(.network)
        defer { lab.end() }
        let session = try Session(in: lab, number: 1)
        defer { session.end() }
        let nodes = try lab.namespaces().nodes
        #expect(Set(nodes.map(\.kind)) == Set(NamespaceKind.allCases))
        // Neither another lab's nor the far end of `eth0`, which nobody in the lab can see.
        #expect(nodes.count == NamespaceKind.allCases.count, "\(nodes.map(\.name))")
        for node in nodes {
            #expect(node.processes.map(\.pid) == [1, 2], "\(node.name): \(node.processes)")
            #expect(node.processes.map(\.name) == ["init", "bash"])
            #expect(node.keepers.allSatisfy { if case .namespace = $0 { true } else { false } })
        }
    }

    @Test("what is made in it is below it, by the PIDs and the user ids that lsns shows there")
    func nested() throws {
        let lab = try Lab()
        defer { lab.end() }
        let session = try Session(in: lab, number: 1)
        defer { session.end() }
        let deadline = Deadline(milliseconds: 10_000)
        try session.type("touch /run/kept; unshare --uts=/run/kept true", by: deadline)
        try session.type("unshare -Urpf --mount-proc bash", by: deadline)
        let tree = try lab.namespaces()
        let kept = tree.nodes.filter { $0.kind == .uts && $0.processes.isEmpty }
        #expect(kept.count == 1, "\(tree.lines(width: 200))")
        let home = try #require(
            tree.nodes.first { $0.kind == .mnt && $0.processes.first?.pid == 1 })
        let keepers = kept.first?.keepers ?? []
        #expect(keepers.contains(.bindMount(path: "/run/kept", in: home.identity)), "\(keepers)")
        let users = tree.entries.filter { $0.node.kind == .user }
        #expect(users.map(\.depth) == [0, 1])
        #expect(users.map(\.node.ownerUID) == [nil, 0])
        let inner = try #require(users.last?.node)
        let pids = try #require(tree.nodes.first { $0.kind == .pid && $0.owner == inner.identity })
        #expect(pids.processes.map(\.name) == ["bash"])
        let number = try #require(pids.processes.first?.pid)
        // The oracle is in the lab, but outside of the inner namespaces.
        let outside = try Session(in: lab, number: 2)
        defer { outside.end() }
        try outside.type("lsns -rno NS,PID -t pid", by: deadline)
        let rows = outside.outputText.split(separator: "\n")
        #expect(rows.contains("\(pids.identity.inode) \(number)"), "\(rows), \(number)")
    }

    @Test("of a lab that has ended there is no tree, and it is said")
    func ended() throws {
        let lab = try Lab()
        lab.end()
        #expect(throws: SystemCallError.self) { try lab.namespaces() }
    }
}
