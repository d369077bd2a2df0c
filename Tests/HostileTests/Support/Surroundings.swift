import Glibc
import SystemCalls

@testable import CommandTests

/// The machine around a lab, so far as an escape could change it: what `MachineState` holds, and
/// files with their hashes, settings, devices, firewall, clock and the kernel's own health.
final class Surroundings {
    /// What is read by a script, which a test can run elsewhere too.
    enum Part: String, CaseIterable {
        case mounts, links, firewall, settings, messages, names, devices, files, programs, homes
        case kernel

        /// Lines that describe it. What others change by the way is left out: terminals, shared
        /// memory of other programs, what counts or runs by itself.
        var script: String {
            switch self {
            case .mounts: "cat /proc/self/mountinfo"
            case .links:
                """
                sed -n 's/:.*//p' /proc/net/dev
                { ip -j link; ip -j addr; ip -j rule; ip -j route show table all
                  ip -6 -j route show table all; } | sed -E 's/"[a-z_]*(life_time|expires)":[0-9]*//g'
                """
            case .firewall: "nft list ruleset 2>&1"
            case .settings:
                """
                find /proc/sys -type f -perm /444 ! -path '*/random/*' ! -path '*/binfmt_misc/*' \
                    ! -name '*-state' ! -name '*-nr' ! -name nr ! -name ns_last_pid ! -name '*_count' \
                    ! -name epoch ! -path '*/cdrom/*' ! -path '*/quota/*' ! -path '*/neigh/*' \
                    ! -path '*/conf/[!ad]*' \
                    -exec grep -H . {} + 2>/dev/null
                """
            case .messages:
                """
                awk '{print FILENAME, $1, $2, $3}' /proc/sysvipc/msg /proc/sysvipc/sem /proc/sysvipc/shm
                ls -ln /dev/mqueue 2>/dev/null
                """
            case .names: "uname -n; cat /proc/sys/kernel/domainname /etc/hostname; id"
            case .devices:
                """
                find /dev \\( -path /dev/pts -o -path /dev/shm -o -path /dev/mqueue \\) -prune \
                    -o -print0 | xargs -0 stat -c '%n %F %t:%T %a %u %g'
                """
            case .files:
                """
                find /etc -xdev -printf '%p %y %i %m %U %G %s %T@ %C@ %l\\n'
                find /etc -xdev -type f -print0 | xargs -0 sha256sum 2>/dev/null
                find / -maxdepth 1 -printf '%p %y %i %m %U %G %l\\n'
                """
            case .programs:
                """
                sha256sum $(ls -1 /usr/bin/{bash,dash,su,sudo,mount,umount,passwd,env,nsenter,unshare,python3} \
                    /usr/sbin/init /usr/lib/*-linux-gnu/libc.so.6 2>/dev/null)
                find /usr /boot -xdev -maxdepth "${DEPTH:-9}" -newerct "@${SINCE:-0}" \
                    -printf '%p %y %i %m %U %G %s %T@\\n'
                """
            case .homes:
                """
                find /root /home -xdev -maxdepth 2 -not -type d -not -name '.bash_history' \
                    -not -path '/root/.*/*' -printf '%p %y %i %m %U %G %s %T@ %C@ %l\\n' 2>/dev/null
                sha256sum /root/.bashrc /root/.profile /home/*/.bashrc /home/*/.profile 2>/dev/null
                """
            case .kernel: "cat /proc/sys/kernel/tainted"
            }
        }
    }

    typealias Reading = [Part: Set<String>]

    private var before: Reading = [:]
    private var census: MachineState
    private var clock: Int64
    private let log: KernelLog
    private let since: Int
    /// How deep below /usr it is looked each time.
    private var depth = 3

    init(kernelLog path: String = "/dev/kmsg") {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        since = now.tv_sec
        log = KernelLog(path)
        clock = Self.clockOffset
        census = MachineState([.processes, .namespaces, .groups])
        before = read()
    }

