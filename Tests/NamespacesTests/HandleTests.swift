import Foundation
import Glibc
import HostAbilities
import Namespaces
import SystemCalls
import Testing

/// One row of `lsns`, as its JSON has it.
struct Listed: Decodable, Hashable {
    let ns: UInt64
    let type: String
    let nprocs: Int?
    let ons: UInt64?
    let pns: UInt64?

    /// What lsns sees now; nil where it fails.
    static func all() -> [Listed]? {
        struct Document: Decodable { let namespaces: [Listed] }
        guard let text = Oracle.ask("lsns -J -o NS,TYPE,NPROCS,ONS,PNS") else { return nil }
        return try? JSONDecoder().decode(Document.self, from: Data(text.utf8)).namespaces
    }
}

@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .timeLimit(.minutes(1)))
struct HandleTests {
    @Test("an identity is the inode that readlink shows", arguments: NamespaceKind.allCases)
    func identity(kind: NamespaceKind) throws {
        let path = "/proc/self/ns/\(kind.rawValue)"
        let handle = try NamespaceHandle(kind, path: path)
        #expect(try readLink(path) == "\(kind.rawValue):[\(handle.identity.inode)]")
        #expect(try NamespaceIdentity(path: path) == handle.identity)
    }

    @Test("a namespace is not taken for one of another kind, nor a file for a namespace")
    func wrongKind() {
        #expect(throws: SystemCallError("NS_GET_NSTYPE", "/proc/self/ns/uts", errno: EINVAL)) {
            _ = try NamespaceHandle(.ipc, path: "/proc/self/ns/uts")
        }
        #expect(throws: SystemCallError("NS_GET_NSTYPE", "/dev/null", errno: EINVAL)) {
            _ = try NamespaceHandle(.uts, path: "/dev/null")
        }
        #expect(throws: SystemCallError("open", "/proc/0/ns/uts", errno: ENOENT)) {
            _ = try NamespaceHandle(.uts, ofProcess: 0)
        }
    }

    @Test(
        "owner and parent are what lsns says",
        .enabled(if: Host.has("lsns"), "lsns is not installed"))
    func relations() throws {
        let held = try HeldProcess(into: .all)
        let listed = try #require(Listed.all())
        for kind in NamespaceKind.allCases {
            let handle = try NamespaceHandle(kind, ofProcess: held.pid)
            let row = try #require(listed.first { $0.ns == handle.identity.inode }, "\(kind)")
            #expect(row.type == kind.rawValue)
            // lsns writes 0 where it is told nothing.
            #expect(try handle.owner().identity.inode == row.ons)
            // An ordinary user may not look at the parent of what is below the first pid namespace.
            if kind == .user || kind == .pid, let parent = row.pns, parent != 0 {
                #expect(try handle.parent().identity.inode == parent)
            }
        }
    }

    @Test("what a user namespace owns names it as the owner")
    func owner() throws {
        let held = try HeldProcess(into: [.user, .uts])
        let user = try NamespaceHandle(.user, ofProcess: held.pid).identity
        #expect(try NamespaceHandle(.uts, ofProcess: held.pid).owner().identity == user)
        #expect(
            try NamespaceHandle(.user, ofProcess: held.pid).parent().identity
                == NamespaceIdentity(path: "/proc/self/ns/user"))
    }

    @Test("a user namespace belongs to the user that made it")
    func ownerUID() throws {
        let held = try HeldProcess(into: [.user, .uts])
        #expect(try NamespaceHandle(.user, ofProcess: held.pid).ownerUID() == geteuid())
        let error = #expect(throws: SystemCallError.self) {
            _ = try NamespaceHandle(.uts, ofProcess: held.pid).ownerUID()
        }
        #expect(error?.errno == EINVAL)
    }

    @Test("only the kinds that nest have a parent", arguments: NamespaceKind.allCases)
    func parents(kind: NamespaceKind) throws {
        let held = try HeldProcess(into: [.user, .pid, kind])
        let handle = try NamespaceHandle(kind, ofProcess: held.pid)
        if kind == .user || kind == .pid {
            #expect(try handle.parent().kind == kind)
        } else {
            let error = #expect(throws: SystemCallError.self) { _ = try handle.parent() }
            #expect(error?.errno == EINVAL)
        }
    }

    @Test(
        "a 64-bit id is one namespace's alone and never used again",
        .enabled(if: Host.has64BitIDs, "this kernel has no 64-bit namespace ids"))
    func id64() throws {
        var seen: Set<UInt64> = []
        for _ in 0..<5 {
            let held = try HeldProcess(into: [.user, .uts])
            let id = try #require(try NamespaceHandle(.uts, ofProcess: held.pid).id64)
            #expect(seen.insert(id).inserted)
            #expect(try NamespaceHandle(.uts, path: "/proc/\(held.pid)/ns/uts").id64 == id)
        }
    }

    @Test("a handle keeps its namespace alive, and its end lets it go")
    func lifetime() throws {
        func tree() throws -> NamespaceNode? {
            try NamespaceTree.read().nodes.first { $0.identity == identity }
        }
        var held: HeldProcess? = try HeldProcess(into: [.user, .uts])
        let pid = try #require(held?.pid)
        let handle = try NamespaceHandle(.uts, ofProcess: pid)
        let identity = handle.identity
        held = nil
        let node = try #require(try tree())
        #expect(node.processes.isEmpty)
        #expect(
            node.keepers.contains {
                guard case .openFile(let member, let number) = $0 else { return false }
                return member.pid == getpid() && number == handle.descriptor.number
            })
    }

    @Test("a process's end is told once, as an exit or as a signal")
    func ends() throws {
        let exited = try Plan([.exit(7)]).spawn().takeProcess()
        #expect(try exited.wait() == .exited(7))
        let held = try HeldProcess()
        #expect(try held.process.endIfEnded() == nil)
        try held.process.signal(SIGKILL)
        #expect(try held.process.wait() == .killed(signal: SIGKILL))
        #expect(ProcessEnd.killed(signal: 15).shellStatus == 143)
        // One that has ended can be signalled without an error.
        try held.process.signal(SIGTERM)
    }
}
