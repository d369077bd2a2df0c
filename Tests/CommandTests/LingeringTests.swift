import Namespaces
import SystemCalls
import Testing

extension Commands {
    @Suite("What a lab sends is nobody's burden", .needs(.labs))
    struct Lingering {
        /// Sends to who answers for `sys` the last descriptor of a connection that takes for ever to be
        /// closed: there are bytes in it that nobody takes, and its link is down.
        private static let attack = #"""
            import os, socket, struct
            os.system('ip link set lo up')
            door = socket.socket()
            door.bind(('127.0.0.1', 5555))
            door.listen(5)
            sent = socket.socket()
            sent.connect(('127.0.0.1', 5555))
            taken = door.accept()
            sent.setblocking(False)
            try:
                while True: sent.send(b'x' * 65536)
            except BlockingIOError: pass
            sent.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 1000000))
            asked = socket.socket(socket.AF_UNIX)
            asked.connect('/run/nsshell')
            socket.send_fds(asked, [b'x'], [sent.fileno()])
            os.system('ip link set lo down')
            os.close(sent.detach())
            asked.close()
            print('sent', flush=True)
            """#

        @Test(
            "a connection that lingers keeps neither nsshell nor the lab's guardian",
            arguments: Account.available, ["", "; time.sleep(0.3)"])
        func lingers(account: Account, pause: String) throws {
            let before = MachineState([.processes, .namespaces, .mounts])
            let outcome = try Child(
                [Program.path, "run", "/usr/bin/python3", "-c", "\(Self.attack)\nimport time\(pause)"],
                as: account
            ).finish()
            #expect(outcome.status == 0 && outcome.text == "sent\n", "\(outcome.story)")
            #expect(before.changes() == [])
        }

        @Test("a transcript's .err replaces a link, and nothing that the link leads to")
        func link() throws {
            let scratch = Scratch()
            let transcript = scratch.file("x.t", "  $ echo one\n  two\n")
            let victim = scratch.file("victim", "kept")
            let made = try Child(["/bin/ln", "-s", victim, "\(transcript).err"]).finish()
            #expect(made.status == 0)
            let outcome = try nsshell("replay", transcript, as: .runner)
            #expect(outcome.status == 1, "\(outcome.story)")
            #expect(try readText(victim) == "kept")
            #expect(FileKind(at: "\(transcript).err") == .regular)
        }

        @Test("a FIFO is no transcript", arguments: ["replay", "grade"])
        func fifo(command: String) throws {
            let scratch = Scratch()
            let path = "\(scratch.path)/a.t"
            #expect(try Child(["/usr/bin/mkfifo", path]).finish().status == 0)
            let outcome = try nsshell(command, path, as: .runner)
            #expect(outcome.status == 2, "\(outcome.story)")
            #expect(outcome.complaint.contains("is no regular file"), "\(outcome.story)")
            #expect(try nsshell(command, scratch.path, as: .runner).status == 2)
        }
    }
}
