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

/// The learner's terminal while nobody reads it, for as long as this value lives: a key makes no
/// echo, no line and no signal, and waits for who reads next. What is written shows as always.
public struct QuietMode: ~Copyable {
    /// - Parameter descriptor: a terminal.
    public init(of descriptor: Int32) throws(SystemCallError) {
        try checked(nl_make_quiet(descriptor), "tcsetattr", "quiet mode")
    }

    deinit { nl_restore_terminal() }
}
