import Namespaces
import SystemCalls
import Testing

extension Commands {
    @Suite("learn for everyone", .needs(.labs))
    struct PromptForEveryone {
        private static let tour = [
            ":goal", ":check", ":hint", ":show", ":lessons", ":help", ":map", ":namespaces", ":session",
            ":goto nowhere", ":facts ns", "unshare -r true", ":why",
        ]

        /// All that a tour through the commands shows.
        private func tour(_ learner: Learner) throws -> String {
            var shown = try learner.prompted()
            for line in Self.tour { shown += try learner.ask(line) }
            #expect(try learner.quit() == .exited(0))
            return shown
        }

        @Test("nothing that it says is wider than a window of 40 columns")
        func narrow() throws {
            for line in try tour(Learner("uts", columns: 40)).split(separator: "\r\n") {
                let isPicture = line.hasPrefix("    ")
                #expect(isPicture || line.unicodeScalars.count <= 40, "\(line)")
            }
        }

        @Test("on a terminal that only types there are no escape sequences")
        func dumb() throws {
            let learner = try Learner("uts")
            _ = try tour(learner)
            #expect(!learner.child.shown.contains(0x1b))
        }

        @Test("with NO_COLOR nothing is styled, and nothing is missing")
        func plain() throws {
            let plain = try Learner("uts", terminal: "xterm", more: ["NO_COLOR=1"])
            let styled = try Learner("uts", terminal: "xterm")
            let words = try (tour(plain), tour(styled))
            #expect(!plain.child.text.contains(/\u{1b}\[[0-9;]*m/))
            #expect(styled.child.text.contains("\u{1b}[1m"))
            func lasting(_ text: String) -> String { text.replacing(/[0-9]+/, with: "0") }
            #expect(lasting(words.0) == lasting(words.1))
        }

        @Test("a window that becomes narrow while a line is typed keeps the line, and commands see it")
        func resized() throws {
            let learner = try Learner("uts", terminal: "xterm")
            try learner.prompted()
            #expect(try learner.start("echo on''e two th''ree", until: "th''ree"))
            try learner.child.resize(columns: 20, rows: 24)
            let shown = try learner.ask(" fo''ur")
            #expect(shown.contains("one two three four"), "\(shown)")
            #expect(try learner.ask("stty size").contains("24 20"))
            #expect(try learner.quit() == .exited(0))
        }

        @Test("in tmux the screen shows the prompt, what was typed, and what has become true")
        func tmux() throws {
            let state = Scratch()
            let socket = "\(state.path)/socket"
            func tmux(_ words: String...) throws -> Outcome {
                try Child(["/usr/bin/tmux", "-S", socket] + words, environment: Child.environment)
                    .finish()
            }
            let learn = "\(Program.path) learn uts --state \(state.path); tmux -S \(socket) wait -S left; cat"
            #expect(try tmux("new-session", "-d", "-x", "60", "-y", "16", "-s", "t", learn).status == 0)
            defer { _ = try? tmux("kill-server") }
            func screen(until words: String) throws -> [String] {
                let deadline = Deadline(milliseconds: Child.patience)
                var shown = ""
                while !shown.contains(words), !deadline.hasPassed {
                    shown = try tmux("capture-pane", "-p", "-t", "t").text
                }
                return shown.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            }
            _ = try screen(until: "host ~ $")
            _ = try tmux("send-keys", "-t", "t", "clear", "Enter")
            _ = try screen(until: "\nhost ~ $")
            _ = try tmux("send-keys", "-t", "t", "-l", "unshre -u /bin/bash")
            _ = try tmux("send-keys", "-t", "t", "C-a", "M-f", "BSpace", "BSpace")
            _ = try tmux("send-keys", "-t", "t", "-l", "are")
            _ = try tmux("send-keys", "-t", "t", "Enter")
            let shown = try screen(until: "uts ~ $")
            #expect(shown.contains("host ~ $ unshare -u /bin/bash"), "\(shown)")
            _ = try tmux("send-keys", "-t", "t", ":quit", "Enter")
            #expect(try tmux("wait", "left").status == 0)
        }
    }
}
