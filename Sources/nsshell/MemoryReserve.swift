import ArgumentParser
import Glibc
import SystemCalls

/// The memory that nsshell must be able to have, since Swift's runtime can only end a program that
/// gets none: told at the start, by a sentence, and not in the middle of a lesson.
enum MemoryReserve {
    /// More than any command takes beside what the program itself is, in bytes.
    static let bytes = 32 << 20

    /// How the command ends where a limit leaves less; nil where it does not.
    static var refusal: ExitCode? {
        guard isLimited else { return nil }
        let reserve = mmap(
            nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        if reserve != MAP_FAILED {
            munmap(reserve, bytes)
            return nil
        }
        let error = SystemCallError("mmap", "\(bytes >> 20) MiB", errno: errno)
        return failure(
            "there is too little memory: \(error)",
            mend: "allow more of it, for example `ulimit -v unlimited -d unlimited`", status: 125)
    }

    /// Whoever has no such limit is not asked for anything: that would prove nothing.
    private static var isLimited: Bool {
        [RLIMIT_AS, RLIMIT_DATA].contains {
            var limit = rlimit()
            let resource = __rlimit_resource_t($0.rawValue)
            return getrlimit(resource, &limit) == 0 && limit.rlim_cur != ~0
        }
    }
}
