import Glibc
import Namespaces
import SystemCalls
import Testing

extension Commands {
    @Suite("sys on a terminal", .needs(.labs), .needs(.selfContained))
    struct SysTerminalTests {
        private func start(_ account: Account, columns: Int = 80) throws -> TerminalChild {
            let child = try TerminalChild(
                [Program.path, "run", "sys"], as: account,
                environment: Child.environment.filter { !$0.hasPrefix("TERM=") } + ["TERM=xterm"],
                columns: columns)
            #expect(try child.wait(for: "sys> "), "\(child.text)")
            return child
        }

        @Test(
            "results stand under the lines, and the end of input leaves",
            arguments: Account.available)
        func answers(account: Account) throws {
            let child = try start(account)
            #expect(try child.ask("unshare(CLONE_NEWUTS)", "= 0\r\n"), "\(child.text)")
            #expect(
                try child.ask("setns(9, 0)", "= -1 EBADF (Bad file descriptor)"), "\(child.text)")
            #expect(try child.ask("why", "that descriptor is not open"), "\(child.text)")
            #expect(try child.ask("unshare(CLONE_NEWUST)", "did you mean CLONE_NEWUTS?"))
            #expect(try child.ask("x = fork() {", "   > "), "\(child.text)")
            let start = child.shown.count
            #expect(try child.ask("getuid() }", "] getuid() = 0"), "\(child.text)")
            // The editor has the terminal when it shows its prompt.
            #expect(try child.wait(for: "0\r\nsys> ", after: start), "\(child.text)")
            try child.type("\u{4}")
            #expect(try child.finish() == .exited(0), "\(child.text)")
        }

        @Test("Tab completes calls and their constants", arguments: Account.available)
        func completion(account: Account) throws {
            let child = try start(account)
            try child.type("unsh\tCLONE_NEWUT\t)\n")
            #expect(try child.wait(for: "= 0\r\n"), "\(child.text)")
        }

        @Test("Ctrl-C ends a call that waits and not the process", arguments: Account.available)
        func interrupt(account: Account) throws {
            let child = try start(account)
            #expect(try child.ask("x = getpid()", "= "), "\(child.text)")
            let start = child.shown.count
            try child.type("pause()\n")
            // The subject waits in the call, and its terminal is no longer the editor's.
            let deadline = Deadline(milliseconds: 5000)
            while !Self.subjectState(of: child.process.pid).hasPrefix("34 ") {
                try #require(!deadline.hasPassed, "\(child.text)")
                sched_yield()
            }
            try child.type("\u{3}")
            #expect(try child.wait(for: "= -1 EINTR (Interrupted system call)", after: start))
            #expect(try child.ask("kill(x, SIGTERM)", "+++ killed by SIGTERM +++"), "\(child.text)")
            #expect(try child.finish() == .exited(143), "\(child.text)")
        }

        /// The call that the process named `sys` below this one is in, as /proc/PID/syscall has it;
        /// `pause` is 34 on x86_64 and made of `ppoll`, 73, on aarch64.
        private static func subjectState(of pid: Int32) -> String {
            let subject = ProcessState.tree(from: pid).first { $0.name == "sys" }
            let text = (try? readText("/proc/\(subject?.pid ?? 0)/syscall")) ?? ""
            return text.hasPrefix("73 ") ? "34 " : text
        }

        @Test("what a child does later is shown above the line", arguments: Account.available)
        func later(account: Account) throws {
            let child = try start(account)
            #expect(try child.ask("c = fork() { pause(); getuid() }", "= "), "\(child.text)")
            let start = child.shown.count
            try child.type("kill(c, SIGINT)\n")
            #expect(try child.wait(for: "] getuid() = 0", after: start), "\(child.text)")
            #expect(try child.ask("getgid()", "= 0\r\n"), "\(child.text)")
        }
    }
}
