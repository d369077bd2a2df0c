public import Namespaces
public import SystemCalls

/// A process that was made by a plan and does nothing until it is let go, by the end of its owner
/// at the latest.
public final class HeldProcess {
    public let process: ProcessDescriptor
    public let report: PlanReport
    private let lifeline: Descriptor

    /// - Parameter kinds: what it is born into.
    /// - Parameter operations: what it does before it is held.
    /// - Parameter isRoot: whether it becomes root of the user namespace that it is born into.
    public init(
        into kinds: NamespaceKinds = [], _ operations: [Operation] = [], isRoot: Bool = true
    ) throws(SystemCallError) {
        let pipe = try Pipe()
        var plan = Plan(isRoot && kinds.contains(.user) ? Host.becomingRoot : [])
        plan.append(operations)
        // A change of credentials made it undumpable, and then its /proc files belong to root.
        plan.append([
            .dumpable(true), .ready,
            // Without its copies of the pipes' other ends: its report ends here, and so will it.
            .duplicate(.inherited(pipe.reader.number), onto: 0), .closeFrom(1), .awaitEnd(0),
        ])
        let spawned = try plan.spawn(into: kinds)
        do throws(SystemCallError) {
            report = try spawned.report()
        } catch {
            _ = try? spawned.process.wait()
            throw error
        }
        process = spawned.takeProcess()
        lifeline = pipe.takeWriter()
    }

    public var pid: Int32 { process.pid }

    deinit {
        try? process.signal(9)
        _ = try? process.wait()
    }

    /// Joins namespaces of this process, all at once, by its pidfd.
    public func joining(_ kinds: NamespaceKinds) -> Operation {
        .join(.inherited(process.descriptor.number), kinds: kinds)
    }
}
