internal import CLinux
internal import Glibc
internal import SystemCalls

extension Plan {
    /// Whether a process that borrows this one's memory may carry the plan out: one that only
    /// looks, at what keeps nobody waiting, and that no lab can name.
    ///
    /// - This process stands still until the other has ended, so nothing that a learner may have put
    ///   there is opened, but on file systems that answer at once; a lab has no device for FUSE, so
    ///   no program of its serves one, and to find a path there keeps nobody waiting either.
    /// - Whoever may look into the other's memory has *this* process's. It stays out of every other
    ///   PID namespace, so a lab has no number for it; and whoever shares memory is refused a time
    ///   namespace.
    /// - A change of ids makes the memory, and so this process, undumpable. The ids for files are
    ///   the only ones that change, where the machine's root plays, and dumpable it is again
    ///   afterwards. To join a user namespace changes nothing, since this user owns the outermost.
    var mayBorrowMemory: Bool { entries.allSatisfy { $0.operation.leavesMemoryAlone } }

    /// Carries the plan out in a process that borrows this one's memory.
    ///
    /// - Throws: the first operation that failed and was not allowed to; ENOBUFS where what it read
    ///   is longer than is kept here.
    func look() throws(SystemCallError) -> PlanReport {
        let memory = PlanMemory(self)
        var failed: Int32 = 0
        let frames = [UInt8](unsafeUninitializedCapacity: Self.mostBytes) { buffer, size in
            var report = nl_memory(bytes: buffer.baseAddress, size: buffer.count, used: 0)
            failed = nl_borrow(memory.operations.baseAddress, memory.operations.count, &report)
            size = report.used
        }
        try checked(failed, "clone", "a process that looks")
        var rest = frames[...]
        return try PlanReport(of: self) { count in
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
    }

    private static let mostBytes = 1 << 16
}

extension Operation {
    fileprivate var leavesMemoryAlone: Bool {
        switch self {
        case .join(_, let kinds): kinds.isSubset(of: [.cgroup, .ipc, .net, .user, .uts])
        case .unshare(let kinds): kinds == [.mnt]
        case .open(_, let flags, _): flags & nl_O_PATH != 0
        case .openBelow(_, _, _, _, let inMemory): inMemory
        case .dropGroups, .fileSystemIDs, .reportStatus, .reportLink, .reportContents: true
        case .openSocket, .send, .openFileSystem, .reportNames, .report, .reportEntries, .exit: true
        default: false
        }
    }
}
