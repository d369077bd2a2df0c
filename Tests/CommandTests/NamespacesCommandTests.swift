import Foundation
import SystemCalls
import Testing

extension Commands {
    /// In a PID namespace of its own with a `/proc` of its own nobody else comes and goes, so that
    /// two programs that look one after the other see the same.
    @Suite("nsshell namespaces", .needs(.labs))
    struct NamespacesOfMachine {
        /// Namespaces with a process, and one each that is held by a file, by a bind mount, by its
        /// child alone, and by a bind mount in a mount namespace that only a file holds.
        private static let surroundings = """
            started() { read -r -u "$1" _ || exit 9; }
            export HELD='echo ready; exec sleep 1000'
            mount -t tmpfs tmpfs /mnt; touch /mnt/ipc /mnt/net
            unshare --ipc=/mnt/ipc true
            exec 7< <(exec unshare -Ur unshare -Ur sh -c "$HELD"); started 7
            inner=$!
            exec 8< <(exec unshare -u sh -c "$HELD"); started 8
            exec 5</proc/$!/ns/uts; kill $!; wait $!
            exec 8< <(exec unshare -m sh -c 'mount -t tmpfs t /mnt; touch /mnt/net
                unshare --net=/mnt/net true; eval "$HELD"'); started 8
            exec 6</proc/$!/ns/mnt; kill $!; wait $!

            """

        private func parts(_ script: String, _ account: Account) throws -> [Data] {
            let outcome = try Child(
                [
                    // Root stays in the machine's own user namespace, as those who look mostly do.
                    "/usr/bin/unshare", account == .root ? "-mpf" : "-Urmpf", "--mount-proc",
                    "--kill-child", "/bin/bash", "-c",
                    // Not the last command, or the shell would become it.
                    Self.surroundings + script + "\nexit $?", "bash", Program.path,
                ], as: account
            ).finish()
            try #require(outcome.status == 0, "\(outcome.story)")
            return outcome.text.components(separatedBy: "=====\n").map { Data($0.utf8) }
        }

        // MARK: The tree

        /// A row of lsns(8), with those that it shows below.
        private struct Row: Decodable {
            let ns: UInt64
            let type: String
            let nprocs: Int
            let pid: Int32
            let pns: UInt64
            let ons: UInt64
            let children: [Row]?

            var all: [Row] { [self] + (children ?? []).flatMap(\.all) }

            static func read(_ data: Data) throws -> [Row] {
                struct Document: Decodable { let namespaces: [Row] }
                return try JSONDecoder().decode(Document.self, from: data).namespaces.flatMap(\.all)
            }
        }

        private struct Node: Decodable {
            struct Process: Decodable { let pid: Int32 }
            struct Keeper: Decodable {
                let by: String
                let path: String?
                let descriptor: Int32?
                let mnt: String?
                let name: String?
            }

            let kind: String
            let name: String
            let inode: UInt64
            let owner: String?
            let parent: String?
            let processes: [Process]
            let kept_by: [Keeper]
        }

        @Test(
            "agrees with lsns on every namespace: type, owner, parent, processes",
            arguments: Account.available)
        func lsns(account: Account) throws {
            let parts = try parts(
                """
                lsns -J -o NS,TYPE,NPROCS,PID,PNS,ONS; echo =====
                "$1" namespaces --json
                """, account)
            let rows = try Row.read(parts[0])
            let nodes = try JSONDecoder().decode([Node].self, from: parts[1])
            for row in rows {
                let node = try #require(nodes.first { $0.inode == row.ns }, "\(row)")
                #expect(node.kind == row.type)
                #expect(node.processes.count == row.nprocs, "\(row)")
                #expect(node.processes.first?.pid == row.pid, "\(row)")
                #expect(node.owner == (row.ons == 0 ? nil : "user:[\(row.ons)]"), "\(row)")
                #expect(node.parent == (row.pns == 0 ? nil : "\(row.type):[\(row.pns)]"), "\(row)")
            }
            // What has a process is in lsns's list: neither sees more of those than the other.
            #expect(
                Set(rows.map(\.ns)) == Set(nodes.filter { !$0.processes.isEmpty }.map(\.inode)))
            #expect(rows.contains { $0.type == "user" && $0.pns != 0 })
        }

