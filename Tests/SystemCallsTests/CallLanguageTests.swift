import SystemCalls
import Testing

/// What a text is refused with: the carets under it, and the sentence.
private func refusal(_ text: String, width: Int = 100, after earlier: String = "") -> [String] {
    var names = CallNames()
    do {
        _ = try preparedCalls(earlier, naming: &names)
    } catch {
        return ["refused before: \(error.sentence)"]
    }
    do {
        _ = try preparedCalls(text, naming: &names)
        return []
    } catch {
        return error.picture(of: text, width: width) + [error.sentence]
    }
}

private func calls(_ text: String) throws -> [PreparedCall] {
    var names = CallNames()
    return try preparedCalls(text, naming: &names)
}

/// The call as it would be printed had the kernel answered this.
private func printed(
    _ text: String, _ result: Int64, arguments: [Int64] = [0, 0, 0, 0, 0, 0], filled: [UInt8] = []
) throws -> String {
    let call = try #require(try calls(text).last)
    return call.line(CallOutcome(result: result, arguments: arguments, filled: filled))
}

@Suite("The language of sys")
struct CallLanguageTests {
    @Test(
        "every call of the course is read",
        arguments: [
            "unshare(CLONE_NEWUTS)", "sethostname(\"ernie\")", "sethostname(\"ernie\", 3)",
            "uname()",
            "fd = open(\"/proc/1234/ns/uts\", O_RDONLY); setns(fd, CLONE_NEWUTS)",
            "pfd = pidfd_open(1234, 0)\nsetns(pfd, CLONE_NEWUTS\n | CLONE_NEWNET)",
            "mount(\"/proc/self/ns/uts\", \"/root/my_uts\", NULL, MS_BIND, NULL)",
            "child = clone(CLONE_NEWUTS | SIGCHLD) {\n sethostname(\"ernie\"); uname()\n}\nwaitpid(child)",
            "getpid(); getppid(); x = fork() { pause() }; kill(x, SIGKILL)", "fork()",
            "clone3({flags=CLONE_NEWUTS|CLONE_NEWTIME, exit_signal=SIGCHLD}) { uname() }",
            "clone3({exit_signal=SIGCHLD, flags=0}, 88)", "prctl(PR_SET_CHILD_SUBREAPER, 1)",
            "prctl(PR_SET_NAME, \"worker\"); prctl(PR_GET_CHILD_SUBREAPER)",
            "setdomainname(\"nis\"); gethostname(); getdomainname()",
            "open(\"/tmp/x\", O_CREAT | O_WRONLY, 0644)",
            "mount(\"none\", \"/\", NULL, MS_REC | MS_PRIVATE)", "umount2(\"/mnt\", MNT_DETACH)",
            "pivot_root(\".\", \".\"); chroot(\"/tmp\"); chdir(\"/\")",
            "fd = open(\"x\", O_RDONLY); p = ioctl(fd, NS_GET_PARENT); ioctl(p, NS_GET_NSTYPE)",
            "ioctl(3, NS_GET_PID_IN_PIDNS, 1)", "readlink(\"/proc/self/ns/uts\")",
            "write(1, \"a\\n\\x41\\101\\\"\")", "waitpid(-1, &status, WNOHANG)", "_exit(3)",
            "# only words", "// also", "/* and\nthis */ getpid() /* behind */;;", "",
        ])
    func read(text: String) {
        #expect(refusal(text) == [])
    }

