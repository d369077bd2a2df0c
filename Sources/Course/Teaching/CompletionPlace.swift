internal import Namespaces
internal import SystemCalls

/// Where a word is completed: what a process sees, by the facts that lessons ask.
struct CompletionPlace {
    typealias Candidate = WordCompletion.Candidate

    private let pid: Int32
    private let subject: FactSubject
    private let facts = FactTree()

    init(pid: Int32) {
        self.pid = pid
        subject = FactSubject(pid: pid)
    }

    /// More are not told apart into files and directories: each is looked at by a process of its own.
    private static let mostLookedAt = 64
    private static let usualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    private static let builtins = [
        "alias", "bg", "cd", "echo", "exec", "exit", "export", "fg", "jobs", "kill", "printf", "pwd",
        "read", "set", "source", "trap", "type", "ulimit", "umask", "unset", "wait",
    ]

    func programs(with prefix: String) -> [Candidate] {
        let folders = (environment("PATH") ?? Self.usualPath).split(separator: ":").map(String.init)
        for folder in folders { facts.prepare(Self.entries(folder), of: subject) }
        var names = Set(Self.builtins)
        for folder in folders { names.formUnion(list(Self.entries(folder))) }
        return names.filter { $0.hasPrefix(prefix) }.sorted()
            .map { Candidate(text: $0, isWhole: true) }
    }

    /// Links and network namespaces, where a command takes their names.
    func names(for words: [String], with prefix: String) -> [Candidate] {
        guard let command = words.first(where: Self.takesLinks.contains) else { return [] }
        var names: [String] = []
        let last = words.last ?? ""
        if command == "ip", last == "-n" || last == "exec" || words.suffix(2).first == "netns" {
            names = list([FactStep("files", key: "/run/netns"), FactStep("entries")])
        } else if words.count > 1 || command != "ip" {
            names = list([FactStep("links")])
        }
        return names.filter { $0.hasPrefix(prefix) }.sorted()
            .map { Candidate(text: $0, isWhole: true) }
    }

    private static let takesLinks: Set = [
        "ip", "ifconfig", "brctl", "bridge", "ethtool", "tc", "tcpdump", "arping", "ifup", "ifdown",
    ]

    func files(with prefix: String) -> [Candidate] {
        let parts = prefix.utf8.lastIndex(of: UInt8(ascii: "/"))
        let shown = parts.map { String(prefix[...$0]) } ?? ""
        let name = parts.map { String(prefix[prefix.utf8.index(after: $0)...]) } ?? prefix
        let folder = absolute(shown)
        let names = list(Self.entries(folder)).filter {
            $0.hasPrefix(name) && (!$0.hasPrefix(".") || name.hasPrefix("."))
        }.sorted()
        let paths = names.map { folder.hasSuffix("/") ? folder + $0 : "\(folder)/\($0)" }
        let isLookedAt = names.count <= Self.mostLookedAt
        if isLookedAt { for path in paths { facts.prepare(Self.entries(path), of: subject) } }
        return zip(names, paths).map { name, path in
            var isFolder = false
            if path == "/proc/self" || path == "/proc/thread-self" { isFolder = true }
            if isLookedAt, case .list = facts.fact(Self.entries(path), of: subject) { isFolder = true }
            return Candidate(text: shown + name + (isFolder ? "/" : ""), isWhole: !isFolder)
        }
    }

    /// A path as typed, from the root directory.
    private func absolute(_ typed: String) -> String {
        for own in ["/proc/self/", "/proc/$$/"] where typed.hasPrefix(own) {
            // Whoever looks is somebody else, and a shell knows its own number.
            let number = (try? ProcessState.numbers(of: pid))?.last ?? pid
            return "/proc/\(number)/" + typed.dropFirst(own.count)
        }
        if typed.hasPrefix("/") { return typed }
        if typed.hasPrefix("~/") {
            return (environment("HOME") ?? "/root") + "/" + typed.dropFirst(2)
        }
        let here = (try? readLink("/proc/\(pid)/cwd")) ?? "/"
        return typed.isEmpty ? here : (here == "/" ? "/" : here + "/") + typed
    }

    private static func entries(_ folder: String) -> [FactStep] {
        [FactStep("files", key: folder), FactStep("entries")]
    }

    private func list(_ path: [FactStep]) -> [String] {
        if case .list(let names) = facts.fact(path, of: subject) { return names }
        return []
    }

    /// What the program was started with.
    private func environment(_ name: String) -> String? {
        let text = (try? readText("/proc/\(pid)/environ")) ?? ""
        for entry in text.split(separator: "\0") where entry.hasPrefix(name + "=") {
            return String(entry.dropFirst(name.count + 1))
        }
        return nil
    }
}
