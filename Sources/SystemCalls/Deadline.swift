import Glibc

/// A moment on the monotonic clock by which something must have happened.
public struct Deadline: Sendable {
    private let nanoseconds: UInt64

    public init(milliseconds: Int) {
        nanoseconds = Self.now &+ UInt64(max(milliseconds, 0)) &* 1_000_000
    }

    /// Whole milliseconds that are left, rounded up, for `poll(2)`; 0 when it has passed.
    public var millisecondsLeft: Int32 {
        let now = Self.now
        guard now < nanoseconds else { return 0 }
        return Int32(clamping: (nanoseconds - now + 999_999) / 1_000_000)
    }

    public var hasPassed: Bool { Self.now >= nanoseconds }

    /// Nanoseconds of `CLOCK_MONOTONIC`.
    public static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
