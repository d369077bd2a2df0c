import Glibc
import Namespaces
import SystemCalls
import Testing

@testable import CommandTests

/// What an escape would touch, set up outside before the suite: a secret in a file, in a process's
/// memory, environment and open descriptor, in a key and in queues; sockets that listen.
///
/// It belongs to the account that makes the labs, so nothing but the lab is between the two. A
/// process of its own holds it all, and says in what state it is.
final class Bait {
    /// What a way gets to know: everything but the secret.
    let coordinates: String
    let secret: String
    let scratch: Scratch
    /// A file of the scratch folder that a lab may be handed.
    var handedIn: String { "\(scratch.path)/handed-in" }
    /// A copy of nsshell that belongs to the account.
    let program: String
    private let keeper: Child
    private let groups: [String]
    private var asked = 0

    init(for account: Account) throws {
        var generator = SystemRandomNumberGenerator()
        secret = (0..<2).map { _ in String(generator.next(), radix: 16) }.joined()
        scratch = Scratch(owner: account)
        chmod(scratch.path, 0o700)
        groups = Self.makeGroups()
        program = "\(scratch.path)/nsshell"
        write(try readBytes(Program.path, limit: 1 << 29), to: program, mode: 0o755)
        if geteuid() == 0 { _ = chown(program, account.id, account.id) }
        keeper = try Child(
            ["/usr/bin/python3", "-c", Self.program, scratch.path], as: account,
            environment: Child.environment + ["SECRET=\(secret)"])
        try #require(try keeper.wait(for: "\n"), "the bait was not laid: \(keeper.story)")
        coordinates = String(keeper.text.split(separator: "\n")[0])
    }

    deinit {
        // Its input ends, so it takes away what the kernel would keep.
        _ = try? keeper.finish()
        for group in groups { rmdir(group) }
    }

