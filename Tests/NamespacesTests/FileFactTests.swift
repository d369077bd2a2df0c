import Glibc
import HostAbilities
import SystemCalls
import Testing

@testable import Namespaces

@Suite(
    "files",
    .enabled(if: Host.allowsUserNamespaces, "this user may not make namespaces here"),
    .timeLimit(.minutes(1)))
struct FileFactTests {
    private func fact(_ path: String, _ name: String? = nil, of held: HeldProcess) -> Fact {
        FactTree().fact(
            [FactStep("files", key: path)] + (name.map { [FactStep($0)] } ?? []),
            of: FactSubject(pid: held.pid))
    }

    private func isUnknown(_ fact: Fact, _ errno: String) -> Bool {
        if case .unknown(let why) = fact { why.contains(errno) } else { false }
    }

    /// A process with a file system of its own on `/tmp`, and what a shell command makes there.
    private func machine(
        _ kinds: NamespaceKinds = [], _ operations: [Operation] = [], making command: String
    ) throws -> HeldProcess {
        let held = try HeldProcess(
            into: kinds.union([.user, .mnt]),
            [.umask(0o022), .mount(source: "none", target: "/tmp", type: "tmpfs")] + operations)
        #expect(inside(held, command) == "")
        return held
    }

    private func inside(_ held: HeldProcess, _ command: String) -> String? {
        Oracle.ask("nsenter -t \(held.pid) -U --preserve-credentials -m sh -c \"\(command)\"")
    }

