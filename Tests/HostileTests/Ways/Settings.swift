/// What the kernel lets be set through /proc and /sys.
extension Way {
    /// Opens every file below a directory for writing and puts back what was read there; tells
    /// which could be written that are not the lab's own.
    private static func everyFile(below root: String, except own: String) -> String {
        """
        import re
        own = re.compile(r"\(own)")
        tried, strange = 0, []
        for folder, names, files in os.walk("\(root)"):
            names[:] = [n for n in names if not re.fullmatch(r"/proc/[0-9]+|/proc/(self|thread-self)", folder + "/" + n)]
            for name in files:
                path = folder + "/" + name
                if os.path.islink(path): continue
                tried += 1
                try: fd = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
                except OSError: continue
                try:
                    if own.match(path): continue
                    strange.append(path)
                    try: os.write(fd, read(path, 65536))
                    except OSError: strange.pop()
                finally: os.close(fd)
        say("tried", "done" if tried > 300 else f"only {tried}")
        say("written", "nothing" if not strange else " ".join(strange[:50]))
        """
    }

    /// One setting of the machine: what is there is written back.
    private static func same(_ id: String, _ tries: String, _ path: String, _ steps: String) -> Way
    {
        .refused(
            id, tries, ["write: \(steps)"],
            """
            def back():
                try: value = read("\(path)")
                except OSError: value = b"0"
                write("\(path)", value)
            attempt("write", back)
            """)
    }

