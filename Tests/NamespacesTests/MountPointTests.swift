import Testing

@testable import Namespaces

/// Lines of mountinfo, `proc_pid_mountinfo(5)`.
@Suite struct MountPointTests {
    private func point(_ line: String) -> MountPoint? { MountPoint(line: line[...]) }

    @Test("a line without optional fields is private")
    func plain() throws {
        let mount = try #require(
            point("36 35 98:0 /mnt1 /mnt2 rw,noatime - ext3 /dev/root rw,errors=continue"))
        #expect((mount.id, mount.parent) == (36, 35))
        #expect((mount.root, mount.path) == ("/mnt1", "/mnt2"))
        #expect(mount.options == ["rw", "noatime"])
        #expect((mount.type, mount.source) == ("ext3", "/dev/root"))
        #expect(mount.propagation == ["private"] && mount.peers.isEmpty)
    }

    @Test(
        "optional fields tell the propagation",
        arguments: [
            ("shared:12", ["shared"], ["shared:12"]), ("master:1", ["slave"], ["master:1"]),
            ("shared:7 master:3", ["shared", "slave"], ["shared:7", "master:3"]),
            ("unbindable", ["unbindable"], []), ("propagate_from:2", ["private"], []),
            ("master:4 propagate_from:2", ["slave"], ["master:4"]),
            ("something:new shared:1", ["shared"], ["shared:1"]),
        ])
    func optional(fields: String, propagation: [String], peers: [String]) throws {
        let mount = try #require(point("36 35 98:0 / / rw \(fields) - ext3 /dev/root rw"))
        #expect(mount.propagation == propagation)
        #expect(mount.peers == peers)
        #expect(mount.type == "ext3")
    }

    @Test("octal escapes are resolved, and what only looks like one is not")
    func escapes() throws {
        let mount = try #require(
            point(#"1 2 0:1 /a\040b /tab\011\012\134\303\251x\9 rw - fuse.x a\040source rw"#))
        #expect(mount.root == "/a b")
        #expect(mount.path == "/tab\t\n\\éx\\9")
        #expect(mount.source == "a source")
    }

    @Test("a source that is empty or a dash does not move the fields")
    func oddSources() throws {
        let empty = try #require(point("1 2 0:1 / /x rw - tmpfs  rw"))
        #expect((empty.type, empty.source) == ("tmpfs", ""))
        let dash = try #require(point("1 2 0:1 / /x rw - tmpfs - rw"))
        #expect((dash.type, dash.source) == ("tmpfs", "-"))
        let dashes = try #require(point("1 2 0:1 / /- rw shared:1 - - - rw"))
        #expect((dashes.path, dashes.type, dashes.source) == ("/-", "-", "-"))
    }

    @Test(
        "what is no line of mountinfo is no mount point",
        arguments: [
            "", "36", "36 35 98:0 /mnt1 /mnt2 rw ext3 /dev/root rw", "a b 98:0 / / rw - ext3 x rw",
            "36 35 98:0 / / rw -", "36 35 98:0 / / rw shared:1 x y z",
        ])
    func malformed(line: String) {
        #expect(point(line) == nil)
    }

    @Test("a table keeps the kernel's order and leaves out what it cannot read")
    func table() {
        let mounts = MountPoint.list(
            mountinfo: "1 2 0:1 / /a rw - x y rw\nnonsense\n3 2 0:1 / /a rw - z y rw\n")
        #expect(mounts.map(\.type) == ["x", "z"])
    }
}
