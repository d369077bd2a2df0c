internal import CLinux

/// What a process that shares this one's memory reads and writes there: its plan, the rest of that,
/// and its stack.
///
/// It stays where it is, whatever becomes of who made it here, until the process is known to have a
/// memory of its own or none any more: `end`.
struct LentMemory {
    private let plan: UnsafeMutablePointer<PlanMemory>
    private let stack: UnsafeMutableRawPointer
    private let wasDumpable = nl_is_dumpable() != 0

    init(_ plan: consuming PlanMemory) {
        self.plan = .allocate(capacity: 1)
        self.plan.initialize(to: plan)
        stack = .allocate(byteCount: Int(NL_STACK_BYTES), alignment: 16)
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

    /// Frees it.
    func end() {
        plan.deinitialize(count: 1)
        plan.deallocate()
        stack.deallocate()
        // It took other ids, and so made the memory, which is this process's, undumpable.
        if wasDumpable { nl_make_dumpable() }
    }
}
