import Glibc
import Namespaces
import SystemCalls
import Testing

extension Commands {
    @Suite("Control groups", .needs(.labs))
    struct ControlGroups {
        private static let lesson = SampleLesson(
            frontMatter: "requires: [cgroup2]",
            console: "host$ mkdir /sys/fs/cgroup/mine && hostname other"
        ).text

        /// As root: whoever else runs the tests may have been given a group by systemd.
        @Test(
            "where no group is delegated, the ability cgroup2 is a skip that says what mends it",
            .needs(.root))
        func undelegated() throws {
            let scratch = Scratch()
            let path = scratch.file("sample.md", Self.lesson)
            let outcome = try nsshell("lesson", path, as: .ordinary)
            #expect(outcome.status == 0 && outcome.text.contains("skipped"), "\(outcome.story)")
            for advice in ["no cgroup2 group is delegated", "sudo", "Delegate=yes"] {
                #expect(outcome.text.contains(advice), "\(advice): \(outcome.story)")
            }
            #expect(try nsshell("lesson", "--strict", path, as: .ordinary).status == 1)
        }

        @Test("root's lab has the ability cgroup2", .needs(.root))
        func root() throws {
            let scratch = Scratch()
            let before = MachineState([.groups, .processes, .namespaces])
            let outcome = try nsshell("lesson", scratch.file("sample.md", Self.lesson), as: .root)
            #expect(outcome.status == 0 && !outcome.text.contains("skipped"), "\(outcome.story)")
            #expect(before.changes() == [])
        }

        /// A group that belongs to the ordinary user, as systemd gives one with `Delegate=yes`; only
        /// root can make it. It is gone with its owner.
        private final class Delegation {
            let path: String

            init() throws {
                let mounts = MountPoint.list(mountinfo: try readText("/proc/self/mountinfo"))
                let mount = try #require(
                    mounts.first { $0.type == "cgroup2" }, "no cgroup2 is mounted here")
                path =
                    "\(mount.path)/tests-of-nsshell-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
                try #require(mkdir(path, 0o755) == 0, "mkdir \(path): errno \(errno)")
                for file in ["", "/cgroup.procs", "/cgroup.threads", "/cgroup.subtree_control"] {
                    _ = chown(path + file, Account.ordinaryID, Account.ordinaryID)
                }
            }

            deinit {
                let path = path
                // What a failure of these tests would leave, deepest first.
                for group in groups.sorted().reversed() { rmdir("\(path)/\(group)") }
                rmdir(path)
            }

            /// The groups in it, relative to it.
            var groups: [String] {
                let found = try? onHost("find \(path) -mindepth 1 -type d -printf '%P\\n'")
                return found?.text.split(separator: "\n").map(String.init) ?? []
            }

            /// Starts nsshell in it, as the ordinary user.
            func start(_ arguments: [String]) throws -> Child {
                let id = Account.ordinaryID
                let script = """
                    echo $$ > \(path)/cgroup.procs || exit 99
                    exec setpriv --reuid \(id) --regid \(id) --clear-groups "$0" "$@"
                    """
                return try Child(["/bin/sh", "-c", script, Program.path] + arguments)
            }
        }

        /// The processes of nsshell and its lab, with their groups as the machine names them.
        private static func groups(of pid: Int32) throws -> [(name: String, group: String)] {
            try ProcessState.tree(from: pid).compactMap { state in
                let lines = try readText("/proc/\(state.pid)/cgroup").split(separator: "\n")
                return lines.first { $0.hasPrefix("0::") }.map {
                    (state.name, String($0.dropFirst(3)))
                }
            }
        }

        @Test(
            "a user's lab has a group of its own below the one that is delegated (simulated)",
            .needs(.root))
        func delegated() throws {
            let delegation = try Delegation()
            let own = try #require(delegation.path.split(separator: "/").last)
            let child = try delegation.start([
                "run", "/bin/sh", "-c", "grep ^0:: /proc/1/cgroup; sleep 600 & echo ready; read x",
            ])
            #expect(try child.wait(for: "ready"), "\(child.story)")
            // Its own cgroup namespace: the group is its root.
            #expect(child.text == "0::/\nready\n", "\(child.story)")
            let group = try #require(delegation.groups.first)
            #expect(group.hasPrefix("nsshell-") && delegation.groups.count == 1)
            var inLab = 0
            for (name, place) in try Self.groups(of: child.pid) {
                if ["nsshell", "lab-guard"].contains(name) {
                    #expect(place == "/\(own)", "\(name)")
                } else {
                    #expect(place == "/\(own)/\(group)", "\(name)")
                    inLab += 1
                }
            }
            // init, sh and sleep.
            #expect(inLab == 3)
            #expect(try child.finish().status == 1)
            #expect(delegation.groups == [])
        }

        /// The same to come of it, whichever way the user's lab ends.
        static let ways = ["end", "kill -9"]

        @Test(
            "groups made in a user's lab, by whatever mount, are gone with it (simulated)",
            .needs(.root), arguments: ways)
        func left(way: String) throws {
            let delegation = try Delegation()
            let before = MachineState([.groups, .processes, .namespaces])
            let child = try delegation.start([
                "run", "/bin/bash", "-c",
                """
                mount -t cgroup2 x /mnt && mkdir -p /mnt/left/deeper && echo made
                mkdir /sys/fs/cgroup/other && echo made
                sleep 600 & echo $! > /mnt/left/deeper/cgroup.procs && echo moved
                unshare -Cm sh -c 'mount -t cgroup2 x /srv && mkdir /srv/third' && echo made
                echo ready; read x
                """,
            ])
            #expect(try child.wait(for: "ready"), "\(child.story)")
            #expect(child.text == "made\nmade\nmoved\nmade\nready\n", "\(child.story)")
            let lab = try #require(delegation.groups.min())
            #expect(
                Set(delegation.groups) == [
                    lab, "\(lab)/left", "\(lab)/left/deeper", "\(lab)/other", "\(lab)/third",
                ])
            if way == "end" {
                #expect(try child.finish().status == 1)
                #expect(delegation.groups == [])
            } else {
                try child.kill()
            }
            #expect(before.changes() == [])
            #expect(delegation.groups == [])
        }

        @Test("a user's lab cannot be left for the delegated group (simulated)", .needs(.root))
        func outside() throws {
            let delegation = try Delegation()
            let outcome = try delegation.start([
                "run", "/bin/bash", "-c",
                """
                mount -t cgroup2 x /mnt
                for up in /mnt/.. /sys/fs/cgroup/..; do
                    mkdir $up/escaped; echo $$ > $up/cgroup.procs
                done 2>/dev/null
                grep ^0:: /proc/self/cgroup; ls -d /mnt/../nsshell-* /sys/fs/nsshell-*
                """,
            ]).finish()
            #expect(outcome.text == "0::/\n", "\(outcome.story)")
            #expect(delegation.groups == [])
        }

        @Test(
            "a lesson of a user with a group of their own has the ability cgroup2 (simulated)",
            .needs(.root))
        func lesson() throws {
            let delegation = try Delegation()
            let scratch = Scratch()
            let path = scratch.file("sample.md", Self.lesson)
            let outcome = try delegation.start(["lesson", path]).finish()
            #expect(outcome.status == 0 && !outcome.text.contains("skipped"), "\(outcome.story)")
            #expect(delegation.groups == [])
        }
    }
}
