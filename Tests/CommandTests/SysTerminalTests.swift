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

        @Test("results stand under the lines, and the end of input leaves", arguments: Account.available)
        func answers(account: Account) throws {
            let child = try start(account)
            #expect(try child.ask("unshare(CLONE_NEWUTS)", "= 0\r\n"), "\(child.text)")
            #expect(try child.ask("setns(9, 0)", "= -1 EBADF (Bad file descriptor)"), "\(child.text)")
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

    @Suite("The copy of nsshell that sys is", .needs(.labs), .needs(.selfContained))
    struct SysCopyTests {
        /// Everything in a lab that leads to a program file of nsshell's, opened for writing,
        /// changed in mode and cut short, while `sys` runs.
        private static let attack = """
            sys 'pause()' &
            until pgrep -x sys-prompt >/dev/null && pgrep -x sys >/dev/null; do :; done
            for pid in $(pgrep -x sys) $(pgrep -x sys-prompt) 1 self; do
                readlink /proc/$pid/exe
                for file in /proc/$pid/exe /proc/$pid/fd/*; do
                    case $(readlink $file) in *memfd*|*nsshell*|*init*)
                        (: >>$file) 2>/dev/null && printf x >>$file 2>/dev/null && echo "written: $file"
                        truncate -s 0 $file 2>/dev/null && echo "cut: $file"
                        chmod 0777 $file 2>/dev/null && [ "$(readlink $file)" = "$PROGRAM" ] &&
                            echo "changed: $file"
                    esac
                done
                grep -l "$PROGRAM" /proc/$pid/maps 2>/dev/null
            done
            kill $!
            """

        @Test(
            "no path of the lab leads to nsshell's own file, and the copy cannot be written",
            arguments: Account.available)
        func attacked(account: Account) throws {
            var before = stat()
            try #require(stat(Program.path, &before) == 0)
            let outcome = try inLab("PROGRAM=\(Program.path)\n" + Self.attack, as: account)
            var after = stat()
            try #require(stat(Program.path, &after) == 0)
            #expect(outcome.text.contains("/memfd:sys (deleted)"), "\(outcome.story)")
            for word in ["written", "cut", "changed", Program.path] {
                #expect(!outcome.text.contains(word), "\(outcome.story)")
            }
            #expect(before.st_mode == after.st_mode && before.st_size == after.st_size)
            #expect(before.st_ctim.tv_sec == after.st_ctim.tv_sec)
            #expect(before.st_ctim.tv_nsec == after.st_ctim.tv_nsec)
        }

        /// Connects a hundred times and takes nothing.
        private static let hoard = """
            import socket, subprocess
            held = []
            for _ in range(10):
                one = socket.socket(socket.AF_UNIX)
                one.connect("/run/nsshell")
                held.append(one)
            first = held[0].recvmsg(1, 64, socket.MSG_PEEK)
            waits = subprocess.Popen(["sys", "getuid()"])
            for one in held[1:]:
                one.setblocking(False)
                try:
                    print("another", one.recvmsg(1, 64))
                except BlockingIOError:
                    pass
            for one in held: one.close()
            print("status", waits.wait())
            """

        @Test(
            "who asks for copies and takes none gets one at a time, and the next has its turn",
            arguments: Account.available)
        func hoarded(account: Account) throws {
            let outcome = try nsshell("run", "/usr/bin/python3", "-c", Self.hoard, as: account)
            #expect(outcome.text.contains("getuid() = 0"), "\(outcome.story)")
            #expect(outcome.text.contains("status 0"), "\(outcome.story)")
            #expect(!outcome.text.contains("another"), "\(outcome.story)")
        }

        @Test("sys makes no call outside of a lab")
        func outside() throws {
            let scratch = Scratch()
            symlink(Program.path, "\(scratch.path)/sys")
            let outcome = try Child(["\(scratch.path)/sys", "getpid()"]).finish()
            unlink("\(scratch.path)/sys")
            #expect(outcome.status == 3, "\(outcome.story)")
            #expect(outcome.text.isEmpty, "\(outcome.story)")
            #expect(outcome.complaint.hasPrefix("sys: it runs in a lab only"), "\(outcome.story)")
        }

        @Test(
            "where the lab's socket is gone the launcher says what to do", arguments: Account.available)
        func noSocket(account: Account) throws {
            let outcome = try inLab("rm /run/nsshell; sys 'getpid()'; echo $?", as: account)
            #expect(outcome.text == "3\n", "\(outcome.story)")
            #expect(outcome.complaint.hasPrefix("sys: its program cannot be had"), "\(outcome.story)")
        }
    }
}
