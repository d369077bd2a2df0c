import Glibc
import Lab
import Namespaces
import SystemCalls
import Testing

extension Commands {
    @Suite("attach and labs", .needs(.labs))
    struct Attach {
        @Test(
            "what is done in another window counts, and is told above the line being typed",
            arguments: Account.available)
        func counts(account: Account) throws {
            let class2 = try Classmates(account)
            let window = try class2.joined()
            #expect(try class2.learner.wait(for: "Session 2 is open in another window."))
            #expect(try class2.labs().first?.hasSuffix("sessions 1, 2") == true)
            try class2.learner.type("echo half")
            try window.type("hostname\n")
            #expect(
                try class2.learner.wait(for: "Done: What is this machine called?"),
                "\(class2.learner.text)")
            // The line that was being typed is whole.
            let start = class2.learner.shown.count
            try class2.learner.type("-$((20 + 22))\n")
            #expect(try class2.learner.wait(for: "half-42", after: start), "\(class2.learner.text)")
            try window.type("exit 3\n")
            #expect(try window.finish() == .exited(3), "\(window.text)")
            #expect(try class2.learner.wait(for: "Session 2 has been closed."))
            #expect(try class2.labs().first?.hasSuffix("session 1") == true)
            try class2.learner.type(":quit\n")
            #expect(try class2.learner.finish() == .exited(0), "\(class2.learner.text)")
            #expect(try namesInDirectory(class2.folder) == [])
        }

