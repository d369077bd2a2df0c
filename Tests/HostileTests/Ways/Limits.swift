/// What is known to be beyond what a lab contains, shown.
extension Way {
    static let limits: [Way] = [
        .open(
            "files-times-processes", "has 4,096 files open in each of its processes",
            because:
                "Linux has no limit on the open files of a user, only one a process and one of the machine",
            ["held: done"],
            """
            def action():
                resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
                for _ in range(4):
                    if os.fork() == 0:
                        for n in range(1000): os.open("/dev/null", os.O_RDONLY)
                        os._exit(0)
                for _ in range(4):
                    if os.wait()[1]: raise OSError("a child was refused")
            attempt("held", action)
            """),
        .open(
            "page-cache", "reads the machine's programs, so that others wait for the disk",
            because:
                "what is read of /usr is in the machine's page cache, as with any user's reading",
            ["read: done"],
            """
            attempt("read", lambda: len(read("/usr/bin/bash", 1 << 20)) or check(-1))
            """),
        .open(
            "machine-known",
            "learns the machine's processor, memory, kernel, mounts' devices and load",
            because: "no namespace covers /proc/cpuinfo, meminfo, loadavg, version and the like",
            ["cpuinfo: done", "meminfo: done", "loadavg: done", "version: done"],
            """
            for name in ("cpuinfo", "meminfo", "loadavg", "version"):
                attempt(name, lambda: len(read("/proc/" + name)) or check(-1))
            """),
        .open(
            "sync-all", "has the machine write all that it has to its disks",
            because: "sync(2) asks for no right and is of no namespace; what it costs is time",
            ["sync: done"],
            """
            attempt("sync", lambda: os.sync())
            """),
        .open(
            "name-of-a-number", "calls a process `5`, or by a name with spaces and parentheses",
            because: "a process's name is its own: prctl(2); nsshell takes processes by number",
            ["name: done"],
            """
            attempt("name", lambda: check(libc.prctl(15, b"5", 0, 0, 0)))
            """),
    ]
}
