/// How a lesson's transcript tells what is typed from what is written.
enum ConsoleText {
    private static let keys: Set = ["^C", "^D", "^Z"]
    private static let kinds: Set = ["cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"]

    /// Whether a line, without its margin, is something typed: it begins with a prompt, or is a key
    /// or a wait.
    static func isTyped(_ line: some Collection<UInt8>) -> Bool {
        let text = String(decoding: Array(line), as: UTF8.self)
        return keys.contains(text) || text.hasPrefix("until ") || prompt(of: text) != nil
    }

    /// Whether a line that is written could be taken for one that is typed.
    static func isAmbiguous(_ line: some Collection<UInt8>) -> Bool {
        isTyped(line) || line.starts(with: "> ".utf8)
    }

    /// `uts@2` of `uts@2$ hostname`.
    static func prompt(of text: String) -> Substring? {
        guard let end = text.firstIndex(of: "$") else { return nil }
        let rest = text[text.index(after: end)...]
        guard rest.first == " " else { return nil }
        let prompt = text[..<end]
        let parts = prompt.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, Int(parts[1]) == nil { return nil }
        return isPlace(parts[0]) ? prompt : nil
    }

    private static func isPlace(_ text: Substring) -> Bool {
        if text == "host" { return true }
        return text.split(separator: "+", omittingEmptySubsequences: false).allSatisfy { part in
            kinds.contains(String(part)) || part == "(pid)" || part == "(time)"
                || (part.hasPrefix("net:") && part.count > 4 && !part.contains(" "))
        }
    }
}
