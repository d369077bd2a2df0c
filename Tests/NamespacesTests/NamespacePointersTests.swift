import Glibc
import HostAbilities
import Namespaces
import SystemCalls
import Testing

/// What one process's pointers lead to, of processes that were made for it.
@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .timeLimit(.minutes(1)))
struct NamespacePointersTests {
    private typealias Field = NamespacePointers.Field

    /// The fields in which a process differs from this one.
    private func differences(_ held: HeldProcess) throws -> [Field] {
        try NamespacePointers.read(held.pid).compared(with: try .read(getpid())).pointers
            .filter { $0.differs == true }.map(\.field)
    }

    @Test("a process of all new kinds differs in every pointer, each as its link says")
    func all() throws {
        let held = try HeldProcess(into: .all, [.name("held")])
        #expect(try differences(held) == Field.allCases)
        let read = try NamespacePointers.read(held.pid)
        #expect(read.process == .init(pid: held.pid, name: "held"))
        for pointer in read.pointers {
            let namespace = try #require(pointer.namespace)
            let kind = pointer.field.kind.rawValue
            #expect(namespace.name == (try readLink("/proc/\(held.pid)/ns/\(kind)")))
        }
        let user = try NamespaceIdentity(path: "/proc/\(held.pid)/ns/user")
        let outer = try NamespaceIdentity(path: "/proc/self/ns/user")
        let last = try #require(read.pointers.first { $0.field == .user }?.namespace)
        #expect(last.identity == user && last.parent == outer && last.owner == outer)
        #expect(
            read.pointers.filter { $0.namespace?.owner == user }.map(\.field)
                == Field.allCases.filter { $0 != .user })
    }

    @Test("a pointer for children is told beside the one of the process itself")
    func forChildren() throws {
        let held = try HeldProcess(into: [.user], [.unshare([.time])])
        #expect(try differences(held) == [.timeForChildren, .user])
    }

    @Test("a PID namespace into which nobody has been born yet is told as none")
    func unborn() throws {
        let held = try HeldProcess(into: [.user], [.unshare([.pid])])
        let read = try NamespacePointers.read(held.pid).compared(with: try .read(getpid()))
        let pointer = try #require(read.pointers.first { $0.field == .pidForChildren })
        #expect(pointer.namespace == nil && pointer.other != nil && pointer.differs == nil)
        let own = try #require(read.pointers.first { $0.field == .activePID })
        #expect(own.differs == false)
    }

    @Test("of a process that is not there it is said so")
    func missing() {
        for pid: Int32 in [0, -1, 4_194_303] {
            #expect(throws: SystemCallError("open", "process \(pid)", errno: ESRCH)) {
                try NamespacePointers.read(pid)
            }
        }
    }
}