    @Test("type, mode, owner and group are what stat shows in there")
    func status() throws {
        let held = try machine(
            making: """
                cd /tmp; umask 022; echo > file; chmod 4750 file; mkdir dir; mkfifo fifo; \
                ln -s nowhere link; : > null; mount --bind /dev/null null; \
                : > 'with blanks [and] brackets'
                """)
        let types = [
            ("file", "file"), ("dir", "directory"), ("fifo", "fifo"), ("link", "link"),
            ("null", "char"), ("with blanks [and] brackets", "file"),
        ]
        for (name, type) in types {
            let path = "/tmp/\(name)"
            let shown = inside(held, "stat -c '%a %u %g' '\(path)'")?.words ?? []
            #expect(shown.count == 3)
            #expect(fact(path, of: held) == .present)
            #expect(fact(path, "type", of: held) == .text(type))
            #expect(
                fact(path, "mode", of: held)
                    == .text(String(repeating: "0", count: 4 - shown[0].count) + shown[0]))
            #expect(fact(path, "owner", of: held) == .text(shown[1]))
            #expect(fact(path, "group", of: held) == .text(shown[2]))
        }
        #expect(fact("/tmp/file", "mode", of: held) == .text("4750"))
        #expect(fact("/tmp/file", "owner", of: held) == .text("0"))
        #expect(fact("/tmp/link", "target", of: held) == .text("nowhere"))
        #expect(fact("/tmp/file", "target", of: held) == .absent)
    }

    @Test("text is of a regular file, without its last line end and not too long")
    func text() throws {
        let held = try machine(
            making: """
                cd /tmp; printf 'one\\n\\n' > lines; printf 'dos\\r\\n' > dos; : > empty; \
                printf x > x; ln -s x link; ln -s gone dangling; \
                head -c 65536 /dev/zero | tr '\\0' a > full; (cat full; printf a) > long
                """)
        #expect(fact("/tmp/lines", "text", of: held) == .text("one\n"))
        #expect(fact("/tmp/dos", "text", of: held) == .text("dos\r"))
        #expect(fact("/tmp/empty", "text", of: held) == .text(""))
        #expect(fact("/tmp/link", "text", of: held) == .text("x"))
        #expect(fact("/tmp/dangling", "text", of: held) == .absent)
        #expect(fact("/tmp/dangling", of: held) == .present)
        #expect(fact("/tmp", "text", of: held) == .absent)
        #expect(fact("/tmp/x", "entries", of: held) == .absent)
        #expect(fact("/tmp/full", "text", of: held) == .text(String(repeating: "a", count: 65536)))
        // What is not in its beginning could be behind it.
        guard case .unknown(let reason) = fact("/tmp/long", "text", of: held) else {
            Issue.record("a part of a file was taken for all of it")
            return
        }
        #expect(reason.contains("EFBIG"))
    }

    @Test("entries are sorted, and those that the process sees")
    func entries() throws {
        let held = try machine(
            making: "cd /tmp; mkdir d; : > d/b; : > d/a; : > 'd/c d'; ln -s d l; mkdir empty")
        #expect(fact("/tmp/d", "entries", of: held) == .list(["a", "b", "c d"]))
        #expect(fact("/tmp/l", "entries", of: held) == .list(["a", "b", "c d"]))
        #expect(fact("/tmp/empty", "entries", of: held) == .list([]))
        #expect(fact("/tmp", "entries", of: held) == .list(["d", "empty", "l"]))
    }

    @Test("where there is nothing is absent; what is no path from the root is unknown")
    func nothing() throws {
        let held = try machine(making: ": > /tmp/file")
        for name in [nil, "type", "text", "entries", "target", "mode"] {
            #expect(fact("/tmp/nothing", name, of: held) == .absent)
            #expect(fact("/tmp/file/below", name, of: held) == .absent)
        }
        #expect(isUnknown(fact("tmp/file", of: held), "begins with /"))
    }

    @Test("files of /proc are about the namespaces of the process, never about the reader")
    func proc() throws {
        let held = try machine([.uts, .ipc], [.setHostname("inner")], making: "true")
        #expect(fact("/proc/sys/kernel/hostname", "text", of: held) == .text("inner"))
        #expect(fact("/proc/version", "type", of: held) == .text("file"))
        for path in ["/proc/self/status", "/proc/mounts", "/proc/net/dev"] {
            #expect(isUnknown(fact(path, "text", of: held), "whoever reads it"), "\(path)")
        }
        #expect(isUnknown(fact("/proc/self", "target", of: held), "whoever reads it"))
        #expect(fact("/proc/mounts", "target", of: held) == .text("self/mounts"))
    }

    @Test("no link leads out of the process's root, and nothing in it blocks")
    func jail() throws {
        let held = try HeldProcess(
            into: [.user, .mnt],
            [
                .mount(source: "none", target: "/tmp", type: "tmpfs"),
                .makeDirectory("/tmp/jail"), .makeDirectory("/tmp/jail/proc"),
                .write(path: "/tmp/outside", bytes: Array("secret".utf8), create: 0o644),
                .write(path: "/tmp/jail/inside", bytes: Array("in".utf8), create: 0o644),
                .symlink(to: "../../../tmp/outside", at: "/tmp/jail/up"),
                .symlink(to: "/tmp/outside", at: "/tmp/jail/absolute"),
                .symlink(to: "/../inside", at: "/tmp/jail/round"),
                .symlink(to: "loop", at: "/tmp/jail/loop"),
                .mount(
                    source: "/proc", target: "/tmp/jail/proc", flags: UInt(MS_BIND) | UInt(MS_REC)),
                .changeRoot("/tmp/jail"), .changeDirectory("/"),
            ])
        let root = "/proc/\(held.pid)/root"
        #expect(
            inside(held, "cd /tmp/jail; mkfifo fifo; ln -s \(root)/inside magic") == "")
        #expect(fact("/inside", "text", of: held) == .text("in"))
        #expect(fact("/../../inside", "text", of: held) == .text("in"))
        #expect(fact("/round", "text", of: held) == .text("in"))
        for path in ["/up", "/absolute", "/../outside", "/tmp/outside"] {
            #expect(fact(path, "text", of: held) == .absent, "\(path)")
        }
        #expect(isUnknown(fact("/magic", "text", of: held), "ELOOP"))
        #expect(isUnknown(fact("\(root)/inside", of: held), "ELOOP"))
        #expect(isUnknown(fact("/loop", "text", of: held), "ELOOP"))
        #expect(fact(root, "type", of: held) == .text("link"))
        #expect(fact("/fifo", "type", of: held) == .text("fifo"))
        #expect(fact("/fifo", "text", of: held) == .absent)
        #expect(fact("/fifo", "entries", of: held) == .absent)
    }

    @Test(
        "the machine's root reads no more than the process may",
        .enabled(if: Host.isRoot, "an ordinary user has nothing to hide from itself"))
    func secret() throws {
        let path = "/tmp/secret.\(getpid())"
        defer { unlink(path) }
        try Descriptor.open(path, O_WRONLY | O_CREAT, mode: 0o600).write("secret".utf8)
        #expect(
            FactTree().fact(
                [FactStep("files", key: path), FactStep("text")], of: FactSubject(pid: getpid()))
                == .text("secret"))
        let leaving: [Operation] = [.dropGroups, .setGID(65534), .setUID(65534)]
        for held in [try HeldProcess(leaving), try HeldProcess(leaving + [.unshare([.user])])] {
            #expect(fact(path, "mode", of: held) == .text("0600"))
            #expect(isUnknown(fact(path, "text", of: held), "EACCES"))
        }
    }

    @Test("several are read at once")
    func prepared() throws {
        let held = try machine(making: "echo a > /tmp/a; echo b > /tmp/b")
        let subject = FactSubject(pid: held.pid)
        let paths = ["/tmp/a", "/tmp/b"].map { [FactStep("files", key: $0), FactStep("text")] }
        for path in paths { FactTree().prepare(path, of: subject) }
        #expect(paths.map { FactTree().fact($0, of: subject) } == [.text("a"), .text("b")])
        // What was read is not read again for the same observation.
        #expect(inside(held, "echo c > /tmp/a") == "")
        #expect(FactTree().fact(paths[0], of: subject) == .text("a"))
        #expect(fact("/tmp/a", "text", of: held) == .text("c"))
    }
}
