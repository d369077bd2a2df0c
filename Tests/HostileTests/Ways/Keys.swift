/// Keys of the account outside: keyrings(7). A lab of an ordinary user has that user's id.
extension Way {
    private static let no = "EACCES|EPERM|ENOSYS|ENOKEY"

    static let keys: [Way] = [
        .refused(
            "session-key", "looks for a key of the session that nsshell was started in",
            ["search: \(no)", "request: \(no)"],
            """
            attempt("search", lambda: call("keyctl", 10, -3, b"user", b"bait-of-the-session", 0))
            attempt("request", lambda: call("request_key", b"user", b"bait-of-the-session", None,
                0))
            """),
        .refused(
            "key-number", "reads a key of its user by its number",
            ["read: \(no)", "describe: \(no)"],
            """
            text = ctypes.create_string_buffer(128)
            def reading():
                call("keyctl", 11, BAIT["key"], text, 128)
                return text.value
            attempt("read", reading)
            attempt("describe", lambda: call("keyctl", 6, BAIT["key"], text, 128))
            """),
        .refused(
            "ring-linked",
            "links the user's keyring into its own, and so comes to have the keys in it",
            ["link: \(no)", "read: \(no)"],
            """
            attempt("link", lambda: call("keyctl", 8, BAIT["ring"], -3))
            text = ctypes.create_string_buffer(128)
            def reading():
                call("keyctl", 11, BAIT["key"], text, 128)
                return text.value
            attempt("read", reading)
            """),
        .refused(
            "ring-changed", "adds a key to the user's keyring, takes one away, and revokes one",
            ["add: \(no)", "unlink: \(no)", "revoke: \(no)", "timeout: \(no)", "rights: \(no)"],
            """
            attempt("add", lambda: call("add_key", b"user", b"of-the-lab", b"x", 1, BAIT["ring"]))
            # What is not in it: the ring must be writable for the kernel to look.
            attempt("unlink", lambda: call("keyctl", 9, -3, BAIT["ring"]))
            attempt("revoke", lambda: call("keyctl", 3, BAIT["key"]))
            attempt("timeout", lambda: call("keyctl", 15, BAIT["key"], 0))
            attempt("rights", lambda: call("keyctl", 5, BAIT["key"], 0x3f010000))
            """),
        .refused(
            "key-by-init", "has PID 1 make the call about keys that its own kind is refused",
            ["attach: done", "search: ENOSYS"],
            """
            attempt("attach", lambda: call("ptrace", 16, 1, 0, 0))
            os.waitpid(1, 0)
            count = 27 if platform.machine() == "x86_64" else 34
            registers = (ctypes.c_uint64 * count)()
            vector = Vector(ctypes.addressof(registers), ctypes.sizeof(registers))
            def change(request): call("ptrace", request, 1, 1, ctypes.byref(vector))
            change(0x4204)
            saved = list(registers)
            number, values, result, counter, length = (10, [14, 13, 12, 7, 9], 10, 16,
                2) if count == 27 else (8, [0, 1, 2, 3, 4], 0, 32, 4)
            registers[number] = NUMBERS["keyctl"]
            # KEYCTL_GET_KEYRING_ID of the user's keyring.
            for register, value in zip(values, (0, 2**64 - 4, 0, 0, 0)): registers[register] = value
            registers[counter] -= length
            if count == 27: registers[15] = 2**64 - 1
            change(0x4205)
            call("ptrace", 9, 1, 0, 0)
            os.waitpid(1, 0)
            change(0x4204)
            answer = ctypes.c_int64(registers[result]).value
            say("search", errno.errorcode.get(-answer, str(answer)) if answer < 0 else "done")
            for n, value in enumerate(saved): registers[n] = value
            # Back into the read that it was in.
            registers[counter] -= length
            registers[number] = 0 if count == 27 else 63
            if count == 27: registers[15] = 2**64 - 1
            change(0x4205)
            call("ptrace", 17, 1, 0, 0)
            """
        ).alone,
        .refused(
            "key-by-other-calls", "makes the calls about keys as a 32-bit program and as one of x32",
            ["i386: ENOSYS|signal", "x32: ENOSYS", "works: done|signal"],
            """
            # int 0x80 of (number, KEYCTL_GET_KEYRING_ID, the user's keyring, 0), and its answer.
            def by_interrupt(number):
                code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
                code.write(b"\\x53\\xb8" + struct.pack("I", number) + b"\\x31\\xdb\\xb9\\xfc\\xff\\xff\\xff"
                           + b"\\x31\\xd2\\xcd\\x80\\x5b\\xc3")
                address = ctypes.addressof(ctypes.c_char.from_buffer(code))
                answer = ctypes.CFUNCTYPE(ctypes.c_int)(address)()
                return "done" if answer >= 0 else errno.errorcode.get(-answer, str(answer))
            def tell(label, number):
                status = inside(lambda: say(label, by_interrupt(number)))
                # A kernel without 32-bit programs.
                if status < 0: say(label, "signal")
            if platform.machine() == "x86_64":
                tell("i386", 288)
                tell("works", 20)
                def extended():
                    check(libc.syscall(ctypes.c_long(0x40000000 | 250), 0, ctypes.c_long(-4), 0))
                attempt("x32", extended)
            else:
                for label in ("i386", "works"): say(label, "signal")
                attempt("x32", lambda: call("keyctl", 0, -4, 0))
            """),
        .refused(
            "persistent-ring", "asks for the persistent keyring of a user outside",
            ["get: EPERM|EINVAL|ENOSYS|EOPNOTSUPP"],
            """
            attempt("get", lambda: call("keyctl", 22, 1, -3))
            """),
        .refused(
            "parent-session", "puts its own session keyring into its parent",
            ["parent: \(no)|done"],
            """
            attempt("parent", lambda: call("keyctl", 18))
            """),
        .refused(
            "key-program", "has the kernel start its helper for a key that is missing, outside",
            ["request: \(no)"],
            """
            attempt("request", lambda: call("request_key", b"user", b"no-such-key-of-the-lab",
                b"callout", 0))
            """),
        .refused(
            "keys-used-up", "uses up the keys that its user may have, outside too",
            ["add: \(no)|EDQUOT"],
            """
            def action():
                for n in range(400): call("add_key", b"user", f"hostile-{n}".encode(), bytes(30),
                    30, -3)
            attempt("add", action)
            """),
        .open(
            "keys-listed", "lists its user's keys in /proc/keys",
            because:
                "the kernel shows whoever has the user's id what kind of keys there are, not what is in them",
            ["read: done|ENOENT"],
            """
            attempt("read", lambda: os.path.exists("/proc/keys") and len(read("/proc/keys", 65536)))
            """),
    ]
}
