import Glibc
import SystemCalls
import Testing

extension Commands {
    @Suite("What cannot be written", .needs(.labs))
    struct Output {
        /// Every command that writes to standard output.
        static let commands = [
            ["lesson", "uts"], ["lesson", "--json", "uts"], ["lessons"], ["lessons", "--json"],
            ["lint", "uts"], ["facts"], ["facts", "--json"], ["namespaces"],
            ["namespaces", "--json"], ["doctor"], ["doctor", "--json"], ["--help"], ["--version"],
            ["lesson", "--help"], ["help", "run"], ["--generate-completion-script", "bash"],
        ]

        @Test(
            "on a full disk ends a command with the reason and a mend",
            arguments: Account.available, commands)
        func full(account: Account, command: [String]) throws {
            let streams: [Stream] = [.null, .file("/dev/full", flags: O_WRONLY), .captured]
            let outcome = try Child([Program.path] + command, as: account, streams: streams)
                .finish()
            #expect(outcome.status == 2, "\(outcome.story)")
            let lines = outcome.complaint.split(separator: "\n")
            #expect(
                lines.first
                    == "nsshell: write standard output: No space left on device (ENOSPC)",
                "\(outcome.story)")
            #expect(lines.count == 2, "one line says what to do: \(outcome.story)")
        }

        @Test("on a full disk leaves `new` with the file that it has written")
        func new() throws {
            let own = Scratch()
            let full: [Stream] = [.null, .file("/dev/full", flags: O_WRONLY), .captured]
            let outcome = try nsshell(
                "new", "first", as: .runner, directory: own.path, streams: full)
            #expect(outcome.status == 2 && outcome.complaint.contains("ENOSPC"), "\(outcome.story)")
            #expect(try namesInDirectory(own.path) == ["first.md"])
        }

        @Test(
            "on a full file system leaves no half of a file behind, simulated by a limit of one byte",
            arguments: Account.available)
        func half(account: Account) throws {
            let own = Scratch(owner: account)
            let script = """
                import os, resource, signal, sys
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (1, 1))
                os.execv(sys.argv[1], sys.argv[1:])
                """
            let outcome = try Child(
                ["/usr/bin/python3", "-c", script, Program.path, "new", "first"], as: account,
                directory: own.path
            ).finish()
            #expect(outcome.status == 2, "\(outcome.story)")
            #expect(
                outcome.complaint.hasPrefix("nsshell: write first.md: File too large (EFBIG)\n"),
                "\(outcome.story)")
            #expect(try namesInDirectory(own.path) == [])
        }

        @Test(
            "since its reader has gone ends a command quietly",
            arguments: [["default"], ["ignored"]], commands)
        func closed(signal: [String], command: [String]) throws {
            // With the signal's default the kernel ends it; where it is ignored it ends itself.
            let script = """
                import os, subprocess, sys
                reader, writer = os.pipe()
                os.close(reader)
                ended = subprocess.run(
                    sys.argv[2:], stdout=writer, stderr=subprocess.PIPE,
                    restore_signals=sys.argv[1] == "default")
                print(ended.returncode, len(ended.stderr))
                """
            let outcome = try Child(
                ["/usr/bin/python3", "-c", script] + signal + [Program.path] + command
            ).finish()
            let expected = signal == ["default"] ? "-13 0\n" : "141 0\n"
            #expect(outcome.text == expected, "\(outcome.story)")
        }

        @Test(
            "a report's file that cannot be had is an error before anything is played",
            arguments: Account.available,
            [("/no/such/report", "ENOENT"), ("/proc/report", "ENOENT"), ("/tmp", "EISDIR")])
        func report(account: Account, file: (path: String, errno: String)) throws {
            let outcome = try nsshell("lesson", "uts", "--output", file.path, as: account)
            #expect(outcome.status == 2 && outcome.output.isEmpty, "\(outcome.story)")
            let lines = outcome.complaint.split(separator: "\n")
            #expect(
                lines.first.map {
                    $0.hasPrefix("nsshell: open \(file.path): ") && $0.hasSuffix("(\(file.errno))")
                } == true, "\(outcome.story)")
            #expect(lines.count == 2, "\(outcome.story)")
        }

        @Test("a report's file on a full disk is named")
        func fullReport() throws {
            let outcome = try nsshell("lesson", "uts", "--output", "/dev/full", as: .runner)
            #expect(outcome.status == 2, "\(outcome.story)")
            #expect(
                outcome.complaint.hasPrefix(
                    "nsshell: write /dev/full: No space left on device (ENOSPC)\n"),
                "\(outcome.story)")
        }

        @Test("a pipe that somebody has made non-blocking loses nothing")
        func nonBlocking() throws {
            let script = """
                import fcntl, os, subprocess, sys
                reader, writer = os.pipe()
                fcntl.fcntl(writer, fcntl.F_SETFL, os.O_NONBLOCK)
                fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
                child = subprocess.Popen(sys.argv[1:], stdout=writer)
                os.close(writer)
                text = b"".join(iter(lambda: os.read(reader, 65536), b""))
                print(child.wait(), len(text), text.endswith(b"}\\n"))
                """
            let outcome = try Child([
                "/usr/bin/python3", "-c", script, Program.path, "facts", "--json",
            ]).finish()
            let plain = try nsshell("facts", "--json", as: .runner)
            #expect(plain.output.count > 4096)
            #expect(outcome.text.hasPrefix("0 ") && outcome.text.hasSuffix(" True\n"))
            let count = outcome.text.split(separator: " ").dropFirst().first.flatMap { Int($0) }
            #expect(count.map { $0 > 4096 } == true, "\(outcome.story)")
        }
    }
}
