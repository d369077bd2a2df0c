import Lab
import SystemCalls
import Testing

extension Commands {
    @Suite("doctor", .needs(.labs))
    struct Doctor {
        private let scratch = Scratch()

        /// On a machine of that distribution without pstree and lsns.
        private func examined(_ distribution: String, _ options: String) throws -> Outcome {
            let lesson = SampleLesson(frontMatter: "needs: [pstree, lsns, no-such-program]")
            let lessons = "\(scratch.path)/lessons"
            mkdir(lessons)
            write(lesson.text.utf8, to: "\(lessons)/sample.md")
            let release = scratch.file("os-release", "ID=\(distribution)\n")
            let script = """
                mount --bind \(release) "$(readlink -f /etc/os-release)"
                for at in /usr/bin/pstree /usr/bin/pstree.x11 /usr/bin/lsns; do
                    [ ! -e $at ] || mount --bind /dev/null "$(readlink -f $at)"
                done
                exec \(Program.path) doctor --lessons \(lessons) \(options)
                """
            return try Child(["/usr/bin/unshare", "-Urm", "/bin/sh", "-c", script]).finish()
        }

        private func mkdir(_ path: String) { _ = try? onHost("mkdir -p \(path)") }

        @Test(
            "names for each program that is missing the command that installs it here",
            arguments: [
                ("debian", "apt-get install psmisc", "apt-get install psmisc util-linux"),
                ("fedora", "dnf install psmisc", "dnf install psmisc util-linux"),
                ("alpine", "apk add psmisc", "apk add psmisc util-linux-misc"),
                ("arch", "pacman -S psmisc", "pacman -S psmisc util-linux"),
            ])
        func commands(distribution: String, one: String, all: String) throws {
            let outcome = try examined(distribution, "")
            #expect(outcome.status == 1, "\(outcome.story)")
            let lines = outcome.text.split(separator: "\n").map {
                $0.split(separator: " ").joined(separator: " ")
            }
            #expect(lines.contains("MISSING programs: no pstree"), "\(outcome.story)")
            #expect(lines.contains(one), "\(outcome.story)")
            #expect(lines.contains("all of these programs: \(all)"), "\(outcome.story)")
            #expect(
                lines.contains {
                    $0.hasPrefix("find the package") && $0.hasSuffix("no-such-program")
                },
                "\(outcome.story)")
        }

        @Test("names in its document the package of each distribution")
        func document() throws {
            let outcome = try examined("fedora", "--json")
            let script = """
                import json, sys
                items = {i["program"]: i for i in json.load(sys.stdin) if i["program"]}
                print(items["lsns"]["packages"], items["lsns"]["mend"])
                print(items["no-such-program"]["packages"])
                """
            let answer = try Child(["/usr/bin/python3", "-c", script]).finish(outcome.output)
            #expect(
                answer.text == """
                    {'debian': 'util-linux', 'fedora': 'util-linux', 'alpine': 'util-linux-misc', \
                    'arch': 'util-linux'} dnf install util-linux
                    {'debian': None, 'fedora': None, 'alpine': None, 'arch': None}

                    """, "\(answer.story)\n\(outcome.story)")
        }

        /// Runs a command under a filter that asks somebody: of what nobody does, but the kernel allows no
        /// second one.
        static func underListener(_ command: [String]) -> [String] {
            let script = """
                import ctypes, os, struct, sys
                libc = ctypes.CDLL(None)
                code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *one) for one in (
                    (0x20, 0, 0, 0), (0x15, 0, 1, 335), (6, 0, 0, 0x7fc00000), (6, 0, 0, 0x7fff0000))))
                program = struct.pack("HxxxxxxQ", 4, ctypes.addressof(code))
                libc.prctl(38, 1, 0, 0, 0)
                assert libc.syscall(317, 1, 8, ctypes.create_string_buffer(program)) >= 0
                child = os.fork()
                if child == 0: os.execv(sys.argv[1], sys.argv[1:])
                sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
                """
            return ["/usr/bin/python3", "-c", script] + command
        }

        @Test(
            "says whether system calls can be shown, from trying it",
            .enabled(if: Lab.whyNothingIsTraced == nil, "this kernel lets no calls be traced"),
            arguments: Account.available)
        func tracing(account: Account) throws {
            let free = try nsshell("doctor", as: account)
            #expect(free.text.contains("ok       system calls: can be shown"), "\(free.story)")
            let command = Self.underListener([Program.path, "doctor"])
            let bound = try Child(command, as: account).finish()
            #expect(bound.status == 0, "\(bound.story)")
            #expect(
                bound.text.contains(/limited  system calls: .*\(EBUSY\).*\n +run nsshell outside of/),
                "\(bound.story)")
        }

        @Test("finds nothing missing on a machine that has all", arguments: Account.available)
        func healthy(account: Account) throws {
            let outcome = try nsshell("doctor", as: account)
            #expect(outcome.status == 0, "\(outcome.story)")
            #expect(!outcome.text.contains("MISSING"), "\(outcome.story)")
        }
    }
}
