import Glibc
import Namespaces
import SystemCalls
import Testing

extension Commands {
    @Suite("run on a terminal that is slow", .needs(.labs))
    struct SlowTerminal {
        /// 200 KB, as lines: a terminal that reads lines takes 4095 bytes of one at most.
        private static let paste = [UInt8](
            String(repeating: String(repeating: "x", count: 99) + "\n", count: 2000).utf8)

        /// The settings of a new terminal.
        private static func freshSettings() throws -> String {
            let fresh = try TerminalChild(["/bin/true"])
            _ = try fresh.finish()
            return fresh.settings
        }

        @Test(
            "200 KB that are pasted at once arrive whole, and the terminal is restored",
            arguments: Account.available, ["cat > /dev/null", "wc -c", "stty -echo; wc -c"])
        func paste(account: Account, script: String) throws {
            let before = try Self.freshSettings()
            let child = try TerminalChild(
                [Program.path, "run", "/bin/sh", "-c", "echo ready; \(script)"], as: account)
            #expect(try child.wait(for: "ready"))
            #expect(try child.paste(Self.paste, patience: 5000) == Self.paste.count)
            try child.type("\u{4}")
            #expect(try child.finish() == .exited(0))
            if script.hasSuffix("wc -c") {
                #expect(
                    child.text.hasSuffix("\(Self.paste.count)\r\n"), "\(child.text.suffix(200))")
            }
            #expect(child.settings == before)
        }

        /// Says that it runs, and then once more whenever its window has changed; never reads.
        private static let deaf = """
            import signal
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGWINCH})
            print("ready", flush=True)
            while True:
                signal.sigwait({signal.SIGWINCH})
                print("window", flush=True)
            """

        @Test(
            "a paste that nobody reads keeps neither the output nor SIGTERM from passing",
            arguments: Account.available)
        func unreadPaste(account: Account) throws {
            let before = try Self.freshSettings()
            let child = try TerminalChild(
                [Program.path, "run", "/usr/bin/python3", "-c", Self.deaf], as: account)
            #expect(try child.wait(for: "ready"))
            // As much as all the buffers on the way take; the rest has to wait.
            #expect(try child.paste(Self.paste, patience: 500) < Self.paste.count)
            try child.resize(columns: 132, rows: 50)
            #expect(try child.wait(for: "window"), "\(child.text.suffix(200))")
            try child.process.signal(SIGTERM)
            #expect(try child.hasEnded(milliseconds: 5000))
            #expect(try child.finish()?.shellStatus == 128 + SIGTERM)
            #expect(child.settings == before)
        }

        @Test(
            "a terminal that takes no output keeps no signal from ending nsshell",
            arguments: Account.available, [SIGTERM, SIGHUP, SIGINT])
        func stoppedOutput(account: Account, signal: Int32) throws {
            let before = try Self.freshSettings()
            let child = try TerminalChild([Program.path, "run", "yes"], as: account)
            #expect(try child.wait(for: "y"))
            // From here on nothing is read, so that its buffers fill: then nsshell does nothing more.
            let deadline = Deadline(milliseconds: 5000)
            var ticks = -1
            while ticks != (try Self.ticks(of: child.process.pid)) {
                try #require(!deadline.hasPassed)
                ticks = try Self.ticks(of: child.process.pid)
                poll(nil, 0, 100)
            }
            try child.process.signal(signal)
            #expect(try child.hasEnded(milliseconds: 5000))
            #expect(try child.finish()?.shellStatus == 128 + signal)
            #expect(child.settings == before)
        }

        /// How often a process has given up the processor by itself, `proc(5)`: that grows with every
        /// read that it waits for.
        private static func ticks(of pid: Int32) throws -> Int {
            let status = try readText("/proc/\(pid)/status")
            let line = status.split(separator: "\n").first { $0.hasPrefix("voluntary_ctxt") }
            return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
        }

        @Test(
            "what was shown last is shown whole to a terminal that was slow",
            arguments: Account.available)
        func lastWords(account: Account) throws {
            let child = try TerminalChild(
                [Program.path, "run", "/bin/sh", "-c", "yes 123456 | head -n 12500; echo last"],
                as: account)
            // It has written all, and waits with what this terminal has not taken.
            #expect(try !child.hasEnded(milliseconds: 300))
            #expect(try child.finish() == .exited(0))
            #expect(child.shown.count == 12_500 * 8 + 6 && child.text.hasSuffix("last\r\n"))
        }

        @Test(
            "standard error that goes to a file is kept apart from the terminal",
            arguments: Account.available)
        func standardError(account: Account) throws {
            let own = Scratch(owner: account)
            let path = "\(own.path)/errors"
            let script = "exec \(Program.path) run sh -c 'tty; echo out; echo err >&2' 2> \(path)"
            let child = try TerminalChild(["/bin/sh", "-c", script], as: account)
            #expect(try child.finish() == .exited(0))
            #expect(child.text == "/dev/pts/0\r\nout\r\n", "\(child.text)")
            #expect(try readText(path) == "err\n")
        }
    }
}
