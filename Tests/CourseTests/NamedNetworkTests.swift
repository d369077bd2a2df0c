import Glibc
import HostAbilities
import Lab
import Lessons
import SystemCalls
import Testing

@testable import Course

/// The place `netns[NAME]`, in a lab.
@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .enabled(if: Host.has("ip"), "ip is not installed"), .timeLimit(.minutes(1)))
struct NamedNetworkTests {
    /// A classroom in which commands are typed and facts asked.
    final class Room {
        let classroom: Classroom
        init() throws { classroom = try Classroom() }
        deinit { classroom.end() }

        @discardableResult
        func type(_ command: String) throws -> String {
            let session = try classroom.session(1)
            try session.type(command, by: Deadline(milliseconds: 10_000))
            #expect(session.status == 0, "\(command): \(session.outputText)")
            return session.outputText
        }

        func finding(_ text: String) throws -> Finding {
            let path = try #require(FactPath(text))
            return try #require(classroom.observe([path])[path])
        }
    }

    @Test("its facts are those of the network namespace that ip netns named")
    func named() throws {
        let room = try Room()
        #expect(
            try room.finding("netns[ns1].links") == .unknown("no network namespace is named ns1"))
        try room.type("ip netns add ns1")
        let there = try room.type("ip netns exec ns1 readlink /proc/self/ns/net")
        #expect(try room.finding("netns[ns1].ns.net") == .text(String(there.dropLast())))
        #expect(try room.finding("netns[ns1].ns.net.owner") == room.finding("host.ns.user"))
        #expect(try room.finding("netns[ns1].links[v2]") == .absent)
        try room.type("ip link add v1 type veth peer name v2 netns ns1")
        try room.type("ip -n ns1 addr add 192.168.10.2/24 dev v2; ip -n ns1 link set v2 up")
        #expect(try room.finding("netns[ns1].links[v2].addresses") == .list(["192.168.10.2/24"]))
        #expect(try room.finding("host.links[v2]") == .absent)
        #expect(
            try room.finding("host.links[v1].peer_namespace") == .text(String(there.dropLast())))
        #expect(
            try room.finding("netns[ns1].links[v2].peer_namespace") == room.finding("host.ns.net"))
        // Having looked keeps nothing alive: with its namespace the other end goes, and this one.
        try room.type("ip netns del ns1")
        let deadline = Deadline(milliseconds: 5000)
        while try room.finding("host.links[v1]") != .absent, !deadline.hasPassed { poll(nil, 0, 1) }
        #expect(try room.finding("host.links[v1]") == .absent)
        #expect(
            try room.finding("netns[ns1].links") == .unknown("no network namespace is named ns1"))
    }

    @Test(
        "what is a fact of a process is unknown there",
        arguments: [
            "hostname", "mounts", "mounts[/]", "processes", "ids.uid", "capabilities", "ns.uts",
            "ns",
        ])
    func processFacts(path: String) throws {
        let room = try Room()
        try room.type("ip netns add ns1")
        guard case .unknown(let why) = try room.finding("netns[ns1].\(path)") else {
            Issue.record("\(path) is known")
            return
        }
        #expect(why.contains("is a fact of a process"))
    }

    @Test(
        "what only looks like a named network namespace is unknown, and is not opened",
        arguments: [
            "touch /run/netns/x", "mkfifo /run/netns/x", "mkdir /run/netns/x",
            "touch /run/netns/x; mount --bind /proc/self/ns/uts /run/netns/x",
            "ln -s x /run/netns/x", "ln -s /proc/1/ns/net /run/netns/x",
            "ln -s /proc/self/ns/net /run/netns/x", "ln -s /dev/tty /run/netns/x",
        ])
    func counterfeit(command: String) throws {
        let room = try Room()
        try room.type("mkdir -p /run/netns; \(command)")
        guard case .unknown = try room.finding("netns[x].links") else {
            Issue.record("\(command) made a network namespace")
            return
        }
    }

    @Test(
        "a name is a name and no way to elsewhere",
        arguments: ["../../proc/1/ns/net", "/proc/1/ns/net", "..", ".", ""])
    func paths(name: String) throws {
        let room = try Room()
        try room.type("mkdir -p /run/netns")
        let path = FactPath(place: .netns(name), components: [FactPath.Component("links")])
        guard case .unknown = room.classroom.observe([path])[path] else {
            Issue.record("\(name) is a network namespace")
            return
        }
    }

    @Test("a link to another name is that other, as ip netns takes it")
    func alias() throws {
        let room = try Room()
        try room.type("ip netns add ns1; ln -s ns1 /run/netns/alias")
        #expect(try room.finding("netns[alias].ns.net") == room.finding("netns[ns1].ns.net"))
    }
}
