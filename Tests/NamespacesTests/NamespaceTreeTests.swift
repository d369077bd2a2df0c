import Glibc
import HostAbilities
import JSONText
import Namespaces
import SystemCalls
import Testing

/// The tree of this machine, and of namespaces that were made to be found.
@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .timeLimit(.minutes(1)))
struct NamespaceTreeTests {
    private func node(_ identity: NamespaceIdentity) throws -> NamespaceNode? {
        try NamespaceTree.read().nodes.first { $0.identity == identity }
    }

    private func identity(_ kind: NamespaceKind, _ held: HeldProcess) throws -> NamespaceIdentity {
        try NamespaceIdentity(path: "/proc/\(held.pid)/ns/\(kind.rawValue)")
    }

    @Test(
        "every namespace that lsns sees before and after is in the tree, with its owner and parent",
        .enabled(if: Host.has("lsns"), "lsns is not installed"))
    func agreesWithLsns() throws {
        // More than the first namespaces, also where nothing else runs.
        let held = try HeldProcess(into: .all)
        let before = try #require(Listed.all())
        let nodes = try NamespaceTree.read().nodes
        let after = try #require(Listed.all())
        // Other tests make and end namespaces meanwhile: what was there all along must be found.
        let steady = before.filter { row in
            after.contains { $0.ns == row.ns && $0.type == row.type }
        }
        #expect(steady.count >= 16)
        for row in steady {
            let node = try #require(nodes.first { $0.identity.inode == row.ns }, "\(row)")
            #expect(node.kind.rawValue == row.type)
            if let owner = row.ons, owner != 0 { #expect(node.owner?.inode == owner) }
            if let parent = row.pns, parent != 0 { #expect(node.parent?.inode == parent) }
        }
        let mine = try #require(nodes.first { $0.identity == (try? identity(.uts, held)) })
        let row = try #require(after.first { $0.ns == mine.identity.inode })
        #expect(mine.processes.count == row.nprocs)
    }

    @Test("a process is told with each of its namespaces, and by its name")
    func processes() throws {
        let held = try HeldProcess(into: .all, [.name("held (odd) one")])
        let nodes = try NamespaceTree.read().nodes
        for kind in NamespaceKind.allCases {
            let identity = try identity(kind, held)
            let node = try #require(nodes.first { $0.identity == identity })
            #expect(node.kind == kind)
            #expect(node.processes == [.init(pid: held.pid, name: "held (odd) one")])
            #expect(node.ownerUID == (kind == .user ? geteuid() : nil))
            #expect((node.id64 != nil) == Host.has64BitIDs)
            if kind == .user {
                #expect(node.owner == (try NamespaceIdentity(path: "/proc/self/ns/user")))
            } else {
                #expect(node.owner == (try self.identity(.user, held)))
            }
        }
    }

    @Test("each entry comes right after its owner's other entries, one level deeper")
    func order() throws {
        let outer = try HeldProcess(into: [.user, .uts])
        let inner = try HeldProcess([outer.joining([.user]), .unshare([.user]), .unshare([.net])])
        let entries = try NamespaceTree.read().entries
        func position(_ kind: NamespaceKind, _ held: HeldProcess) throws -> Int {
            let identity = try identity(kind, held)
            return try #require(entries.firstIndex { $0.node.identity == identity })
        }
        let places = try [
            position(.user, outer), position(.uts, outer), position(.user, inner),
            position(.net, inner),
        ]
        #expect(places == places.sorted())
        let depths = places.map { entries[$0].depth }
        #expect(depths == [depths[0], depths[0] + 1, depths[0] + 1, depths[0] + 2])
        #expect(Set(entries.map(\.node.identity)).count == entries.count)
    }

    @Test("a namespace that only a bind mount holds is found, and the mount told")
    func bindMount() throws {
        let held = try HeldProcess(into: [.user, .mnt], KindTests.keepingByBindMount)
        let report = try Plan([
            held.joining([.user, .mnt]), .report(file: "/proc/self/mountinfo", limit: 1 << 16),
        ]).run()
        let table = String(decoding: report.readings[1] ?? [], as: UTF8.self)
        let root = try #require(table.split(separator: " ").first { $0.hasPrefix("uts:[") })
        let node = try #require(try NamespaceTree.read().nodes.first { $0.name == root })
        #expect(node.processes.isEmpty)
        #expect(node.keepers == [.bindMount(path: "/tmp/kept", in: try identity(.mnt, held))])
        #expect(node.owner == (try identity(.user, held)))
    }

    @Test("a bind mount that is itself covered is still told, by its number")
    func coveredBindMount() throws {
        let cover = Namespaces.Operation.mount(source: "tmpfs", target: "/tmp", type: "tmpfs")
        let held = try HeldProcess(into: [.user, .mnt], KindTests.keepingByBindMount + [cover])
        let mnt = try identity(.mnt, held)
        let node = try NamespaceTree.read().nodes.first {
            $0.keepers.contains(.bindMount(path: "/tmp/kept", in: mnt))
        }
        #expect(node?.kind == .uts)
        #expect(node?.owner == nil)
    }

    @Test("a user namespace that has no process left is found as an owner, kept by what it owns")
    func ownerWithoutProcess() throws {
        let outer = try HeldProcess(into: [.user])
        let middle = try HeldProcess([
            outer.joining([.user]), .unshare([.user]), .dumpable(true),
            .write(path: "/proc/self/uid_map", bytes: Array("0 0 1".utf8)),
            .write(path: "/proc/self/gid_map", bytes: Array("0 0 1".utf8)),
            .unshare([.uts]), .unshare([.user]),
        ])
        // The process went on into a third user namespace; the second owns the uts that it is in.
        let uts = try identity(.uts, middle)
        let second = try #require(try node(uts)?.owner)
        let node = try #require(try node(second))
        #expect(node.kind == .user && node.processes.isEmpty)
        #expect(node.parent == (try identity(.user, outer)))
        #expect(
            Set(node.keepers) == [
                .namespace(.uts, uts), .namespace(.user, try identity(.user, middle)),
            ])
    }

    @Test("an open file that holds a namespace is told with its process and number")
    func openFile() throws {
        var made: HeldProcess? = try HeldProcess(into: [.user, .uts])
        let uts = try NamespaceHandle(.uts, ofProcess: try #require(made?.pid))
        made = nil
        let node = try #require(try node(uts.identity))
        #expect(node.processes.isEmpty)
        let mine = node.keepers.contains {
            guard case .openFile(let member, let number) = $0 else { return false }
            return member.pid == getpid() && number == uts.descriptor.number
        }
        #expect(mine)
        // Nobody is in its owner either, which is found by it alone.
        let owner = try #require(try self.node(try uts.owner().identity))
        #expect(owner.processes.isEmpty && owner.ownerUID == geteuid())
        #expect(owner.keepers == [.namespace(.uts, uts.identity)])
    }

    @Test("a namespace that only a process's children will be in is told")
    func forChildren() throws {
        let held = try HeldProcess(into: [.user], [.unshare([.time]), .name("parent to be")])
        let time = try NamespaceIdentity(path: "/proc/\(held.pid)/ns/time_for_children")
        let node = try #require(try node(time))
        #expect(node.processes.isEmpty)
        #expect(node.keepers == [.forChildren(.init(pid: held.pid, name: "parent to be"))])
    }

    @Test("the tree leaves no descriptor open, and so keeps nothing alive")
    func keepsNothing() async {
        await #expect(processExitsWith: .success) {
            let held = try HeldProcess(into: .all)
            let size = try NamespaceTree.read().nodes.count
            try #require(size >= 16)
            // By what they lead to: the runtime opens descriptors of its own when it likes.
            let open = try namesInDirectory("/proc/self/fd").compactMap {
                try? readLink("/proc/self/fd/\($0)")
            }
            #expect(open.filter { $0.contains(":[4026") }.isEmpty)
            _ = held
        }
    }
}

/// The tree as text and as a document, of values that no machine is needed for.
@Suite struct NamespaceTreeTextTests {
    private static func identity(_ inode: UInt64) -> NamespaceIdentity {
        .init(device: 4, inode: inode)
    }

