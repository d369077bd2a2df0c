internal import CLinux

/// A program that becomes what is sent to it: the door by which a copy of this program comes into
/// a lab, and never its file. `Operation.serveProgram` answers it.
public enum LauncherProgram {
    /// An ELF executable of this architecture.
    public static var bytes: [UInt8] {
        var size = 0
        guard let start = nl_launcher_program(&size) else { return [] }
        return Array(UnsafeBufferPointer(start: start, count: size))
    }

    /// Where it asks.
    public static let socket = NL_LAUNCHER_SOCKET
}

/// The copy of this program that all labs of this process share: made when the first one asks.
public enum SharedProgram {
    /// A `memfd_create(2)` file, open for reading; -1 where there is none to be had, and every lab
    /// has a copy of its own. Open for as long as this process runs.
    public static let file: Int32 = max(nl_shared_program(), -1)
}

/// A program for PID 1 of a PID namespace: it reads its standard input until that ends, and ends.
///
/// For a process that must not be a copy of this one, whose file and memory would else be in reach
/// of whoever is in the namespace. Make it ignore `SIGCHLD`, and the kernel reaps orphans.
public enum InitProgram {
    /// An ELF executable of this architecture.
    public static var bytes: [UInt8] {
        var size = 0
        let start = nl_init_program(&size)
        return Array(UnsafeBufferPointer(start: start, count: size))
    }
}