    @Test(
        "what is wrong is told under the place",
        arguments: [
            (
                "unshare(CLONE_NEWUST)", "        ^^^^^^^^^^^^",
                "nothing is named CLONE_NEWUST: did you mean CLONE_NEWUTS?"
            ),
            (
                "unshar(0)", "^^^^^^", "no call unshar can be made here: did you mean unshare?"
            ),
            (
                "unshare(MS_BIND)", "        ^^^^^^^",
                "flags of unshare is a kind of namespace or a flag of clone(2), not a flag of mount(2)"
            ),
            (
                "sethostname(ernie)", "            ^^^^^",
                "name of sethostname is a string: write \"ernie\""
            ),
            (
                "setns(\"/proc/1/ns/uts\", 0)", "      ^^^^^^^^^^^^^^^^",
                "fd of setns is a descriptor, not a string"
            ),
            (
                "setns(fd, CLONE_NEWUTS)", "      ^^",
                "nothing is named fd: give a call's result that name first"
            ),
            ("uname(1)", "      ^", "uname takes no argument: write uname()"),
            (
                "getpid() getppid()", "         ^^^^^^^",
                "this does not belong to the call before it: write ; between two calls"
            ),
            ("setns(3)", "       ^", "setns takes flags too: write setns(fd, flags)"),
            ("unshare(CLONE_NEWUTS", "       ^", "nothing closes this: write )"),
            ("fork() { getpid()", "       ^", "nothing closes this: write }"),
            (
                "getpid() { uname() }", "         ^",
                "getpid makes no child that could do this: a block stands behind fork, clone or "
                    + "clone3"
            ),
            (
                "open(\"x\", O_CREAT)", "                 ^",
                "a file that open makes needs a mode: write 0644 behind the flags"
            ),
            ("write(1, \"ab\", 3)", "               ^", "the text has 2 bytes: write at most that"),
            (
                "clone(CLONE_NEWTIME)", "      ^^^^^^^^^^^^^",
                "clone has the child's signal where this bit is: write "
                    + "clone3({flags=CLONE_NEWTIME, exit_signal=SIGCHLD})"
            ),
            (
                "clone(0x100)", "      ^^^^^",
                "0x100 would make a child that is none of sys's: leave it away: a child has its "
                    + "own memory, and this process as its parent"
            ),
            (
                "close(250)", "      ^^^",
                "descriptor 250 is what sys itself listens on: leave that one alone"
            ),
            ("CLONE_NEWUTS()", "^^^^^^^^^^^^", "CLONE_NEWUTS is a constant and no call"),
            ("getpid = getpid()", "^^^^^^", "getpid has a meaning already: take another name"),
            (
                "x = getpid(); setns(x, 0)", "                    ^",
                "fd of setns is a descriptor, not a PID: pfd = pidfd_open(x, 0) gives one"
            ),
            (
                "fork() { y = getpid() }; kill(y, 9)", "                              ^",
                "nothing is named y: give a call's result that name first"
            ),
            ("kill(1, SIGKIL)", "        ^^^^^^", "nothing is named SIGKIL: did you mean SIGKILL?"),
            ("chdir('/')", "      ^", "a string stands between double quotes: write \"…\""),
            (
                "unshare(09)", "        ^^",
                "that is no number of 64 bits: write it like 10, 0x1f or 0644"
            ),
            (
                "setns(pidfd_open(1, 0), 0)", "                ^",
                "a call is no argument: write x = pidfd_open(…) before it, and x here"
            ),
            ("uname();\nuname(", "     ^", "nothing closes this: write )"),
        ] as [(String, String, String)])
    func refused(text: String, carets: String, sentence: String) {
        let line = text.split(separator: "\n").last.map(String.init) ?? ""
        #expect(refusal(text) == [line, carets, sentence])
    }

    @Test("of a line wider than the terminal the part around the place is shown")
    func narrow() {
        let text =
            "mkdir(\"/tmp/abcdefghijklmnopqrstuvwxyz\"); unshare(CLONE_NEWUST); getpid(); getpid()"
        let picture = refusal(text, width: 40)
        #expect(picture.count == 3)
        #expect(picture[0].contains("CLONE_NEWUST"))
        #expect(picture.prefix(2).allSatisfy { $0.count < 40 })
        let start = picture[1].prefix { $0 == " " }.count
        #expect(picture[0].dropFirst(start).hasPrefix("CLONE_NEWUST"), "\(picture)")
    }

    @Test(
        "what another line may close is unfinished, and nothing else is",
        arguments: [
            ("fork() {", true), ("fork() { getpid();\n", true), ("unshare(", true), ("/* a", true),
            ("unshare(CLONE_NEWUTS |", true), ("clone3({flags=0", true), ("x = ", false),
            ("unshare(CLONE_NEWUST", true), ("getpid", false), ("\"a", false), ("}", false),
        ])
    func unfinished(text: String, isUnfinished: Bool) {
        var names = CallNames()
        do {
            _ = try preparedCalls(text, naming: &names)
            Issue.record("it was read")
        } catch {
            #expect(error.isUnfinished == isUnfinished, "\(error.sentence)")
        }
    }

