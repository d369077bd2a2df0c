internal import Glibc
internal import SystemCalls

/// A short-lived child that joins namespaces of a process and reads in there; several run at once.
final class InnerReading {
    private var child: SpawnedProcess?
    /// Where in the child's plan the readings begin.
    private var first = 0
    private var result: Result<PlanReport, SystemCallError>?

    /// - Parameter kinds: what is joined, those only in which the process differs from this one:
    ///   `setns(2)` refuses the user namespace that one is in already.
    /// - Parameter before: what the child does before it joins.
    /// - Parameter plan: what it does in there.
    init(of pid: Int32, kinds: [NamespaceKind], before: Plan = Plan(), _ plan: Plan) {
        do throws(SystemCallError) {
            let process = try ProcessDescriptor(pid: pid)
            var foreign: NamespaceKinds = []
            for kind in kinds {
                let theirs = try readLink("/proc/\(pid)/ns/\(kind.rawValue)")
                if try theirs != OwnNamespaces.link(kind) { foreign.insert(kind) }
            }
            var joining = before
            if !foreign.isEmpty {
                joining.append(.join(.inherited(process.descriptor.number), kinds: foreign))
            }
            try start(after: joining, plan)
        } catch {
            result = .failure(error)
        }
    }

    convenience init(of pid: Int32, kinds: [NamespaceKind], _ operations: [Operation]) {
        self.init(of: pid, kinds: kinds, Plan(operations))
    }

    /// A child that joins one namespace as its owner may: from the user namespace that owns it.
    ///
    /// What may be mounted in there is for the owner to say, and a process of a user namespace
    /// further in is not the owner.
    init(of pid: Int32, asOwnerOf kind: NamespaceKind, _ plan: Plan) {
        do throws(SystemCallError) {
            let handle = try NamespaceHandle(kind, ofProcess: pid)
            let owner = try handle.owner()
            var joining = Plan()
            if try owner.identity != NamespaceIdentity(path: "/proc/self/ns/user") {
                joining.append(.join(.inherited(owner.descriptor.number), kinds: [.user]))
            }
            joining.append(.join(.inherited(handle.descriptor.number), kinds: [kind]))
            try start(after: joining, plan)
        } catch {
            result = .failure(error)
        }
    }

    private func start(after joining: Plan, _ plan: Plan) throws(SystemCallError) {
        first = joining.entries.count
        var whole = joining
        whole.append(plan)
        whole.append(.exit(0))
        if whole.mayBorrowMemory {
            result = .success(try whole.run())
        } else {
            child = try whole.spawn()
        }
    }

    deinit { if let child = child.take() { Self.end(child.process) } }

    /// Ends it wherever it is: what nobody reads fills the pipe, and then it would wait for ever.
    private static func end(_ process: borrowing ProcessDescriptor) {
        // Neither can fail but by its having ended already.
        try? process.signal(SIGKILL)
        _ = try? process.wait()
    }

    /// Why it has failed, where that is known by now.
    var failure: SystemCallError? {
        guard case .failure(let error) = result else { return nil }
        return error
    }

    /// How long it may take. What a learner owns may keep whoever reads it waiting.
    private static let milliseconds = 5000

    /// What the operation of that place in the plan read, once the child has ended.
    func bytes(_ index: Int) throws(SystemCallError) -> [UInt8] {
        let report = try report()
        if let refusal = report.refusedReadings[first + index] { throw refusal }
        return report.readings[first + index] ?? []
    }

    func text(_ index: Int) throws(SystemCallError) -> String {
        String(decoding: try bytes(index), as: UTF8.self)
    }

    private func report() throws(SystemCallError) -> PlanReport {
        if let result { return try result.get() }
        let read = Result { () throws(SystemCallError) -> PlanReport in
            guard let child = child.take() else { return PlanReport() }
            let report: PlanReport
            do throws(SystemCallError) {
                report = try child.report(by: Deadline(milliseconds: Self.milliseconds))
            } catch {
                Self.end(child.process)
                throw error
            }
            try child.process.wait()
            return report
        }
        result = read
        return try read.get()
    }
}
