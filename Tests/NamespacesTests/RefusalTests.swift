import Glibc
import HostAbilities
import SystemCalls
import Testing

@testable import Namespaces

/// Causes that this machine does not have, by evidence made up for the test.
@Suite struct SimulatedRefusalTests {
    /// An ordinary user on a machine that forbids nothing.
    static func machine(_ change: (inout RefusalEvidence) -> Void = { _ in }) -> RefusalEvidence {
        var evidence = RefusalEvidence(
            user: 1000, capabilities: CapabilitySet(mask: 0), kernelRelease: "6.8.0-45-generic")
        for kind in NamespaceKind.allCases { evidence.limits[kind] = 31000 }
        evidence.seccompMode = 0
        evidence.isChrooted = false
        evidence.idsAreMapped = true
        evidence.appArmorProfile = "unconfined"
        change(&evidence)
        return evidence
    }

    static let everything = CapabilitySet(mask: 0x1ff_ffff_ffff)
    static let all = NamespaceKind.allCases.names

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let error: SystemCallError
        let evidence: RefusalEvidence
        let cause: String
        let mend: String
        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "root of a sandbox that knows no other id",
            error: SystemCallError("write", "/proc/7/uid_map", errno: EPERM),
            evidence: machine {
                $0.user = 0
                $0.capabilities = everything
                $0.mappedIDs = 1
            },
            cause: "knows no id but root's", mend: "start it as an ordinary user"),
        Case(
            name: "a limit further out", error: SystemCallError("clone3", all, errno: ENOSPC),
            evidence: machine {
                for kind in NamespaceKind.allCases { $0.limits[kind] = Int(Int32.max) }
            },
            cause: "as many namespaces as user.max_*_namespaces allows",
            mend: "start it outside the sandbox"),
        Case(
            name: "a filter that knows no pidfd_open",
            error: SystemCallError("pidfd_open", "7", errno: ENOSYS),
            evidence: machine { $0.seccompMode = 2 }, cause: "hides a call that the kernel has",
            mend: "seccomp filter"),
        Case(
            name: "Debian's switch", error: SystemCallError("clone3", all, errno: EPERM),
            evidence: machine { $0.unprivilegedUserNamespaces = 0 },
            cause: "kernel.unprivileged_userns_clone is 0",
            mend: "sudo sysctl -w kernel.unprivileged_userns_clone=1"),
        Case(
            name: "no user namespaces at all", error: SystemCallError("clone3", all, errno: ENOSPC),
            evidence: machine { $0.limits[.user] = 0 },
            cause: "user.max_user_namespaces is 0",
            mend: "sudo sysctl -w user.max_user_namespaces=15000"),
        Case(
            name: "no network namespaces",
            error: SystemCallError("unshare", "mnt, net", errno: ENOSPC),
            evidence: machine {
                $0.limits[.net] = 0
                $0.limits[.user] = 0
            },
            cause: "user.max_net_namespaces is 0",
            mend: "sudo sysctl -w user.max_net_namespaces=15000"),
        Case(
            name: "a limit that is used up",
            error: SystemCallError("unshare", "net", errno: ENOSPC),
            evidence: machine { $0.limits[.net] = 20 },
            cause: "(net 20), or they are nested 32 deep", mend: "user.max_net_namespaces=15000"),
        Case(
            name: "no links to make a network of",
            error: SystemCallError(
                "RTM_NEWLINK", "veth lab: Unknown device type", errno: EOPNOTSUPP),
            evidence: machine(), cause: "this kernel has no veth links", mend: "sudo modprobe veth"),
        Case(
            name: "Ubuntu refuses late, at setgroups",
            error: SystemCallError("write", "/proc/self/setgroups", errno: EACCES),
            evidence: machine { $0.appArmorRestriction = 1 },
            cause: "kernel.apparmor_restrict_unprivileged_userns is 1",
            mend: "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"),
        Case(
            name: "Ubuntu refuses late, at the id map",
            error: SystemCallError("write", "/proc/self/uid_map", errno: EPERM),
            evidence: machine { $0.appArmorRestriction = 1 },
            cause: "AppArmor takes every capability",
            mend: "apparmor_restrict_unprivileged_userns=0"),
        Case(
            name: "Ubuntu refuses late, at a mount",
            error: SystemCallError("mount", "tmpfs lab on /tmp", errno: EACCES),
            evidence: machine {
                $0.appArmorRestriction = 1
                $0.appArmorProfile = nil
            },
            cause: "AppArmor takes every capability",
            mend: "apparmor_restrict_unprivileged_userns=0"),
        Case(
            name: "Docker's filter hides clone3",
            error: SystemCallError("clone3", all, errno: ENOSYS),
            evidence: machine {
                $0.seccompMode = 2
                $0.container = .docker
            },
            cause: "hides a call that the kernel has",
            mend: "docker run --security-opt seccomp=unconfined"),
        Case(
            name: "Docker's filter refuses unshare",
            error: SystemCallError("unshare", "user", errno: EPERM),
            evidence: machine {
                $0.seccompMode = 2
                $0.container = .docker
            },
            cause: "a seccomp filter is in force here", mend: "--privileged lifts every such limit"),
        Case(
            name: "a sandbox that is no container",
            error: SystemCallError("clone3", all, errno: EPERM),
            evidence: machine { $0.seccompMode = 2 },
            cause: "a seccomp filter is in force here", mend: "without the seccomp filter"),
        Case(
            name: "Docker's AppArmor profile refuses mounts",
            error: SystemCallError("mount", "tmpfs lab on /tmp", errno: EACCES),
            evidence: machine {
                $0.appArmorProfile = "docker-default (enforce)"
                $0.appArmorRestriction = 1
                $0.container = .docker
            },
            cause: "docker-default (enforce)", mend: "--security-opt apparmor=unconfined"),
        Case(
            name: "a container that covers /proc",
            error: SystemCallError("mount", "proc proc on root/proc", errno: EPERM),
            evidence: machine {
                $0.coveredProcPaths = ["/proc/bus", "/proc/kcore", "/proc/keys"]
                $0.container = .docker
                $0.seccompMode = 2
            },
            cause: "(/proc/bus and 2 more)", mend: "--security-opt systempaths=unconfined"),
        Case(
            name: "Podman's word for the same",
            error: SystemCallError("mount", "proc proc on root/proc", errno: EPERM),
            evidence: machine {
                $0.coveredProcPaths = ["/proc/keys"]
                $0.container = .podman
            },
            cause: "(/proc/keys)", mend: "podman run --security-opt unmask=ALL"),
        Case(
            name: "an old kernel", error: SystemCallError("clone3", all, errno: EINVAL),
            evidence: machine {
                $0.missingKinds = [.time]
                $0.kernelRelease = "5.4.0"
            },
            cause: "this kernel (5.4.0) has no time namespaces", mend: "CONFIG_TIME_NS (Linux 5.6)"),
        Case(
            name: "a kernel with few kinds",
            error: SystemCallError("unshare", "ipc, user", errno: EINVAL),
            evidence: machine { $0.missingKinds = [.ipc, .time, .user] },
            cause: "has no ipc, user namespaces", mend: "CONFIG_IPC_NS, CONFIG_USER_NS"),
        Case(
            name: "a chroot", error: SystemCallError("clone3", "user, uts", errno: EPERM),
            evidence: machine {
                $0.isChrooted = true
                $0.capabilities = everything
                $0.user = 0
            },
            cause: "from inside a chroot", mend: "outside the chroot"),
        Case(
            name: "ids without a name", error: SystemCallError("unshare", "user", errno: EPERM),
            evidence: machine { $0.idsAreMapped = false },
            cause: "has no id in its user namespace", mend: "uid_map"),
        Case(
            name: "no privilege", error: SystemCallError("unshare", "uts", errno: EPERM),
            evidence: machine { $0.seccompMode = 2 },
            cause: "CAP_SYS_ADMIN", mend: "unshare --user --map-root-user"),
        Case(
            name: "root without the capability to map",
            error: SystemCallError("write", "/proc/77/uid_map", errno: EPERM),
            evidence: machine {
                $0.user = 0
                $0.container = .docker
            },
            cause: "root has no CAP_SETUID and CAP_SETGID here",
            mend: "--cap-add SETUID --cap-add SETGID"),
        Case(
            name: "an overlay on an old kernel",
            error: SystemCallError("mount", "overlay overlay on root/usr", errno: EPERM),
            evidence: machine {
                $0.kernelRelease = "5.10.0-28-amd64"
                $0.seccompMode = 2
            },
            cause: "mounts no overlay in a user namespace", mend: "Linux 5.11"),
        Case(
            name: "a file system that is not loaded",
            error: SystemCallError("mount", "overlay overlay on root/usr", errno: ENODEV),
            evidence: machine(), cause: "no file system overlay", mend: "sudo modprobe overlay"),
    ]

    @Test("a simulated refusal is explained by what proves it, with the mend", arguments: cases)
    func explained(example: Case) {
        let refusal = Refusal(example.error, example.evidence)
        #expect(refusal.cause.contains(example.cause))
        #expect(refusal.mend.contains(example.mend))
        #expect(!refusal.mend.contains("\n"))
        #expect(refusal.sentence.hasPrefix("\(example.error.call) \(example.error.subject): "))
        #expect(refusal.sentence.hasSuffix(" (\(example.error.name))"))
    }

    @Test(
        "a simulated refusal that nothing explains is the plain error, with no cause made up",
        arguments: [
            (SystemCallError("clone3", all, errno: EPERM), machine()),
            (SystemCallError("clone3", all, errno: ENOMEM), machine { $0.seccompMode = 2 }),
            (SystemCallError("clone3", all, errno: EINVAL), machine()),
            // Each cause without the call that it refuses, or the privilege that is exempt.
            (
                SystemCallError("clone3", all, errno: EPERM),
                machine {
                    $0.unprivilegedUserNamespaces = 0
                    $0.capabilities = everything
                }
            ),
            (SystemCallError("mkdir", "root/usr", errno: ENOSPC), machine { $0.limits[.user] = 0 }),
            (SystemCallError("mkdir", "root/usr", errno: EPERM), machine { $0.seccompMode = 2 }),
            (
                SystemCallError("execve", "/bin/x", errno: EACCES),
                machine { $0.appArmorRestriction = 1 }
            ),
            (
                SystemCallError("mount", "tmpfs lab on /tmp", errno: EPERM),
                machine { $0.coveredProcPaths = ["/proc/keys"] }
            ),
            (
                SystemCallError("unshare", "uts", errno: EINVAL),
                machine { $0.missingKinds = [.time] }
            ),
        ])
    func unexplained(error: SystemCallError, evidence: RefusalEvidence) {
        let refusal = Refusal(error, evidence)
        #expect(refusal.sentence == error.description)
        #expect(refusal.mend.isEmpty)
    }

    @Test("simulated mount tables tell which covers of /proc count")
    func covered() {
        let table = """
            22 27 0:21 / /proc rw - proc proc rw
            30 22 0:30 / /proc/sys/fs/binfmt_misc rw - binfmt_misc binfmt_misc rw
            31 22 0:6 /null /proc/kcore rw - devtmpfs tmpfs rw
            32 22 0:40 / /proc/acpi ro - tmpfs tmpfs ro
            33 22 0:40 / /proc/acpi ro - tmpfs tmpfs ro
            34 27 0:21 / /process rw - tmpfs tmpfs rw
            """
        #expect(
            RefusalEvidence.coveredProcPaths(mountinfo: table) == ["/proc/kcore", "/proc/acpi"])
    }
}

