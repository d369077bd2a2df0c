/// Reads the prompt of a console line: `host$ `, `mnt+pid@2$ `.
struct PromptReader {
    /// A lesson with more terminals than this has lost its learner.
    static let lastSession = 99

    /// The prompt that `text` begins with, and how many characters it takes with its blank; `nil`
    /// where it begins with none.
    static func read(_ text: String) throws(Misreading) -> (prompt: Prompt, length: Int)? {
        let isPartOfPrompt: (Character) -> Bool = {
            $0.isLetter || $0.isNumber || "+:()@_.-".contains($0)
        }
        let spelled = text.prefix(while: isPartOfPrompt)
        let rest = text.dropFirst(spelled.count)
        guard !spelled.isEmpty, let sign = rest.first, sign == "$" || sign == "#",
            rest.count == 1 || rest.dropFirst().first == " " || rest.dropFirst().first == "\t"
        else { return nil }
        let parts = spelled.split(
            separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let place = String(parts[0])
        guard sign == "$" else {
            throw Misreading(
                fault: .unknownPrompt("\(spelled)#", meant: String(spelled)), offset: 0)
        }
        try check(place)
        let session = parts.count == 1 ? 1 : try session(parts[1], at: parts[0].count)
        return (Prompt(place: place, session: session), spelled.count + min(rest.count, 2))
    }

    private static func session(
        _ text: Substring, at offset: Int
    ) throws(Misreading) -> Int {
        guard text.utf8.allSatisfy(\.isDigit), let number = Int(text),
            (1...lastSession).contains(number)
        else { throw Misreading(fault: .badSession(String(text)), offset: offset) }
        return number
    }

    /// `host`, or kinds joined by `+` in the order of `ls /proc/PID/ns`.
    private static func check(_ place: String) throws(Misreading) {
        guard place != "host" else { return }
        let parts = place.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
        let kinds = try parts.map { part throws(Misreading) in
            guard let kind = kind(of: part) else {
                let names = FrontMatter.kinds + ["host"]
                let near = parts.count == 1 ? nearest(to: part, among: names) : nil
                throw Misreading(fault: .unknownPrompt(place, meant: near), offset: 0)
            }
            return kind
        }
        let ordered = Dictionary(zip(kinds, parts)) { first, _ in first }
            .sorted { $0.key < $1.key }.map(\.value)
        guard ordered == parts else {
            throw Misreading(
                fault: .promptOrder(place, ordered: ordered.joined(separator: "+") + "$"), offset: 0
            )
        }
    }

    /// The kind that a part of a prompt shows: `net` of `net:ns1`, `pid` of `(pid)`.
    private static func kind(of part: String) -> String? {
        if FrontMatter.kinds.contains(part) { return part }
        if part == "(pid)" || part == "(time)" { return String(part.dropFirst().dropLast()) }
        if part.hasPrefix("net:"), part.utf8.count > 4 { return "net" }
        return nil
    }
}
