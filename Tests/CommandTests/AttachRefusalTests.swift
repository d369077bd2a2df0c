import Glibc
import Namespaces
import SystemCalls
import Testing

extension Commands {
    @Suite("attach and labs, refused", .needs(.labs))
    struct AttachRefused {
        @Test(
            "without a lab, with several, and with one that is not there",
            arguments: Account.available)
        func which(account: Account) throws {
            let runtime = Scratch(owner: account)
            let environment = Classmates.environment(runtime)
            func run(_ arguments: String...) throws -> Outcome {
                try Child([Program.path] + arguments, as: account, environment: environment)
                    .finish()
            }
            #expect(try run("labs").text == "no lab of yours is running\n")
            #expect(try run("labs", "--json").text == "[]\n")
            let first = try Classmates(account, runtime: runtime)
            let second = try Classmates(account, runtime: runtime)
            // Of those that were begun in the same second either may be the first.
            let ids = [[first.id, second.id], [second.id, first.id]].map {
                $0.joined(separator: ", ")
            }
            let several = try first.refusal()
            #expect(
                ids.map { "nsshell: 2 labs of yours are running\nname one: \($0)\n" }.contains(
                    several),
                "\(several)")
            let none = try first.refusal("zzz")
            #expect(
                ids.map { "nsshell: no lab of yours is zzz\nthose that run are \($0)\n" }.contains(
                    none),
                "\(none)")
            let labs = try run("labs", "--json").text
            #expect(
                labs.contains("\"lesson\": \"uts\"") && labs.contains("\"pid\": \(second.id)"),
                "\(labs)")
            let piped = try run("attach", first.id)
            #expect(
                piped.status == 125 && piped.complaint.contains("no terminal"), "\(piped.story)")
            // One that is stopped does not answer, and holds up nobody.
            try first.learner.process.signal(SIGSTOP)
            #expect(try run("labs").text.contains("\(first.id): does not answer"))
            #expect(try second.refusal(first.id).contains("lab \(first.id) does not answer"))
            try first.learner.process.signal(SIGCONT)
        }

        @Test("where no lab runs attach says so, and what begins one", arguments: Account.available)
        func none(account: Account) throws {
            let runtime = Scratch(owner: account)
            let child = try TerminalChild(
                [Program.path, "attach"], as: account,
                environment: Classmates.environment(runtime))
            #expect(try child.finish() == .exited(125))
            // Who only asks makes nothing.
            #expect(try namesInDirectory(runtime.path) == [])
            #expect(
                child.text == "nsshell: no lab of yours is running\r\nnsshell learn begins one\r\n")
        }

        @Test("another user gets not a word, root neither", .needs(.root))
        func strangers() throws {
            let ordinary = try Classmates(.ordinary)
            let socket = try PacketSocket.connected(to: ordinary.socket)
            // It may be closed already when this is sent.
            _ = try? socket.send(Array("?".utf8))
            _ = try waitUntilReadable([socket.descriptor.number], milliseconds: 5000)
            #expect(try socket.receive(atMost: 4096) == [])
            #expect(
                try ordinary.refusal(ordinary.id, as: .root)
                    .contains("lab \(ordinary.id) is another user's (EPERM)"))
            let root = try Classmates(.root)
            // The directory lets nobody else in.
            let tried = try Child(
                [
                    "/usr/bin/python3", "-c",
                    "import socket; socket.socket(socket.AF_UNIX, "
                        + "socket.SOCK_SEQPACKET).connect('\(root.socket)')",
                ], as: .ordinary
            ).finish()
            #expect(tried.complaint.contains("PermissionError"), "\(tried.story)")
            #expect(try ordinary.learner.ask("echo $((40 + 2))", "42"))
        }

        @Test("whoever speaks another language is put out, and the lab goes on")
        func garbage() throws {
            let class2 = try Classmates(.runner)
            for packet in [
                "x", "@1", "@a\nb\nc", "@80\n24\n\u{1b}[2J", "@80\n24\nx=y\nz", "#1", "\0",
            ] {
                let socket = try PacketSocket.connected(to: class2.socket)
                #expect(try socket.send(Array(packet.utf8)))
                _ = try waitUntilReadable([socket.descriptor.number], milliseconds: 5000)
                #expect(try socket.receive(atMost: 4096) == [], "\(packet)")
            }
            // Many who connect and say nothing keep nobody else out for longer than they stay.
            let silent = (0..<40).compactMap { _ in
                try? Silent(PacketSocket.connected(to: class2.socket))
            }
            #expect(silent.count >= 32)
            #expect(try class2.learner.ask("echo $((40 + 2))", "42"))
        }

        /// A connection that is held.
        private final class Silent {
            private let socket: PacketSocket
            init(_ socket: consuming PacketSocket) { self.socket = socket }
        }

        @Test(
            "a directory of sockets that is not the user's alone is not used, and learning goes on",
            arguments: ["open", "link", "file"])
        func directory(kind: String) throws {
            let runtime = Scratch(owner: .runner)
            let folder = "\(runtime.path)/nsshell"
            switch kind {
            case "open":
                mkdir(folder, 0o755)
                chmod(folder, 0o755)
            case "link":
                mkdir("\(runtime.path)/elsewhere", 0o700)
                symlink("elsewhere", folder)
            default: _ = runtime.file("nsshell", "")
            }
            let environment = Classmates.environment(runtime)
            let state = Scratch(owner: .runner)
            let learner = try TerminalChild(
                [Program.path, "learn", "uts", "--state", state.path],
                environment: environment)
            #expect(try learner.wait(for: "host ~ $"), "\(learner.text)")
            let labs = try Child([Program.path, "labs"], environment: environment).finish()
            #expect(
                labs.status == 1 && labs.complaint.contains("nsshell: open \(folder)"),
                "\(labs.story)")
            let window = try TerminalChild([Program.path, "attach"], environment: environment)
            #expect(try window.finish() == .exited(125))
            #expect(window.text.contains("nsshell: open \(folder)"), "\(window.text)")
            if kind == "open" {
                #expect(window.text.contains("which is not yours alone"), "\(window.text)")
            }
            try learner.type(":quit\n")
            #expect(try learner.finish() == .exited(0))
            #expect(((try? namesInDirectory(folder)) ?? []) == [])
            #expect(FileKind(at: state.path) == .directory)
        }

        @Test(
            "without XDG_RUNTIME_DIR it is a directory of the user's own in /tmp",
            arguments: Account.available)
        func fallback(account: Account) throws {
            let state = Scratch(owner: account)
            let learner = try TerminalChild(
                [Program.path, "learn", "uts", "--state", state.path], as: account)
            #expect(try learner.wait(for: "host ~ $"), "\(learner.text)")
            let id = "\(learner.process.pid)"
            let deadline = Deadline(milliseconds: 10_000)
            while try !nsshell("labs", as: account).text.contains("\(id): uts"), !deadline.hasPassed
            {}
            let window = try TerminalChild([Program.path, "attach", id], as: account)
            #expect(try window.wait(for: "lab@2:~# "), "\(window.text)")
            var status = stat()
            #expect(lstat("/tmp/nsshell-\(account.id)", &status) == 0)
            #expect(status.st_uid == account.id && status.st_mode & 0o777 == 0o700)
            #expect(FileKind(at: state.path) == .directory)
        }
    }
}