/// Refusals that this kernel really gives, and evidence read where they are given.
@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .timeLimit(.minutes(1)))
struct RefusalTests {
    private func refusal(of plan: [Namespaces.Operation], into kinds: NamespaceKinds)
        -> SystemCallError?
    {
        do throws(SystemCallError) {
            _ = try Plan(Host.becomingRoot + plan).run(into: kinds)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "a limit of zero in a user namespace refuses its processes with ENOSPC",
        arguments: [NamespaceKind.uts, .net])
    func limit(kind: NamespaceKind) throws {
        let limit = Operation.write(
            path: "/proc/sys/user/max_\(kind)_namespaces", bytes: Array("0".utf8))
        let error = try #require(refusal(of: [limit, .unshare([kind])], into: [.user]))
        #expect(error == SystemCallError("unshare", kind.rawValue, errno: ENOSPC))
        let held = try HeldProcess(into: [.user], [limit])
        let report = try Plan([
            held.joining([.user]),
            .report(file: "/proc/sys/user/max_\(kind)_namespaces", limit: 100),
        ]).run()
        var evidence = RefusalEvidence.ofThisMachine
        evidence.limits[kind] = Int(
            String(decoding: report.readings[1] ?? [], as: UTF8.self).trimmed)
        #expect(Refusal(error, evidence).mend == "sudo sysctl -w user.max_\(kind)_namespaces=15000")
    }

    @Test("a chroot cannot make user namespaces, and its mount table gives it away")
    func chroot() throws {
        let error = try #require(
            refusal(of: [.changeRoot("/usr"), .unshare([.user])], into: [.user]))
        #expect(error == SystemCallError("unshare", "user", errno: EPERM))
        var evidence = RefusalEvidence.ofThisMachine
        #expect(evidence.isChrooted != true)
        evidence.isChrooted = true
        #expect(Refusal(error, evidence).cause.contains("chroot"))
    }