    private static func node(
        _ kind: NamespaceKind, _ inode: UInt64, owner: UInt64? = nil,
        _ change: (inout NamespaceNode) -> Void = { _ in }
    ) -> NamespaceNode {
        var node = NamespaceNode(kind, identity(inode))
        node.owner = owner.map(identity)
        change(&node)
        return node
    }

    static let tree = NamespaceTree([
        node(.uts, 12, owner: 10) { $0.processes = [.init(pid: 7, name: "bash")] },
        node(.user, 10, owner: 1) {
            $0.ownerUID = 1000
            $0.parent = identity(1)
            $0.processes = [.init(pid: 7, name: "bash")]
            $0.keepers = [.namespace(.uts, identity(12)), .namespace(.net, identity(11))]
        },
        node(.net, 11, owner: 10) {
            $0.keepers = [.bindMount(path: "/run/netns/ns1", in: identity(3))]
        },
        node(.mnt, 3, owner: 1) { $0.processes = (1...5).map { .init(pid: $0, name: "p\($0)") } },
        node(.user, 1) {
            $0.ownerUID = 0
            $0.processes = [.init(pid: 1, name: "init\u{1b}[2J")]
        },
        node(.pid, 13, owner: 10) {
            $0.id64 = 42
            $0.parent = identity(99)
            $0.keepers = [
                .openFile(.init(pid: 7, name: "bash"), descriptor: 5),
                .forChildren(.init(pid: 8, name: "unshare")),
                .thread(.init(pid: 9, name: "go"), thread: 10),
            ]
        },
        node(.cgroup, 77, owner: 500),
    ])

