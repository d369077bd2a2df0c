import Glibc
import Namespaces
import SystemCalls
import Testing

extension Commands {
    @Suite("Nothing gets out of a lab", .needs(.labs))
    struct Containment {
        /// What would harm the machine if it were allowed; each line writes what is there already or
        /// nothing, so that a lab that leaks fails this test and no more.
        static let forbidden = [
            "echo $(cat /proc/sys/kernel/panic) > /proc/sys/kernel/panic",
            "echo $(cat /proc/sys/vm/swappiness) > /proc/sys/vm/swappiness",
            "cat /proc/sys/kernel/core_pattern > /proc/sys/kernel/core_pattern",
            "echo h > /proc/sysrq-trigger",
            "echo > /proc/irq/default_smp_affinity", "echo > /sys/kernel/uevent_helper",
            "echo mem > /sys/power/state", "echo 0 > /sys/kernel/mm/ksm/run",
            "chmod 666 /dev/null", "chown 0 /dev/null",
            "mknod /tmp/disk b 8 0", "mknod /tmp/memory c 1 1", "mknod /dev/kmsg2 c 1 11",
            "head -c 1 /dev/mem", "head -c 1 /dev/kmsg", "head -c 1 /proc/kcore",
            "ls /dev/vda /dev/sda",
            "mount /dev/vda /mnt", "mount /dev/sda1 /mnt", "mount -t ext4 /dev/vda /mnt",
            "mount -t devtmpfs x /mnt", "mount -t debugfs x /mnt", "mount -t tracefs x /mnt",
            "mount -t securityfs x /mnt", "mount -t configfs x /mnt",
            "mount -t cgroup -o pids x /mnt && mkdir /mnt/new",
            "mount -t cgroup2 x /mnt && mkdir /mnt/new",
            "mount -t cgroup -o memory x /mnt && echo 1 > /mnt/memory.limit_in_bytes",
            "date -s @1000000000", "swapon /dev/null", "insmod /dev/null", "dmesg -c",
            "busybox chroot /proc/1/root/proc/1/root ls /work",
        ]

        @Test(
            "what would change the machine is refused",
            arguments: Account.available, forbidden)
        func refused(account: Account, command: String) throws {
            let outcome = try inLab(command + " && echo done", as: account)
            #expect(!outcome.text.contains("done"), "\(outcome.story)")
            #expect(outcome.status != 0, "\(outcome.story)")
        }

        @Test("reboot(2) is refused and the lab lives on", arguments: Account.available)
        func reboot(account: Account) throws {
            let outer = try readLink("/proc/self/ns/pid")
            // Only where the PID namespace is another one could this not end the machine.
            let outcome = try inLab(
                "[ $(readlink /proc/self/ns/pid) != \(outer) ] || exit 9; busybox reboot -f; echo alive",
                as: account)
            #expect(outcome.status == 0 && outcome.text == "alive\n", "\(outcome.story)")
            #expect(outcome.complaint.contains("not permitted"), "\(outcome.story)")
        }

        @Test(
            "files are written inside and stay as they were outside", arguments: Account.available)
        func files(account: Account) throws {
            let before = MachineState([.files, .names])
            let outcome = try inLab(
                """
                set -e
                for path in /etc/nsshell-new /usr/bin/nsshell-new /usr/local/bin/nsshell-new /root/nsshell-new /boot/nsshell-new; do
                    echo words > $path; grep -q words $path
                done
                sed -i s/root/toor/ /etc/passwd; echo words >> /etc/hosts; rm /usr/bin/env
                cp /bin/bash /bin/mysh; hostname other
                """, as: account)
            #expect(outcome.status == 0, "\(outcome.story)")
            #expect(before.changes(milliseconds: 0) == [])
            for path in ["/etc", "/usr/bin", "/usr/local/bin", "/root", "/boot"] {
                #expect(access("\(path)/nsshell-new", F_OK) != 0)
            }
        }