    static let settings: [Way] = [
        .refused(
            "proc-every-file", "writes to every file below /proc that is not a process's",
            ["tried: done", "written: nothing"],
            everyFile(
                below: "/proc",
                except:
                    "/proc/sys/(net|user|fs/mqueue|kernel/(hostname|domainname|msg|shm|sem|auto_msgmni)|kernel/(ns_last_pid|pid_max))"
            )),
        .refused(
            "sys-every-file", "writes to every file below /sys",
            ["tried: done", "written: nothing"],
            everyFile(below: "/sys", except: "/sys/(devices/virtual/net|fs/cgroup)/")),
        .contained(
            "net-settings", "changes the settings of its own network, user and IPC namespaces",
            ["forward: done", "namespaces: done", "msgmax: done", "mqueue: done"],
            """
            attempt("forward", lambda: write("/proc/sys/net/ipv4/ip_forward", "1"))
            attempt("namespaces", lambda: write("/proc/sys/user/max_net_namespaces", "7"))
            attempt("msgmax", lambda: write("/proc/sys/kernel/msgmax", "4242"))
            attempt("mqueue", lambda: write("/proc/sys/fs/mqueue/queues_max", "42"))
            """
        ).alone,
        same(
            "core-pattern", "has the kernel run its program when one crashes",
            "/proc/sys/kernel/core_pattern", "EACCES"),
        same(
            "modprobe-path", "has the kernel run its program when a module is missing",
            "/proc/sys/kernel/modprobe", "EACCES|ENOENT"),
        same(
            "uevent-helper", "has the kernel run its program when a device appears",
            "/sys/kernel/uevent_helper", "EACCES|ENOENT"),
        same(
            "panic", "lets the machine start again after an oops", "/proc/sys/kernel/panic",
            "EACCES"),
        same(
            "overcommit", "changes how memory is handed out", "/proc/sys/vm/overcommit_memory",
            "EACCES"),
        same("drop-caches", "empties the machine's caches", "/proc/sys/vm/drop_caches", "EACCES"),
        same("file-max", "leaves the machine no open files", "/proc/sys/fs/file-max", "EACCES"),
        .contained(
            "pid-max", "leaves the machine no processes", ["write: done|EACCES"],
            """
            # Since Linux 6.14 it is a setting of the PID namespace; before, of the machine.
            attempt("write", lambda: write("/proc/sys/kernel/pid_max", "4000"))
            """
        ).alone,
        same(
            "suid-dumpable", "has cores of set-user-id programs written",
            "/proc/sys/fs/suid_dumpable", "EACCES"),
        same(
            "protected-links", "opens the door to tricks with links",
            "/proc/sys/fs/protected_symlinks", "EACCES"),
        same(
            "aslr", "has programs loaded at known addresses", "/proc/sys/kernel/randomize_va_space",
            "EACCES"),
        same(
            "ptrace-scope", "lets everybody trace everybody", "/proc/sys/kernel/yama/ptrace_scope",
            "EACCES|ENOENT"),
        same("dmesg-level", "hides what the kernel says", "/proc/sys/kernel/printk", "EACCES"),
        same(
            "hung-task", "changes how hangs are found", "/proc/sys/kernel/watchdog", "EACCES|ENOENT"
        ),
        same(
            "user-namespaces",
            "leaves the machine no user namespaces, from a file that is all users'",
            "/proc/sys/kernel/threads-max", "EACCES"),
        same("power", "puts the machine to sleep", "/sys/power/state", "EACCES|ENOENT"),
        same(
            "cpu-offline", "switches a processor off", "/sys/devices/system/cpu/cpu1/online",
            "EACCES|ENOENT"),
        same(
            "memory-offline", "switches memory off",
            "/sys/devices/system/memory/memory0/online", "EACCES|ENOENT"),
        same(
            "huge-pages", "changes how the machine uses memory",
            "/sys/kernel/mm/transparent_hugepage/enabled", "EACCES|ENOENT"),
        same(
            "unbind-driver", "takes the disk from its driver",
            "/sys/bus/virtio/drivers/virtio_blk/unbind", "EACCES|ENOENT"),
        same(
            "pci-remove", "takes a device off the bus", "/sys/bus/pci/rescan", "EACCES|ENOENT"),
        same(
            "irq-affinity", "moves the machine's interrupts", "/proc/irq/default_smp_affinity",
            "EACCES"),
        .refused(
            "sysrq", "asks the kernel to restart at once",
            ["open: EACCES|ENOENT", "enable: EACCES|ENOENT"],
            """
            attempt("open", lambda: opened("/proc/sysrq-trigger", os.O_WRONLY))
            attempt("enable", lambda: opened("/proc/sys/kernel/sysrq", os.O_WRONLY))
            """),
        .refused(
            "binfmt", "has its program run for every file of a kind",
            ["register: EACCES|ENOENT", "mount: done|EPERM|ENODEV", "outside: EACCES|ENOENT"],
            """
            attempt("register", lambda: opened("/proc/sys/fs/binfmt_misc/register", os.O_WRONLY))
            # One of the lab's own, since Linux 6.7: it holds for the lab's user namespace alone.
            attempt("mount", lambda: mount("binfmt", b"/mnt", "binfmt_misc"))
            call("umount2", b"/mnt", 2) if os.path.exists("/mnt/register") else None
            attempt("outside", lambda: opened("/proc/sys/fs/binfmt_misc/status", os.O_WRONLY))
            """),
        .refused(
            "chmod-proc", "takes the rights of files of /proc and /sys from the machine",
            ["chmod: EPERM|EACCES", "chown: EPERM|EACCES", "sysfs: EPERM|EACCES|ENOENT"],
            """
            attempt("chmod", lambda: os.chmod("/proc/sys/vm/swappiness", 0o644))
            attempt("chown", lambda: os.chown("/proc/sys/kernel/panic", 0, 0))
            attempt("sysfs", lambda: os.chmod("/sys/kernel/mm/ksm/run", 0o666))
            """),
        .refused(
            "kernel-memory", "reads the kernel's own memory and addresses",
            ["kcore: EACCES|ENOENT", "mem: ENOENT", "kallsyms: zero", "vmcore: EACCES|ENOENT"],
            """
            attempt("kcore", lambda: opened("/proc/kcore", os.O_RDONLY))
            attempt("mem", lambda: opened("/dev/mem", os.O_RDONLY))
            addresses = {line.split()[0] for line in read("/proc/kallsyms",
                60000).splitlines()[:-1]}
            say("kallsyms", "zero" if {int(a, 16) for a in addresses} == {0} else "addresses")
            attempt("vmcore", lambda: opened("/proc/vmcore", os.O_RDONLY))
            """),
    ]
}
