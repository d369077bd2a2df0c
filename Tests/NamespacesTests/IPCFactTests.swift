import Glibc
import HostAbilities
import SystemCalls
import Testing

@testable import Namespaces

@Suite(
    "ipc",
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .timeLimit(.minutes(1)))
struct IPCFactTests {
    private func fact(_ path: FactStep..., of held: HeldProcess) -> Fact {
        FactTree().fact([FactStep("ipc")] + path, of: FactSubject(pid: held.pid))
    }

    /// What a command writes in the IPC namespace of the process.
    private func inside(_ held: HeldProcess, _ command: String) -> String {
        let enter = "nsenter -t \(held.pid) -U --preserve-credentials -i"
        return Oracle.ask("\(enter) \(command)") ?? "failed: \(command)"
    }

    /// The id that `ipcmk` says it has made.
    private func made(_ held: HeldProcess, _ options: String) throws -> String {
        let said = inside(held, "ipcmk \(options)")
        return try #require(said.words.last { Int($0) != nil }, "\(said)")
    }

    @Test("an empty namespace has empty lists, and no id is there")
    func empty() throws {
        let held = try HeldProcess(into: [.user, .ipc])
        for name in ["queues", "semaphores", "shared_memory"] {
            #expect(fact(FactStep(name), of: held) == .list([]))
            #expect(fact(FactStep(name), FactStep("count"), of: held) == .text("0"))
            #expect(fact(FactStep(name, key: "0"), of: held) == .absent)
            #expect(fact(FactStep(name, key: "0"), FactStep("key"), of: held) == .absent)
        }
    }

    @Test("System V objects are those of the namespace, as ipcs shows them")
    func systemV() throws {
        let held = try HeldProcess(into: [.user, .ipc])
        let other = try HeldProcess(into: [.user, .ipc])
        let queue = try made(held, "-Q")
        let set = try made(held, "-S 7")
        let segments = [try made(held, "-M 5000"), try made(held, "-M 6000")]
        #expect(fact(FactStep("queues"), of: held) == .list([queue]))
        #expect(fact(FactStep("queues", key: queue), of: held) == .present)
        #expect(fact(FactStep("semaphores"), of: held) == .list([set]))
        #expect(fact(FactStep("semaphores", key: set), FactStep("members"), of: held) == .text("7"))
        #expect(fact(FactStep("shared_memory"), of: held) == .list(segments))
        #expect(fact(FactStep("shared_memory"), FactStep("count"), of: held) == .text("2"))
        func segment(_ name: String) -> Fact {
            fact(FactStep("shared_memory", key: segments[1]), FactStep(name), of: held)
        }
        #expect(segment("size") == .text("6000"))
        #expect(segment("attached") == .text("0"))
        // The owner is root in there, whoever that is out here.
        #expect(segment("owner") == .text("0"))
        // ipcs writes keys as 0x00000000, /proc as decimal numbers with their sign.
        let keys = inside(held, "ipcs -m").split(separator: "\n").compactMap { line -> String? in
            let words = String(line).words
            guard words.count > 1, words[1] == segments[1] else { return nil }
            return UInt32(words[0].dropFirst(2), radix: 16).map { "\(Int32(bitPattern: $0))" }
        }
        #expect(keys.map(Fact.text) == [segment("key")])
        #expect(fact(FactStep("queues"), of: other) == .list([]))
    }

    @Test(
        "a message that waits in a queue is counted with its bytes",
        .enabled(if: Host.has("python3"), "python3 is not installed"))
    func message() throws {
        let held = try HeldProcess(into: [.user, .ipc])
        let queue = try made(held, "-Q")
        let send =
            "import ctypes; "
            + "ctypes.CDLL(None).msgsnd(\(queue), ctypes.c_char_p(b'\\1' * 8 + b'hello'), 5, 0)"
        #expect(inside(held, "python3 -c \"\(send)\"") == "")
        func queued(_ name: String) -> Fact {
            fact(FactStep("queues", key: queue), FactStep(name), of: held)
        }
        #expect(queued("messages") == .text("1"))
        #expect(queued("bytes") == .text("5"))
    }

    @Test("POSIX queues are the namespace's own, mounted or not")
    func posix() throws {
        let held = try HeldProcess(into: [.user, .ipc])
        let other = try HeldProcess(into: [.user, .ipc])
        #expect(fact(FactStep("mqueues"), of: held) == .list([]))
        let make = "mount -t mqueue none /tmp && touch /tmp/second /tmp/first"
        #expect(inside(held, "unshare -m sh -c \"\(make)\"") == "")
        #expect(fact(FactStep("mqueues"), of: held) == .list(["first", "second"]))
        #expect(fact(FactStep("mqueues"), FactStep("count"), of: held) == .text("2"))
        #expect(fact(FactStep("mqueues"), of: other) == .list([]))
    }

    @Test("a process of a user namespace further in has the IPC namespace that it has")
    func ownedFurtherOut() throws {
        let outer = try HeldProcess(into: [.user, .ipc])
        let inner = try HeldProcess([outer.joining([.user, .ipc]), .unshare([.user])])
        let queue = try made(outer, "-Q")
        #expect(
            inside(outer, "unshare -m sh -c \"mount -t mqueue none /tmp && touch /tmp/q\"") == "")
        #expect(fact(FactStep("queues"), of: inner) == .list([queue]))
        #expect(fact(FactStep("mqueues"), of: inner) == .list(["q"]))
        // Its user namespace has no ids, so the owner is nobody.
        #expect(
            fact(FactStep("queues", key: queue), FactStep("owner"), of: inner) == .text("65534"))
    }

    @Test("limits are the namespace's, as its files have them")
    func limits() throws {
        let held = try HeldProcess(into: [.user, .ipc])
        // A kernel from before Linux 6.0 lets only the machine's root change them.
        _ = inside(held, "sh -c \"echo 1234 > /proc/sys/kernel/msgmax\"")
        _ = inside(held, "sh -c \"echo 11 12 13 14 > /proc/sys/kernel/sem\"")
        _ = inside(held, "sh -c \"echo 17 > /proc/sys/fs/mqueue/queues_max\"")
        func limit(_ name: String) -> Fact { fact(FactStep("limits"), FactStep(name), of: held) }
        for name in ["msgmax", "msgmnb", "msgmni", "shmall", "shmmax", "shmmni", "shm_rmid_forced"]
        {
            #expect(limit(name) == .text(inside(held, "cat /proc/sys/kernel/\(name)")), "\(name)")
        }
        let semaphores = inside(held, "cat /proc/sys/kernel/sem").words.map(Fact.text)
        #expect(["semmsl", "semmns", "semopm", "semmni"].map(limit) == semaphores)
        for name in ["queues_max", "msg_max", "msgsize_max"] {
            let file = "/proc/sys/fs/mqueue/\(name)"
            #expect(limit("mqueue_\(name)") == .text(inside(held, "cat \(file)")), "\(name)")
        }
        #expect(limit("msgmin") == .absent)
    }

    @Test("a table is read by the titles of its columns, and what is cut short has no value")
    func table() {
        let table = SystemVTable(.queues, "  key  new  msqid qnum\n -5 x 3 1\n 0 x 4\n")
        #expect(table.ids == ["3", "4"])
        #expect(table.rows["3"]?["key"] == "-5")
        #expect(table.rows["3"]?["qnum"] == "1")
        #expect(table.rows["4"]?["qnum"] == nil)
        #expect(SystemVTable(.queues, "").ids == [])
    }
}