    /// What has changed since the last time, once the kernel has had time to take back what ended.
    ///
    /// - Parameter thoroughly: whether all of /usr is looked at.
    func changes(thoroughly: Bool = false) -> [String] {
        depth = thoroughly ? 9 : 3
        defer { depth = 3 }
        let deadline = Deadline(milliseconds: 5000)
        var left: Set<String>?
        while true {
            let now = read()
            let found = Set(Self.differences(from: before, to: now))
            left = left?.intersection(found) ?? found
            if left?.isEmpty != false || deadline.hasPassed {
                if left?.isEmpty == false { before = now }
                break
            }
            poll(nil, 0, 50)
        }
        var changes = (left ?? []).sorted()
        let others = census.changes()
        if !others.isEmpty { census = MachineState([.processes, .namespaces, .groups]) }
        changes += others
        changes += log.complaints().map { "+ kernel \($0)" }
        let offset = Self.clockOffset
        if let change = Self.clockChange(from: clock, to: offset) {
            changes.append(change)
            clock = offset
        }
        return changes
    }

    static func differences(from before: Reading, to now: Reading) -> [String] {
        Part.allCases.flatMap { part -> [String] in
            let (old, new) = (before[part, default: []], now[part, default: []])
            return new.subtracting(old).map { "+ \(part.rawValue) \($0)" }
                + old.subtracting(new).map { "- \(part.rawValue) \($0)" }
        }
    }

    private func read() -> Reading {
        let script = "export SINCE=\(since) DEPTH=\(depth)\n" + Self.script()
        guard let outcome = try? onHost(script) else { return [.kernel: ["cannot be read"]] }
        return Self.reading(outcome.text)
    }

    /// Reads several parts, each after a line with its name.
    static func script(_ parts: [Part] = Part.allCases) -> String {
        parts.map { "echo '@\($0.rawValue)'\n\($0.script)" }.joined(separator: "\n")
    }

    static func reading(_ text: String) -> Reading {
        var reading: Reading = [:]
        var part: Part?
        for line in text.split(separator: "\n") {
            if line.hasPrefix("@"), let next = Part(rawValue: String(line.dropFirst())) {
                part = next
                reading[next] = []
            } else if let part {
                reading[part, default: []].insert(String(line))
            }
        }
        return reading
    }

    // MARK: Clock

    /// `CLOCK_REALTIME` against `CLOCK_MONOTONIC`, in milliseconds.
    static var clockOffset: Int64 {
        var (real, monotonic) = (timespec(), timespec())
        clock_gettime(CLOCK_REALTIME, &real)
        clock_gettime(CLOCK_MONOTONIC, &monotonic)
        return Int64(real.tv_sec - monotonic.tv_sec) * 1000
            + Int64(real.tv_nsec - monotonic.tv_nsec) / 1_000_000
    }

    /// Time servers move it by little.
    static func clockChange(from before: Int64, to now: Int64) -> String? {
        abs(now - before) < 500 ? nil : "+ clock was set by \(now - before) ms"
    }
}

/// What the kernel has written into its log since: only what says that it is unwell.
final class KernelLog {
    private let descriptor: Int32

    init(_ path: String) {
        descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        if descriptor >= 0 { lseek(descriptor, 0, SEEK_END) }
    }

    deinit { close(descriptor) }

    /// Whether it can be read at all: an ordinary user may be refused.
    var isReadable: Bool { descriptor >= 0 }

    private static let words = [
        "Oops", "BUG:", "kernel BUG", "general protection", "WARNING:", "KASAN", "refcount_t:",
        "unable to handle", "Kernel panic", "soft lockup", "hung_task",
    ]

    func complaints() -> [String] {
        guard isReadable else { return [] }
        var buffer = [UInt8](repeating: 0, count: 8192)
        var lines: [String] = []
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EPIPE { continue }
            if count <= 0 { break }
            lines += String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n")
                .map(String.init)
        }
        return lines.filter { line in Self.words.contains { line.contains($0) } }
    }
}
