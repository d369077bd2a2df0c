import Glibc
import Namespaces
import SystemCalls
import Testing

extension Commands {
    @Suite("learn at a prompt", .needs(.labs))
    struct PromptOfLearn {
        @Test("a lesson is finished by typing, by other ways than its own", arguments: Account.available)
        func finished(account: Account) throws {
            let learner = try Learner("uts", as: account)
            let before = learner.child.settings
            #expect(try learner.prompted().contains("1 of 11: What is this machine called?"))
            var shown = ""
            for line in Learn.ways.split(separator: "\n") { shown += try learner.ask(String(line)) }
            #expect(shown.contains("now true: session[1].hostname: uts-namespace"), "\(shown)")
            #expect(shown.contains("That was uts."), "\(shown)")
            #expect(shown.contains("[##########] 11 of 11 steps"), "\(shown)")
            #expect(try learner.quit() == .exited(0))
            #expect(learner.child.settings == before)
        }

        @Test("nsshell alone goes on where the learner stopped")
        func bare() throws {
            let learner = try Learner()
            #expect(try learner.prompted().contains("Eight kinds of namespaces"))
            #expect(try learner.ask(":learn uts").contains("1 of 11"))
            #expect(try learner.ask("hostname").contains("2 of 11"))
            #expect(try learner.quit() == .exited(0))
            let again = try TerminalChild(
                [Program.path],
                environment: Child.environment + ["XDG_STATE_HOME=\(learner.state.path)"])
            #expect(try again.wait(for: "2 of 11: The number on the door"), "\(again.text)")
            try again.type(":quit\r")
            #expect(try again.finish() == .exited(0))
        }

        @Test("every command with a colon answers")
        func commands() throws {
            let learner = try Learner("uts")
            try learner.prompted()
            let expected = [
                (":goal", "1 of 11: What is this machine called?"),
                (":check", "not yet: output: contains host.hostname"),
                (":hint", "Hint 1 of 3"), (":hint", "Hint 2 of 3"), (":hint", "Hint 3 of 3"),
                (":hint", "no more hints"), (":why", "uname(2)"), (":show", "2 of 11"),
                (":skip", "3 of 11"), (":back", "2 of 11"), (":goto rename", "4 of 11"),
                (":goto 3", "3 of 11"), (":goto nowhere", "There is no step nowhere"),
                (":reset", "3 of 11"), (":session new", "host@2 ~ $"),
                (":session", "2: host ~, where you are"), (":session close", "host ~ $"),
                (":session new", "host@2 ~ $"), (":session 1", "host ~ $"),
                (":session close 9", "no session 9"), (":session close 2", "host ~ $"),
                (":session 0", "A session is a number"), (":lessons", "[#---------] 2 of 11 steps"),
                (":learn ipc", "1 of 1"), (":learn nothing", "nothing"), (":learn 5", "3 of 11"),
                (":help", ":quit: leaves"), (":nonsense", ":nonsense is no command"),
                (":s", "could be :show or :skip"), (": a no-op; echo no''op", "noop"),
            ]
            for (line, words) in expected {
                let shown = try learner.ask(line)
                #expect(shown.contains(words), "\(line): \(shown)")
            }
            #expect(try learner.quit() == .exited(0))
        }

        @Test("another lesson is introduced, and says how to come to the terminal that a step needs")
        func nextLesson() throws {
            let learner = try Learner("uts")
            try learner.prompted()
            let shown = try learner.ask(":learn overview")
            #expect(shown.contains("1 of ") && shown.contains(":hint helps"), "\(shown)")
            #expect(try learner.ask(":goto 2").contains(":session 2` opens the second terminal"))
            let there = try learner.ask(":session 2")
            #expect(there.hasSuffix("host@2 ~ $ "), "\(there)")
            let first = try learner.ask(":goto 1")
            #expect(!first.contains(":session"), "\(first)")
            #expect(try learner.quit() == .exited(0))
        }

        @Test("hints can be read again, and the last one has the commands below it")
        func hints() throws {
            let learner = try Learner("net")
            try learner.prompted()
            try learner.ask(":goto 2")
            let asked = try (1...4).map { _ in try learner.ask(":hint") }
            #expect(asked[3].contains("no more hints") && asked[3].contains("Hint 1 of 3"))
            #expect(asked[3].contains(asked[0].split(separator: "\r\n").dropFirst(3).first ?? "-"))
            #expect(try learner.quit() == .exited(0))
        }

        @Test("`:why` right after a step tells of what was done")
        func why() throws {
            let learner = try Learner("uts")
            try learner.prompted()
            let first = try learner.ask(":why")
            #expect(try learner.ask("hostname").contains("2 of 11"))
            let after = try learner.ask(":why")
            #expect(after.contains("uname(2)") && first.contains("uname(2)"), "\(after)")
            try learner.ask("true")
            #expect(!(try learner.ask(":why")).contains("uname(2)"))
            #expect(try learner.quit() == .exited(0))
        }

