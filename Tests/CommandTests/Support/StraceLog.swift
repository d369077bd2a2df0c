import JSONText
import Testing

/// Calls of one process, written as both strace and nsshell can be brought to write them.
typealias ProcessCalls = [String]

extension String {
    /// Flags in one order, numbers of one kind.
    fileprivate var inOneSpelling: String {
        replacing(/[A-Z0-9_x]+(\|[A-Z0-9_x]+)+/) { match in
            match.output.0.split(separator: "|").sorted().joined(separator: "|")
        }
        .replacing(/\ \/\* CLONE_\?\?\? \*\//, with: "")
        // Every run has its own.
        .replacing(/^(clone\(.*) = \d+$/) { "\($0.output.1) = PID" }
        .replacing(/\|0+([0-7]{3})\b/) { "|0\($0.output.1)" }
    }
}

/// What `strace -f -y -o FILE` wrote.
struct StraceLog {
    /// By process, in the order of their first call.
    private(set) var calls: [ProcessCalls] = []

    private static let plain: Set = [
        "unshare", "setns", "mount", "umount2", "pivot_root", "chroot", "sethostname",
        "setdomainname", "pidfd_open", "open_tree", "move_mount", "fsopen", "fsconfig", "fsmount",
        "mount_setattr", "msgget", "msgctl", "semget", "semctl", "shmget", "shmctl",
    ]

    init(_ text: String) {
        var order: [Substring] = []
        var byProcess: [Substring: ProcessCalls] = [:]
        var unfinished: [Substring: String] = [:]
        for line in text.split(separator: "\n") {
            guard let space = line.firstIndex(of: " ") else { continue }
            let pid = line[..<space]
            var rest = String(line[space...].drop { $0 == " " })
            if let cut = rest.firstRange(of: " <unfinished ...>") {
                unfinished[pid] = String(rest[..<cut.lowerBound])
                continue
            }
            if let match = rest.firstMatch(of: /^<\.\.\. \w+ resumed>(.*)$/) {
                rest = (unfinished.removeValue(forKey: pid) ?? "") + match.output.1
            }
            guard let call = Self.call(rest) else { continue }
            if byProcess[pid] == nil { order.append(pid) }
            byProcess[pid, default: []].append(call)
        }
        calls = order.compactMap { byProcess[$0] }
    }

    /// Nil for a call that is not traced.
    private static func call(_ line: String) -> String? {
        let form = /^(\w+)\((.*)\) += (-?\w+)(?:<[^>]*>)?( E\w+)?/
        guard let match = line.firstMatch(of: form) else { return nil }
        let name = String(match.output.1), result = "\(match.output.3)\(match.output.4 ?? "")"
        // What -y adds to a descriptor's number.
        let arguments = String(match.output.2).replacing(/(\d|AT_FDCWD)<[^>]*>/) { "\($0.output.1)" }
        switch name {
        case "clone":
            guard arguments.contains("CLONE_NEW"),
                let flags = arguments.firstMatch(of: /flags=([A-Z0-9_|]+)/)
            else { return nil }
            return "clone(\(flags.output.1)) = \(result)".inOneSpelling
        case "socket" where arguments.hasPrefix("AF_NETLINK"): break
        case "sendto", "sendmsg":
            let types = arguments.matches(of: /nlmsg_type=(RTM_\w+)/).map { "\($0.output.1)" }
            guard !types.isEmpty else { return nil }
            return "\(name)(\(types.joined(separator: " "))) = \(result)"
        case "write" where line.contains(/^write\(\d+<\/proc\/\d+\/(uid_map|gid_map|setgroups)>/): break
        case _ where plain.contains(name): break
        default: return nil
        }
        return "\(name)(\(shortened(arguments, of: name))) = \(result)".inOneSpelling
    }

    /// What the two write otherwise, left out.
    private static func shortened(_ arguments: String, of name: String) -> String {
        switch name {
        // The structure, and what only one command reads.
        case "mount_setattr": String(arguments.prefix { $0 != "{" })
        case "msgctl", "shmctl", "semctl":
            arguments.split(separator: ", ").dropLast().joined(separator: ", ")
        // What a change of a mount does not read, strace does not show.
        case "mount" where arguments.contains(/MS_(BIND|REMOUNT|MOVE|PRIVATE|SLAVE|SHARED|UNBINDABLE)/):
            arguments.split(separator: ", ", omittingEmptySubsequences: false).enumerated()
                .filter { [0, 1, 3].contains($0.offset) }.map(\.element).joined(separator: ", ")
        default: arguments
        }
    }

    /// The same of what nsshell told.
    static func shortened(text: String) -> String {
        guard let open = text.firstIndex(of: "(") else { return text }
        let name = String(text[..<open])
        let arguments = String(text[text.index(after: open)...].dropLast())
        return "\(name)(\(shortened(arguments, of: name)))".inOneSpelling
    }
}

/// The calls in a report of `nsshell lesson --kernel --json`.
struct TracedSteps {
    /// By step, and by process in the order of their first call.
    private(set) var steps: [[ProcessCalls]] = []

    init(json: String) throws {
        let document = try JSON(reading: Array(json.utf8))
        let lesson = try #require(document["lessons"]?.elements?.first)
        for step in lesson["steps"]?.elements ?? [] {
            var order: [Int] = []
            var byProcess: [Int: ProcessCalls] = [:]
            for call in try #require(step["calls"]?.elements) {
                let pid = call["pid"]?.integer ?? 0
                if byProcess[pid] == nil { order.append(pid) }
                byProcess[pid, default: []].append(Self.call(call))
            }
            steps.append(order.compactMap { byProcess[$0] })
        }
    }

    /// The requests of rtnetlink in such a report, in order.
    static func requests(json: String) throws -> [String] {
        let document = try JSON(reading: Array(json.utf8))
        let steps = try #require(document["lessons"]?.elements?.first?["steps"]?.elements)
        return steps.flatMap { $0["calls"]?.elements ?? [] }
            .flatMap { $0["requests"]?.elements ?? [] }.compactMap { $0["text"]?.string }
    }

    private static func call(_ call: JSON) -> String {
        let errno = call["errno"]?.string.map { " \($0)" } ?? ""
        let result = call["result"]?.integer.map(String.init) ?? "?"
        let requests = call["requests"]?.elements ?? []
        var text = StraceLog.shortened(text: call["text"]?.string ?? "")
        if !requests.isEmpty {
            let types = requests.compactMap { $0["text"]?.string?.split(separator: " ").first }
            text = "\(call["name"]?.string ?? "")(\(types.joined(separator: " ")))"
        }
        return "\(text) = \(result)\(errno)".inOneSpelling
    }
}
