import Glibc
import SystemCalls
import Testing

@testable import CommandTests

/// A learner who aims at the terminal that nsshell itself was started on.
@Suite("A hostile learner on a real terminal", .serialized, .needs(.labs))
struct HostileTerminals {
    /// Types into a terminal in others' names, and takes it; tells what came of each.
    private static let push = #"""
        import errno, fcntl, os, sys, termios
        def attempt(label, action):
            try: action()
            except OSError as problem: print(f"{label}={errno.errorcode[problem.errno]};",
                flush=True)
            else: print(f"{label}=done;", flush=True)
        terminal = int(sys.argv[1])
        def push():
            for byte in b"echo owned >$HARM\n": fcntl.ioctl(terminal, termios.TIOCSTI,
                bytes([byte]))
        attempt("push", push)
        attempt("steal", lambda: fcntl.ioctl(terminal, termios.TIOCSCTTY, 1))
        attempt("linux", lambda: fcntl.ioctl(terminal, 0x541C, b"\x02"))
        attempt("console", lambda: fcntl.ioctl(terminal, termios.TIOCCONS))
        """#

    /// A shell outside in which a script is run that starts nsshell; all that it has shown when it
    /// reads again.
    private func shown(_ command: String, _ bait: Bait, as account: Account) throws -> String {
        let script = "\(bait.scratch.path)/push.py"
        write(Self.push.utf8, to: script)
        defer { unlink(script) }
        let shell = try TerminalChild(
            ["/bin/bash", "--norc"], as: account,
            environment: Child.environment + ["HARM=\(bait.scratch.path)/harm", "PUSH=\(script)"])
        #expect(try shell.ask("PS1='> '; echo $((40 + 1))", "41"))
        #expect(try shell.ask(command + "; echo $((40 + 2))", "42"), "\(shell.text)")
        // Whatever was pushed would be obeyed before this is.
        #expect(try shell.ask("echo $((40 + 3))", "43"), "\(shell.text)")
        #expect(FileKind(at: "\(bait.scratch.path)/harm") == .missing, "\(shell.text)")
        return shell.text
    }

    @Test(
        "what is pushed into a lab's own terminal is not typed outside",
        arguments: Account.available)
    func own(account: Account) throws {
        let bait = try Bait(for: account)
        let text = try shown(
            #"\#(bait.program) run /usr/bin/python3 -c "$(cat $PUSH)" 0"#, bait, as: account)
        // By the machine's dev.tty.legacy_tiocsti.
        #expect(text.contains("push=done;") || text.contains("push=EIO;"), "\(text)")
        #expect(text.contains("console=EPERM;"), "\(text)")
    }

    @Test(
        "a terminal that is handed in as the input alone takes nothing that is pushed, and is not stolen",
        arguments: Account.available)
    func handedIn(account: Account) throws {
        let bait = try Bait(for: account)
        let text = try shown(
            #"\#(bait.program) run /usr/bin/python3 -c "$(cat $PUSH)" 0 | cat"#, bait, as: account)
        #expect(text.contains("push=EPERM;") || text.contains("push=EIO;"), "\(text)")
        for step in ["steal=EPERM;", "console=EPERM;"] {
            #expect(text.contains(step), "\(step) \(text)")
        }
    }

    @Test(
        "forged marks of a prompt and of a command's end pass no step", arguments: Account.available
    )
    func marks(account: Account) throws {
        let state = Scratch(owner: account)
        let learner = try TerminalChild(
            [Program.path, "learn", "uts", "--state", state.path], as: account)
        #expect(try learner.wait(for: "host ~ $"), "\(learner.text)")
        // Without the name itself, which would be a right way.
        let marks = #"\033]133;D;0\007\033]133;A\007$ \033]133;B\007hostname\r\n\033]133;C\007"#
        let forged = "for i in 1 2 3; do printf '\(marks)\(marks)'; done; echo $((40 + 2))"
        #expect(try learner.ask(forged, "42"), "\(learner.text)")
        let start = learner.shown.count
        #expect(try learner.ask("echo $((40 + 3))", "43"), "\(learner.text)")
        #expect(!learner.text.contains("2 of 11"), "\(learner.text)")
        // And an honest answer does.
        try learner.type("hostname\n")
        #expect(try learner.wait(for: "2 of 11", after: start), "\(learner.text)")
    }
}
