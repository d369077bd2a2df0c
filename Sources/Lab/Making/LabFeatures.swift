/// What a lab can have beside what every lab has.
public struct LabFeatures: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// A cgroup2 group of its own, mounted on `/sys/fs/cgroup`.
    public static let controlGroup = LabFeatures(rawValue: 1)

    /// `eth0` with a neighbour that answers; without it there is only a loopback.
    public static let network = LabFeatures(rawValue: 2)

    /// Whether this process may give a lab a control group: root may, and whom one was delegated to.
    public static var canDelegateControlGroups: Bool { DelegatedGroup.isPossible }

    /// Whether the root of a lab may change the limits of its IPC namespaces.
    public static var canChangeIPCLimits: Bool { IPCLimits.mayBeChanged }
}
