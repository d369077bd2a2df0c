import Glibc
import HostAbilities
import Namespaces
import SystemCalls
import Testing

@testable import Lab

@Suite(
    "The limits of an IPC namespace",
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"))
struct IPCLimitsTests {
    private let plan = IPCLimits.plan(.ofThisProcess)

    private func place(_ isIt: (Operation) -> Bool) throws -> Int {
        try #require(plan.entries.firstIndex { isIt($0.operation) })
    }

    @Test("may be changed where a shell in a namespace of its own may change them")
    func asShells() throws {
        let lab = try Lab()
        defer { lab.end() }
        let session = try Session(in: lab, number: 1)
        defer { session.end() }
        let command = "unshare -i sh -c 'echo 1000 > /proc/sys/kernel/msgmax'"
        try session.type(command, by: Deadline(milliseconds: 10_000))
        #expect(IPCLimits.mayBeChanged == (session.status == 0), "\(session.outputText)")
    }

    @Test(
        "are the machine's own root's where nobody else may open their file",
        arguments: [EACCES, EPERM])
    func refused(errno: Int32) throws {
        let open = try place { if case .open = $0 { true } else { false } }
        #expect(!IPCLimits.mayBeChanged(by: plan.failing(at: open, errno: errno)))
    }

    @Test("are taken to be changeable where the kernel cannot be asked")
    func unknown() throws {
        let open = try place { if case .open = $0 { true } else { false } }
        let unshare = try place { if case .unshare = $0 { true } else { false } }
        let map = try place { if case .write = $0 { true } else { false } }
        #expect(IPCLimits.mayBeChanged(by: plan.failing(at: open, errno: ENOENT)))
        #expect(IPCLimits.mayBeChanged(by: plan.failing(at: unshare, errno: EPERM)))
        #expect(IPCLimits.mayBeChanged(by: plan.failing(at: map, errno: EACCES)))
    }
}
