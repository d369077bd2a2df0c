import Glibc
import Namespaces
import SystemCalls

/// What a machine consists of, so far as a lab that escaped could have changed it.
struct MachineState {
    /// A part of the machine: the lines that describe it now.
    enum Part: String, CaseIterable {
        case mounts, links, messages, groups, names, files, processes, namespaces

        /// Others come and go by themselves on a machine in use, so only what is new counts.
        var isBusy: Bool { [.groups, .processes, .namespaces].contains(self) }
    }

    private let parts: [Part: Set<String>]
    private let census: Census

    /// - Parameter chosen: the parts to look at.
    init(_ chosen: [Part] = Part.allCases) {
        let census = Census()
        self.census = census
        parts = Dictionary(uniqueKeysWithValues: chosen.map { ($0, Self.read($0, census)) })
    }

    /// What differs from this state, once the kernel has had time to take it back: each is looked
    /// for again until it has gone or the deadline passes.
    ///
    /// - Parameter countingDying: whether a process counts whose exit has begun. A lab's init that
    ///   was orphaned stays so until the machine's init has reaped the lab's other processes, which
    ///   takes some of them seconds.
    func changes(milliseconds: Int = 5000, countingDying: Bool = true) -> [String] {
        let deadline = Deadline(milliseconds: milliseconds)
        return parts.keys.flatMap { part -> [String] in
            var left: Set<String>?
            while left?.isEmpty != true {
                let now = Self.read(part, Census(since: census, countingDying: countingDying))
                let before = parts[part, default: []]
                let differences = Set(now.subtracting(before).map { "+ \(part.rawValue) \($0)" })
                    .union(
                        part.isBusy
                            ? [] : before.subtracting(now).map { "- \(part.rawValue) \($0)" })
                left = left?.intersection(differences) ?? differences
                if deadline.hasPassed { break }
                if left?.isEmpty == false { poll(nil, 0, 2) }
            }
            return (left ?? []).sorted()
        }
    }

    private static func read(_ part: Part, _ census: Census) -> Set<String> {
        switch part {
        case .mounts: lines("cat /proc/self/mountinfo")
        case .links:
            // Without the seconds that a lease has left, which run by themselves.
            lines(
                """
                sed -n 's/:.*//p' /proc/net/dev
                { ip -j link; ip -j addr; ip -j route show table all; ip -6 -j route show table all; } |
                    sed -E 's/"[a-z_]*(life_time|expires)":[0-9]*//g'
                """)
        case .messages:
            lines(
                "awk '{print FILENAME, $1, $2, $3}' /proc/sysvipc/msg /proc/sysvipc/sem /proc/sysvipc/shm; ls /dev/mqueue 2>/dev/null || :"
            )
        case .groups:
            lines("find /sys/fs/cgroup -type d 2>/dev/null || :").filter {
                !isOfSomebodyElse(group: $0)
            }
        case .names: lines("uname -n; cat /proc/sys/kernel/domainname /etc/hostname; id")
        case .files:
            lines(
                """
                find /etc /usr/bin /usr/sbin /usr/local /bin/. -xdev -printf '%p %m %U %s %T@\\n' 2>/dev/null
                ls -a / /root /home 2>/dev/null || :
                """)
        case .processes: census.processes
        case .namespaces: census.namespaces
        }
    }

    /// Whether this group is of an nsshell that another program started: `nsshell-PID-NUMBER`.
    private static func isOfSomebodyElse(group: String) -> Bool {
        let name = group.split(separator: "/").last ?? ""
        let words = name.split(separator: "-")
        guard words.count == 3, words[0] == "nsshell", let pid = Int32(words[1]) else {
            return false
        }
        return !Started.has(pid)
    }

    private static func lines(_ script: String) -> Set<String> {
        guard let outcome = try? onHost(script) else { return ["cannot be read: \(script)"] }
        return Set(outcome.text.split(separator: "\n").map(String.init))
    }
}

/// The processes of this machine that a run of `nsshell` may have left, and their namespaces.
///
/// Other tests and other people make processes and namespaces meanwhile. Of what is new, that
/// counts which has lost its parent, as what a killed nsshell leaves has, and stands apart: it is in
/// another namespace than this process, or is nsshell itself. One that has ended and waits for the
/// machine's init to be told of it holds nothing any more.
private struct Census {
    private let all: [Int32: ProcessState]
    private let known: Set<String>
    let processes: Set<String>
    let namespaces: Set<String>

    init(since earlier: Census? = nil, countingDying: Bool = true) {
        var all: [Int32: ProcessState] = [:]
        for name in (try? namesInDirectory("/proc")) ?? [] {
            guard let pid = Int32(name), let state = try? ProcessState(pid: pid),
                state.state != "Z", countingDying || !Self.isDying(pid)
            else { continue }
            all[pid] = state
        }
        let everybody = Set(all.values.map(Self.name))
        let known = earlier?.known ?? everybody
        let adopters = Self.ancestors(of: getpid(), all).union([1])
        let counted = all.values.filter { state in
            if state.pid == getpid() || Self.ancestors(of: state.pid, all).contains(getpid()) {
                return false
            }
            guard !known.contains(Self.name(state)) else { return true }
            var top = state
            while let parent = all[top.parent], !known.contains(Self.name(parent)) { top = parent }
            return adopters.contains(top.parent) && Self.standsApart(top.pid)
        }
        self.all = all
        self.known = known
        processes = Set(counted.map(Self.name))
        namespaces = Set(counted.flatMap { Self.namespaces(of: $0.pid) })
    }

    /// `PF_EXITING` of the flags in /proc/PID/stat, proc(5).
    private static func isDying(_ pid: Int32) -> Bool {
        guard let text = try? readText("/proc/\(pid)/stat"), let close = text.lastIndex(of: ")"),
            let flags = UInt64(text[close...].split(separator: " ")[7])
        else { return true }
        return flags & 4 != 0
    }

    private static func name(_ state: ProcessState) -> String {
        "\(state.pid) \(state.name) of \(state.startTime)"
    }

    private static func ancestors(of pid: Int32, _ all: [Int32: ProcessState]) -> Set<Int32> {
        var found: Set<Int32> = []
        var next = all[pid]?.parent
        while let pid = next, pid > 0, found.insert(pid).inserted { next = all[pid]?.parent }
        return found
    }

    private static func standsApart(_ pid: Int32) -> Bool {
        let program = (try? readLink("/proc/\(pid)/exe")) ?? ""
        if program.hasSuffix("/nsshell") || program.hasSuffix("/nsshell (deleted)") { return true }
        return !Set(namespaces(of: pid)).subtracting(namespaces(of: getpid())).isEmpty
    }

    /// Those that it is in and those that it holds by a descriptor.
    private static func namespaces(of pid: Int32) -> [String] {
        ["ns", "fd"].flatMap { folder -> [String] in
            let names = (try? namesInDirectory("/proc/\(pid)/\(folder)")) ?? []
            return names.compactMap { try? readLink("/proc/\(pid)/\(folder)/\($0)") }
                .filter {
                    $0.hasSuffix("]") && !$0.hasPrefix("pipe") && !$0.hasPrefix("socket")
                        && !$0.hasPrefix("anon")
                }
        }
    }
}
