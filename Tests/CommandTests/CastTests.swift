import Glibc
import Namespaces
import SystemCalls
import Testing

extension Commands {
    @Suite("A lesson to watch", .needs(.labs))
    struct Casts {
        private func record(_ options: String..., in scratch: Scratch, as account: Account) throws
            -> String
        {
            let file = "\(scratch.path)/uts.cast"
            let outcome = try Child(
                [Program.path, "lesson", "uts", "--cast", file] + options, as: account
            ).finish()
            #expect(outcome.status == 0, "\(outcome.story)")
            return file
        }

        @Test(
            "has a marker for each step, what was typed and what was shown",
            arguments: Account.available)
        func lesson(account: Account) throws {
            let scratch = Scratch(owner: account)
            let file = try record(in: scratch, as: account)
            let told = try Child(
                [
                    "/usr/bin/python3", "-c",
                    """
                    import json, sys
                    head, *events = map(json.loads, open(sys.argv[1]))
                    kinds = [kind for _, kind, _ in events]
                    print(head['version'], kinds.count('m'), kinds.count('i'), events[-1][1:])
                    print(''.join(data for _, kind, data in events if kind == 'o')[:24].encode())
                    """, file,
                ]
            ).finish()
            #expect(
                told.text == "3 11 0 ['x', '0']\nb'host$ hostname\\r\\nlab\\r\\nhos'\n",
                "\(told.story)")
            let watched = try nsshell("watch", file, as: account)
            #expect(watched.status == 0, "\(watched.story)")
            #expect(watched.text.hasPrefix("host$ hostname\r\nlab\r\nhost$ readlink"))
        }

        @Test("has input where that is asked for, and is of version 2 where that is")
        func options() throws {
            let scratch = Scratch()
            let file = try record("--cast-version", "2", "--cast-input", in: scratch, as: .runner)
            let text = try readText(file)
            #expect(text.hasPrefix(#"{"version": 2, "width": 80, "height": 24"#))
            #expect(text.contains(#", "i", "\r"]"#) && !text.contains(#", "x", "#))
        }

        @Test("plays in a terminal, obeys keys, and leaves the terminal as it was")
        func terminal() throws {
            let scratch = Scratch()
            let file = try record(in: scratch, as: .runner)
            let child = try TerminalChild(
                [
                    "/bin/sh", "-c",
                    "stty -a > \(scratch.path)/before; \(Program.path) watch \(file); echo status $?; stty -a > \(scratch.path)/after",
                ],
                as: .runner)
            // Every step at once, then the end.
            #expect(try child.wait(for: "host$", after: 0))
            try child.type("nnnnnnnnnnnn")
            #expect(try child.wait(for: "status 0", after: 0))
            _ = try child.finish()
            let shown = String(decoding: child.shown, as: UTF8.self)
            #expect(shown.contains("uts$ hostname uts-namespace"), "\(shown)")
            #expect(try readText("\(scratch.path)/before") == readText("\(scratch.path)/after"))
        }

        @Test("ends at q before it is over")
        func quit() throws {
            let scratch = Scratch()
            let file = try record(in: scratch, as: .runner)
            let child = try TerminalChild(
                [Program.path, "watch", "--speed", "0.2", file], as: .runner)
            #expect(try child.wait(for: "host$", after: 0))
            try child.type(" +-q")
            let end = try child.finish()
            #expect(end?.shellStatus == 0)
            #expect(!String(decoding: child.shown, as: UTF8.self).contains("uts-namespace"))
        }

        @Test("sends a terminal nothing that it would obey, also where nobody types")
        func tamed() throws {
            let scratch = Scratch()
            let file = scratch.file(
                "evil.cast",
                "{\"version\": 3, \"term\": {\"cols\": 80, \"rows\": 24}}\n"
                    + "[0.1, \"o\", \"be\\u001b]2;TITLE\\u0007hind\"]\n")
            for input in ["", " </dev/null"] {
                let child = try TerminalChild(
                    ["/bin/sh", "-c", "\(Program.path) watch \(file)\(input); echo status $?"])
                #expect(try child.wait(for: "status 0"), "\(child.text)")
                #expect(child.text.contains("behind") && !child.text.contains("TITLE"), "\(child.text)")
            }
        }

        @Test("that was cut is shown as far as it goes, and says so")
        func cut() throws {
            let scratch = Scratch()
            let path = scratch.file(
                "cut.cast", """
                    {"version": 2, "width": 80, "height": 24}
                    [0, "o", "whole"]
                    [1, "o", "ha
                    """)
            let outcome = try nsshell("watch", path, as: .runner)
            #expect(outcome.status == 0 && outcome.text == "whole", "\(outcome.story)")
            #expect(outcome.complaint.contains("in the middle of a line"), "\(outcome.story)")
        }

        @Test(
            "that is none is refused with the place",
            arguments: [
                (["watch", "nowhere"], "open nowhere: No such file or directory (ENOENT)"),
                (["watch", "bad.cast"], "bad.cast:1: the first line is no JSON"),
                (["watch", "--speed", "0", "bad.cast"], "--speed 0.0 is out of range"),
                (["lesson", "--all", "--cast", "x.cast"], "--cast records one lesson"),
                (
                    ["lesson", "uts", "--cast", "x.cast", "--cast-version", "4"],
                    "--cast-version 4 is unknown"
                ),
                (
                    ["lesson", "uts", "--cast-version", "3"],
                    "--cast-version says how --cast records"
                ),
                (["lesson", "uts", "--cast-input"], "--cast-input says how --cast records"),
            ])
        func bad(arguments: [String], what: String) throws {
            let scratch = Scratch()
            _ = scratch.file("bad.cast", "no cast")
            let outcome = try Child([Program.path] + arguments, directory: scratch.path).finish()
            #expect(outcome.status == 2, "\(outcome.story)")
            #expect(outcome.complaint.hasPrefix("nsshell: \(what)\n"), "\(outcome.story)")
        }
    }
}
