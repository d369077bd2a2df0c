import Glibc
import SystemCalls
import Testing

extension Commands {
    @Suite("On a terminal of few columns", .needs(.labs))
    struct Layout {
        /// What a command shows, line by line; what is drawn over is a line of its own.
        private func shown(
            _ command: [String], _ account: Account, columns: Int
        ) throws -> [Substring] {
            let child = try TerminalChild([Program.path] + command, as: account, columns: columns)
            #expect(try child.finish() != nil, "\(child.text)")
            return child.text.split { $0.isNewline || $0 == "\r" }
        }

        @Test(
            "no line is longer than the terminal", arguments: Account.available,
            [
                ["doctor"], ["facts"], ["namespaces"], ["lessons"], ["lesson", "uts"],
                ["namespaces", "--by", "parent"], ["namespaces", "--pid", "1"],
                ["lesson", "no-such"], ["run", "./no-such-program"], ["facts", "hostnmae"],
                ["lesson", "--formt", "x"],
            ])
        func fits(account: Account, command: [String]) throws {
            for columns in [40, 80] {
                let lines = try shown(command, account, columns: columns)
                #expect(!lines.isEmpty)
                for line in lines {
                    #expect(line.unicodeScalars.count <= columns, "\(columns): \(line)")
                }
            }
        }

        @Test(
            "what is broken into lines is all there",
            arguments: [["lessons"], ["facts", "capabilities"]])
        func words(command: [String]) throws {
            let whole = try Child([Program.path] + command).finish().text
            let lines = try shown(command, .runner, columns: 40)
            #expect(lines.contains { $0.hasPrefix("  ") })
            #expect(
                lines.flatMap { $0.split(separator: " ") }
                    == whole.split { $0 == " " || $0.isNewline })
        }

        @Test("what another program reads is not broken at all")
        func piped() throws {
            let outcome = try nsshell("namespaces", as: .runner)
            for line in outcome.text.split(separator: "\n") {
                #expect(line.count != 80 || !line.hasSuffix("…"), "\(line)")
            }
            let facts = try nsshell("facts", as: .runner)
            for line in facts.text.split(separator: "\n") {
                #expect(line.contains(":") && !line.hasPrefix(" "), "\(line)")
            }
        }

        static let commands = [
            "learn", "lesson", "lessons", "run", "attach", "labs", "new", "lint", "doctor",
            "namespaces", "facts",
        ]

        @Test("--help says what a command is for, its exit statuses, and an example")
        func help() throws {
            for command in Self.commands {
                let help = try nsshell(command, "--help", as: .runner).text
                for part in ["\nEXIT STATUS:\n  0", "\n  nsshell \(command)", "\nUSAGE: nsshell "] {
                    #expect(help.contains(part), "\(command): \(help)")
                }
                let start = try #require(help.split(separator: "\n").first)
                #expect(start.hasSuffix(".") && start.count <= 80, "\(start)")
            }
        }

        @Test("--help fits, and breaks no word")
        func helpFits() throws {
            for command in Self.commands.map({ [$0, "--help"] }) + [["--help"]] {
                let wide = try Child([Program.path] + command).finish().text
                #expect(wide.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(wide)")
                for columns in [40, 80] {
                    let lines = try shown(command, .runner, columns: columns)
                    for line in lines { #expect(line.count <= columns, "\(columns): \(line)") }
                    #expect(
                        lines.flatMap { $0.split(separator: " ") }
                            == wide.split { $0 == " " || $0.isNewline }, "\(command)")
                }
            }
        }

        @Test("nsshell --help has every command under a heading, in a line each")
        func commands() throws {
            let lines = try nsshell("--help", as: .runner).text.split(
                separator: "\n", omittingEmptySubsequences: false)
            for command in Self.commands {
                let index = try #require(lines.firstIndex { $0.hasPrefix("  \(command)  ") })
                #expect(!lines[index + 1].hasPrefix("   "), "\(lines[index])")
            }
            #expect(lines.contains("LESSONS:") && lines.contains("WRITING LESSONS:"))
        }
    }
}