        @Test(
            "the program on the host cannot be changed through /proc", arguments: Account.available)
        func program(account: Account) throws {
            let mode = try onHost("stat -c '%a %s %Y %u' \(Program.path)").text
            let outcome = try inLab(
                """
                for exe in /proc/[0-9]*/exe; do
                    chmod 777 $exe; chown 0 $exe; touch $exe; truncate -s 1 $exe; echo > $exe
                done 2>/dev/null
                readlink /proc/1/exe; echo done
                """, as: account)
            #expect(outcome.text.hasSuffix("done\n"), "\(outcome.story)")
            #expect(!outcome.text.contains("nsshell"), "\(outcome.story)")
            #expect(try onHost("stat -c '%a %s %Y %u' \(Program.path)").text == mode)
            #expect(try onHost("cmp \(Program.path) \(Program.path)").status == 0)
        }

        @Test(
            "the lab's init cannot be killed, read or traced into the host",
            arguments: Account.available)
        func initProcess(account: Account) throws {
            let outcome = try inLab(
                "kill -9 1; echo alive; ls /proc/1/root/; ls -l /proc/1/cwd/", as: account)
            #expect(outcome.text.hasPrefix("alive\n"), "\(outcome.story)")
            for name in ["work", "farm", "lost+found", "nsshell-tests"] {
                #expect(!outcome.text.contains(name), "\(outcome.story)")
            }
        }

        @Test(
            "a fork bomb is contained, and the machine can go on meanwhile",
            arguments: Account.available)
        func forkBomb(account: Account) throws {
            let before = MachineState([.processes, .namespaces, .groups, .mounts])
            let child = try Child(
                [Program.path, "run", "/bin/bash", "-c", "bomb() { bomb | bomb & }; bomb; read x"],
                as: account)
            let deadline = Deadline(milliseconds: 15_000)
            var most = 0
            var isFull = false
            while !isFull, !deadline.hasPassed {
                most = max(most, ProcessState.tree(from: child.pid).count)
                isFull = try child.waitForComplaint(
                    "Resource temporarily unavailable", milliseconds: 20)
            }
            #expect(isFull, "the bomb was never refused a process; there were \(most)")
            #expect(most <= 2200, "\(most) processes")
            #expect(try Child(["/bin/true"]).finish().status == 0)
            try child.kill()
            #expect(before.changes(milliseconds: 10_000) == [])
        }

        @Test("a disk that fills fills the lab's alone", arguments: Account.available)
        func fullDisk(account: Account) throws {
            let outcome = try inLab(
                """
                for path in /tmp /root /etc /usr/bin /dev/shm /run /dev; do
                    head -c 900m /dev/zero > $path/big 2>/dev/null && echo $path took all
                    rm -f $path/big
                done; echo done
                """, as: account)
            #expect(outcome.text == "done\n", "\(outcome.story)")
        }

        @Test(
            "no descriptor but 0 to 2 is open inside, whatever nsshell was started with",
            arguments: Account.available)
        func descriptors(account: Account) throws {
            let outcome = try Child(
                [
                    "/bin/sh", "-c",
                    "exec 5</ 7</etc 9</etc/passwd; exec \(Program.path) run /bin/sh -c 'ls /proc/$$/fd; echo init; ls /proc/1/fd'",
                ],
                as: account
            ).finish()
            #expect(outcome.text == "0\n1\n2\ninit\n0\n", "\(outcome.story)")
        }

