import Testing

@testable import Course

@Suite("The exit status of a verification run")
struct VerificationTests {
    private let failed = Made.failed(Made.failures[0])

    @Test("is 0 where every lesson passed or could not be run here")
    func passed() {
        #expect(Verification.exitStatus(of: []) == 0)
        #expect(Verification.exitStatus(of: [Made.passed, Made.passed]) == 0)
        #expect(Verification.exitStatus(of: [Made.passed, Made.skipped]) == 0)
    }

    @Test("is 1 where a step failed, whatever the other lessons came to")
    func oneFailed() {
        #expect(Verification.exitStatus(of: [Made.passed, failed]) == 1)
        #expect(Verification.exitStatus(of: [Made.noLab, failed]) == 1)
        #expect(Verification.exitStatus(of: [failed, Made.noLab]) == 1)
    }

    @Test("is 3 where no lab could be made and nothing failed")
    func noLab() {
        #expect(Verification.exitStatus(of: [Made.noLab]) == 3)
        #expect(Verification.exitStatus(of: [Made.passed, Made.noLab, Made.skipped]) == 3)
        #expect(Verification.exitStatus(of: [Made.noLab], strict: true) == 3)
    }

    @Test("takes a skip for a failure where it is strict")
    func strict() {
        #expect(Verification.exitStatus(of: [Made.passed], strict: true) == 0)
        #expect(Verification.exitStatus(of: [Made.passed, Made.skipped], strict: true) == 1)
        #expect(Verification.exitStatus(of: [Made.noLab, Made.skipped], strict: true) == 1)
    }
}
