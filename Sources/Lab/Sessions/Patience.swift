internal import Glibc
internal import SystemCalls

/// How long to wait for output before the kernel is asked again whether somebody reads.
///
/// There is no event for "a process blocks on the terminal". A shell that has printed its prompt
/// does so within microseconds; any other program is asked less and less often.
struct Patience {
    private let start = Deadline.now
    private var hasWaited = false
    private var yields = 0
    private static let mostYields = 100

    /// Whether it has been asked a few times already.
    var isLong: Bool { hasWaited || (yields > 0 && yields.isMultiple(of: 8)) }

    /// A quarter of the silence so far.
    private var pause: Int32 {
        min(max(Int32(clamping: (Deadline.now - start) / 4_000_000), 1), 32)
    }

    func milliseconds(afterPrompt: Bool) -> Int32 {
        afterPrompt && yields < Self.mostYields ? 0 : pause
    }

    mutating func lengthen(afterPrompt: Bool) {
        if afterPrompt && yields < Self.mostYields {
            yields += 1
            sched_yield()
        } else {
            hasWaited = true
        }
    }
}
