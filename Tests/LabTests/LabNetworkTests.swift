import Glibc
import HostAbilities
import SystemCalls
import Testing

@testable import Lab
@testable import Namespaces

/// A lab with `eth0`.
@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .timeLimit(.minutes(1)))
struct LabNetworkTests {
    private func fact(_ pid: Int32, _ path: FactStep...) -> Fact {
        FactTree().fact(path, of: FactSubject(pid: pid))
    }

    /// What a command writes in a lab, which must succeed.
    private func output(_ command: String, in lab: Lab) throws -> String {
        let session = try Session(in: lab, number: 7)
        defer { session.end() }
        try session.type(command, by: Deadline(milliseconds: 10_000))
        #expect(session.status == 0, "\(command): \(session.outputText)")
        return session.outputText
    }

    private var ownNetworks: [String] {
        ((try? namesInDirectory("/proc/self/fd")) ?? [])
            .compactMap { try? readLink("/proc/self/fd/\($0)") }.filter { $0.hasPrefix("net:[") }
    }

    @Test("it is up, with an address, a default route, and no IPv6")
    func made() throws {
        let lab = try Lab([.network])
        let home = lab.initProcess.pid
        func link(_ name: String) -> Fact {
            fact(home, FactStep("links", key: "eth0"), FactStep(name))
        }
        #expect(fact(home, FactStep("links")) == .list(["lo", "eth0"]))
        #expect(link("addresses") == .list(["10.0.2.15/24"]))
        #expect(link("up") == .text("true") && link("kind") == .text("veth"))
        #expect(link("mac") == .text("52:54:00:12:34:56"))
        #expect(
            fact(home, FactStep("routes"))
                == .list(["default via 10.0.2.2 dev eth0", "10.0.2.0/24 dev eth0"]))
        let deadline = Deadline(milliseconds: 500)
        while link("state") != .text("up"), !deadline.hasPassed { poll(nil, 0, 1) }
        #expect(link("state") == .text("up"))
        // Nobody has said anything yet.
        #expect(link("sent") == .text("0") && link("received") == .text("0"))
    }

    @Test("without, a lab has only its loopback")
    func without() throws {
        let lab = try Lab()
        #expect(fact(lab.initProcess.pid, FactStep("links")) == .list(["lo"]))
        #expect(fact(lab.initProcess.pid, FactStep("routes")) == .list([]))
    }

    @Test(
        "its neighbour answers for two addresses, and nothing else does",
        .enabled(if: Host.has("ping"), "ping is not installed"))
    func answers() throws {
        let lab = try Lab([.network])
        for address in ["10.0.2.2", "10.6.8.113"] {
            #expect(try output("ping -n -c 1 -W 2 \(address)", in: lab).contains(" 1 received"))
        }
        for address in ["10.0.2.3", "192.0.2.1", "10.6.8.114"] {
            let said = try output("ping -n -c 1 -W 0.2 \(address) || :", in: lab)
            #expect(said.contains(" 0 received"), "\(said)")
        }
    }

    @Test("the other end is in no process's sight, and belongs to the lab's root")
    func hidden() throws {
        let lab = try Lab([.network])
        let numbers = ownNetworks.map { $0.filter(\.isNumber) }
        #expect(numbers.count == 1)
        let number = try #require(numbers.first)
        let tree = try NamespaceTree.read()
        let node = try #require(tree.nodes.first { $0.name == "net:[\(number)]" })
        #expect(node.processes.isEmpty)
        let lab1 = try NamespaceIdentity(path: "/proc/\(lab.initProcess.pid)/ns/user")
        #expect(node.owner == lab1)
        let seen = try output(
            "ls -l /proc/[0-9]*/fd /proc/[0-9]*/ns 2>/dev/null; cat /proc/self/mountinfo", in: lab)
        #expect(seen.contains("net:[") && !seen.contains(number))
        guard
            case .unknown = fact(
                lab.initProcess.pid, FactStep("links", key: "eth0"), FactStep("peer_namespace"))
        else {
            Issue.record("the other end is found")
            return
        }
    }

    @Test("it ends with the lab, and the machine's own links are as they were")
    func gone() throws {
        let links = fact(getpid(), FactStep("links"))
        let lab = try Lab([.network])
        // Keeps the lab's own network namespace: of a pair both ends go when that of one does.
        var socket = try NetlinkSocket(
            owning: FactSubject(pid: lab.initProcess.pid)
                .openSocket(family: 16, type: 3, protocol: 0))
        func names(_ socket: inout NetlinkSocket) throws -> [String] {
            try socket.list(NetlinkMessage(.getLink)).compactMap { Link($0)?.name }
        }
        #expect(try names(&socket) == ["lo", "eth0"])
        #expect(fact(getpid(), FactStep("links")) == links)
        lab.end()
        #expect(ownNetworks.isEmpty)
        let deadline = Deadline(milliseconds: 5000)
        while try names(&socket) != ["lo"], !deadline.hasPassed { poll(nil, 0, 1) }
        #expect(try names(&socket) == ["lo"])
        #expect(fact(getpid(), FactStep("links")) == links)
        // Ended, and not only forgotten.
        #expect(!lab.isRunning)
    }

    @Test("fifty labs with a network leave no process and no descriptor")
    func many() async {
        await #expect(processExitsWith: .success) {
            try Lab([.network]).end()
            let before = try namesInDirectory("/proc/self/fd").count
            for _ in 0..<50 { try Lab([.network]).end() }
            #expect(try namesInDirectory("/proc/self/fd").count == before)
            #expect(ProcessState.children(of: getpid()).isEmpty)
        }
    }
}