    @Test("what a user namespace owns stands below it, its children last, roots by kind")
    func lines() {
        #expect(
            Self.tree.lines(width: 200) == [
                "cgroup:[77]  no process in sight",
                "user:[1]  made by uid 0  1 process: init?[2J (1)",
                "├─ mnt:[3]  5 processes: p1 (1), p2 (2), p3 (3), …",
                "└─ user:[10]  made by uid 1000  1 process: bash (7)",
                "   ├─ net:[11]  bind mount /run/netns/ns1 in mnt:[3]",
                "   ├─ pid:[13]  id 42  open file 5 of bash (7)  for the children of unshare (8)  thread 10 of go (9)",
                "   └─ uts:[12]  1 process: bash (7)",
            ])
    }

    @Test("no line is wider than the terminal", arguments: [0, 1, 2, 10, 40, 79])
    func width(width: Int) {
        #expect(Self.tree.lines(width: width).allSatisfy { $0.count <= width })
    }

    @Test("what does not fit goes on below, at its branch, and nothing is lost", arguments: [32, 40, 79])
    func wrapped(width: Int) {
        func words(_ lines: [String]) -> [Substring] {
            lines.flatMap { $0.split { " │├└─".contains($0) } }
        }
        #expect(words(Self.tree.lines(width: width)) == words(Self.tree.lines(width: 200)))
        #expect(
            Self.tree.lines(width: 40).suffix(5) == [
                "   ├─ pid:[13]  id 42",
                "   │     open file 5 of bash (7)",
                "   │     for the children of unshare (8)",
                "   │     thread 10 of go (9)",
                "   └─ uts:[12]  1 process: bash (7)",
            ])
    }

    @Test("wide letters count as two columns")
    func wide() {
        let node = Self.node(.uts, 1) { $0.processes = [.init(pid: 1, name: "日本日本")] }
        let one = "uts:[1]  1 process: 日本日本 (1)"
        #expect(NamespaceTree([node]).lines(width: 32) == [one])
        #expect(NamespaceTree([node]).lines(width: 31).count == 2)
    }

    @Test("an owner that is its own is no owner")
    func ownOwner() {
        let alone = NamespaceTree([Self.node(.user, 1, owner: 1)])
        #expect(alone.entries.map(\.depth) == [0])
    }

    @Test("the document has a stable key for everything, in the tree's order")
    func document() throws {
        guard case .array(let elements) = Self.tree.json, case .object(let members) = elements[5]
        else {
            Issue.record("no array of objects")
            return
        }
        #expect(elements.count == 7)
        #expect(
            members.map(\.key) == [
                "kind", "name", "device", "inode", "id", "owner", "parent", "owner_uid",
                "processes", "kept_by",
            ])
        #expect(members[1].value == "pid:[13]")
        #expect(members[5].value == "user:[10]")
        // Its parent is out of sight, so it has no name.
        #expect(members[6].value == nil)
        #expect(
            members[9].value == [
                ["by": "open_file", "process": ["pid": 7, "command": "bash"], "descriptor": 5],
                ["by": "for_children", "process": ["pid": 8, "command": "unshare"]],
                ["by": "thread", "process": ["pid": 9, "command": "go"], "thread": 10],
            ])
    }
}
