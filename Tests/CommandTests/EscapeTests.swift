import Glibc
import Namespaces
import SystemCalls
import Testing

extension Commands {
    @Suite("Whatever a lab's root does to the lab's end", .needs(.labs))
    struct Escapes {
        /// Makes PID 1 forget its parent's death and wait for ever instead of for its lifeline: two
        /// system calls, made by that process itself while it is traced. Its program is blocked in
        /// `read`, so the instruction before its program counter is a system call.
        private static let subversion = #"""
            import ctypes, os, platform, subprocess
            libc = ctypes.CDLL(None, use_errno=True)
            libc.ptrace.restype = ctypes.c_long
            libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p]
            class Vector(ctypes.Structure):
                _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
            # Where PTRACE_GETREGSET keeps the call's number, its arguments, its result and the program
            # counter; what the calls are numbered; how long their instruction is.
            if platform.machine() == "x86_64":
                count, number, arguments, result, counter = 27, 10, [14, 13, 12, 7, 9], 10, 16
                original, prctl, ppoll, length = 15, 157, 271, 2
            else:
                count, number, arguments, result, counter = 34, 8, [0, 1, 2, 3, 4], 0, 32
                original, prctl, ppoll, length = None, 167, 73, 4
            registers = (ctypes.c_uint64 * count)()
            vector = Vector(ctypes.addressof(registers), ctypes.sizeof(registers))
            ATTACH, DETACH, STEP, GET, SET = 16, 17, 9, 0x4204, 0x4205
            def trace(request, address=None, data=None):
                if libc.ptrace(request, 1, address, data) < 0:
                    raise OSError(ctypes.get_errno(), f"ptrace {request:#x}")
            def prepare(call, values):
                registers[number] = call
                for register, value in zip(arguments, values): registers[register] = value
                registers[counter] = start
                if original is not None: registers[original] = 2**64 - 1
                trace(SET, 1, ctypes.addressof(vector))
            trace(ATTACH)
            os.waitpid(1, 0)
            trace(GET, 1, ctypes.addressof(vector))
            start = registers[counter] - length
            prepare(prctl, [1, 0, 0, 0, 0])
            trace(STEP)
            os.waitpid(1, 0)
            trace(GET, 1, ctypes.addressof(vector))
            print("prctl", registers[result], flush=True)
            prepare(ppoll, [0, 0, 0, 0, 8])
            trace(DETACH)
            # Left in the lab, in a session of its own, with nothing of this process's.
            subprocess.Popen(["sleep", "600"], start_new_session=True, stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            print("ready", flush=True)
            input()
            """#

        @Test(
            "a lab whose PID 1 was traced and made deaf to its end ends all the same after kill -9",
            arguments: Account.available)
        func subverted(account: Account) throws {
            let before = MachineState([.processes, .namespaces, .groups, .mounts])
            let child = try Child(
                [Program.path, "run", "/usr/bin/python3", "-c", Self.subversion], as: account)
            #expect(try child.wait(for: "ready"), "\(child.story)")
            #expect(child.text.hasPrefix("prctl 0\n"), "\(child.story)")
            let pid = try #require(Self.child(of: child.pid, named: "init"))
            // What this test would else leave where it fails.
            let initProcess = try ProcessDescriptor(pid: pid)
            defer { try? initProcess.signal(SIGKILL) }
            let deadline = Deadline(milliseconds: 5000)
            while try !Self.isDeaf(pid) || Self.child(of: child.pid, named: "lab-guard") == nil {
                try #require(!deadline.hasPassed, "PID 1 or the guardian is not what it was to be")
                poll(nil, 0, 1)
            }
            try child.kill()
            #expect(before.changes(countingDying: false) == [])
        }

        /// Whether this process sleeps in the call that it was made to make: `ppoll`, by number 271
        /// on x86_64 and 73 on aarch64.
        private static func isDeaf(_ pid: Int32) throws -> Bool {
            let call = try readText("/proc/\(pid)/syscall").split(separator: " ").first
            return call == "271" || call == "73"
        }

        private static func child(of pid: Int32, named name: String) -> Int32? {
            ProcessState.children(of: pid).first { (try? ProcessState(pid: $0))?.name == name }
        }

        /// `clone(2)` by number: 56 on x86_64 and 220 on aarch64.
        private static let siblings = """
            import ctypes, os, platform, signal, sys
            libc = ctypes.CDLL(None)
            clone = 56 if platform.machine() == "x86_64" else 220
            CLONE_PARENT = 0x8000
            def sibling(action):
                if libc.syscall(clone, CLONE_PARENT | signal.SIGCHLD, 0, 0, 0, 0) == 0:
                    action()
                    os._exit(0)
            parent = os.getppid()
            for _ in range(20): sibling(lambda: None)
            for _ in range(5): sibling(lambda: os.execvp("sleep", ["sleep", "600"]))
            print("ready", flush=True)
            sys.stdin.read()
            sys.exit(7)
            """

        @Test(
            "children that are nsshell's by CLONE_PARENT are reaped, and the run ends",
            arguments: Account.available)
        func cloneParent(account: Account) throws {
            let before = MachineState([.processes, .namespaces, .groups, .mounts])
            let child = try Child(
                [Program.path, "run", "/usr/bin/python3", "-c", Self.siblings], as: account)
            #expect(try child.wait(for: "ready"), "\(child.story)")
            // They are what this test is about: else nothing would have to be reaped.
            let deadline = Deadline(milliseconds: 5000)
            var states: [ProcessState] = []
            while states.count(where: { $0.name == "sleep" }) < 5 {
                try #require(!deadline.hasPassed, "\(states.map(\.name))")
                states = ProcessState.children(of: child.pid).compactMap {
                    try? ProcessState(pid: $0)
                }
            }
            #expect(states.contains { $0.state == "Z" && $0.name == "python3" }, "\(states)")
            let outcome = try child.finish()
            #expect(outcome.status == 7, "\(outcome.story)")
            #expect(before.changes() == [])
        }

        /// `O_PATH`, which C declares for those alone who ask for GNU's names: `open(2)`.
        private static let onlyPath: Int32 = 0o10_000_000

        @Test(
            "a directory is not handed in, whichever of the three descriptors it is",
            arguments: Account.available, Run.ways)
        func directory(account: Account, way: [String]) throws {
            let names = ["standard input", "standard output", "standard error"]
            for (index, name) in names.enumerated() {
                for flags in [O_RDONLY, Self.onlyPath] {
                    var streams: [Stream] = [.null, .captured, .captured]
                    streams[index] = .file("/", flags: flags)
                    let outcome = try Child(
                        [Program.path] + way + ["/bin/ls", "/proc/self/fd/\(index)/"], as: account,
                        streams: streams
                    ).finish()
                    #expect(outcome.status == 125, "\(name): \(outcome.story)")
                    #expect(outcome.output.isEmpty, "\(name): \(outcome.story)")
                    guard index != 2 else { continue }
                    #expect(
                        outcome.complaint.hasPrefix("nsshell: run /bin/ls: \(name) is a directory"),
                        "\(name): \(outcome.story)")
                }
            }
        }

        @Test(
            "a directory as standard error is not handed in on a terminal either",
            arguments: Account.available)
        func directoryOnTerminal(account: Account) throws {
            let child = try TerminalChild(
                ["/bin/bash", "-c", "exec \(Program.path) run ls /proc/self/fd/2/ 2</"], as: account
            )
            #expect(try child.finish() == .exited(125), "\(child.text)")
            #expect(child.shown.isEmpty, "\(child.text)")
        }
    }
}
