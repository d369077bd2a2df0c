import Glibc
import SystemCalls
import Testing

@testable import CommandTests

/// Each part of the comparison sees a change: one that the test itself makes, in namespaces and
/// folders of its own.
@Suite("The comparison of a hostile learner's machine sees harm", .serialized, .needs(.labs))
struct Sight {
    /// A part, and what changes it within namespaces of one's own.
    private static let changes: [(Surroundings.Part, String)] = [
        (.mounts, "mount -t tmpfs harm /mnt"),
        (.links, "ip link add harm type veth peer name harm2"),
        (.links, "ip addr add 192.0.2.1/32 dev lo"),
        (.firewall, "nft add table inet harm"),
        (.settings, "echo 1 > /proc/sys/net/ipv4/ip_forward"),
        (.messages, "ipcmk --queue"),
        (.messages, "ipcmk --shmem 4096"),
        (.names, "hostname harm"),
        (.devices, "mount -t tmpfs harm /dev; touch /dev/harm"),
        (.files, "mount -t tmpfs harm /etc; echo harm > /etc/passwd"),
        (.programs, "mount -t tmpfs harm /usr/local; touch /usr/local/harm"),
        (.homes, "mount -t tmpfs harm /root; echo harm > /root/.profile"),
    ]

    @Test("in every part", arguments: changes.indices)
    func seen(index: Int) throws {
        let (part, change) = Self.changes[index]
        // Of /usr only what is near its top and new.
        let script = "export DEPTH=2 SINCE=\(time(nil) - 1)\n" + Surroundings.script([part])
        let outcome = try Child([
            "/usr/bin/unshare", "--user", "--map-root-user", "--mount", "--net", "--ipc", "--uts",
            "--pid", "--fork", "--mount-proc", "/bin/bash", "-c",
            "\(script)\necho @@; { \(change); } >&2 && echo @@\n\(script)",
        ]).finish()
        let texts = outcome.text.split(separator: "@@\n", omittingEmptySubsequences: false)
        try #require(texts.count == 3, "\(change): \(outcome.complaint)")
        let readings = [texts[0], texts[2]].map { Surroundings.reading(String($0)) }
        #expect(readings[0][part] != nil)
        let differences = Surroundings.differences(from: readings[0], to: readings[1])
        #expect(!differences.isEmpty, "\(change) is not seen")
        // And it is not that two readings always differ.
        let again = try Child(["/bin/bash", "-c", "\(script)\necho @@\n\(script)"]).finish()
        let same = again.text.split(separator: "@@\n").map { Surroundings.reading(String($0)) }
        #expect(Surroundings.differences(from: same[0], to: same[1]) == [])
    }

    @Test("in the bait: a file that was written, a contact, a message taken, another limit")
    func bait() throws {
        let bait = try Bait(for: .runner)
        var state = try bait.state()
        #expect(try bait.state() == state)
        let folder = bait.scratch.path
        let number = bait.coordinates.firstMatch(of: /"pid": ([0-9]+)/).map { String($0.1) } ?? ""
        for harm in [
            "echo x >> \(folder)/secret", "chmod 700 \(folder)/nsshell", "touch \(folder)/new",
            "echo x >> /dev/shm/bait-\(number)", "prlimit --pid \(number) --nofile=77",
            "renice -n 5 -p \(number)", "ipcrm --queue-key \(number)",
            "/usr/bin/python3 -c \"import socket; socket.socket(socket.AF_UNIX).connect('\\0bait-of-nsshell-\(number)')\"",
        ] {
            let outcome = try onHost(harm)
            try #require(outcome.status == 0, "\(harm): \(outcome.story)")
            let now = try bait.state()
            #expect(now != state, "\(harm) is not seen")
            state = now
        }
    }

    @Test("in the clock, and in the kernel's log")
    func clockAndLog() throws {
        #expect(Surroundings.clockChange(from: 0, to: 400) == nil)
        #expect(Surroundings.clockChange(from: 0, to: 1000) != nil)
        #expect(Surroundings.clockChange(from: 0, to: -86_400_000) != nil)
        #expect(abs(Surroundings.clockOffset - Surroundings.clockOffset) < 500)
        let scratch = Scratch()
        let path = scratch.file("log", "6,1,1,-;BUG: of before\n")
        let log = KernelLog(path)
        #expect(log.isReadable && log.complaints() == [])
        let line = "4,2,2,-;BUG: unable to handle page fault\n6,3,3,-;usb 1-1: new\n"
        try #require(
            try onHost("printf '\(line.replacing("\n", with: "\\n"))' >> \(path)").status == 0)
        #expect(log.complaints() == ["4,2,2,-;BUG: unable to handle page fault"])
    }

    @Test("in the processes and the groups", .needs(.root))
    func processesAndGroups() throws {
        let surroundings = Surroundings()
        let outcome = try onHost(
            "(setsid unshare --user sleep 600 </dev/null >/dev/null 2>&1 & echo $!)")
        let pid = try #require(Int32(outcome.text.split(separator: "\n").last ?? ""))
        defer { kill(pid, SIGKILL) }
        var found = surroundings.changes()
        #expect(
            found.contains { $0.hasPrefix("+ processes") && $0.contains("\(pid) ") }, "\(found)")
        let folders = try namesInDirectory("/sys/fs/cgroup").map { "/sys/fs/cgroup/\($0)/harm" }
        // In cgroup2's root where that is mounted there, else in a hierarchy of cgroup1.
        let made = (["/sys/fs/cgroup/harm"] + folders).first { path in
            mkdir(path, 0o755) == 0 && FileKind(at: "\(path)/cgroup.procs") != .missing
        }
        defer { if let made { rmdir(made) } }
        try #require(made != nil)
        found = surroundings.changes()
        #expect(found.contains { $0.hasPrefix("+ groups") }, "\(found)")
    }

    @Test(
        "in what a way says: a step that is missing, another errno, the secret, a script that fails"
    )
    func judgement() {
        let way = Way.refused("a", "tries", ["open: EPERM|EACCES", "then: done"], "")
        func problems(_ output: String, _ status: Int = 0) -> Int {
            let attempt = Attempt(id: "a", status: status, output: output, complaint: "")
            return way.problems(of: attempt, as: .runner, secret: "s3cret").count
        }
        #expect(problems("open: EPERM\nthen: done 5\n") == 0)
        #expect(problems("open: EACCES\nthen: done\n") == 0)
        #expect(problems("open: done\nthen: done\n") == 1)
        #expect(problems("open: ENOENT\nthen: done\n") == 1)
        #expect(problems("open: EPERM\n") == 1)
        #expect(problems("") == 2)
        #expect(problems("open: EPERM\nthen: done s3cret\n") == 1)
        #expect(problems("open: EPERM\nthen: done\nother: done\n") == 1)
        #expect(problems("open: EPERM\nthen: done\nhello\n") == 1)
        #expect(problems("open: EPERM\nthen: done\n", 1) == 1)
    }
}
