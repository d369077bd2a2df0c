/// What tutorials warn of, and what everybody has typed once.
extension Way {
    static let classics: [Way] = [
        .contained(
            "rm-root", "removes everything below /",
            ["rm: refused", "gone: done", "etc: done", "builtin: done"],
            """
            guard
            attempt rm rm -rf --one-file-system --no-preserve-root /* /usr/* /etc/*
            [ ! -e /usr/bin/env ] && echo "gone: done"
            [ ! -e /etc/passwd ] && echo "etc: done"
            cd / && echo "builtin: done"
            """
        ).inBash.alone,
        .contained(
            "rm-etc", "removes /etc and makes it anew with an account of its own",
            ["rm: done|refused", "passwd: done", "hosts: done"],
            """
            guard
            attempt rm rm -rf /etc/.
            rm -rf /etc/* ; echo 'evil::0:0::/:/bin/sh' > /etc/passwd && echo "passwd: done"
            grep -q evil /etc/passwd && [ ! -e /etc/hosts ] && echo "hosts: done"
            """
        ).inBash.alone,
        .contained(
            "chmod-all", "takes every right away from everything",
            ["chmod: done|refused", "bash: done"],
            """
            guard
            attempt chmod chmod -R 000 /usr /etc /root /tmp
            echo "bash: done"
            """
        ).inBash.alone,
        .contained(
            "chown-all", "gives /etc and /usr/bin to an account",
            ["chown: done|refused", "after: done"],
            """
            guard
            attempt chown chown -R 65534:65534 /etc /usr/bin
            echo "after: done"
            """
        ).inBash.alone,
        .contained(
            "kill-all", "kills every process that it can see",
            ["kill: done", "alive: done"],
            """
            attempt("kill", lambda: os.kill(-1, signal.SIGCONT))
            os.kill(1, signal.SIGKILL)
            attempt("alive", lambda: os.stat("/proc/1"))
            """),
        .contained(
            "overwrite-shell", "writes nonsense over the programs that the machine starts with",
            ["bash: done", "libc: EACCES|done", "su: done"],
            """
            guard()
            def harm(label, path):
                def action():
                    os.unlink(path)
                    write(path, "nonsense", os.O_WRONLY | os.O_CREAT)
                    if read(path) != b"nonsense": raise OSError("unchanged")
                attempt(label, action)
            harm("bash", "/usr/bin/bash")
            harm("libc", "/usr/lib/" + platform.machine() + "-linux-gnu/libc.so.6")
            harm("su", "/usr/bin/su")
            """
        ).alone,
        .contained(
            "mv-usr", "moves /usr/bin away, as `mv /* /tmp` does",
            ["mv: done|refused", "ends: done"],
            """
            guard
            attempt mv mv /usr/bin/env /usr/bin/perl /usr/bin/python3 /tmp
            [ ! -e /usr/bin/env ] && echo "ends: done"
            """
        ).inBash.alone,
        .refused(
            "dd-disk", "writes zeros over the first disks",
            ["vda: refused", "sda: refused", "nvme: refused"],
            """
            attempt vda dd if=/dev/zero of=/dev/vda count=0 conv=notrunc,nocreat
            attempt sda dd if=/dev/zero of=/dev/sda count=0 conv=notrunc,nocreat
            attempt nvme dd if=/dev/zero of=/dev/nvme0n1 count=0 conv=notrunc,nocreat
            """
        ).inBash,
        .refused(
            "mkfs-disk", "looks at the machine's disk, to make a new file system on it",
            ["blockdev: refused", "wipefs: refused"],
            """
            attempt blockdev blockdev --getsz /dev/vda
            attempt wipefs wipefs --no-act /dev/vda
            """
        ).inBash,
        .refused(
            "shutdown", "switches the machine off with the tools for it",
            ["busybox: refused", "poweroff: refused", "halt: refused"],
            """
            guard
            attempt busybox busybox reboot -f
            attempt poweroff busybox poweroff -f
            attempt halt busybox halt -f
            """
        ).inBash,
        .contained(
            "passwd-root", "gives root no password and itself a second account",
            ["passwd: done", "sudoers: done", "cron: done"],
            """
            guard
            sed -i 's/^root:[^:]*:/root::/' /etc/passwd && echo "passwd: done"
            echo 'ALL ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.new && echo "sudoers: done"
            echo '* * * * * root id' > /etc/default/cron && echo "cron: done"
            """
        ).inBash.alone,
        .contained(
            "history", "leaves a login script that runs when root logs in",
            ["rc: done", "profile: done", "ssh: done"],
            """
            guard
            echo 'touch /tmp/owned' >> /root/.bashrc && echo "rc: done"
            echo 'touch /tmp/owned' >> /etc/profile && echo "profile: done"
            mkdir -p /root/.ssh && echo 'ssh-rsa AAAA' > /root/.ssh/authorized_keys && echo "ssh: done"
            """
        ).inBash.alone,
        .contained(
            "preload", "has a library loaded into every program",
            ["preload: done", "suid: done"],
            """
            guard
            echo /tmp/evil.so > /etc/ld.so.preload && echo "preload: done"
            cp /bin/bash /tmp/rootshell && chmod 4755 /tmp/rootshell && echo "suid: done"
            """
        ).inBash.alone,
        .contained(
            "host-name", "gives the machine another name and domain",
            ["name: done", "domain: done", "file: done"],
            """
            attempt("name", lambda: socket.sethostname("owned"))
            attempt("domain", lambda: call("setdomainname", b"owned", 5))
            guard()
            attempt("file", lambda: write("/etc/hostname", "owned"))
            """
        ).alone,
        .refused(
            "clock", "sets the clock of the machine",
            ["clock_settime: EPERM", "settimeofday: EPERM", "adjtimex: EPERM", "rtc: ENOENT"],
            """
            now = struct.pack("qq", int(time.time()), 0)
            attempt("clock_settime", lambda: call("clock_settime", 0, now))
            attempt("settimeofday", lambda: call("settimeofday", now, None))
            attempt("adjtimex", lambda: call("adjtimex", struct.pack("I", 2) + bytes(252)))
            attempt("rtc", lambda: opened("/dev/rtc0", os.O_RDWR))
            """),
        .contained(
            "time-offsets", "gives the clocks of a time namespace other offsets",
            ["unshare: done", "write: done", "boottime: done"],
            """
            attempt("unshare", lambda: unshare(CLONE_NEWTIME))
            attempt("write", lambda: write("/proc/self/timens_offsets", "boottime 864000 0"))
            def later():
                with open("/proc/uptime") as file:
                    if float(file.read().split()[0]) < 800000: raise OSError("unmoved")
            sys.stdout.flush()
            if os.fork() == 0:
                attempt("boottime", later)
                os._exit(0)
            os.wait()
            """),
    ]
}
