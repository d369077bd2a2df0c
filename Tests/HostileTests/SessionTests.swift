import Glibc
import SystemCalls
import Testing

@testable import CommandTests

/// A learner who waits in the lab for nsshell to start another shell there.
@Suite("A hostile learner beside a session that begins", .serialized, .needs(.labs))
struct HostileSessions {
    /// Waits for processes that are new, and goes by each to what nsshell has: its program, its
    /// descriptors, its directory, its memory. Its arguments: what to do to /bin/bash, and the
    /// device and inode of nsshell's program.
    private static let lurker = #"""
        import os, sys
        if sys.argv[1] != "nothing": os.unlink("/bin/bash")
        if sys.argv[1] == "script":
            with open("/bin/bash", "w") as file: file.write("#!/proc/self/exe\n")
            os.chmod("/bin/bash", 0o755)
        if sys.argv[1] == "link": os.symlink("/proc/self/exe", "/bin/bash")
        program = [int(word) for word in sys.argv[2:]]
        old, seen, got = set(os.listdir("/proc")), set(), set()
        open("/tmp/lurks", "w").close()
        while not os.path.exists("/tmp/stop"):
            for name in os.listdir("/proc"):
                if not name.isdigit() or name in old: continue
                seen.add(name)
                try:
                    fd = os.open(f"/proc/{name}/exe", os.O_RDONLY)
                    status = os.fstat(fd)
                    if [status.st_dev, status.st_ino] == program:
                        got.add("program")
                        os.fchmod(fd, 0o700)
                    os.close(fd)
                except OSError: pass
                try:
                    # A shell has sockets of its own: it asks for a name service. What it was left by
                    # nsshell is looked at among the descriptors.
                    if os.readlink(f"/proc/{name}/exe").startswith("/usr/"): continue
                    for number in os.listdir(f"/proc/{name}/fd"):
                        link = os.readlink(f"/proc/{name}/fd/{number}")
                        if not link.startswith(("/dev/", "pipe:", "/memfd:", "/usr/", "/etc/",
                            "/proc")): got.add(link)
                    for path in ("root", "cwd"):
                        if os.stat(f"/proc/{name}/{path}/.").st_dev == program[0]: got.add(path)
                except OSError: pass
        with open("/tmp/log", "w") as file: file.write(f"seen={len(seen) > 0} got={sorted(got)}\n")
        """#

    /// Lets the script lurk while a second session begins.
    ///
    /// - Parameter change: `script`, `link` or `nothing`: what /bin/bash becomes meanwhile.
    private func lurk(_ change: String, as account: Account) throws {
        let bait = try Bait(for: account)
        let before = try bait.state()
        let state = Scratch(owner: account)
        var status = stat()
        try #require(stat(bait.program, &status) == 0)
        let learner = try TerminalChild(
            [bait.program, "learn", "uts", "--state", state.path], as: account)
        #expect(try learner.wait(for: "host ~ $"), "\(learner.text)")
        for line in Self.lurker.split(separator: "\n") {
            let quoted = line.replacing("'", with: "'\\''")
            #expect(
                try learner.ask("echo '\(quoted)' >>/tmp/w; echo $((40 + 2))", "42"),
                "\(learner.text)")
        }
        let command =
            "(setsid python3 /tmp/w \(change) \(status.st_dev) \(status.st_ino) >/tmp/err 2>&1 &);"
            + " until [ -e /tmp/lurks ] || [ -s /tmp/err ]; do :; done; cat /tmp/err;"
            + " [ -e /tmp/lurks ] && echo lurks$((40 + 3))"
        try #require(try learner.ask(command, "lurks43"), "\(learner.text)")
        let start = learner.shown.count
        try learner.type(":session 2\n")
        // A shell's prompt, or the word that none came.
        let deadline = Deadline(milliseconds: 30_000)
        var text = ""
        while !text.contains("@2 ~ $"), !text.contains("ETIME"), !text.contains("nsshell: ") {
            guard try learner.read(until: deadline) else { break }
            text = String(decoding: learner.shown[start...], as: UTF8.self)
        }
        let now = try bait.state()
        #expect(now == before, "\(account), \(change): \(learner.text)")
        // What was put in the place of bash is no shell: that none came shows that it was started.
        #expect(text.contains("@2 ~ $") == (change == "nothing"), "\(learner.text)")
        guard change == "nothing" else { return }
        #expect(
            try learner.ask(
                "touch /tmp/stop; until [ -s /tmp/log ]; do :; done; cat /tmp/log",
                "seen=True got=[]"),
            "\(learner.text)")
    }

    @Test(
        "who overwrites the program that starts it, by /proc/self/exe, changes nothing (CVE-2019-5736)",
        arguments: Account.available, ["script", "link"])
    func overwritten(account: Account, change: String) throws { try lurk(change, as: account) }

    @Test(
        "who waits for a process that joins gets none of what it holds (CVE-2016-9962)",
        arguments: Account.available)
    func joining(account: Account) throws { try lurk("nothing", as: account) }
}
