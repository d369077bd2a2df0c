import Glibc
import HostAbilities
import Namespaces
import SystemCalls
import Testing

@testable import Lab

/// What a command wrote and how it ended, started in a lab with nothing but a pipe.
private struct Ran {
    let status: Int32
    let output: String
}

extension Lab {
    /// Starts a program in the lab, with this process's own input and output.
    fileprivate func start(_ arguments: [String]) throws(SystemCallError) -> JoinedProcess {
        var plan = joining()
        plan.append(Self.becoming(arguments, environment: Self.environment))
        return try spawnJoined(plan)
    }

    /// Runs a shell command in the lab and takes what it writes; killed after ten seconds.
    fileprivate func run(_ command: String) throws -> Ran {
        let session = try Session(in: self, number: 9)
        defer { session.end() }
        try session.type(command, by: Deadline(milliseconds: 10_000))
        return Ran(status: session.status ?? -1, output: session.outputText)
    }

    fileprivate func output(_ command: String) throws -> String {
        var text = try run(command).output
        while text.last == "\n" { text.removeLast() }
        return text
    }
}

/// This process's children, zombies included.
private func childCount() -> Int { ProcessState.children(of: getpid()).count }

/// Descriptors that are open, but for those that the runtime opens for itself when it likes.
private func descriptorCount() throws -> Int {
    let own = ["anon_inode:[eventpoll]", "anon_inode:[eventfd]", "anon_inode:[timerfd]"]
    return try namesInDirectory("/proc/self/fd")
        .compactMap { try? readLink("/proc/self/fd/\($0)") }.filter { !own.contains($0) }.count
}

@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .timeLimit(.minutes(2)))
struct LabMakingTests {
    /// In a process of its own, since descriptors and children are counted.
    @Test("every operation of the plan that fails is an error or a refusal, and leaves nothing")
    func everyFailure() async {
        await #expect(processExitsWith: .success) {
            // What a first lab leaves for good is no leak.
            try Lab().end()
            let descriptors = try descriptorCount()
            var errors = 0
            var refusals = 0
            for index in 0..<Lab.operationCount {
                do throws(SystemCallError) {
                    let lab = try Lab(failing: (index, EDOM))
                    // A fallback that was not needed does not fail, so a lab may also lack nothing.
                    if lab.refusals.contains(where: { $0.errno == EDOM }) { refusals += 1 }
                    #expect(lab.isRunning)
                    lab.end()
                    #expect(!lab.isRunning)
                } catch {
                    errors += 1
                    #expect(error.errno == EDOM, "operation \(index): \(error)")
                    #expect(!error.call.isEmpty)
                }
                #expect(childCount() == 0, "operation \(index) left a child")
                #expect(
                    try descriptorCount() == descriptors, "operation \(index) left a descriptor")
            }
            #expect(errors > 50)
            #expect(refusals > 2)
        }
    }

    @Test("a hundred labs leave no process and no descriptor")
    func many() async {
        await #expect(processExitsWith: .success) {
            try Lab().end()
            let descriptors = try descriptorCount()
            for _ in 0..<100 {
                let lab = try Lab()
                _ = try lab.start(["true"])
            }
            #expect(childCount() == 0)
            #expect(try descriptorCount() == descriptors)
        }
    }

    @Test("when the process that made a lab is killed, everything in it is gone")
    func killed() async throws {
        // The lab's pidfd is not to be had from another process: its PID namespace is looked for.
        let path = "/tmp/killed.\(getpid())"
        defer { unlink(path) }
        let result = await #expect(
            processExitsWith: .signal(SIGKILL), observing: [\.standardErrorContent]
        ) {
            let lab = try Lab()
            _ = try lab.start(["sleep", "1000"])
            let pid = try readLink("/proc/\(lab.initProcess.pid)/ns/pid")
            try Descriptor(owning: 2).write(Array("lab \(pid) lab\n".utf8))
            kill(getpid(), SIGKILL)
        }
        let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        let name = try #require(text.split(separator: " ").first { $0.hasPrefix("pid:[") })
        let deadline = Deadline(milliseconds: 5000)
        var processes = [NamespaceNode.Member(pid: 0, name: "")]
        // Its last ones may be zombies until whoever adopts orphans out here has reaped them.
        while !processes.isEmpty, !deadline.hasPassed {
            processes = try NamespaceTree.read().nodes.first { $0.name == name }?.processes ?? []
        }
        #expect(processes.isEmpty)
    }

    @Test("a program that is not there is execve's ENOENT, and the lab goes on")
    func missingProgram() throws {
        let lab = try Lab()
        let error = #expect(throws: SystemCallError.self) { try lab.start(["no-such-program"]) }
        #expect(error == SystemCallError("execve", "no-such-program", errno: ENOENT))
        #expect(try lab.start(["sh", "-c", "exit 7"]).wait() == .exited(7))
        #expect(try lab.start(["sh", "-c", "kill -TERM $$"]).wait() == .killed(signal: SIGTERM))
    }

    @Test("ending a lab twice, or one that ended itself, is no error")
    func ended() throws {
        let lab = try Lab()
        let sleep = try lab.start(["sleep", "1000"])
        lab.end()
        lab.end()
        #expect(try sleep.wait() == .killed(signal: SIGKILL))
        #expect(throws: SystemCallError.self) { try lab.start(["true"]) }
    }
}

