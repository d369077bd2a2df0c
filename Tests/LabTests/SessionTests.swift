import Glibc
import HostAbilities
import Lab
import Namespaces
import SystemCalls
import Testing

@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .timeLimit(.minutes(2)))
struct SessionTests {
    private let soon = 10_000

    private func session(_ lab: Lab) throws -> Session { try Session(in: lab, number: 1) }

    private func type(_ line: String, _ session: Session, milliseconds: Int = 10_000) throws {
        try session.type(line, by: Deadline(milliseconds: milliseconds))
    }

    @Test(
        "a command's status and output are its own, without prompt or echo",
        arguments: [
            ("true", 0, ""), ("false", 1, ""), ("(exit 42)", 42, ""), ("echo 'a  b'", 0, "a  b\n"),
            ("printf 'no newline'", 0, "no newline"), ("no-such-command 2>/dev/null", 127, ""),
            ("printf 'a\\r\\nb\\n'", 0, "a\r\nb\n"),
            ("sh -c 'kill -KILL $$'; echo $?", 0, "Killed\n137\n"),
            ("echo ü日本", 0, "ü日本\n"), ("", 0, ""), ("# only words", 0, ""),
            ("echo '$ '; echo one; echo two", 0, "$ \none\ntwo\n"),
        ] as [(String, Int32, String)])
    func status(line: String, status: Int32, output: String) throws {
        let session = try session(try Lab())
        try type(line, session)
        #expect(session.state == .reading)
        #expect(session.status == status)
        #expect(session.outputText == output)
    }

    @Test("a shell keeps its state from line to line")
    func state() throws {
        let session = try session(try Lab())
        try type("cd /tmp; X=5", session)
        try type("echo $X $PWD", session)
        #expect(session.outputText == "5 /tmp\n")
    }

    @Test("an open quote is continued, not run")
    func continuation() throws {
        let session = try session(try Lab())
        try type("echo 'one", session)
        #expect(session.state == .continuing)
        try type("two'", session)
        #expect(session.state == .reading)
        #expect(session.outputText == "one\ntwo\n")
    }

