internal import CLinux
public import SystemCalls

/// Signals that are read one by one instead of interrupting: `signalfd(2)`.
public struct SignalQueue: ~Copyable, Sendable {
    public let descriptor: Descriptor

    /// Blocks these signals for this thread; from now on they wait here.
    public init(_ signals: [Int32]) throws(SystemCallError) {
        let number = try checked(nl_signal_descriptor(signals, signals.count), "signalfd")
        descriptor = Descriptor(owning: number)
    }

    /// The next one that has arrived, if any.
    public func next() -> Int32? {
        let number = nl_next_signal(descriptor.number)
        return number > 0 ? number : nil
    }
}
