/// Black-box tests: the built `nsshell` in real namespaces, as root and as an ordinary user.
///
/// This room knows the command contract and what the kernel shows of a machine. It does *not* know
/// how nsshell does anything.
import Testing

/// One after the other: several compare the whole machine before and after.
@Suite("nsshell", .serialized, .timeLimit(.minutes(5)))
enum Commands {
    @Suite struct Gates {
        @Test(
            "where user namespaces work, no test is disabled but for want of root",
            .enabled(if: Gate.labs.isOpen, Gate.labs.reason), arguments: Gate.allCases)
        func open(gate: Gate) {
            switch gate {
            case .labs: #expect(gate.isOpen)
            case .root: #expect(gate.isOpen || Account.available == [.ordinary])
            case .selfContained: #expect(gate.isOpen || !Program.isGiven, gate.reason)
            }
        }
    }
}