    @Test(
        "a shell in a shell keeps reporting, and where the learner is comes from the kernel",
        arguments: [
            ("unshare --uts /bin/bash", NamespaceKind.uts), ("unshare --mount sh", .mnt),
            ("unshare --pid --fork --mount-proc /bin/bash", .pid),
            ("unshare --user --map-root-user bash", .user),
        ])
    func nested(command: String, kind: NamespaceKind) throws {
        let lab = try Lab()
        let session = try session(lab)
        let outer = session.here
        try type(command, session)
        #expect(session.state == .reading)
        let inner = session.here
        #expect(inner != outer)
        let path = "/proc/\(inner)/ns/\(kind.rawValue)"
        #expect(
            try NamespaceIdentity(path: path)
                != NamespaceIdentity(path: "/proc/\(outer)/ns/\(kind.rawValue)"))
        try type("(exit 3)", session)
        #expect(session.status == 3)
        try type("exit 4", session)
        #expect(session.here == outer)
        #expect(session.status == 4)
    }

    @Test("a shell without marks is done when it reads, and its status is unknown")
    func markless() throws {
        let session = try session(try Lab())
        try type("env -i PS1= /bin/sh", session)
        #expect(session.state == .reading)
        try type("echo here; false", session)
        #expect(session.state == .reading)
        #expect(session.status == nil)
        #expect(session.outputText.contains("here"))
        try type("exit 5", session)
        #expect(session.status == 5)
    }

    @Test("a program that reads is waited for, given its input, and ended by ^D")
    func reading() throws {
        let session = try session(try Lab())
        try type("cat", session)
        #expect(session.state == .reading)
        #expect(session.status == nil)
        try type("a line", session)
        #expect(session.outputText == "a line\n")
        try session.type(bytes: [4], by: Deadline(milliseconds: soon))
        #expect(session.status == 0)
    }

    @Test("a deadline ends the waiting, and ^C the command")
    func deadline() throws {
        let session = try session(try Lab())
        let before = Deadline.now
        try type("sleep 1000", session, milliseconds: 200)
        #expect(session.state == .running)
        #expect((Deadline.now - before) / 1_000_000 < 100_000)
        #expect(session.status == nil)
        try session.type(bytes: [3], by: Deadline(milliseconds: soon))
        #expect(session.state == .reading)
        #expect(session.status == 130)
    }

    @Test("a mark that a program forges does not end the command")
    func forged() throws {
        let session = try session(try Lab())
        let marks =
            #"printf '\033]133;D;0\007\033]133;A\007$ \033]133;B\007'; sleep 0.3; echo end; false"#
        try type(marks, session)
        #expect(session.state == .reading)
        #expect(session.status == 1)
        #expect(session.outputText.hasSuffix("end\n"))
        // Many times with all of it at once: the shell then reads before its own mark has arrived.
        for round in 1...50 {
            try type(
                #"printf '\033]133;D;0\007\033]133;A\007$ \033]133;B\007'; echo \#(round); (exit 7)"#,
                session)
            #expect(session.status == 7)
            #expect(session.outputText.hasSuffix("\(round)\n"))
        }
    }

    @Test("a background job that writes for ever does not hide that the shell reads")
    func endlessBackground() throws {
        let session = try session(try Lab())
        try type("yes & true", session)
        #expect(session.state == .reading)
        #expect(session.status == 0)
        try type("kill %1; wait; true", session)
        #expect(session.state == .reading)
    }

    @Test("two megabytes of output are read, and kept from their end")
    func muchOutput() throws {
        let session = try session(try Lab())
        try type("yes 0123456789abcde | head -c 2097152; echo; echo end", session)
        #expect(session.state == .reading)
        #expect(session.status == 0)
        #expect(session.isOutputCut)
        #expect(session.output.count == 1 << 20)
        #expect(session.outputText.hasSuffix("\nend\n"))
    }

    @Test("a shell that is replaced by another program ends with it")
    func replaced() throws {
        let lab = try Lab()
        let session = try session(lab)
        try type("exec echo gone", session)
        #expect(session.state == .ended)
        #expect(session.outputText == "gone\n")
        #expect(lab.isRunning)
    }

    @Test("a shell that is killed ends its session and not the lab")
    func killed() throws {
        let lab = try Lab()
        let session = try session(lab)
        try type("kill -KILL $$", session)
        #expect(session.state == .ended)
        #expect(lab.isRunning)
        let next = try Session(in: lab, number: 2)
        try type("hostname", next)
        #expect(next.outputText == "lab\n")
    }

    @Test("so does one whose terminal is held open by what it leaves behind")
    func killedAndSurvived() throws {
        let lab = try Lab()
        let session = try session(lab)
        try type("unshare -u bash", session)
        try type("(trap '' HUP; exec sleep 1000) & kill -KILL $PPID", session)
        #expect(session.state == .ended)
        #expect(lab.isRunning)
    }

    @Test("two sessions are on one machine, each on a terminal of its own")
    func two() throws {
        let lab = try Lab()
        let first = try Session(in: lab, number: 1)
        let second = try Session(in: lab, number: 2)
        try type("hostname shared; tty", first)
        let terminal = first.outputText
        try type("hostname; tty", second)
        #expect(second.outputText.hasPrefix("shared\n"))
        #expect(second.outputText.split(separator: "\n").last.map { "\($0)\n" } != terminal)
    }

    @Test("a program that changes the terminal is waited for all the same")
    func rawTerminal() throws {
        let session = try session(try Lab())
        try type("stty -echo; read x; stty echo; echo \"[$x]\"", session)
        #expect(session.state == .reading)
        try type("secret", session)
        #expect(session.outputText == "[secret]\n")
        #expect(session.status == 0)
    }

    /// Root may open such a terminal, an ordinary user may not.
    @Test("a terminal that a program keeps to itself is read all the same")
    func exclusiveTerminal() throws {
        let session = try session(try Lab())
        try type("perl -e 'ioctl STDIN, 0x540c, 0 or exit 9'", session)
        #expect(session.state == .reading && session.status == 0)
        try type("false", session, milliseconds: 5000)
        #expect(session.state == .reading && session.status == 1)
    }

    @Test("a background job that writes later does not end or hide the next command")
    func background() throws {
        let session = try session(try Lab())
        try type("(sleep 0.2; echo late) & true", session)
        #expect(session.state == .reading)
        try type("sleep 0.4; echo here", session)
        #expect(session.outputText.contains("late\n"))
        #expect(session.outputText.hasSuffix("here\n"))
        #expect(session.status == 0)
    }

    /// The terminal echoes a line before the shell that reads it is woken, and on a busy machine it
    /// stays asleep for a while: then the echo is there, and the shell is blocked in `read` still.
    @Test("a command's status is its own though the echo comes before the shell is woken")
    func underLoad() throws {
        let busy = try (0..<2).map { _ in try BusyProcess() }
        defer { withExtendedLifetime(busy) {} }
        let session = try session(try Lab())
        for round in 1...30 {
            try type("false", session)
            #expect(session.state == .reading && session.status == 1, "round \(round)")
            #expect(session.outputText == "", "round \(round)")
        }
    }

    /// The same without chance: a shell that is stopped in `read` is shown there by the kernel, and
    /// the terminal echoes what is typed all the same.
    @Test("a command is not done while the shell has not been given the line")
    func stoppedShell() throws {
        let session = try session(try Lab())
        try type("{ sleep 0.2; kill -STOP $$; sleep 0.3; kill -CONT $$; } & true", session)
        let shell = session.here
        let deadline = Deadline(milliseconds: soon)
        while try ProcessState(pid: shell).state != "T" {
            try #require(!deadline.hasPassed)
            poll(nil, 0, 1)
        }
        try type("false", session)
        #expect(session.state == .reading && session.status == 1)
    }

    @Test("a long line arrives whole")
    func longLine() throws {
        let session = try session(try Lab())
        // A terminal that reads lines takes 4095 bytes of one at most: termios(3).
        let word = String(repeating: "x", count: 4000)
        try type("echo \(word) | wc -c", session)
        #expect(session.outputText == "4001\n")
    }
}

/// A process that keeps a processor busy as long as its owner is there.
private final class BusyProcess {
    private let process: ProcessDescriptor

    init() throws {
        let plan = Plan([
            .parentDeathSignal(SIGKILL), .closeFrom(3, onExecute: true),
            .execute(
                file: "/bin/sh", searching: "", arguments: ["sh", "-c", "while :; do :; done"],
                environment: []),
        ])
        let spawned = try plan.spawn()
        _ = try spawned.report()
        process = spawned.takeProcess()
    }

    deinit {
        try? process.signal(SIGKILL)
        _ = try? process.wait()
    }
}
