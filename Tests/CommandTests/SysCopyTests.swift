import Glibc
import SystemCalls
import Testing

extension Commands {
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

        /// What a lab's root can do to the file that `sys` is: take away the right to execute it, or hold
        /// it open for writing, which execve(2) refuses with ETXTBSY. Where nsshell is root's it cannot.
        private static let spoilers = [
            "chmod 0 /proc/self/fd/9 2>/dev/null || true",
            "(exec sleep 600 8<>/proc/self/fd/9) >/dev/null 2>&1 &",
        ]

        @Test(
            "that a lab has spoilt for all labs is replaced in each of them by one of its own",
            arguments: Account.available, spoilers)
        func spoilt(account: Account, spoiler: String) throws {
            let scratch = Scratch()
            let spoil = scratch.file(
                "a.t",
                """
                  $ sys 'pause()' & until pgrep -x sys-prompt >/dev/null; do :; done
                  $ exec 9</proc/$(pgrep -x sys-prompt)/exe
                  $ kill $!; until ! pgrep -x sys-prompt >/dev/null; do :; done
                  $ \(spoiler)
                  $ sys 'getuid()'
                  getuid() = 0

                """)
            let next = scratch.file("b.t", "  $ sys 'getuid()'\n  getuid() = 0\n")
            let outcome = try nsshell("replay", "--jobs", "1", spoil, next, as: account)
            #expect(outcome.status == 0, "\(outcome.story)")
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
            "where the lab's socket is gone the launcher says what to do",
            arguments: Account.available)
        func noSocket(account: Account) throws {
            let outcome = try inLab("rm /run/nsshell; sys 'getpid()'; echo $?", as: account)
            #expect(outcome.text == "3\n", "\(outcome.story)")
            #expect(
                outcome.complaint.hasPrefix("sys: its program cannot be had"), "\(outcome.story)")
        }
    }
}
