import SystemCalls

/// What strace(1) tells of a run: one line a call, with the process that made it.
struct CallRecord {
    struct Line {
        let pid: Int32
        let call: String
        let text: Substring
        /// Whether the process had become a program that is not nsshell's.
        let isForeign: Bool
        /// Whether it had become the lab's init, which ends the lab when it cannot wait.
        let isOfInit: Bool
        var isInjected: Bool { text.hasSuffix("(INJECTED)") }
    }

    let lines: [Line]

    init(path: String) throws {
        var foreign: Set<Int32> = []
        var inits: Set<Int32> = []
        var lines: [Line] = []
        let bytes = try readBytes(path, limit: 1 << 27)
        for text in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
            guard words.count == 2, let pid = Int32(words[0]) else { continue }
            // A call that another process's came between is told in two parts.
            let told = words[1].drop { $0 == " " }
            let isRest = told.hasPrefix("<... ")
            let call = String(told.dropFirst(isRest ? 5 : 0).prefix { !" (".contains($0) })
            if isRest, !text.hasSuffix(" = 0"), !text.hasSuffix("(INJECTED)") { continue }
            let line = Line(
                pid: pid, call: call, text: text, isForeign: foreign.contains(pid),
                isOfInit: inits.contains(pid))
            if !isRest || line.isInjected { lines.append(line) }
            if call == "execveat", text.hasSuffix(" = 0") { inits.insert(pid) }
            // The first is how strace itself starts nsshell.
            if call == "execve", text.hasSuffix(" = 0"),
                lines.contains(where: { $0.pid != pid })
                    || lines.contains(where: { $0.pid == pid && $0.call != "execve" })
            {
                foreign.insert(pid)
            }
        }
        self.lines = lines
    }

    /// The most calls of a name that any process made: by the time that its lab's first program had
    /// been started, where `all` is false.
    func most(all: Bool) -> [String: Int] {
        let end = all ? nil : lines.firstIndex(where: \.isForeign)
        var counts: [Int32: [String: Int]] = [:]
        for line in lines[..<(end ?? lines.endIndex)] where !line.isForeign {
            counts[line.pid, default: [:]][line.call, default: 0] += 1
        }
        return counts.values.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: max) }
    }

    /// How many calls of each name nsshell made before it came to its first own: those are the C
    /// library's and the runtime's, which end a program that they cannot start.
    func beforeMain() -> [String: Int] {
        guard let pid = lines.first?.pid else { return [:] }
        var counts: [String: Int] = [:]
        for line in lines where line.pid == pid {
            // StandardStreams.open() begins so.
            if line.call == "rt_sigaction", line.text.contains("SIGCHLD") { break }
            counts[line.call, default: 0] += 1
        }
        return counts
    }
}
