import Glibc
import HostAbilities
import Namespaces
import SystemCalls
import Testing

@testable import Lab

/// What there is in a real lab, as its map has it.
@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .enabled(if: Host.has("ip"), "ip is not installed"), .timeLimit(.minutes(1)))
struct LabMapTests {
    /// A lab in which this has been typed.
    private func map(
        after commands: String..., features: LabFeatures = []
    ) throws -> (map: MachineMap, output: String) {
        let lab = try Lab(features)
        defer { lab.end() }
        let session = try Session(in: lab, number: 1)
        defer { session.end() }
        for command in commands {
            try session.type(command, by: Deadline(milliseconds: 10_000))
        }
        return (try lab.map(sessions: [(1, session.here)]), session.outputText)
    }

    @Test("pairs across two named namespaces, a bridge with its port, addresses, up and down")
    func network() throws {
        let (map, indices) = try map(
            after: "ip netns add ns1; ip netns add ns2; ip link add br0 type bridge",
            "ip link add v1 type veth peer name c1 netns ns1; ip link set v1 master br0 up",
            "ip link add w1 netns ns1 type veth peer name w2 netns ns2; ip link set br0 up",
            "ip addr add 10.1.0.1/24 dev br0; ip -n ns1 addr add 10.1.0.2/24 dev c1",
            "cat /sys/class/net/{br0,v1}/ifindex")
        let networks = map.networks
        let names = networks.map { network in
            map.tree.nodes.first { $0.identity == network.identity }?.networkNames ?? []
        }
        #expect(names == [[], ["ns1"], ["ns2"]] || names == [[], ["ns2"], ["ns1"]], "\(names)")
        let first = try #require(networks.indices.first { names[$0] == ["ns1"] })
        let second = try #require(networks.indices.first { names[$0] == ["ns2"] })
        func link(_ name: String, _ network: Int) throws -> MachineMap.Link {
            try #require(networks[network].links.first { $0.name == name }, "\(name)")
        }
        let (v1, c1, w1, w2) = try (
            link("v1", 0), link("c1", first), link("w1", first), link("w2", second)
        )
        #expect(v1.peer == .link(network: networks[first].identity, index: c1.index))
        #expect(c1.peer == .link(network: networks[0].identity, index: v1.index))
        #expect(w1.peer == .link(network: networks[second].identity, index: w2.index))
        #expect(w2.peer == .link(network: networks[first].identity, index: w1.index))
        #expect(v1.bridge == "br0" && v1.isUp && !c1.isUp && v1.kind == "veth")
        let bridge = try link("br0", 0)
        #expect(bridge.kind == "bridge" && bridge.isUp && bridge.peer == nil)
        #expect(bridge.addresses.contains("10.1.0.1/24") && c1.addresses == ["10.1.0.2/24"])
        // As the lab's own /sys has them.
        #expect(indices.split(separator: "\n") == ["\(bridge.index)", "\(v1.index)"])
    }

    @Test("a pair within one namespace is one, and eth0's other end is out of sight")
    func within() throws {
        let (map, _) = try map(
            after: "ip link add a type veth peer name b", features: .network)
        let links = try #require(map.networks.first?.links)
        let (a, b) = (links.first { $0.name == "a" }, links.first { $0.name == "b" })
        let home = map.networks[0].identity
        #expect(a?.peer == b.map { .link(network: home, index: $0.index) })
        #expect(links.first { $0.name == "eth0" }?.peer == .outOfSight)
        #expect(map.networks.count == 1)
    }

    @Test("a process in namespaces of its own has the PIDs of both, and the session is there")
    func processes() throws {
        let (map, _) = try map(after: "unshare -Urpfn --mount-proc bash")
        let inner = try #require(map.processes.last)
        #expect(inner.name == "bash" && inner.numbers.count == 2 && inner.numbers[1] == 1)
        #expect(map.processes.map(\.sessions) == [[], [], [], [1]])
        #expect(map.processes.map(\.name) == ["init", "bash", "unshare", "bash"])
        let kinds = map.tree.nodes.filter { !map.own.contains($0.identity) }.map(\.kind)
        #expect(Set(kinds) == [.mnt, .net, .pid, .user])
        // The network that only it is in can be looked into.
        #expect(map.networks.map { $0.links.map(\.name) } == [["lo"], ["lo"]])
    }

    @Test("a network namespace that a mount keeps in another mount namespace is looked into too")
    func hidden() throws {
        let (map, _) = try map(
            after: "unshare -m bash", "ip netns add deep; ip -n deep link add deep0 type bridge")
        let deep = try #require(map.networks.last)
        #expect(deep.links.map(\.name) == ["lo", "deep0"], "\(map.networks)")
    }
}
