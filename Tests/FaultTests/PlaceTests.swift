import Glibc
import Namespaces
import SystemCalls
import Testing

@testable import CommandTests

extension Faults {
    /// Where user namespaces, system calls or `/proc` are kept from programs. What this machine has
    /// no such setting or program for is simulated, and the name says by what.
    @Suite("Where it runs: the lab, or the sentence that tells what to do") struct Places {
        struct Place: Sendable, CustomTestStringConvertible {
            let name: String
            var accounts: [Account] = Account.available
            /// A shell script; `$nsshell` is the program, `$user` what makes a process ordinary,
            /// `$words` what nsshell is to do.
            let script: String
            /// What is said of it and its mend; nil where there is a lab.
            let words: (cause: String, mend: String)?
            var testDescription: String { name }
        }

        /// A filter of seccomp(2): these calls give that errno, in the program that follows.
        private static let filter = #"""
            import ctypes, os, platform, struct, sys
            numbers = {'clone3': 435, 'pidfd_open': 434, 'close_range': 436, 'mount_setattr': 442,
                'setns': (308, 268), 'mount': (165, 40), 'pivot_root': (155, 41), 'unshare': (272, 97)}
            arm = platform.machine() == 'aarch64'
            error, at = int(sys.argv[1]), sys.argv.index('--')
            def step(code, yes, no, value): return struct.pack('HBBI', code, yes, no, value)
            program = [step(0x20, 0, 0, 0)]
            for name in sys.argv[2:at]:
                number = numbers[name]
                number = number[arm] if isinstance(number, tuple) else number
                program += [step(0x15, 0, 1, number), step(6, 0, 0, 0x50000 | error)]
            program.append(step(6, 0, 0, 0x7fff0000))
            text = ctypes.create_string_buffer(b''.join(program))
            class Program(ctypes.Structure):
                _fields_ = [('count', ctypes.c_ushort), ('steps', ctypes.c_void_p)]
            libc = ctypes.CDLL(None, use_errno=True)
            assert libc.prctl(38, 1, 0, 0, 0) == 0
            assert libc.prctl(22, 2, ctypes.byref(Program(len(program), ctypes.addressof(text)))) == 0
            os.execv(sys.argv[at + 1], sys.argv[at + 1:])
            """#

        private static func filtered(_ call: String, _ error: Int32, _ cause: String) -> Place {
            Place(
                name: "seccomp(2) answers \(call) with errno \(error)",
                script: "exec /usr/bin/python3 \"$filter\" \(error) \(call) -- \"$nsshell\" $words",
                words: (cause, "seccomp"))
        }

        private static let kept = "a seccomp filter is in force here, and nothing else"
        private static let hides = "a seccomp filter is in force here, and hides a call"

        static let places: [Place] = [
            filtered("clone3", EPERM, kept), filtered("clone3", ENOSYS, hides),
            filtered("setns", EPERM, kept), filtered("setns", ENOSYS, hides),
            filtered("mount", EPERM, kept), filtered("close_range", ENOSYS, hides),
            filtered("pidfd_open", ENOSYS, hides), filtered("pivot_root", EPERM, kept),
            Place(
                name: "user.max_user_namespaces is 0, in a user namespace",
                script: """
                    exec unshare -Ur sh -c 'echo 0 > /proc/sys/user/max_user_namespaces
                        exec "$nsshell" $words'
                    """,
                words: (
                    "user.max_user_namespaces is 0, so nobody may make user namespaces",
                    "sudo sysctl -w user.max_user_namespaces=15000"
                )),
            Place(
                name: "user.max_net_namespaces is 0, in a user namespace",
                accounts: [.ordinary],
                script: """
                    exec unshare -Ur sh -c 'echo 0 > /proc/sys/user/max_net_namespaces
                        exec "$nsshell" $words'
                    """,
                words: (
                    "user.max_net_namespaces is 0", "sudo sysctl -w user.max_net_namespaces=15000"
                )),
            Place(
                name: "kernel.unprivileged_userns_clone is 0 (simulated: a mount over /proc/sys, "
                    + "and clone3 refused by strace)",
                accounts: geteuid() == 0 ? [.ordinary] : [],
                script: """
                    mount -t tmpfs x /proc/sys/kernel; cd /proc/sys/kernel
                    echo 0 > unprivileged_userns_clone; uname -r > osrelease; cd /
                    exec $user strace -f -qq -o /dev/null -e trace=clone3 \\
                        -e inject=clone3:error=EPERM "$nsshell" $words
                    """,
                words: (
                    "kernel.unprivileged_userns_clone is 0, which leaves user namespaces to root",
                    "sudo sysctl -w kernel.unprivileged_userns_clone=1"
                )),
            Place(
                name: "Ubuntu's AppArmor refuses uid_map with EACCES (simulated: a mount over "
                    + "/proc/sys, and the file refused by strace)",
                accounts: geteuid() == 0 ? [.ordinary] : [],
                script: """
                    mount -t tmpfs x /proc/sys/kernel; cd /proc/sys/kernel
                    echo 1 > apparmor_restrict_unprivileged_userns; uname -r > osrelease; cd /
                    exec $user strace -f -qq -o /dev/null -e trace=openat -P /proc/self/uid_map \\
                        -e inject=openat:error=EACCES "$nsshell" $words
                    """,
                words: (
                    "AppArmor takes every capability from a user namespace",
                    "kernel.apparmor_restrict_unprivileged_userns=0"
                )),
            Place(
                name: "a chroot", accounts: geteuid() == 0 ? [.root] : [],
                script: """
                    mount -t tmpfs x "$folder"; cd "$folder"; mkdir usr etc proc dev
                    for name in bin sbin lib lib64; do ln -s usr/$name $name; done
                    mount --bind /usr usr; mount --bind /etc etc; mount -t proc p proc
                    mount --rbind /dev dev; cp "$nsshell" nsshell; chroot . /nsshell $words; exit $?
                    """,
                words: ("no user namespace can be made from inside a chroot", "outside the chroot")),
            Place(
                name: "a service with systemd's hardening (simulated by setpriv and mounts: "
                    + "NoNewPrivileges, CapabilityBoundingSet=, ProtectSystem=strict, PrivateTmp)",
                accounts: geteuid() == 0 ? [.ordinary] : [],
                script: """
                    mount -o remount,ro,bind /; mount -t tmpfs x /var/tmp
                    exec setpriv --no-new-privs --bounding-set -all --inh-caps -all $ids "$nsshell" $words
                    """,
                words: nil),
            Place(
                name: "a service of root without capabilities (simulated by setpriv: "
                    + "CapabilityBoundingSet=)",
                accounts: geteuid() == 0 ? [.root] : [],
                script: """
                    exec setpriv --no-new-privs --bounding-set -all --inh-caps -all "$nsshell" $words
                    """,
                words: ("root has no CAP_SETUID and CAP_SETGID here", " ")),
            Place(
                name: "RestrictNamespaces=yes (simulated by seccomp: clone3 and unshare)",
                script: """
                    exec /usr/bin/python3 "$filter" 1 clone3 unshare setns -- "$nsshell" $words
                    """,
                words: (kept, "seccomp")),
            Place(
                name: "ProtectProc= and ProcSubset=: /proc is covered in part",
                accounts: geteuid() == 0 ? Account.available : [],
                script: "mount -t tmpfs -o ro x /proc/fs; exec $user \"$nsshell\" $words",
                words: ("covered by other mounts (/proc/fs)", " ")),
            Place(
                name: "unshare with all namespaces", accounts: [.ordinary],
                script: "exec unshare -Urmpfiun --mount-proc \"$nsshell\" $words", words: nil),
            Place(
                name: "unshare without ids", accounts: [.ordinary],
                script: "exec unshare -U \"$nsshell\" $words",
                words: ("has no id in its user namespace", "unshare --map-root-user")),
            Place(
                name: "bwrap with all namespaces", accounts: [.ordinary],
                script: """
                    exec bwrap --unshare-all --ro-bind / / --dev /dev --proc /proc --tmpfs /var/tmp \\
                        "$nsshell" $words
                    """, words: nil),
            Place(
                name: "bwrap of root, where root is the only id",
                accounts: geteuid() == 0 ? [.root] : [],
                script: """
                    exec bwrap --unshare-all --ro-bind / / --dev /dev --proc /proc "$nsshell" $words
                    """,
                words: ("knows no id but root's", "start it as an ordinary user")),
            Place(
                name: "bwrap that forbids further user namespaces", accounts: [.ordinary],
                script: """
                    exec bwrap --unshare-user --disable-userns --ro-bind / / --dev /dev --proc /proc \\
                        "$nsshell" $words
                    """,
                words: ("as many namespaces as user.max_*_namespaces allows", "sandbox")),
        ]

        @Test("the lab, or a sentence and its mend", arguments: places)
        func place(place: Place) throws {
            for account in place.accounts {
                for (words, status): (String, Int32) in [("run true", 125), ("lesson uts", 3)] {
                    let outcome = try Self.run(place, account, words)
                    let story = "\(place.name), \(words) of \(account)\n\(outcome.story)"
                    guard let expected = place.words else {
                        #expect(outcome.status == 0, "\(story)")
                        continue
                    }
                    #expect(outcome.status == status, "\(story)")
                    let lines = outcome.complaint.split(separator: "\n")
                    #expect(
                        lines.contains {
                            $0.hasPrefix("nsshell: no lab could be made: ")
                                && $0.contains(expected.cause)
                        }, "\(story)")
                    #expect(lines.last?.contains(expected.mend) == true, "\(story)")
                }
            }
        }

        @Test(
            "a kernel without time namespaces (simulated by strace) is named",
            arguments: Account.available)
        func noTime(account: Account) throws {
            // Which of its questions is the one after that kind, is seen first.
            let scratch = Scratch(owner: account)
            let path = "\(scratch.path)/calls"
            // With shared memory and without.
            let refused = ["-e", "inject=clone3:error=EINVAL:when=1..2"]
            let tracer = ["/usr/bin/strace", "-f", "-qq", "-e", "trace=clone3,access", "-o", path]
            let command = [Program.path, "run", "true"]
            _ = try Child(tracer + refused + command, as: account).finish()
            let asked = try CallRecord(path: path).lines.filter { $0.call == "access" }
            let number = try #require(asked.firstIndex { $0.text.contains("/ns/time") }) + 1
            let missing = ["-e", "inject=access:error=ENOENT:when=\(number)"]
            let outcome = try Child(tracer + refused + missing + command, as: account).finish()
            #expect(outcome.status == 125, "\(outcome.story)")
            #expect(
                outcome.complaint.contains("has no time namespaces (EINVAL)"), "\(outcome.story)")
            #expect(outcome.complaint.contains("CONFIG_TIME_NS"), "\(outcome.story)")
        }

        private static func run(
            _ place: Place, _ account: Account, _ words: String
        ) throws -> Outcome {
            let scratch = Scratch(owner: account)
            let ids = "--reuid \(Account.ordinaryID) --regid \(Account.ordinaryID) --clear-groups"
            // What mounts is root first, in a mount namespace of its own.
            let isMounting = place.script.contains("mount ") && geteuid() == 0
            let starter = isMounting ? ["/usr/bin/unshare", "-m", "--propagation", "private"] : []
            return try Child(
                starter + ["/bin/bash", "-c", place.script],
                as: isMounting ? .root : account,
                environment: Child.environment + [
                    "nsshell=\(Program.path)", "words=\(words)", "folder=\(scratch.path)",
                    "filter=\(scratch.file("filter.py", filter))", "ids=\(ids)",
                    "user=\(account == .ordinary ? "setpriv \(ids)" : "")",
                ]
            ).finish()
        }
    }
}
