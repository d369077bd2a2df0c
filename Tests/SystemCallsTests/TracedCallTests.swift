import Testing

@testable import SystemCalls

@Suite("Traced calls")
struct TracedCallTests {
    private func record(
        _ name: String, _ arguments: [UInt64], _ parts: [TraceRecord.Part] = [],
        result: Int64 = 0
    ) -> TracedCall {
        var record = TraceRecord(name: name)
        record.arguments = arguments + Array(repeating: 0, count: 6 - arguments.count)
        record.parts = parts
        record.pids = [4711, 12]
        record.program = Array("prog".utf8)
        record.result = .returned(result)
        return record.call(level: 1)
    }

    private func text(_ argument: Int, _ text: String, isCut: Bool = false) -> TraceRecord.Part {
        TraceRecord.Part(kind: .text, argument: argument, bytes: Array(text.utf8), isCut: isCut)
    }

    private func bytes(_ argument: Int, _ bytes: [UInt8]) -> TraceRecord.Part {
        TraceRecord.Part(kind: .bytes, argument: argument, bytes: bytes, isCut: false)
    }

    @Test("are written as the manual writes them")
    func notation() {
        let calls = [
            record("unshare", [0x400_0000 | 0x200]): "unshare(CLONE_NEWUTS|CLONE_FS) = 0",
            record("setns", [3, 0], result: -22): "setns(3, 0) = -1 EINVAL (Invalid argument)",
            record("clone", [0x2000_0011], result: 7): "clone(CLONE_NEWPID|SIGCHLD) = 7",
            record("mount", [1, 2, 0, 1 << 12 | 1 << 14, 0], [text(0, "/a"), text(1, "/b\n")]):
                #"mount("/a", "/b\n", NULL, MS_BIND|MS_REC, NULL) = 0"#,
            record("mount", [1, 2, 3, 0, 4], [text(0, "x", isCut: true)]):
                #"mount("x"..., 0x2, 0x3, 0, 0x4) = 0"#,
            record("umount2", [1, 2], [text(0, "/mnt")]): #"umount2("/mnt", MNT_DETACH) = 0"#,
            record("sethostname", [1, 5], [bytes(0, Array("ernie".utf8))]):
                #"sethostname("ernie", 5) = 0"#,
            record("pidfd_open", [UInt64(bitPattern: -1), 0], result: -22):
                "pidfd_open(-1, 0) = -1 EINVAL (Invalid argument)",
            record("msgget", [0, 0o1600], result: 3): "msgget(IPC_PRIVATE, IPC_CREAT|0600) = 3",
            record("semget", [17, 2, 0o600], result: 3): "semget(0x11, 2, 0600) = 3",
            record("shmctl", [3, 0, 0]): "shmctl(3, IPC_RMID, NULL) = 0",
            record("open_tree", [UInt64(bitPattern: -100), 1, 1], [text(1, "/a")]):
                #"open_tree(AT_FDCWD, "/a", OPEN_TREE_CLONE) = 0"#,
            record("fsconfig", [3, 1, 4, 5, 0], [text(2, "size"), text(3, "1m")]):
                #"fsconfig(3, FSCONFIG_SET_STRING, "size", "1m", 0) = 0"#,
            record("fsmount", [3, 1, 3]):
                "fsmount(3, FSMOUNT_CLOEXEC, MOUNT_ATTR_RDONLY|MOUNT_ATTR_NOSUID) = 0",
            record("socket", [16, 0o2_000_003, 0], result: 3):
                "socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_ROUTE) = 3",
        ]
        for (call, expected) in calls { #expect("\(call.text) \(call.resultText)" == expected) }
    }

    @Test("clone3's flags and signal are in its structure, a time namespace's among them")
    func clone3() {
        var structure = [UInt8](repeating: 0, count: 88)
        structure[0] = 0x80
        structure[32] = 17
        let call = record("clone3", [1, 88], [bytes(0, structure)], result: 9)
        #expect(call.text == "clone3({flags=CLONE_NEWTIME, exit_signal=SIGCHLD})")
        #expect(call.way.structures == ["nsproxy->time_ns_for_children"])
    }

    @Test("a lesson finds a call by each flag that it had, and a failed one only with its error")
    func elements() {
        let two = record("unshare", [0x402_0000])
        #expect(
            two.elements == [
                "unshare(CLONE_NEWNS|CLONE_NEWUTS)", "unshare(CLONE_NEWNS)", "unshare(CLONE_NEWUTS)",
            ])
        #expect(
            record("unshare", [0x400_0000], result: -1).elements
                == ["unshare(CLONE_NEWUTS) = -1 EPERM"])
    }

    @Test("where a call leads depends on its flags")
    func ways() {
        #expect(
            record("unshare", [0x400_0000]).way.text
                == "ksys_unshare() → unshare_nsproxy_namespaces() → create_new_namespaces() → "
                + "copy_utsname(): nsproxy->uts_ns")
        #expect(record("unshare", [0x1000_0000]).way.structures == ["cred->user_ns"])
        let time = TraceRecord.Part(
            kind: .file, argument: 0, bytes: Array("time:[7]".utf8), isCut: false)
        #expect(
            record("setns", [3, 0], [time]).way.structures
                == ["nsproxy->time_ns", "nsproxy->time_ns_for_children"])
        #expect(record("setns", [99, 0], result: -9).way.text == "__x64_sys_setns()")
        #expect(record("mount", [0, 0, 0, 1 << 18]).way.functions.last == "do_change_type")
        #expect(record("mount", [0, 0, 0, 1 << 12 | 32]).way.functions.last == "do_reconfigure_mnt")
    }

    // MARK: rtnetlink

    /// A message with its header, and attributes behind a body.
    private func message(_ type: UInt16, _ body: [UInt8], flags: UInt16 = 5) -> [UInt8] {
        func little(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * $0) & 0xff) } }
        return little(UInt32(16 + body.count)) + little(UInt32(type) | UInt32(flags) << 16)
            + little(99) + little(0) + body
    }

    private func attribute(_ type: UInt16, _ value: [UInt8]) -> [UInt8] {
        let size = UInt16(4 + value.count)
        let padding = [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
        return [UInt8(size & 0xff), UInt8(size >> 8), UInt8(type & 0xff), UInt8(type >> 8)] + value
            + padding
    }

    private func link(index: UInt8 = 0, flags: UInt8 = 0, change: UInt8 = 0) -> [UInt8] {
        [0, 0, 0, 0, index, 0, 0, 0, flags, 0, 0, 0, change, 0, 0, 0]
    }

    private func requests(_ bytes: [UInt8]) -> [String] {
        NetlinkRequest.all(in: bytes).map(\.text)
    }

    @Test("requests of rtnetlink are told in words")
    func netlink() {
        let peer = link() + attribute(3, Array("veth1\0".utf8))
        let info = attribute(1, Array("veth".utf8)) + attribute(2, attribute(1, peer))
        let pair = link() + attribute(3, Array("veth0\0".utf8)) + attribute(18, info)
        #expect(requests(message(16, pair)) == ["RTM_NEWLINK veth veth0 peer veth1"])
        #expect(
            requests(message(16, link(index: 5, flags: 1, change: 1)) + message(17, link(index: 5)))
                == ["RTM_NEWLINK if5 up", "RTM_DELLINK if5"])
        let address = [2, 24, 0, 0, 5, 0, 0, 0] + attribute(2, [10, 0, 0, 1])
        #expect(requests(message(20, address)) == ["RTM_NEWADDR 10.0.0.1/24 dev if5"])
        let route = [UInt8](repeating: 0, count: 12) + attribute(5, [10, 0, 2, 2])
        #expect(requests(message(24, route)) == ["RTM_NEWROUTE default via 10.0.2.2"])
        #expect(requests(message(18, link(), flags: 0x301)) == ["RTM_GETLINK dump"])
        let moved = link(index: 2) + attribute(28, [4, 0, 0, 0])
        #expect(requests(message(16, moved)) == ["RTM_NEWLINK if2 netns fd 4"])
    }

    @Test("a name that is no word is quoted, and nothing in it reaches a terminal")
    func hostileName() {
        let name = link() + attribute(3, [0x1b, 0x5b, 0x32, 0x4a, 0])
        #expect(requests(message(16, name)) == [#"RTM_NEWLINK "\x1b[2J""#])
    }

    @Test("bytes that are no message, and no record, are read to nothing and never crash")
    func noise() {
        var state: UInt64 = 42
        func next() -> UInt8 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 40)
        }
        let pair = message(16, link() + attribute(18, attribute(1, Array("veth".utf8))))
        for _ in 0..<3000 {
            var bytes = pair
            for _ in 0..<4 { bytes[Int(next()) % bytes.count] = next() }
            _ = requests(Array(bytes.prefix(Int(next()) % (bytes.count + 1))))
            let noise = (0..<Int(next()) * 4).map { _ in next() }
            if let record = TraceRecord(noise) { _ = record.call(level: 1).elements }
        }
        #expect(requests([1, 2, 3]) == [])
        #expect(TraceRecord([1, 2, 3]) == nil)
    }
}
