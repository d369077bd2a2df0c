import HostAbilities
import Lab
import Namespaces
import SystemCalls
import Testing

@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .timeLimit(.minutes(1)))
struct ObserverTests {
    /// What looks may share this process's memory, and who can name a process of his own user
    /// namespace may write to its memory: `/proc/PID/mem`, `process_vm_writev(2)`.
    @Test("who looks into a lab takes up no number in there, so nothing in it can name him")
    func unnamed() throws {
        let session = try Session(in: Lab([.network]), number: 1)
        func nextNumber() throws -> Int {
            try session.type("sh -c 'echo $$'", by: Deadline(milliseconds: 10_000))
            return try #require(Int(session.outputText.dropLast()))
        }
        let first = try nextNumber()
        let tree = FactTree()
        let subject = FactSubject(pid: session.here)
        let known = tree.paths(of: subject).filter {
            if case .unknown = tree.fact($0, of: subject) { false } else { true }
        }
        #expect(known.count > 50)
        #expect(try nextNumber() == first + 1)
    }
}