    @Test("a process without a mapped id cannot make user namespaces")
    func unmapped() {
        #expect(throws: SystemCallError("unshare", "user", errno: EPERM)) {
            try Plan([.unshare([.user])]).run(into: [.user])
        }
    }

    @Test("a proc whose cover a less privileged process cannot lift is not mounted again")
    func covered() throws {
        let cover = Operation.mount(
            source: "/dev/null", target: "/proc/version", flags: UInt(MS_BIND))
        // A PID namespace of its own user namespace's, or proc could not be mounted at any rate.
        func mountingProc(after first: [Namespaces.Operation]) throws -> SystemCallError? {
            var plan = Plan(Host.becomingRoot + first)
            plan.append([.unshare([.user, .mnt, .pid]), .continueInChild])
            plan.attempt(.mount(source: "proc", target: "/proc", type: "proc"))
            let spawned = try plan.spawn(into: [.user, .mnt])
            var child: Int32?
            let report = try spawned.report { child = $0 }
            try spawned.process.wait()
            if let child { try ProcessDescriptor(pid: child).wait() }
            return report.refusals.first
        }
        #expect(try mountingProc(after: []) == nil)
        let error = try #require(try mountingProc(after: [cover]))
        #expect(error == SystemCallError("mount", "proc proc on /proc", errno: EPERM))
        let held = try HeldProcess(into: [.user, .mnt], [cover])
        var evidence = RefusalEvidence.ofThisMachine
        evidence.coveredProcPaths = RefusalEvidence.coveredProcPaths(
            mountinfo: try readText("/proc/\(held.pid)/mountinfo"))
        #expect(Refusal(error, evidence).cause.contains("/proc/version"))
    }

    @Test(
        "an ordinary user needs a user namespace for the other kinds",
        .enabled(if: !Host.isRoot, "root needs none"))
    func ordinary() throws {
        let error = #expect(throws: SystemCallError.self) { try Plan().run(into: [.uts]) }
        #expect(Refusal(try #require(error), .ofThisMachine).cause.contains("CAP_SYS_ADMIN"))
    }

    @Test("the evidence is what the machine's own tools read")
    func evidence() throws {
        let evidence = RefusalEvidence.ofThisMachine
        #expect(evidence.kernelRelease == Oracle.ask("uname -r"))
        #expect(evidence.user == geteuid())
        #expect(
            evidence.limits[.user].map { "\($0)" }
                == Oracle.ask("cat /proc/sys/user/max_user_namespaces"))
        #expect(evidence.idsAreMapped == true)
        #expect(evidence.missingKinds == [])
        #expect(evidence.capabilities.contains(.sysAdmin) == Host.isRoot)
    }
}
