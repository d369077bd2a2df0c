import Glibc
import Namespaces
import SystemCalls

@testable import CommandTests

/// What there was before a run, to be compared with what there is after it.
///
/// While it lives, this process adopts whoever loses their parent below it (PR_SET_CHILD_SUBREAPER):
/// so what a killed nsshell leaves is known exactly, whoever else uses the machine, and its end is an
/// event.
final class Leftovers {
    private let children: Set<Int32>
    private let mounts: Set<Substring>
    /// What may hold no more than it held: folder and what a name in it begins with.
    private var folders: [(path: String, prefix: String)]
    private let names: [Set<String>]

    /// - Parameter watched: folders in which nothing may be new.
    init(watching watched: [String] = []) {
        Self.adopt(true)
        children = Set(ProcessState.children(of: getpid()))
        mounts = Self.mounts
        folders = watched.map { ($0, "") } + [("/dev/shm", "nsshell")]
        names = folders.map(Self.names)
    }

    deinit { Self.adopt(false) }

    /// Waits until no process is left that was not there before.
    ///
    /// - Parameter pids: processes that were nsshell's, by which control groups are named.
    /// - Returns: how long it took, in nanoseconds; and what is left after all, or at the deadline.
    func gone(of pids: [Int32] = [], milliseconds: Int = 5000) -> (time: UInt64, left: [String]) {
        let start = Deadline.now
        let deadline = Deadline(milliseconds: milliseconds)
        var left: [String] = []
        // A lab's init does not end before its namespace's other processes are reaped, so whichever
        // ends first is.
        var adopted: [Int32: Adopted] = [:]
        while true {
            let now = Set(ProcessState.children(of: getpid())).subtracting(children)
            for pid in now where adopted[pid] == nil { adopted[pid] = Adopted(pid) }
            if now.isEmpty { break }
            let waiting = now.compactMap { adopted[$0] }
            let ended = try? waitUntilReadable(
                waiting.map { $0.process.descriptor.number },
                milliseconds: deadline.millisecondsLeft)
            for index in ended ?? [] {
                _ = try? waiting[index].process.wait()
                adopted[waiting[index].process.pid] = nil
            }
            if deadline.hasPassed {
                left += now.flatMap(Self.tree)
                break
            }
        }
        let time = Deadline.now - start
        for (folder, before) in zip(folders, names) {
            left += Self.names(folder).subtracting(before).map { "\(folder.path)/\($0)" }
        }
        for pid in pids { left += Self.groups(of: pid) }
        left += Self.mounts.subtracting(mounts).map { "mount \($0)" }
        return (time, left.sorted())
    }

    /// Ends what is left, so that it is not met again.
    func sweep() {
        for pid in ProcessState.children(of: getpid()) where !children.contains(pid) {
            for state in ProcessState.tree(from: pid) { kill(state.pid, SIGKILL) }
        }
        _ = gone(milliseconds: 2000)
    }

    /// A process that became this one's child.
    private final class Adopted {
        let process: ProcessDescriptor
        init?(_ pid: Int32) {
            guard let process = try? ProcessDescriptor(pid: pid) else { return nil }
            self.process = process
        }
    }

    private static func tree(_ pid: Int32) -> [String] {
        ProcessState.tree(from: pid).map { "process \($0.pid) \($0.name), \($0.state)" }
    }

    private static var mounts: Set<Substring> {
        Set(((try? readText("/proc/self/mountinfo")) ?? "").split(separator: "\n"))
    }

    private static func names(_ folder: (path: String, prefix: String)) -> Set<String> {
        Set(((try? namesInDirectory(folder.path)) ?? []).filter { $0.hasPrefix(folder.prefix) })
    }

    private static let hierarchies: [String] = {
        let text = (try? readText("/proc/self/mountinfo")) ?? ""
        return MountPoint.list(mountinfo: text).filter { $0.type.hasPrefix("cgroup") }.map(\.path)
    }()

    private static func groups(of pid: Int32) -> [String] {
        hierarchies.flatMap { path in
            ((try? namesInDirectory(path)) ?? []).filter { $0.hasPrefix("nsshell-\(pid)-") }
                .map { "control group \(path)/\($0)" }
        }
    }

    /// prctl(2), which is variadic in C.
    private static func adopt(_ wanted: Bool) {
        typealias Call = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
        guard let symbol = dlsym(nil, "prctl") else { return }
        _ = unsafeBitCast(symbol, to: Call.self)(36, wanted ? 1 : 0, 0, 0, 0)
    }
}
