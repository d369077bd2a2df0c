internal import Glibc
internal import Namespaces
internal import Synchronization

/// Children of this process that it did not make itself.
///
/// A process that this one started in a lab can clone with `CLONE_PARENT`, and its child is then
/// *ours* to reap. Until somebody does, the lab's PID namespace cannot end.
enum Strangers {
    /// The children that this process did make and that stay: PID 1 of each lab, what joined, and
    /// guardians.
    /// A list, since they are few and the runtime takes longer over the first set than over all of
    /// them.
    private static let own = Mutex<[Int32]>([])

    static func isOurs(_ pid: Int32) { own.withLock { $0.append(pid) } }
    static func isReaped(_ pid: Int32) { own.withLock { $0.removeAll { $0 == pid } } }

    /// Those that are there now, ended ones included.
    static var all: [ProcessState] {
        let known = own.withLock { $0 }
        return ProcessState.children(of: getpid()).filter { !known.contains($0) }
            .filter { pid in ((try? ProcessState.numbers(of: pid).count) ?? 0) > 1 }
            .compactMap { try? ProcessState(pid: $0) }
    }

    /// Reaps those that have ended. One that still runs ends with its lab.
    static func reap() {
        for stranger in all where stranger.state == "Z" {
            var status: Int32 = 0
            waitpid(stranger.pid, &status, WNOHANG)
        }
    }
}
