internal import Glibc

/// A thread that lives as long as its body runs, and hears no signal: those are for the thread that
/// has the learner's terminal.
struct BackgroundThread: Sendable {
    private let number: pthread_t

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Nil where the kernel makes none.
    init?(_ run: @escaping @Sendable () -> Void) {
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        // A thread begins with its maker's mask.
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
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

    func join() { pthread_join(number, nil) }
}
