internal import SystemCalls

/// How long to wait before the machine is looked at again, where nothing tells of what is waited for.
///
/// A quarter of what has been waited already: what comes soon is seen soon, and what takes long costs
/// few looks.
struct Pauses {
    private let start = Deadline.now

    /// In milliseconds.
    func next(before deadline: Deadline) -> Int32 {
        let waited = (Deadline.now - start) / 1_000_000
        return min(max(Int32(clamping: waited / 4), 1), 50, deadline.millisecondsLeft)
    }
}
