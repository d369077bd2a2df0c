import SystemCalls

/// Whether something takes less than a time in one of several tries, on a machine that may be busy
/// with others meanwhile.
///
/// - Parameter nanoseconds: so far from what it would take otherwise that nothing but waiting tells
///   the two apart.
public func atLeastOnce(under nanoseconds: UInt64, _ something: () -> Void) -> Bool {
    (0..<8).contains { _ in
        let start = Deadline.now
        something()
        return Deadline.now - start < nanoseconds
    }
}