    @Test("a refused text names nothing, and a name keeps its number")
    func names() throws {
        var names = CallNames()
        #expect(throws: CallProblem.self) { try preparedCalls("a = getpid(); b(", naming: &names) }
        #expect(names.names == [])
        let first = try preparedCalls("a = getpid(); b = fork()", naming: &names)
        let again = try preparedCalls("a = getppid()", naming: &names)
        #expect(first.map(\.keptAs) == [0, 1])
        #expect(again.map(\.keptAs) == [0])
        #expect(names.names == ["a", "b"])
    }

    @Test("results are printed as strace prints them")
    func results() throws {
        #expect(
            try printed("unshare(CLONE_NEWNET | CLONE_NEWUTS)", 0)
                == "unshare(CLONE_NEWUTS|CLONE_NEWNET) = 0")
        #expect(try printed("unshare(0x10)", -22) == "unshare(0x10) = -1 EINVAL (Invalid argument)")
        #expect(
            try printed("kill(7, 9)", 0, arguments: [7, 9, 0, 0, 0, 0]) == "kill(7, SIGKILL) = 0")
        #expect(
            try printed("open(\"a\\tb\", O_RDWR | O_CLOEXEC)", 3)
                == "open(\"a\\tb\", O_RDWR|O_CLOEXEC) = 3")
        #expect(try printed("clone(SIGCHLD)", 12) == "clone(SIGCHLD) = 12")
        #expect(
            try printed("clone(CLONE_NEWPID | SIGCHLD)", 12) == "clone(CLONE_NEWPID|SIGCHLD) = 12")
        #expect(
            try printed(
                "fd = open(\"x\", 0); setns(fd, CLONE_NEWUTS)", 0, arguments: [5, 0, 0, 0, 0, 0])
                == "setns(5, CLONE_NEWUTS) = 0")
        #expect(
            try printed("ioctl(3, NS_GET_NSTYPE)", 0x400_0000, arguments: [3, 0, 0, 0, 0, 0])
                == "ioctl(3, NS_GET_NSTYPE) = 0x4000000 (CLONE_NEWUTS)")
        #expect(
            try printed("readlink(\"l\")", 2, filled: Array("abc".utf8))
                == "readlink(\"l\", \"ab\", 4096) = 2")
        var names = [UInt8](repeating: 0, count: 390)
        names.replaceSubrange(65..<70, with: Array("ernie".utf8))
        #expect(
            try printed("uname()", 0, filled: names)
                == "uname({sysname=\"\", nodename=\"ernie\", release=\"\", version=\"\", machine=\"\", "
                + "domainname=\"\"}) = 0")
        for (status, words) in [
            (0x0300, "WIFEXITED(s) && WEXITSTATUS(s) == 3"),
            (9, "WIFSIGNALED(s) && WTERMSIG(s) == SIGKILL"),
            (0x137f, "WIFSTOPPED(s) && WSTOPSIG(s) == SIGSTOP"), (0xffff, "WIFCONTINUED(s)"),
        ] {
            let bytes = [UInt8(status & 0xff), UInt8(status >> 8), 0, 0]
            #expect(
                try printed("waitpid(4)", 4, arguments: [4, 0, 0, 0, 0, 0], filled: bytes)
                    == "waitpid(4, [{\(words)}], 0) = 4")
        }
    }

    @Test(
        "completion offers what belongs there",
        arguments: [
            ("unsh", "unshare("), ("x = pidf", "pidfd_open("), ("help setn", "setns"),
            ("unshare(CLONE_NEWUS", "CLONE_NEWUSER"), ("umount2(\"/\", MNT_D", "MNT_DETACH"),
            ("fork() { setd", "setdomainname("), ("wh", "why"),
        ])
    func completion(before: String, whole: String) {
        let found = CallCompletion.candidates(after: before)
        #expect(found.candidates.map(\.text) == [whole])
        #expect(CallCompletion.candidates(after: "chdir(\"/").candidates.isEmpty)
    }

    @Test("every call has its help and its page, and every reason an error that exists")
    func table() {
        for signature in CallSignature.all {
            #expect(!signature.summary.isEmpty && signature.manual.hasSuffix("(2)"))
            for (error, _) in signature.reasons {
                #expect((1..<134).contains { errnoName($0) == error }, "\(signature.name) \(error)")
            }
        }
        #expect(Set(CallSignature.all.map(\.name)).count == CallSignature.all.count)
    }
}