    /// One line that says how everything is now, contacts included.
    func state() throws -> String {
        asked += 1
        keeper.type("\(asked)\n")
        try #require(
            try keeper.wait(for: "end \(asked)\n"), "the bait's keeper is gone: \(keeper.story)")
        let answer = keeper.text.split(separator: "\n").last ?? ""
        return answer.split(separator: " end ").first.map(String.init) ?? ""
    }

    /// A directory in each cgroup hierarchy; root alone may make them.
    private static func makeGroups() -> [String] {
        guard geteuid() == 0, let mountinfo = try? readText("/proc/self/mountinfo") else {
            return []
        }
        return MountPoint.list(mountinfo: mountinfo).filter { $0.type.hasPrefix("cgroup") }
            .map { "\($0.path)/bait-of-nsshell-\(getpid())-\(UInt32.random(in: 0...UInt32.max))" }
            .filter { mkdir($0, 0o755) == 0 }
    }

    /// The command that becomes `command` with a session keyring that holds the secret, as a
    /// learner's login has one. The secret stays in its environment too.
    static func withKeys(_ command: [String]) -> [String] {
        ["/usr/bin/python3", "-c", withKey] + command
    }

    private static let withKey =
        keys + #"""
            key("keyctl", 1, None)
            key("add_key", b"user", b"bait-of-the-session", os.environ["SECRET"].encode(), -3)
            os.execve(sys.argv[1], sys.argv[1:], os.environ)
            """#

    private static let keys = #"""
        import ctypes, hashlib, json, os, platform, signal, socket, stat, sys
        libc = ctypes.CDLL(None, use_errno=True)
        libc.syscall.restype = ctypes.c_long
        OTHER = platform.machine() != "x86_64"
        NUMBERS = {"add_key": (248, 217), "keyctl": (250, 219), "shmget": (29, 194), "shmat": (30,
            196),
                   "shmctl": (31, 195), "msgget": (68, 186), "msgsnd": (69, 189), "msgctl": (71,
                       187),
                   "mq_open": (240, 180), "mq_unlink": (241, 181), "mq_timedsend": (242, 182)}
        def key(name, *arguments):
            converted = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
            if name == "add_key": converted.insert(3, ctypes.c_long(len(arguments[2])))
            result = libc.syscall(NUMBERS[name][OTHER], *converted)
            if result == -1: raise OSError(ctypes.get_errno(), name)
            return result

        """#

    private static let program =
        keys + #"""
            folder, secret = sys.argv[1], os.environ["SECRET"].encode()
            os.chdir(folder)
            def lay(name, mode):
                with open(name, "wb") as file: file.write(b"secret " + secret + b"\n")
                os.chmod(name, mode)
                return os.stat(name)
            file = lay("secret", 0o600)
            lay("handed-in", 0o600)
            held = open("secret", "rb")
            serial = os.getpid()
            abstract, path = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
            abstract.bind(f"\0bait-of-nsshell-{serial}")
            path.bind(f"{folder}/socket")
            tcp = socket.socket()
            tcp.bind(("127.0.0.1", 0))
            listeners = [abstract, path, tcp]
            for one in listeners:
                one.listen(64)
                one.setblocking(False)
            ring = key("keyctl", 0, -4, 1)
            user_key = key("add_key", b"user", f"bait-{serial}".encode(), secret, -4)
            queue = key("msgget", serial, 0o1600)
            class Message(ctypes.Structure): _fields_ = [("type", ctypes.c_long), ("text",
                ctypes.c_char * 64)]
            key("msgsnd", queue, ctypes.byref(Message(1, secret)), 64, 0)
            segment = key("shmget", serial, 4096, 0o1600)
            libc.shmat.restype = ctypes.c_void_p
            memory = libc.shmat(segment, None, 0)
            ctypes.memmove(memory, secret, len(secret))
            posix = f"bait-{serial}".encode()
            mq = key("mq_open", posix, os.O_CREAT | os.O_RDWR, 0o600, None)
            key("mq_timedsend", mq, secret, len(secret), 0, None)
            shm = f"/dev/shm/bait-{serial}"
            with open(shm, "wb") as shared: shared.write(secret)
            buffer = ctypes.create_string_buffer(secret, 64)
            def address():
                one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                try: one.connect(("192.0.2.1", 9))
                except OSError: return "127.0.0.1"
                return one.getsockname()[0]
            print(json.dumps({
                "host": address(), "pid": serial, "uid": os.getuid(), "folder": folder, "file": f"{folder}/secret",
                "inode": file.st_ino, "device": file.st_dev, "root": os.stat("/").st_ino,
                "abstract": f"bait-of-nsshell-{serial}", "socket": f"{folder}/socket",
                "port": tcp.getsockname()[1], "ring": ring, "key": user_key, "ipc": serial,
                "queue": queue, "segment": segment, "posix": posix.decode(), "shm": shm,
                "address": ctypes.addressof(buffer), "exe": os.readlink("/proc/self/exe"),
                "held": held.fileno(), "parent": os.getppid(), "program": os.stat("nsshell").st_ino, "pidfs": os.fstat(os.pidfd_open(serial)).st_ino,
                "pidns": os.readlink("/proc/self/ns/pid"),
                "mntns": os.readlink("/proc/self/ns/mnt"),
            }), flush=True)
            contacts = 0
            def told(action, *arguments):
                """What it gives, or that it is gone, which is a change too."""
                try: return action(*arguments)
                except OSError as problem: return repr(problem)
            def payload(number):
                text = ctypes.create_string_buffer(4096)
                return hashlib.sha256(text.raw[:key("keyctl", 11, number, text, 4096)]).hexdigest()
            def queued():
                info = ctypes.create_string_buffer(256)
                key("msgctl", queue, 2, info)
                return info.raw.hex()
            def state():
                global contacts
                for one in listeners:
                    while True:
                        try: one.accept()[0].close()
                        except BlockingIOError: break
                        contacts += 1
                status, program = os.stat("secret"), os.stat("nsshell")
                return {
                    "contacts": contacts, "names": sorted(os.listdir(".")),
                    "file": [status.st_mode, status.st_uid, status.st_size, status.st_ctime_ns],
                    "program": [program.st_mode, program.st_uid, program.st_size,
                        program.st_ctime_ns],
                    "digest": [hashlib.sha256(open(name, "rb").read()).hexdigest()
                               for name in ("secret", "handed-in", shm)],
                    "memory": buffer.value == secret, "segment": ctypes.string_at(memory,
                        len(secret)) == secret,
                    "queue": told(queued), "key": told(payload, user_key),
                    "ring": told(payload, ring), "mq": os.pread(mq, 128, 0).decode(),
                    "limits": [line for line in open("/proc/self/limits")],
                    "status": [line for line in open("/proc/self/status")
                               if line.split(":")[0] in ("TracerPid", "Cpus_allowed")],
                    "nice": os.getpriority(os.PRIO_PROCESS,
                        0), "score": open("/proc/self/oom_score_adj").read(),
                }
            try:
                for line in sys.stdin: print(json.dumps(state()), "end", line.strip(), flush=True)
            finally:
                told(os.unlink, shm)
                told(key, "msgctl", queue, 0, None)
                told(key, "shmctl", segment, 0, None)
                told(key, "mq_unlink", posix)
                told(key, "keyctl", 9, user_key, ring)
            """#
}
