internal import Glibc
internal import Namespaces
public import SystemCalls
internal import Terminal

extension Lab {
    /// Makes a lab, runs one command in it, and ends it.
    ///
    /// Where this process's input and output are a terminal the command gets one of the lab's own,
    /// with everything relayed; else it gets the same input and output.
    ///
    /// - Parameters:
    ///   - arguments: the program, searched for in the lab, and its arguments; not empty.
    ///   - features: what the lab has beside what every lab has.
    /// - Returns: the exit status as a shell gives it: 128 and the signal for one that was killed,
    ///   also for a signal that asked *this* process to end.
    /// - Throws: `execve` with `ENOENT` where there is no such program; `fstat` with `EISDIR` where
    ///   what was handed in is a directory; else why there is no lab.
    public static func run(
        _ arguments: [String], features: LabFeatures = []
    ) throws(SystemCallError) -> Int32 {
        try refuseDirectories()
        if isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 {
            let lab = try Lab(features)
            defer { lab.end() }
            return try lab.runOnTerminal(arguments)
        }
        // The command has a session of its own, so what is typed or sent to this process's group
        // does not reach it by itself.
        let signals = try SignalQueue(
            [SIGINT, SIGTERM, SIGHUP, SIGQUIT].filter { !SignalQueue.isIgnored($0) })
        // Never let go of: this process ends with it, and to take its parts from each other takes the
        // runtime a tenth of a millisecond.
        let lab = Unmanaged.passRetained(try Lab(features, starting: arguments))
            .takeUnretainedValue()
        defer { lab.end() }
        guard let command = lab.command else { return 125 }
        let shortly = Deadline(milliseconds: Int(unboundedMilliseconds))
        while true {
            let isTime = shortly.hasPassed
            if isTime { lab.bound() }
            let ready = try waitUntilReadable(
                [command.process.descriptor.number, signals.descriptor.number]
                    + (lab.bell.map { [$0] } ?? []),
                milliseconds: isTime ? -1 : shortly.millisecondsLeft)
            if ready.contains(0) { return try command.wait().shellStatus }
            if ready.contains(2) { lab.bound() }
            while let signal = signals.next() { try command.process.signal(signal) }
        }
    }

    /// A directory out there, open as a standard descriptor, would be a way out: `/proc/self/fd/0`.
    private static func refuseDirectories() throws(SystemCallError) {
        for (number, name) in ["standard input", "standard output", "standard error"].enumerated() {
            var status = stat()
            guard fstat(Int32(number), &status) == 0, status.st_mode & S_IFMT == S_IFDIR
            else { continue }
            throw SystemCallError("fstat", name, errno: EISDIR)
        }
    }

    private func runOnTerminal(_ arguments: [String]) throws(SystemCallError) -> Int32 {
        let size = Relay.windowSize(of: STDOUT_FILENO) ?? (80, 24)
        let started = try startOnTerminal(
            Self.becoming(arguments, environment: Self.environment), size: size,
            keeping: isatty(STDERR_FILENO) == 1 ? [] : [STDERR_FILENO])
        let command = started.process
        bound()
        var relay = try Relay(
            to: started.takeTerminal(), input: STDIN_FILENO, output: STDOUT_FILENO)
        if let signal = try relay.run(until: command.process.descriptor.number) {
            return 128 + signal
        }
        return try command.wait().shellStatus
    }

    /// Starts a process whose controlling terminal is a new one of the lab's own.
    ///
    /// - Parameters:
    ///   - operations: what it does after it has its terminal.
    ///   - keeping: standard descriptors that stay this process's own.
    func startOnTerminal(
        _ operations: [Operation], size: (columns: Int, rows: Int), keeping: Set<Int32> = []
    ) throws(SystemCallError) -> ProcessOnTerminal {
        let sockets = try SocketPair()
        // Opened in there: one from out here would belong to an id that the lab does not know.
        var plan = joining(terminal: [
            .openTerminal(
                multiplexer: "/dev/ptmx", slot: 0, columns: size.columns, rows: size.rows,
                isUTF8: Self.showsAllLetters),
            .send(.slot(0), socket: sockets.far.number), .close(.slot(0)),
        ])
        plan.append(.controllingTerminal(.slot(1)))
        for number: Int32 in 0...2 where !keeping.contains(number) {
            plan.append(.duplicate(.slot(1), onto: number))
        }
        plan.append(operations)
        let process = try spawnJoined(plan)
        let terminal = PseudoTerminal(master: try sockets.takeNear().receiveDescriptor())
        return ProcessOnTerminal(process: process, terminal: terminal)
    }

    static var environment: [String] {
        ShellFiles.environment(terminal: Self.terminalName, locale: Self.locale)
    }

    /// The learner's terminal, `dumb` where there is none.
    public static var terminalName: String { variable("TERM") ?? "dumb" }

    /// The learner's locale where the C library knows it, else one that it always knows.
    static var locale: String {
        for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
            guard let value = variable(name), !value.isEmpty else { continue }
            return isInstalled(locale: value) ? value : "C.UTF-8"
        }
        return "C.UTF-8"
    }

    /// Whether the learner's terminal shows all letters: whether their locale writes UTF-8.
    public static var showsAllLetters: Bool {
        let name = locale
        guard let loaded = newlocale(1 << LC_CTYPE, name, nil) else {
            return name.lowercased().replacing("-", with: "").hasSuffix("utf8")
        }
        // By what it makes of a letter: in a self-contained program nl_langinfo_l(3) tells of the
        // locale that setlocale(3) chose, whichever it is asked of.
        let before = uselocale(loaded)
        defer {
            uselocale(before)
            freelocale(loaded)
        }
        var letter: wchar_t = 0
        return mbtowc(&letter, "\u{E9}", 2) == 2 && letter == 0xE9
    }

    private static func isInstalled(locale: String) -> Bool {
        if ["C", "POSIX", "C.UTF-8", "C.utf8"].contains(locale) { return true }
        guard let loaded = newlocale(1 << LC_CTYPE, locale, nil) else { return false }
        freelocale(loaded)
        return true
    }

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}

/// A process of a lab and the terminal that it has.
struct ProcessOnTerminal: ~Copyable {
    let process: JoinedProcess
    let terminal: PseudoTerminal

    consuming func takeTerminal() -> PseudoTerminal { terminal }
}
