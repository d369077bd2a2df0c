/// What a lesson, or one of its steps, can require of a machine beside programs.
public enum Ability: String, CaseIterable, Sendable {
    /// An `eth0` in the lab, with a neighbour that answers.
    case network
    case timens
    /// A cgroup2 group of the lab's own.
    case cgroup2
    /// More ids than one in the lab.
    case uidRange = "uid-range"
    /// That the root of an IPC namespace may change its limits.
    case ipcLimits = "ipc-limits"

    static let names = allCases.map(\.rawValue)
    /// Those that the machine has or lacks before there is a lab; a network shows only in one.
    static let namesForStep = allCases.filter { $0 != .network }.map(\.rawValue)
}
