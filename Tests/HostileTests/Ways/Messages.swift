/// Queues, semaphores and shared memory outside.
extension Way {
    static let messages: [Way] = [
        .refused(
            "queue-key", "reads a System V queue outside by its key and by its number",
            ["get: ENOENT", "receive: EINVAL", "remove: EINVAL", "stat: EINVAL|nothing"],
            """
            attempt("get", lambda: call("msgget", BAIT["ipc"], 0))
            text = ctypes.create_string_buffer(128)
            attempt("receive", lambda: call("msgrcv", BAIT["queue"], text, 100, 0, 0x800))
            attempt("remove", lambda: call("msgctl", BAIT["queue"], 0, None))
            attempt("stat", lambda: call("msgctl", BAIT["queue"], 2, text))
            """),
        .refused(
            "segment-key", "attaches shared memory outside by its key and by its number",
            ["get: ENOENT", "attach: EINVAL", "remove: EINVAL"],
            """
            attempt("get", lambda: call("shmget", BAIT["ipc"], 4096, 0))
            attempt("attach", lambda: call("shmat", BAIT["segment"], None, 0))
            attempt("remove", lambda: call("shmctl", BAIT["segment"], 0, None))
            """),
        .contained(
            "same-key", "makes a queue and a segment with the keys of those outside",
            ["queue: done", "segment: done", "empty: done"],
            """
            attempt("queue", lambda: call("msgget", BAIT["ipc"], 0o1600))
            number = attempt("segment", lambda: call("shmget", BAIT["ipc"], 4096, 0o1600))
            def empty():
                libc.shmat.restype = ctypes.c_void_p
                return ctypes.string_at(libc.shmat(number, None, 0), 64)
            attempt("empty", empty)
            """),
        .refused(
            "posix-queue", "opens a POSIX queue outside by its name",
            ["open: ENOENT", "unlink: ENOENT", "listed: nothing"],
            """
            name = BAIT["posix"].encode()
            attempt("open", lambda: call("mq_open", name, os.O_RDWR, 0, None))
            attempt("unlink", lambda: call("mq_unlink", name))
            say("listed",
                "nothing" if not os.listdir("/dev/mqueue") else str(os.listdir("/dev/mqueue")))
            """),
        .refused(
            "mqueue-mounted", "mounts the queues anew, to see those outside",
            ["mount: done", "listed: nothing"],
            """
            attempt("mount", lambda: mount("mqueue", b"/mnt", "mqueue"))
            say("listed", "nothing" if BAIT["posix"] not in os.listdir("/mnt") else "the bait")
            call("umount2", b"/mnt", 2)
            """),
        .refused(
            "shm-file", "opens the POSIX shared memory outside by its name",
            ["open: ENOENT", "listed: nothing"],
            """
            attempt("open", lambda: read(BAIT["shm"]))
            say("listed", "nothing" if not os.listdir("/dev/shm") else str(os.listdir("/dev/shm")))
            """),
        .refused(
            "ipc-listed", "lists what System V objects the machine has",
            ["msg: none", "shm: none", "sem: none"],
            """
            for kind in ("msg", "shm", "sem"):
                lines = open(f"/proc/sysvipc/{kind}").readlines()[1:]
                strange = [l for l in lines if str(BAIT["ipc"]) in l.split()[0]]
                say(kind, "none" if not strange else str(strange))
            """
        ).alone,
        .refused(
            "memory-of-memfd",
            "opens the anonymous memory of processes outside by /proc/*/map_files",
            ["own: done", "outside: ENOENT"],
            """
            attempt("own", lambda: os.listdir("/proc/self/map_files"))
            attempt("outside", lambda: os.listdir(f"/proc/{BAIT['pid']}/map_files"))
            """),
    ]
}
