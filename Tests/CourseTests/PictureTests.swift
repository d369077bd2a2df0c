import Lab
import Namespaces
import Testing

@testable import Course

/// A map without a lab.
enum Drawn {
    static func identity(_ inode: UInt64) -> NamespaceIdentity {
        NamespaceIdentity(device: 4, inode: inode)
    }

    /// A lab with two links and, where there is one, a namespace `ns1` that a pair leads to.
    static func map(
        shellName: String = "bash", isUp: Bool = true, pairs: Bool = true, others: Bool = true
    ) -> MachineMap {
        var own: [NamespaceNode] = []
        for (index, kind) in NamespaceKind.allCases.enumerated() {
            var node = NamespaceNode(kind, identity(UInt64(index) + 10))
            node.processes = [.init(pid: 1, name: "init"), .init(pid: 2, name: "bash")]
            own.append(node)
        }
        let home = own.first { $0.kind == .net }?.identity ?? identity(0)
        var named = NamespaceNode(.net, identity(100))
        named.keepers = [.bindMount(path: "/run/netns/ns1", in: identity(12))]
        var uts = NamespaceNode(.uts, identity(101))
        uts.processes = [.init(pid: 7, name: shellName)]
        var mnt = NamespaceNode(.mnt, identity(102))
        mnt.processes = uts.processes
        let here = MachineMap.Link(
            index: 2, name: "veth0", kind: "veth", isUp: isUp, state: isUp ? "up" : "down",
            addresses: ["10.1.0.1/24"],
            peer: others ? .link(network: named.identity, index: 3) : .outOfSight)
        let there = MachineMap.Link(
            index: 3, name: "veth1", kind: "veth", isUp: false, state: "down", bridge: "br0",
            peer: .link(network: home, index: 2))
        let bridge = MachineMap.Link(
            index: 2, name: "br0", kind: "bridge", isUp: true, state: "lowerlayerdown")
        return MachineMap(
            tree: NamespaceTree(own + (others ? [named, uts, mnt] : [])),
            processes: [
                .init(numbers: [1], name: "init", startTime: 1),
                .init(numbers: [2], name: "bash", startTime: 2, sessions: [2]),
            ]
                + (others
                    ? [.init(numbers: [7, 1], name: shellName, startTime: 7, sessions: [1])] : []),
            networks: [.init(identity: home, links: pairs ? [here] : [])]
                + (others
                    ? [.init(identity: named.identity, links: pairs ? [bridge, there] : [])] : []))
    }

    static func text(_ picture: Picture, width: Int = 200) -> [String] {
        picture.merged.lines(width: width).map(\.text)
    }
}

@Suite("A map's text")
struct PictureTextTests {
    @Test("says who is where, which links are one pair, and which are ports of which bridge")
    func words() {
        #expect(
            Drawn.text(Drawn.map().picture(typingIn: 1)) == [
                "The lab's own namespaces: cgroup ipc mnt net pid time user uts",
                "  init (1)", "  bash (2): session 2 is here", "Other namespaces",
                "  mnt:[102], uts:[101]", "    bash (7, 1 inside): you are here",
                "  net:[100] named ns1: no process, kept by the mount /run/netns/ns1",
                "Network of the lab",
                "  veth0: veth, up, 10.1.0.1/24, paired with veth1 in ns1",
                "Network of ns1, net:[100]",
                "  br0: bridge, up but no carrier",
                "    veth1: veth, down, port of br0, paired with veth0 in the lab",
            ])
    }

    @Test("has no mark where nothing has changed")
    func same() {
        let picture = Drawn.map().picture(typingIn: 1)
        // Who types where is no change of the machine.
        #expect(
            Drawn.map().picture(typingIn: 2).marked(since: picture).entries.allSatisfy {
                $0.mark == nil
            })
    }

    @Test("marks by a word what is new, what is not as it was, and what is gone")
    func marks() {
        let empty = Drawn.map(others: false).picture(typingIn: 1)
        let full = Drawn.map().picture(typingIn: 1)
        let new = Drawn.text(full.marked(since: empty)).filter { $0.contains("new ") }
        #expect(
            new == [
                "  new mnt:[102], uts:[101]",
                "  new net:[100] named ns1: no process, kept by the mount /run/netns/ns1",
                "new Network of ns1, net:[100]",
            ])
        let gone = Drawn.text(empty.marked(since: full)).filter { $0.contains("gone ") }
        #expect(
            gone == [
                "  gone mnt:[102]", "  gone net:[100] named ns1", "  gone uts:[101]",
                "gone Network of ns1, net:[100]",
            ])
        let down = Drawn.text(Drawn.map(isUp: false).picture(typingIn: 1).marked(since: full))
        #expect(
            down.filter { $0.contains("changed ") } == [
                "  changed veth0: veth, down, 10.1.0.1/24, paired with veth1 in ns1 (was: up)"
            ])
    }

    @Test("a link that became a port of a bridge has changed, and is neither new nor gone")
    func moved() {
        let link = PictureEntry(key: "v", title: "v", details: ["veth"])
        let port = PictureEntry(key: "v", title: "v", details: ["veth", "port of b"])
        let before = [PictureEntry(key: "n", title: "n", children: [link])]
        let bridge = PictureEntry(key: "b", title: "b", children: [port])
        let now = [PictureEntry(key: "n", title: "n", children: [bridge])]
        #expect(
            Drawn.text(now.marked(since: before)) == [
                "n", "  new b", "    changed v: veth, port of b",
            ])
    }

    @Test("no line is wider than the window, and nothing is left out", arguments: [20, 40, 80])
    func narrow(width: Int) {
        let picture = Drawn.map().picture(typingIn: 1)
        let lines = Drawn.text(picture, width: width)
        for line in lines { #expect(line.count <= width, "\(line)") }
        let letters = { (lines: [String]) in lines.joined().filter { $0 != " " } }
        #expect(letters(lines) == letters(Drawn.text(picture)))
    }

    @Test("neither a process's name nor a link's can do anything to a terminal")
    func hostile() {
        let picture = Drawn.map(shellName: "\u{1b}[2J\u{202e}ä").picture(typingIn: 1)
        for line in picture.lines(width: 80) {
            #expect(line.text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\u{202e}" })
        }
        let plain = picture.lines(width: 80, isASCII: true)
        #expect(plain.allSatisfy { $0.text.allSatisfy(\.isASCII) })
        #expect(plain.contains { $0.text.contains("?") })
    }
}
