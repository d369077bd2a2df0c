import Glibc
import Namespaces
import SystemCalls
import Testing

extension Commands {
    @Suite("run on a terminal", .needs(.labs))
    struct RunOnTerminal {
        @Test(
            "the command has a terminal of the lab's own, of the same size",
            arguments: Account.available)
        func size(account: Account) throws {
            let child = try TerminalChild(
                [Program.path, "run", "/bin/sh", "-c", "tty; stty size"], as: account,
                columns: 101, rows: 33)
            #expect(try child.finish() == .exited(0))
            #expect(child.text == "/dev/pts/0\r\n33 101\r\n", "\(child.text)")
        }

        @Test("a window that is made larger is larger inside", arguments: Account.available)
        func resize(account: Account) throws {
            let script = """
                import os, signal
                signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGWINCH})
                print("ready", flush=True)
                signal.sigwait({signal.SIGWINCH})
                print(tuple(os.get_terminal_size()))
                """
            let child = try TerminalChild(
                [Program.path, "run", "/usr/bin/python3", "-c", script], as: account)
            #expect(try child.wait(for: "ready"))
            try child.resize(columns: 132, rows: 50)
            #expect(try child.finish() == .exited(0))
            #expect(child.text.contains("(132, 50)"), "\(child.text)")
        }

        @Test("Ctrl-C ends what runs inside and leaves the shell", arguments: Account.available)
        func interrupt(account: Account) throws {
            let child = try TerminalChild([Program.path, "run", "/bin/bash", "-i"], as: account)
            // dash keeps SIGINT's default action; a subshell of bash can lose one just before it executes.
            #expect(
                try child.ask("dash -c \"echo r''eady; exec sleep 600\"", "ready"), "\(child.text)")
            try child.type("\u{3}")
            #expect(try child.ask("echo status=$?", "status=130"), "\(child.text)")
            try child.type("exit 4\n")
            #expect(try child.finish() == .exited(4))
        }

        @Test("bash stops jobs and takes them up again", arguments: Account.available)
        func jobControl(account: Account) throws {
            let child = try TerminalChild([Program.path, "run", "/bin/bash", "-i"], as: account)
            #expect(
                try child.ask("dash -c \"echo r''eady; exec sleep 600\"", "ready"), "\(child.text)")
            try child.type("\u{1a}")
            #expect(try child.wait(for: "Stopped"), "\(child.text)")
            #expect(try child.ask("jobs | sed s/sleep/sl-eep/", "sl-eep 600"), "\(child.text)")
            #expect(try child.ask("bg; kill %1; wait %1; echo e''nd", "end"), "\(child.text)")
            #expect(!child.text.contains("no job control"), "\(child.text)")
            try child.type("exit\n")
            #expect(try child.finish() != nil)
        }

        @Test("the end of the input is the command's", arguments: Account.available)
        func endOfInput(account: Account) throws {
            let child = try TerminalChild([Program.path, "run", "cat"], as: account)
            #expect(try child.ask("A", "A\r\nA\r\n"))
            try child.type("\u{4}")
            #expect(try child.finish() == .exited(0))
        }

        @Test(
            "a megabyte on the terminal is shown whole before the end", arguments: Account.available
        )
        func flood(account: Account) throws {
            let child = try TerminalChild(
                [Program.path, "run", "/bin/sh", "-c", "yes 123456 | head -n 150000; echo last"],
                as: account)
            #expect(try child.finish() == .exited(0))
            #expect(child.shown.count == 150_000 * 8 + 6)
            #expect(child.text.hasSuffix("last\r\n"))
        }

        @Test("the terminal's settings are restored after the end", arguments: Account.available)
        func restored(account: Account) throws {
            let child = try TerminalChild(
                [
                    Program.path, "run", "/bin/sh", "-c",
                    "echo ready; read x; stty raw -echo; exit 3",
                ],
                as: account)
            let before = try settingsBefore(child)
            try child.type("go\n")
            #expect(try child.finish() == .exited(3))
            #expect(child.settings == before)
        }

        @Test(
            "the terminal's settings are restored when a signal ends nsshell",
            arguments: Account.available, [SIGTERM, SIGHUP, SIGINT])
        func restoredAfterSignal(account: Account, signal: Int32) throws {
            let child = try TerminalChild(
                [Program.path, "run", "/bin/sh", "-c", "echo ready; read x"], as: account)
            let before = try settingsBefore(child)
            try child.process.signal(signal)
            #expect(try child.finish()?.shellStatus == 128 + signal)
            #expect(child.settings == before)
        }

        /// The settings of a new terminal; by now those of `child` are raw.
        private func settingsBefore(_ child: TerminalChild) throws -> String {
            let fresh = try TerminalChild(["/bin/true"])
            _ = try fresh.finish()
            #expect(try child.wait(for: "ready"))
            #expect(child.settings != fresh.settings)
            return fresh.settings
        }

        @Test(
            "where only the output is a terminal the streams stay as they are",
            arguments: Account.available)
        func halfTerminal(account: Account) throws {
            let child = try TerminalChild(
                ["/bin/sh", "-c", "echo words | \(Program.path) run sh -c 'cat; tty'"], as: account)
            #expect(try child.finish() != nil)
            #expect(child.text == "words\r\nnot a tty\r\n", "\(child.text)")
        }
    }
}