        @Test(
            "has what only a file, a bind mount or a child keeps, and tells by what",
            arguments: Account.available)
        func kept(account: Account) throws {
            let parts = try parts(
                """
                stat -Lc %i /proc/self/fd/5 /proc/self/fd/6 /mnt/ipc; readlink /proc/self/ns/mnt
                echo =====
                "$1" namespaces --json
                """, account)
            let nodes = try JSONDecoder().decode([Node].self, from: parts[1])
            func node(_ inode: UInt64) throws -> Node {
                try #require(nodes.first { $0.inode == inode })
            }
            let lines = String(decoding: parts[0], as: UTF8.self).split(separator: "\n")
            let files = try lines.prefix(2).map { try node(try #require(UInt64($0))) }
            for (file, descriptor) in zip(files, [5, 6] as [Int32]) {
                #expect(file.processes.isEmpty)
                #expect(
                    file.kept_by.contains { $0.by == "open_file" && $0.descriptor == descriptor })
            }
            #expect(files.map(\.kind) == ["uts", "mnt"])

            let bound = try node(try #require(UInt64(lines[2])))
            #expect(bound.kind == "ipc" && bound.processes.isEmpty)
            #expect(bound.kept_by.first?.path == "/mnt/ipc")
            // The mount namespace that a file holds is a copy of this one, with a copy of the mount.
            #expect(Set(bound.kept_by.map(\.mnt)) == [String(lines[3]), files[1].name])
            let hidden = nodes.filter { $0.kept_by.contains { $0.path == "/mnt/net" } }
            #expect(hidden.map(\.kind) == ["net"])
            #expect(hidden.first?.kept_by.map(\.mnt) == [files[1].name])

            let childOnly = try #require(
                nodes.first { node in
                    node.kind == "user" && node.processes.isEmpty
                        && node.kept_by.contains { $0.name?.hasPrefix("user:") == true }
                })
            #expect(childOnly.kept_by.allSatisfy { $0.by == "namespace" })
            #expect(nodes.contains { $0.kind == "user" && $0.parent == childOnly.name })
        }

        @Test("by parent: a pid namespace stands below its parent", arguments: Account.available)
        func byParent(account: Account) throws {
            let parts = try parts(
                """
                exec 8< <(exec unshare -Urpf sh -c "$HELD"); started 8
                readlink /proc/self/ns/pid; echo =====
                "$1" namespaces --by parent
                """, account)
            let name = String(decoding: parts[0], as: UTF8.self).dropLast()
            let lines = String(decoding: parts[1], as: UTF8.self).split(separator: "\n")
            let outer = try #require(lines.firstIndex { $0.hasPrefix("\(name)") }, "\(lines)")
            #expect(lines[outer + 1].hasPrefix("└─ pid:["), "\(lines)")
            #expect(lines[outer + 1].contains("  of user:["), "\(lines)")
            #expect(lines.contains { $0.contains("  kept by user:[") }, "\(lines)")
        }

        // MARK: One process

        private struct Held: Decodable {
            struct Process: Decodable, Equatable { let pid: Int32 }
            struct Pointer: Decodable {
                let structure: String
                let pointer: String
                let name: String?
                let owner: String?
                let parent: String?
                let other: String?
                let differs: Bool?
            }

            let process: Process
            let compared_with: Process
            let pointers: [Pointer]
        }

        @Test(
            "--pid tells each pointer by its name in the kernel, as /proc/PID/ns has it",
            arguments: Account.available)
        func pointers(account: Account) throws {
            let parts = try parts(
                """
                cd /proc/$inner/ns
                for f in uts ipc mnt pid_for_children net time time_for_children cgroup user pid; do
                    echo $(readlink $f) $(readlink /proc/1/ns/$f)
                done
                echo =====; "$1" namespaces --pid $inner --with 1 --json
                echo =====; "$1" namespaces --pid $inner
                echo =====; "$1" namespaces --pid 1 --json
                """, account)
            let links = String(decoding: parts[0], as: UTF8.self).split(separator: "\n")
                .map { $0.split(separator: " ").map(String.init) }
            let held = try JSONDecoder().decode(Held.self, from: parts[1])
            #expect(held.compared_with == .init(pid: 1))
            #expect(
                held.pointers.map(\.pointer) == [
                    "uts_ns", "ipc_ns", "mnt_ns", "pid_ns_for_children", "net_ns", "time_ns",
                    "time_ns_for_children", "cgroup_ns", "user_ns", "task_active_pid_ns()",
                ])
            #expect(held.pointers.map(\.name) == links.map { $0[0] })
            #expect(held.pointers.map(\.other) == links.map { $0[1] })
            #expect(held.pointers.filter { $0.differs == true }.map(\.pointer) == ["user_ns"])
            #expect(Set(held.pointers.map(\.structure)) == ["nsproxy", "cred", "thread_pid"])
            let text = String(decoding: parts[2], as: UTF8.self)
            #expect(text.contains("\n  user_ns              \(links[8][0])"), "\(text)")
            #expect(text.contains("differs: \(links[8][1]) there"), "\(text)")
            // Of nsshell itself PID 1 of this namespace differs in nothing.
            let first = try JSONDecoder().decode(Held.self, from: parts[3])
            #expect(first.pointers.allSatisfy { $0.differs == false })
        }
    }
}