        @Test("what is typed while a command runs is for what comes after it, line by line")
        func typedAhead() throws {
            let learner = try Learner("uts")
            try learner.prompted()
            try learner.child.type("sleep 0.2; echo a''wake\rhostname\r:hint\rcat\rin''put\r\u{4}")
            #expect(try learner.child.wait(for: "in''put\r\nin''put"), "\(learner.child.text)")
            let shown = learner.child.text
            let order = ["awake", "Done: What is this machine called?", "Hint 1 of 3", "cat\r\nin''put"]
            let places = order.map { shown.firstRange(of: $0)?.lowerBound }
            #expect(!places.contains(nil), "\(shown)")
            #expect(zip(places, places.dropFirst()).allSatisfy { $0! < $1! }, "\(shown)")
            #expect(try learner.quit() == .exited(0))
        }

        @Test("the key that takes back a character takes back all of it, also from a program's input")
        func takingBack() throws {
            let learner = try Learner("uts")
            try learner.prompted()
            #expect(
                try learner.start("echo re''ady; head -n 1 | od -An -tx1\r", until: "ready\r\n"))
            try learner.child.type("a\u{E9}\u{7F}b\r")
            #expect(try learner.prompted().contains("61 62 0a"))
            #expect(try learner.quit() == .exited(0))
        }

        @Test("the beginning of a line that a command left unread is the next line's")
        func unread() throws {
            let learner = try Learner("uts")
            try learner.prompted()
            // `cat` waits, so the keys are its; then it is killed before the line has ended.
            #expect(
                try learner.start("echo g''o; timeout --foreground 0.5 cat\r", until: "go\r\n"))
            #expect(try learner.start("echo two-", until: "echo two-"))
            #expect(try learner.child.wait(for: "$ echo two-"))
            #expect(try learner.ask("wor''ds").contains("two-words"))
            #expect(try learner.quit() == .exited(0))
        }

        @Test("Ctrl-C, Ctrl-Z and fg are the command's")
        func jobs() throws {
            let learner = try Learner("uts")
            try learner.prompted()
            #expect(try learner.start("echo re''ady; sleep 1000\r", until: "ready"))
            try learner.child.type("\u{3}")
            #expect(try learner.prompted().contains("^C"))
            #expect(try learner.start("sh -c 'echo re''ady; exec cat'\r", until: "ready"))
            try learner.child.type("\u{1a}")
            #expect(try learner.prompted().contains("Stopped"))
            #expect(try learner.start("fg\r", until: "exec cat"))
            try learner.child.type("a''live\r")
            #expect(try learner.child.wait(for: "a''live\r\na''live"))
            try learner.child.type("\u{4}")
            try learner.prompted()
            #expect(try learner.quit() == .exited(0))
        }

        @Test("programs that take the whole screen have every key")
        func screens() throws {
            let learner = try Learner("uts", terminal: "xterm")
            try learner.prompted()
            #expect(try learner.start("top\r", until: "PID"))
            try learner.child.type("q")
            try learner.prompted()
            #expect(try learner.ask("stty -a").contains("icanon"))
            #expect(try learner.quit() == .exited(0))
        }

        @Test("an open quote is gone on with, and Ctrl-C gives it up")
        func quote() throws {
            let learner = try Learner("uts")
            try learner.prompted()
            #expect(try learner.ask("echo 'one").hasSuffix("> "))
            #expect(try learner.ask("two'").contains("one\r\ntwo"))
            #expect(try learner.ask("echo 'one").hasSuffix("> "))
            try learner.child.type("\u{3}")
            #expect(try learner.prompted().hasSuffix("host ~ $ "))
            #expect(try learner.quit() == .exited(0))
        }

        @Test("Ctrl-D leaves the inner shell, then the lesson")
        func endOfInput() throws {
            let learner = try Learner("uts")
            try learner.prompted()
            #expect(try learner.ask("unshare -u /bin/bash").hasSuffix("uts ~ $ "))
            #expect(try learner.ask("cd /tmp").hasSuffix("uts /tmp $ "))
            try learner.child.type("\u{4}")
            #expect(try learner.prompted().hasSuffix("host ~ $ "))
            try learner.child.type("\u{4}")
            #expect(try learner.child.finish() == .exited(0))
        }

        @Test("what the background writes is shown above the line that is typed, or announced")
        func background() throws {
            let learner = try Learner("uts")
            try learner.prompted()
            #expect(
                try learner.start("(sleep 0.3; echo from''the background) &\rec", until: "fromthe"))
            try learner.child.type("ho o''ne\r")
            #expect(try learner.child.wait(for: "one"))
            try learner.prompted()
            try learner.ask("(sleep 0.3; echo f''ar) &")
            #expect(try learner.start(":session new\r", until: "Session 1 has written something"))
            try learner.prompted()
            #expect(try !learner.ask("true").contains("far"))
            #expect(try learner.ask(":session 1").contains("far"))
            #expect(try learner.quit() == .exited(0))
        }

        @Test("a wide output, a binary file and one without a last newline leave a prompt")
        func output() throws {
            let learner = try Learner("uts")
            try learner.prompted()
            #expect(try learner.ask("seq 10000").contains("9999\r\n10000\r\n"))
            #expect(try learner.ask("printf abc").contains("abc\r\nhost"))
            try learner.child.type("head -c 200000 /usr/bin/env | head -c 100000; echo\r")
            #expect(try learner.start(":goal\r", until: "1 of 11"))
            try learner.prompted()
            #expect(try learner.ask("echo wh''ole").contains("whole"))
            #expect(try learner.quit() == .exited(0))
        }
    }
}
