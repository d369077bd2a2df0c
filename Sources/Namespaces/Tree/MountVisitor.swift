internal import SystemCalls

/// A process that stands in a mount namespace which nobody else is in, so that its mounts can be
/// read through `/proc`. It ends with its owner.
///
/// A child, and not nsshell itself: `setns(2)` with CLONE_NEWNS asks for a thread that shares its
/// root directory with no other.
final class MountVisitor {
    private let process: ProcessDescriptor
    private let lifeline: Descriptor

    var pid: Int32 { process.pid }

    /// - Parameter home: the caller's own user namespace. The rights over a namespace are in the
    ///   user namespace that owns it, so that one is joined first, where it is another one.
    init(
        in namespace: borrowing NamespaceHandle, home: NamespaceIdentity?
    ) throws(SystemCallError) {
        let owner = try namespace.owner()
        let pipe = try Pipe()
        var plan = Plan()
        if owner.identity != home {
            plan.append(.join(.inherited(owner.descriptor.number), kinds: [.user]))
        }
        plan.append(.join(.inherited(namespace.descriptor.number), kinds: [.mnt]))
        plan.append([
            // What it has become makes it undumpable, and then its /proc files are root's.
            .dumpable(true), .ready, .duplicate(.inherited(pipe.reader.number), onto: 0),
            .closeFrom(1), .awaitEnd(0),
        ])
        let spawned = try plan.spawn()
        do throws(SystemCallError) {
            _ = try spawned.report()
        } catch {
            _ = try? spawned.process.wait()
            throw error
        }
        process = spawned.takeProcess()
        lifeline = pipe.takeWriter()
    }

    deinit {
        try? process.signal(9)
        _ = try? process.wait()
    }
}
