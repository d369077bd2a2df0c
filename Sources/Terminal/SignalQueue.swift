internal import CLinux
internal import Glibc
public import SystemCalls

/// Signals that are read one by one instead of interrupting: `signalfd(2)`.
public struct SignalQueue: ~Copyable, Sendable {
    public let descriptor: Descriptor

    private let before: sigset_t

    /// Blocks these signals for this thread, for as long as this value lives; they wait here.
    public init(_ signals: [Int32]) throws(SystemCallError) {
        var before = sigset_t()
        let number = try checked(nl_signal_descriptor(signals, signals.count, &before), "signalfd")
        descriptor = Descriptor(owning: number)
        self.before = before
    }

    deinit {
        withUnsafePointer(to: before) { nl_set_signal_mask($0) }
    }

    /// Gives SIGCHLD its default action back: whoever started this process may have ignored it, and
    /// then no child could be waited for.
    public static func waitForChildren() { nl_wait_for_children() }

    /// Whether whoever started this process wants it to ignore a signal, as `nohup(1)` does.
    public static func isIgnored(_ signal: Int32) -> Bool {
        nl_is_ignored(signal) == 1
    }

    /// The next one that has arrived, if any.
    public func next() -> Int32? {
        let number = nl_next_signal(descriptor.number)
        return number > 0 ? number : nil
    }
}
