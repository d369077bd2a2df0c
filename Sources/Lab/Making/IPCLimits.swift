internal import Glibc
internal import Namespaces
internal import SystemCalls

/// What the kernel lets the root of an IPC namespace do to the namespace's limits.
///
/// Before Linux 6.9 they were files of the machine's own root, in every namespace. An older kernel
/// may have the change too, so the kernel is asked, and not its version.
enum IPCLimits {
    /// Asked when it is first wanted.
    static let mayBeChanged = mayBeChanged(by: plan(.ofThisProcess))

    /// Opens the file of one of the limits for writing, as the root of new namespaces.
    ///
    /// One id is enough to ask, and a process can map it by itself. Root becomes somebody else: it
    /// owns the file on every kernel.
    static func plan(_ mapping: IDMapping) -> Plan {
        let user: UInt32
        let group: UInt32
        var plan = Plan()
        switch mapping {
        case .one(let ownUser, let ownGroup), .subordinate(let ownUser, let ownGroup, _):
            (user, group) = (ownUser, ownGroup)
        case .range(let first):
            (user, group) = (first, first)
            // Undumpable, it could not open its own id maps.
            plan.append([.dropGroups, .setGID(group), .setUID(user), .dumpable(true)])
        }
        plan.append(.unshare([.user, .ipc]))
        plan.append(IDMapping.one(user: user, group: group).operationsOfChild)
        plan.append([.open(file, flags: O_WRONLY, slot: 0), .exit(0)])
        return plan
    }

    /// Whatever else is refused says nothing about it: a lab that cannot be made says so itself.
    static func mayBeChanged(by plan: Plan) -> Bool {
        do throws(SystemCallError) {
            _ = try plan.run()
            return true
        } catch {
            return error.subject != file || (error.errno != EACCES && error.errno != EPERM)
        }
    }

    private static let file = "/proc/sys/kernel/msgmax"
}
