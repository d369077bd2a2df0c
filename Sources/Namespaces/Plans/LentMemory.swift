internal import CLinux

/// What a process that shares this one's memory reads and writes there: its plan, the rest of that,
/// and its stack.
///
/// It stays where it is, whatever becomes of who made it here, until it has been taken back.
final class LentMemory {
    private let plan: UnsafeMutablePointer<PlanMemory>
    private let stack: UnsafeMutableRawPointer
    private var isBack = false

    /// As this process was before it lent anything.
    private static let isDumpable = nl_is_dumpable() != 0

    init(_ plan: consuming PlanMemory) {
        _ = Self.isDumpable
        self.plan = .allocate(capacity: 1)
        self.plan.initialize(to: plan)
        stack = .allocate(byteCount: Int(NL_STACK_BYTES), alignment: 16)
    }

    deinit {
        guard isBack else { return }
        plan.deinitialize(count: 1)
        plan.deallocate()
        stack.deallocate()
    }

    /// Clones the process.
    ///
    /// - Returns: its PID, or a negative errno.
    func spawn(_ what: nl_spawn, _ pidfd: inout Int32) -> Int32 {
        var what = what
        what.stack = stack
        what.stack_size = Int(NL_STACK_BYTES)
        what.ops = UnsafePointer(plan.pointee.operations.baseAddress)
        what.count = plan.pointee.operations.count
        return nl_spawn(&what, &pidfd)
    }

    /// What the process goes on with when it has been told to.
    func setRest(_ rest: Plan) {
        plan.pointee.setRest(rest)
    }

    /// The process has a memory of its own now, or none any more.
    func takeBack() {
        isBack = true
        // It took other ids, and so made the memory, which is this process's, undumpable.
        if Self.isDumpable { nl_make_dumpable() }
    }
}