/// What a learner finds in a lab, and cannot do from there.
@Suite(
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .timeLimit(.minutes(2)))
struct LabInsideTests {
    @Test("a lab is a machine of its own: its name, root, an init and a loopback that is up")
    func machine() throws {
        let lab = try Lab()
        #expect(try lab.output("hostname") == "lab")
        #expect(try lab.output("id -u; id -g") == "0\n0")
        #expect(try lab.output("cat /proc/1/comm") == "init")
        #expect(
            try lab.output("cat /sys/class/net/lo/operstate /sys/class/net/lo/flags")
                == "unknown\n0x9")
        // Whose a network's files are is decided once, by whether its ids are mapped when it is made.
        #expect(try lab.output("stat -c %u /sys/class/net/lo/mtu") == "65534")
        #expect(try lab.output("echo $HOME $USER $PWD") == "/root root /root")
    }

    @Test("each kind of namespace is the lab's own")
    func namespaces() throws {
        let lab = try Lab()
        for kind in NamespaceKind.allCases {
            let theirs = try NamespaceHandle(kind, ofProcess: lab.initProcess.pid).identity
            #expect(try theirs != NamespaceIdentity(path: "/proc/self/ns/\(kind)"))
        }
    }

    @Test("no id of the lab is the real root's")
    func ids() throws {
        let lab = try Lab()
        let map = try readText("/proc/\(lab.initProcess.pid)/uid_map")
        for line in map.split(separator: "\n") {
            let outside = try #require(UInt32(line.split(separator: " ")[1]))
            #expect(outside > 0)
            // Started by root: ids that no account has.
            #expect(!Host.isRoot || outside >= 0x7000_0000)
        }
    }

    @Test(
        "the host's kernel cannot be turned by a lab's root",
        arguments: [
            "echo 0 > /proc/sys/kernel/panic", "echo b > /proc/sysrq-trigger",
            "echo x > /proc/sys/kernel/core_pattern", "echo 3 > /proc/sys/vm/drop_caches",
            "mknod /tmp/disk b 254 0", "mknod /tmp/memory c 1 1", "insmod /dev/null",
            "mount -t devtmpfs none /mnt", "mount -t ext4 /dev/vda /mnt", "swapoff -a -v /dev/null",
            "date -s 2000-01-01", "reboot -f", "cat /dev/mem", "dmesg --clear",
            "echo 1 > /sys/kernel/mm/ksm/run",
        ])
    func forbidden(command: String) throws {
        let panic = try readText("/proc/sys/kernel/panic")
        let lab = try Lab()
        let ran = try lab.run("(\(command)) >/dev/null 2>&1")
        #expect(ran.status > 0)
        #expect(lab.isRunning)
        #expect(try readText("/proc/sys/kernel/panic") == panic)
    }

    @Test("what is written to /etc and /usr is there in the lab, and never on the host")
    func writing() throws {
        let name = "written-by-a-test-\(getpid())"
        let passwd = try readText("/etc/passwd")
        let lab = try Lab()
        let writable = !lab.refusals.contains { $0.subject.hasPrefix("overlay") }
        try #require(writable, "the kernel refused the overlays")
        let commands = [
            "echo x > /etc/\(name) && cat /etc/\(name)",
            "cp /bin/true /usr/bin/\(name) && \(name) && echo ran",
            "echo '\(name):x:4242:' >> /etc/passwd && tail -n 1 /etc/passwd",
            "rm /etc/hosts && ls /etc/hosts",
            "sed -i s/root/toor/ /etc/passwd && head -c 4 /etc/passwd",
        ]
        let answers = try commands.map { try lab.output($0) }
        #expect(answers[0] == "x" && answers[1] == "ran" && answers[2] == "\(name):x:4242:")
        #expect(answers[3].contains("No such file") && answers[4] == "toor")
        #expect(try readText("/etc/passwd") == passwd)
        #expect(
            FileKind(at: "/etc/\(name)") == .missing && FileKind(at: "/usr/bin/\(name)") == .missing
        )
        #expect(FileKind(at: "/etc/hosts") != .missing)
        // And the next lab knows nothing of it.
        #expect(try Lab().output("ls /etc/\(name)").contains("No such file"))
    }

    @Test("the host's home directories, processes and files are out of sight")
    func sight() throws {
        let path = "/tmp/on-the-host-\(getpid())"
        defer { unlink(path) }
        try Descriptor.open(path, O_WRONLY | O_CREAT).write([1])
        let lab = try Lab()
        #expect(try lab.output("ls /tmp /home") == "/home:\n\n/tmp:")
        #expect(try lab.output("ls -d /proc/[0-9]* | wc -l").trimmedNumber.map { $0 < 8 } == true)
        #expect(try lab.output("ls /proc/1/root/ | tr '\\n' ' '").contains("proc"))
        #expect(try lab.output("ls /proc/1/fd/ 2>/dev/null | tr '\\n' ' '") == "0 ")
        #expect(try lab.output("ls -d /proc/1/cwd/.").contains("/proc/1/cwd"))
        #expect(try lab.output("cat /proc/1/cwd/etc/hostname") == "lab")
        #expect(try lab.output("cat /proc/$$/mountinfo | grep -c ' /tmp/killed'") == "0")
    }

    @Test("a command that a lab runs has no descriptor of this process's")
    func descriptors() throws {
        let directory = open("/", O_RDONLY | O_DIRECTORY)
        defer { close(directory) }
        let lab = try Lab()
        #expect(try lab.output("ls /proc/$$/fd | tr '\\n' ' '") == "0 1 2 255 ")
        #expect(try lab.output("readlink /proc/$$/fd/0").hasPrefix("/dev/pts/"))
    }

    @Test("a fork bomb fills the lab and nothing else, and ends with it")
    func forkBomb() async {
        await #expect(processExitsWith: .success) {
            let lab = try Lab()
            let session = try Session(in: lab, number: 1)
            // Bounded far below the lab's own limit, which is tried by `processLimit`.
            try session.type(
                "ulimit -u 100; bomb() { bomb | bomb & }; bomb 2>/dev/null",
                by: Deadline(milliseconds: 1500))
            // The machine outside still makes processes.
            #expect(try Plan([.exit(0)]).run().refusals.isEmpty)
            lab.end()
            #expect(childCount() == 0)
        }
    }

    @Test("a lab's processes are limited, whoever started it")
    func processLimit() throws {
        let lab = try Lab()
        let limit = try #require(try lab.output("ulimit -u").trimmedNumber)
        #expect(limit <= 1024)
        #expect(try lab.run("ulimit -u 4096").status > 0)
        #expect(try lab.output("ulimit -c") == "0")
    }

    @Test("a full /tmp is full in the lab only")
    func fullTmp() throws {
        let lab = try Lab()
        let ran = try lab.run("head -c 100M /dev/zero > /tmp/full")
        #expect(ran.status > 0 && ran.output.contains("No space left"))
        #expect(try lab.run("echo x > /etc/still-writable").status == 0)
    }

    @Test("namespaces can be made in the lab as on a host of one's own")
    func nested() throws {
        let lab = try Lab()
        #expect(
            try lab.output("unshare --uts sh -c 'hostname inner; hostname'; hostname")
                == "inner\nlab")
        #expect(
            try lab.output(
                "unshare --pid --fork --mount-proc sh -c 'echo $$; ls -d /proc/[0-9]* | wc -l' | head -n 1"
            ) == "1")
        #expect(try lab.run("unshare --user --map-root-user --mount --net true").status == 0)
        let named = try lab.run(
            "ip netns add ns1 && ip netns exec ns1 ip link set lo up && ip netns del ns1")
        #expect(named.status == 0, "\(named.output)")
    }
}

extension String {
    fileprivate var trimmedNumber: Int? { Int(filter { !$0.isWhitespace }) }
}
