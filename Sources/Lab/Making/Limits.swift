internal import Namespaces

/// What the processes of a lab may use up.
enum Limits {
    /// Of one user in the lab, threads included: `RLIMIT_NPROC` is counted per user namespace.
    static let processes: UInt64 = 1024
    static let fileBytes: UInt64 = 256 << 20
    static let openFiles: UInt64 = 4096

    static var operations: [Operation] {
        [
            limit(.processes, processes), limit(.fileSize, fileBytes),
            limit(.openFiles, openFiles), limit(.core, 0),
        ]
    }

    private static func limit(_ resource: ResourceLimit, _ value: UInt64) -> Operation {
        .limit(resource, to: min(value, resource.hardLimit))
    }
}
