/// One line of `/proc/PID/uid_map` or `gid_map`: `user_namespaces(7)`.
public struct IDMap: Hashable, Sendable {
    /// First id inside the user namespace.
    public let inside: UInt32
    /// The id outside that it stands for: as the *reader's* user namespace numbers it.
    public let outside: UInt32
    /// How many ids in a row.
    public let count: UInt32

    public init(inside: UInt32, outside: UInt32, count: UInt32) {
        self.inside = inside
        self.outside = outside
        self.count = count
    }

    /// `0 1000 1`: as the kernel takes it.
    public var line: String { "\(inside) \(outside) \(count)" }
}
