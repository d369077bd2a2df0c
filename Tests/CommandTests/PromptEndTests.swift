import Glibc
import Namespaces
import SystemCalls
import Testing

extension Commands {
    @Suite("learn at a prompt comes to an end", .needs(.labs))
    struct PromptEnds {
        @Test(":quit leaves also while a command cannot be stopped", arguments: Account.available)
        func stuck(account: Account) throws {
            let before = MachineState()
            let learner = try Learner("uts", as: account)
            try learner.prompted()
            #expect(
                try learner.start("trap '' INT; echo de''af; while :; do :; done\r", until: "deaf"))
            try learner.child.type("\u{3}")
            #expect(try learner.quit() == .exited(0))
            #expect(before.changes() == [])
        }

        @Test("a shell that was killed is said, and another is opened")
        func killed() throws {
            let learner = try Learner("uts")
            try learner.prompted()
            let words = try learner.ask("echo pid=$$")
            let pid = try #require(words.firstMatch(of: /pid=([0-9]+)/)?.1)
            try learner.ask(":session new")
            #expect(try learner.start("kill -9 \(pid)\r", until: "Session 1 has ended"))
            try learner.prompted()
            let shown = try learner.ask(":session 1")
            #expect(shown.contains("The shell of session 1 has ended: a new one is opened."), "\(shown)")
            #expect(shown.hasSuffix("host ~ $ "), "\(shown)")
            // At the prompt, without a key.
            #expect(
                try learner.start("(sleep 0.3; kill -9 $$) & \r", until: "session 1 has ended: a"))
            #expect(try learner.prompted().hasSuffix("host ~ $ "))
            #expect(try learner.ask("exit").contains("session 1 has ended"))
            #expect(try learner.quit() == .exited(0))
        }

        @Test("a shell that prints no marks keeps the terminal until it is left")
        func unmarked() throws {
            let learner = try Learner("uts")
            try learner.prompted()
            #expect(try learner.start("env -i PS1=un''marked: /bin/sh\r", until: "unmarked:"))
            #expect(try learner.start("echo he''re\r", until: "here\r\nunmarked:"))
            try learner.child.type("exit\r")
            #expect(try learner.prompted().hasSuffix("host ~ $ "))
            #expect(try learner.start("exec env -i PS1=un''marked: /bin/sh\r", until: "unmarked:"))
            try learner.child.type("exit\r")
            #expect(try learner.prompted().contains("session 1 has ended"))
            #expect(try learner.quit() == .exited(0))
        }

        @Test("Ctrl-D ends a here-document, gives up an open quote or loop, and loses nothing")
        func endOfAnOpenLine() throws {
            let learner = try Learner("uts")
            try learner.prompted()
            try learner.ask("unshare -u bash")
            for open in ["echo \"open", "for i in 1; do", "echo $("] {
                #expect(try learner.start("\(open)\r", until: "> "))
                #expect(try learner.start("\u{4}", until: "uts ~ $ "), "\(open)")
            }
            #expect(try learner.start("cat >/tmp/f <<END\r", until: "> "))
            #expect(try learner.start("kept\r", until: "> "))
            #expect(try learner.start("\u{4}", until: "uts ~ $ "))
            learner.forget()
            let text = try learner.ask("cat /tmp/f")
            #expect(text.contains("kept\r\n") && !text.contains("exit"), "\(text)")
            #expect(try learner.ask("exit").hasSuffix("host ~ $ "))
            #expect(try learner.quit() == .exited(0))
        }

        @Test(
            "a prompt of the learner's own does not hide that the shell reads",
            arguments: ["PS1='> '", "unset PS1", "PS1='> '; set -u", "export PS1=x PS2=y"])
        func ownPrompt(line: String) throws {
            let learner = try Learner("uts")
            try learner.prompted()
            let told = try learner.ask(line + "; false")
            #expect(told.contains("PS1 is as it was"), "\(told)")
            #expect(try learner.ask(":goal").contains("1 of 11"))
            // Once, and in a shell that is started from there as well.
            #expect(!(try learner.ask("unshare -u bash")).contains("PS1 is"))
            #expect(try learner.ask("PS1=#").hasSuffix("uts ~ $ "))
            #expect(try learner.ask("exit").hasSuffix("host ~ $ "))
            #expect(try learner.quit() == .exited(0))
        }

        @Test("a lab that was ended is made anew")
        func ended() throws {
            let learner = try Learner("uts")
            try learner.prompted()
            let first = try #require(
                ProcessState.children(of: learner.child.process.pid).first {
                    (try? ProcessState.numbers(of: $0))?.last == 1
                })
            kill(first, SIGKILL)
            let shown = try learner.prompted()
            #expect(shown.contains("a fresh one is brought to the beginning of this step"), "\(shown)")
            #expect(try learner.ask("hostname").contains("2 of 11"))
            #expect(try learner.quit() == .exited(0))
        }

        @Test(
            "a window that is closed ends all, at a prompt and while a command runs",
            arguments: Account.available, ["", "echo re''ady; sleep 1000\r"])
        func hangUp(account: Account, line: String) throws {
            let before = MachineState()
            let learner = try Learner("uts", as: account)
            try learner.prompted()
            if !line.isEmpty { #expect(try learner.start(line, until: "ready")) }
            try learner.child.hangUp()
            #expect(try learner.child.hasEnded(milliseconds: Int32(Child.patience)))
            #expect(before.changes() == [])
        }

        @Test(
            "a signal that ends it puts the terminal's settings back first",
            arguments: [SIGTERM, SIGSEGV, SIGINT, SIGABRT], ["", "echo re''ady; sleep 1000\r"])
        func signals(signal: Int32, line: String) throws {
            let learner = try Learner("uts")
            let before = learner.child.settings
            try learner.prompted()
            if !line.isEmpty { #expect(try learner.start(line, until: "ready")) }
            if signal == SIGINT, line.isEmpty {
                // At a prompt it is Ctrl-C: the line is given up, and no more.
                try learner.child.process.signal(signal)
                try learner.prompted()
                #expect(try learner.quit() == .exited(0))
            } else {
                try learner.child.process.signal(signal)
                #expect(try learner.child.finish() != nil)
            }
            #expect(learner.child.settings == before)
        }

        @Test("a lesson that there is not, and a lab that cannot be made, are said")
        func neither() throws {
            let unknown = try Learner("no-such")
            #expect(try unknown.child.finish() == .exited(2))
            #expect(unknown.child.text.contains("no-such"), "\(unknown.child.text)")
            let script = "echo 0 > /proc/sys/user/max_user_namespaces; exec \(Program.path) learn uts"
            let refused = try TerminalChild(
                ["/usr/bin/unshare", "-Ur", "/bin/sh", "-c", script],
                environment: Child.environment + ["XDG_STATE_HOME=\(unknown.state.path)"])
            #expect(try refused.finish() == .exited(3))
            #expect(refused.text.contains("no lab could be made"), "\(refused.text)")
        }

        @Test("input that is closed is a script of no lines")
        func closed() throws {
            let state = Scratch()
            let outcome = try Child(
                [Program.path, "learn", "uts", "--state", state.path], streams: [.closed, .captured, .captured]
            ).finish()
            #expect(outcome.status == 1, "\(outcome.story)")
        }
    }
}
