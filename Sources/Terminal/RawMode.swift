internal import CLinux
public import SystemCalls

/// The learner's terminal in raw mode, for as long as this value lives: a program behind it has
/// every key. The settings are put back also where a fatal signal ends this process.
public struct RawMode: ~Copyable {
    /// - Parameter descriptor: a terminal.
    public init(of descriptor: Int32) throws(SystemCallError) {
        try checked(nl_make_raw(descriptor), "tcsetattr", "raw mode")
    }

    deinit { nl_restore_terminal() }
}
