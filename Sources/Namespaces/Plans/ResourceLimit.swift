internal import CLinux

/// A resource of `setrlimit(2)`.
public enum ResourceLimit: String, Hashable, Sendable {
    case processes = "RLIMIT_NPROC"
    case fileSize = "RLIMIT_FSIZE"
    case openFiles = "RLIMIT_NOFILE"
    case core = "RLIMIT_CORE"

    var number: Int32 {
        switch self {
        case .processes: nl_limit_processes
        case .fileSize: nl_limit_file_size
        case .openFiles: nl_limit_open_files
        case .core: nl_limit_core
        }
    }

    /// The most that this process may set: raising a hard limit needs privilege.
    public var hardLimit: UInt64 { nl_hard_limit(number) }
}
