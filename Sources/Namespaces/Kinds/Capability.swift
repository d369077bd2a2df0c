/// One of `capabilities(7)`.
public struct Capability: Hashable, Sendable {
    /// The bit's number; <linux/capability.h>.
    public let number: Int
    public init(number: Int) { self.number = number }

    /// `CAP_SYS_ADMIN`; `CAP_41` for one that is newer than this list.
    public var name: String {
        Self.names.indices.contains(number) ? "CAP_\(Self.names[number])" : "CAP_\(number)"
    }

    public static let setGID = Capability(number: 6)
    public static let setUID = Capability(number: 7)
    public static let sysBoot = Capability(number: 22)
    public static let sysAdmin = Capability(number: 21)

    static let names = [
        "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID",
        "SETPCAP", "LINUX_IMMUTABLE", "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW",
        "IPC_LOCK", "IPC_OWNER", "SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT", "SYS_PTRACE", "SYS_PACCT",
        "SYS_ADMIN", "SYS_BOOT", "SYS_NICE", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD",
        "LEASE", "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP", "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG",
        "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ", "PERFMON", "BPF", "CHECKPOINT_RESTORE",
    ]
}

/// A set of capabilities, as `/proc/PID/status` writes it: a 64-bit mask.
public struct CapabilitySet: Hashable, Sendable {
    public let mask: UInt64
    public init(mask: UInt64) { self.mask = mask }

    /// The names of the members that the running kernel knows, in the order of their numbers.
    public var names: [String] {
        (0..<64).filter { mask & (1 << UInt64($0)) != 0 }.map { Capability(number: $0).name }
    }

    public func contains(_ capability: Capability) -> Bool {
        mask & (1 << UInt64(capability.number)) != 0
    }
}
