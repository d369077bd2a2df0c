import Glibc

/// A thread of its own that lives as long as its body runs: `pthreads(7)`.
///
/// A pool would end threads when it likes, and the kernel ends a lab with the thread that made it.
public struct PlainThread: Sendable {
    private let number: pthread_t

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Nil where the kernel makes none.
    ///
    /// - Parameter hearsSignals: false where those are for the thread that has the learner's
    ///   terminal.
    public init?(hearsSignals: Bool = true, _ run: @escaping @Sendable () -> Void) {
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        // A thread begins with its maker's mask.
        if !hearsSignals { pthread_sigmask(SIG_SETMASK, &all, &before) }
        defer { if !hearsSignals { pthread_sigmask(SIG_SETMASK, &before, nil) } }
        let body = Unmanaged.passRetained(Body(run))
        var thread = pthread_t()
        let failed = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, body.toOpaque())
        if failed != 0 {
            body.release()
            return nil
        }
        number = thread
    }

    /// Waits for its end; to be called once.
    public func join() { pthread_join(number, nil) }
}