        @Test(
            "a step that wants a second terminal can be done in a second window",
            arguments: Account.available)
        func secondTerminal(account: Account) throws {
            let class2 = try Classmates(account)
            try class2.learner.type(":goto second-terminal\n")
            #expect(
                try class2.learner.wait(for: "uts ~ $", milliseconds: 15_000),
                "\(class2.learner.text)")
            let window = try class2.joined()
            try window.type("hostname\n")
            #expect(
                try class2.learner.wait(for: "now true: session[2].output: contains host.hostname"),
                "\(class2.learner.text)")
            #expect(try class2.learner.wait(for: "Done: "))
            // `here` is where was typed last.
            #expect(try class2.learner.ask(":facts here.ns.uts", "ns.uts: uts:["))
            let start = class2.learner.shown.count
            try class2.learner.type(":facts here.hostname\n")
            #expect(
                try class2.learner.wait(for: "hostname: lab\r\n", after: start),
                "\(class2.learner.text)")
        }

        @Test(
            "calls that were made in a window are told at the prompt, by the window's number",
            .enabled(if: Lab.whyNothingIsTraced == nil, "this kernel lets no calls be traced"),
            arguments: Account.available)
        func calls(account: Account) throws {
            let class2 = try Classmates(account)
            let early = try class2.joined()
            #expect(try class2.learner.ask(":kernel on", "view is on"), "\(class2.learner.text)")
            // While somebody else has the learner's terminal, too.
            #expect(try class2.learner.ask("echo g''o; cat", "go\r\n"), "\(class2.learner.text)")
            let late = try class2.joined(3)
            #expect(try early.ask("unshare -u hostname early; echo $((40 + 2))", "42"))
            #expect(try late.ask("unshare -i true; echo $((40 + 3))", "43"))
            try class2.learner.type("\u{4}")
            #expect(try class2.learner.wait(for: "session 3:\r\n"), "\(class2.learner.text)")
            #expect(try class2.learner.wait(for: "unshare(CLONE_NEWIPC) = 0"))
            let text = class2.learner.text
            #expect(text.contains(/session 2:\r\nunshare \(\d+\)\r\n  unshare\(CLONE_NEWUTS\) = 0/), "\(text)")
            #expect(text.contains("sethostname(\"early\", 5) = 0"), "\(text)")
            // At a prompt they stand above the line being typed.
            try class2.learner.type("echo half")
            try late.type("unshare -C true\n")
            #expect(try class2.learner.wait(for: "unshare(CLONE_NEWCGROUP) = 0"))
            let start = class2.learner.shown.count
            try class2.learner.type("-$((20 + 22))\n")
            #expect(try class2.learner.wait(for: "half-42", after: start), "\(class2.learner.text)")
            // Off is off there, too.
            #expect(try class2.learner.ask(":kernel off", "view is off"))
            #expect(try late.ask("unshare -T true; echo $((40 + 4))", "44"))
            #expect(try class2.learner.ask("echo $((50 + 1))", "51"))
            #expect(!class2.learner.text.contains("CLONE_NEWTIME"), "\(class2.learner.text)")
        }

        @Test(
            "a lesson may ask for the calls of a window, which are unknown where nobody saw them",
            .enabled(if: Lab.whyNothingIsTraced == nil, "this kernel lets no calls be traced"),
            arguments: Account.available)
        func factOfCalls(account: Account) throws {
            let scratch = Scratch(owner: account)
            let lesson = SampleLesson(
                console: "host@2$ unshare -u true",
                expect: "session[2].calls: contains unshare(CLONE_NEWUTS)")
            let class2 = try Classmates(account, [scratch.file("calls.md", lesson.text)])
            let window = try class2.joined()
            #expect(try window.ask("unshare -u true; echo $((40 + 2))", "42"))
            #expect(
                try class2.learner.wait(
                    for: "now true: session[2].calls: contains unshare(CLONE_NEWUTS)"),
                "\(class2.learner.text)")
            // Of a step that asks for none, and begins untraced.
            let other = try Classmates(account)
            let second = try other.joined()
            #expect(try second.ask("unshare -u true; echo $((40 + 2))", "42"))
            #expect(try other.learner.ask(":kernel on", "view is on"))
            #expect(
                try other.learner.ask(":facts session[2].calls", "a line was typed before its calls"),
                "\(other.learner.text)")
        }

        @Test("the window is a whole terminal: its size, its keys, and a program that edits")
        func terminal() throws {
            let class2 = try Classmates(.runner)
            let window = try class2.joined(columns: 57)
            #expect(try window.ask("stty size", "24 57"), "\(window.text)")
            try window.resize(columns: 99, rows: 33)
            // The new size comes by a signal, and what is typed may come before it.
            let deadline = Deadline(milliseconds: 10_000)
            while !window.text.contains("33 99"), !deadline.hasPassed {
                _ = try window.ask("stty size", ":~# ")
            }
            #expect(window.text.contains("33 99"), "\(window.text)")
            // Bash loses what is typed while it gives the terminal to a program.
            #expect(try window.ask("echo g''o; cat", "go\r\n"), "\(window.text)")
            #expect(try window.ask("to cat", "to cat\r\nto cat\r\n"), "\(window.text)")
            let before = window.shown.count
            try window.type("\u{3}")
            #expect(try window.wait(for: ":~# ", after: before), "\(window.text)")
            #expect(try window.ask("echo status $?", "status 130"), "\(window.text)")
            // The shell's own editing: the last line again.
            let start = window.shown.count
            try window.type("\u{1b}[A\n")
            #expect(try window.wait(for: "status 0", after: start), "\(window.text)")
            #expect(try window.ask("head -c 300000 /dev/zero | tr '\\0' x | md5sum", "  -"))
        }

        @Test("a window that takes nothing holds up nobody else", arguments: Account.available)
        func stalled(account: Account) throws {
            let class2 = try Classmates(account)
            let window = try class2.joined()
            // From now on the test reads nothing of it.
            try window.type("yes\n")
            let other = try class2.joined(3)
            #expect(try other.ask("echo $((40 + 2))", "42"), "\(other.text)")
            #expect(try class2.learner.ask("echo $((50 + 1))", "51"), "\(class2.learner.text)")
            try window.process.signal(SIGSTOP)
            #expect(try class2.learner.ask(":facts session[3].output", "output: 42"))
            try class2.learner.type(":quit\n")
            #expect(try class2.learner.finish() == .exited(0), "\(class2.learner.text)")
            try window.process.signal(SIGCONT)
            #expect(try other.finish() == .exited(137), "\(other.text)")
            #expect(other.text.contains("the lab has ended"), "\(other.text)")
        }

        @Test("a window that is closed takes its terminal with it", arguments: [SIGKILL, SIGHUP])
        func closed(signal: Int32) throws {
            let class2 = try Classmates(.runner)
            let window = try class2.joined()
            try window.type("sleep 1000\n")
            #expect(try class2.learner.ask("pgrep -c sleep || pgrep -c sleep", "1\r\n"))
            try window.process.signal(signal)
            #expect(
                try class2.learner.wait(for: "Session 2 has been closed."), "\(class2.learner.text)"
            )
            #expect(
                try class2.learner.ask("pgrep -c sleep; echo none", "0\r\nnone"),
                "\(class2.learner.text)")
        }

        @Test("a shell that leaves somebody behind who writes for ever ends all the same")
        func leftBehind() throws {
            let class2 = try Classmates(.runner)
            let window = try class2.joined()
            try window.type("for i in 1 2 3 4; do yes & done; exit 7\n")
            #expect(try window.finish() == .exited(7), "\(window.text.suffix(100))")
            // The door is still open, and its thread not kept by that.
            let again = try class2.joined()
            #expect(try again.ask("echo $((40 + 2))", "42"))
        }

        @Test("a fresh lab ends the windows on the old one, and lets them in again")
        func reset() throws {
            let class2 = try Classmates(.runner)
            let window = try class2.joined()
            // A program that cannot leave the other screen by itself any more.
            #expect(
                try window.ask("printf '\\e[?1049ho''ther\\e[?25l'; cat", "other"), "\(window.text)"
            )
            try class2.learner.type(":reset\n")
            #expect(try window.finish() == .exited(137), "\(window.text)")
            #expect(window.text.contains("\u{1b}[?25h\u{1b}[?1049l"), "\(window.text)")
            #expect(window.text.contains("the lab has ended"), "\(window.text)")
            let again = try class2.joined()
            #expect(try again.ask("echo $((40 + 2))", "42"))
        }

        @Test("a number is one terminal's: :session new and a window never share one")
        func numbers() throws {
            let class2 = try Classmates(.runner)
            #expect(try class2.learner.ask(":session new", "host@2 ~ $"), "\(class2.learner.text)")
            let window = try class2.joined(3)
            #expect(try class2.learner.ask(":session 3", "Session 3 is in another window."))
            #expect(try class2.learner.ask(":session new", "host@4 ~ $"), "\(class2.learner.text)")
            #expect(try window.ask("echo $((40 + 2))", "42"))
            #expect(try class2.learner.ask(":map", "session 3 is here"), "\(class2.learner.text)")
        }

        @Test(
            "kill -9 of the learner's nsshell ends the windows and leaves no socket",
            arguments: Account.available)
        func killed(account: Account) throws {
            let class2 = try Classmates(account)
            let window = try class2.joined()
            try class2.learner.process.signal(SIGKILL)
            #expect(try window.finish() == .exited(137), "\(window.text)")
            let deadline = Deadline(milliseconds: 10_000)
            while try !namesInDirectory(class2.folder).isEmpty, !deadline.hasPassed {}
            #expect(try namesInDirectory(class2.folder) == [])
        }

        @Test("what a killed guardian left is removed by the next start, and is no lab")
        func stale() throws {
            let runtime = Scratch(owner: .runner)
            mkdir("\(runtime.path)/nsshell", 0o700)
            let stale = "\(runtime.path)/nsshell/4194303.sock"
            // Closed at once: nobody listens any more.
            _ = try PacketSocket.listening(at: stale)
            #expect(FileKind(at: stale) == .other)
            let class2 = try Classmates(.runner, runtime: runtime)
            #expect(try namesInDirectory(class2.folder) == ["\(class2.id).sock"])
        }
    }
}