        @Test(
            "of the host's files only /usr, /etc and /boot, below overlays, and some devices are in sight",
            arguments: Account.available)
        func paths(account: Account) throws {
            let scratch = Scratch()
            let secret = scratch.file("secret", "words")
            let outcome = try inLab(
                """
                ls -d \(secret) \(scratch.path) 2>/dev/null && echo SEEN
                for empty in /home /srv /opt /mnt /media /tmp; do ls -A $empty; done; ls -d /lost+found /old_root /work 2>/dev/null
                cat /proc/self/mountinfo
                """, as: account)
            #expect(!outcome.text.contains("SEEN"))
            let made: Set<Substring> = ["tmpfs", "proc", "sysfs", "devpts", "mqueue", "overlay"]
            for line in outcome.text.split(separator: "\n") {
                let fields = line.split(separator: " ")
                guard let dash = fields.firstIndex(of: "-"), fields.count > dash + 1 else {
                    Issue.record("the lab shows \(line)")
                    continue
                }
                // A file system of the lab's own, or a part of the host's that is bound into it.
                if made.contains(fields[dash + 1]), ["/", "/root"].contains(fields[3]) { continue }
                let devices: Set = ["null", "zero", "full", "random", "urandom", "tty"]
                #expect(devices.contains(String(fields[4].dropFirst("/dev/".count))), "\(line)")
            }
        }

        @Test("the learner's environment stays outside", arguments: Account.available)
        func environment(account: Account) throws {
            let outcome = try nsshell(
                "run", "env", as: account,
                environment: Child.environment + [
                    "SECRET=words", "LD_PRELOAD=", "SSH_AUTH_SOCK=/tmp/x", "BASH_ENV=/etc/passwd",
                ])
            let names = outcome.text.split(separator: "\n").map { String($0.prefix { $0 != "=" }) }
            #expect(
                Set(names) == [
                    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LC_CTYPE", "TERM", "HISTFILE",
                ],
                "\(outcome.story)")
            // Nor is it in reach of who looks at the other processes.
            let all = try inLab(
                "cat /proc/[0-9]*/environ | tr '\\0' '\\n'", as: account,
                environment: Child.environment + ["SECRET=words"])
            #expect(!all.text.contains("SECRET"), "\(all.story)")
        }

        @Test("a key of the learner's session is out of reach inside", arguments: Account.available)
        func keyring(account: Account) throws {
            // keyctl(2) and add_key(2) by number: 250 and 248 on x86_64, 219 and 217 on aarch64.
            let inside =
                "my $n = (`uname -m` =~ /x86/ ? 250 : 219); my $k = shift; my $b = \" \" x 8; my $d = \"nsshell-test\"; "
                + "my $t = \"user\"; my $found = syscall($n, 10, -3, $t, $d, 0); my $read = syscall($n, 11, $k + 0, $b, 8); "
                + "print \"found $found read $read\\n\";"
            let script = """
                exec perl -e '
                my $x = `uname -m` =~ /x86/; my ($c, $a) = $x ? (250, 248) : (219, 217);
                syscall($c, 1, 0) > 0 or die "no session: $!";
                my ($t, $d, $p) = ("user", "nsshell-test", "words");
                my $key = syscall($a, $t, $d, $p, 5, -3); $key > 0 or die "no key: $!";
                my $own = syscall($c, 10, -3, $t, $d, 0); print "own ", $own == $key ? "found" : "lost", "\\n";
                $| = 1; print ""; exec "\(Program.path)", "run", "perl", "-e", $ARGV[0], $key' "$0"
                """
            let outcome = try Child(["/bin/bash", "-c", script, inside], as: account).finish()
            #expect(outcome.text == "own found\nfound -1 read -1\n", "\(outcome.story)")
        }

        @Test(
            "nsshell runs inside nsshell, twice over", .needs(.selfContained),
            arguments: Account.available)
        func nested(account: Account) throws {
            let program = try readBytes(Program.path, limit: 1 << 29)
            let outcome = try inLab(
                """
                cat > /root/n; chmod +x /root/n; hostname outer
                /root/n run -- sh -c 'cat > /root/n; chmod +x /root/n; /root/n run hostname; hostname' < /root/n
                /root/n lesson uts > /dev/null && echo taught; hostname
                """, as: account, input: program, milliseconds: 60_000)
            #expect(outcome.text == "lab\nlab\ntaught\nouter\n", "\(outcome.story)")
        }
    }
}
