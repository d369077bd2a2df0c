internal import CLinux
import Glibc
public import SystemCalls

/// The master side of a pseudoterminal: `pty(7)`.
public struct PseudoTerminal: ~Copyable, Sendable {
    public let master: Descriptor

    public init(master: consuming Descriptor) {
        self.master = master
    }

    /// Tells the programs behind it (by SIGWINCH) that the window has another size now.
    public func resize(columns: Int, rows: Int) throws(SystemCallError) {
        try checked(
            nl_set_window_size(master.number, UInt16(clamping: columns), UInt16(clamping: rows)),
            "ioctl", "TIOCSWINSZ")
    }

    /// The foreground process group, as this process numbers it; nil where there is none in sight.
    public var foregroundGroup: Int32? {
        let group = nl_foreground_group(master.number)
        return group > 0 ? group : nil
    }

    /// Whether something was typed that no program has read yet, what was typed just now included.
    ///
    /// Once this is false, whoever is blocked in `read(2)` has been given all that was typed. Nil where
    /// no program has the terminal any more (EIO), and where one keeps it to itself (EBUSY,
    /// `TIOCEXCL`): to wait for an answer would be to wait for ever. True where it could not be asked.
    public var hasUntakenInput: Bool? {
        let answer = nl_has_untaken_input(master.number)
        return [-EIO, -EBUSY].contains(answer) ? nil : answer != 0
    }

    /// Whether what is typed is echoed and read line by line.
    public var echoesLines: Bool {
        guard let settings else { return false }
        return settings.c_lflag & tcflag_t(ECHO) != 0 && settings.c_lflag & tcflag_t(ICANON) != 0
    }

    /// Whether input is handed on a line at a time: `termios(3)`, ICANON.
    public var readsLines: Bool {
        settings.map { $0.c_lflag & tcflag_t(ICANON) != 0 } ?? true
    }

    /// The keys that nobody has to read for them to work now: those that send a signal, and those that
    /// stop and go on with the output.
    public var immediateKeys: (signals: Set<UInt8>, flow: Set<UInt8>) {
        guard let settings else { return ([], []) }
        func keys(_ positions: Int32...) -> Set<UInt8> {
            withUnsafeBytes(of: settings.c_cc) { all in
                Set(positions.map { all[Int($0)] }.filter { $0 != 0 })  // 0: _POSIX_VDISABLE
            }
        }
        return (
            settings.c_lflag & tcflag_t(ISIG) == 0 ? [] : keys(VINTR, VQUIT, VSUSP),
            settings.c_iflag & tcflag_t(IXON) == 0 ? [] : keys(VSTART, VSTOP)
        )
    }

    var settings: termios? {
        var settings = termios()
        return tcgetattr(master.number, &settings) == 0 ? settings : nil
    }

    /// Throws away what was typed and no program has read, the beginning of a line included.
    public func dropInput() { nl_drop_input(master.number) }

    /// What the terminal echoes for `bytes`: itself, control characters as `^X`: `termios(3)`, ECHOCTL.
    public static func echo(of bytes: some Sequence<UInt8>) -> [UInt8] {
        var echo: [UInt8] = []
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\n"): echo += [UInt8(ascii: "\r"), byte]
            case UInt8(ascii: "\t"): echo.append(byte)
            case 4: break  // ^D ends the input and is not shown
            case 0..<32, 127: echo += [UInt8(ascii: "^"), byte ^ 0x40]
            default: echo.append(byte)
            }
        }
        return echo
    }

    /// Types as much as the terminal takes now; how many bytes that was.
    public func pass(_ bytes: ArraySlice<UInt8>) throws(SystemCallError) -> Int {
        var room = pollfd(fd: master.number, events: Int16(POLLOUT), revents: 0)
        guard poll(&room, 1, 0) > 0, room.revents & Int16(POLLOUT) != 0 else { return 0 }
        // What is surely taken at once when poll(2) says that something is.
        let wrote = bytes.prefix(256).withUnsafeBytes {
            Glibc.write(master.number, $0.baseAddress, $0.count)
        }
        if wrote >= 0 { return wrote }
        if errno == EIO { return bytes.count }
        if errno == EINTR || errno == EAGAIN { return 0 }
        throw SystemCallError("write", "the terminal behind", errno: errno)
    }

    /// Bytes that can be read now; nil when every program has closed its side.
    public func read(milliseconds: Int32) throws(SystemCallError) -> [UInt8]? {
        if try waitUntilReadable([master.number], milliseconds: milliseconds).isEmpty { return [] }
        do {
            return try master.read(atMost: 1 << 16)
        } catch  where error.errno == EIO {
            // pty(7) has no end of file: the last close of the other side is EIO.
            return nil
        }
    }
}
