internal import Synchronization

/// Regular expressions of lessons. Each is asked after every command of a learner, and to compile it
/// takes longer than all else that is looked at then.
enum CompiledPatterns {
    private static let kept = Mutex<[String: Regex<AnyRegexOutput>]>([:])
    /// More than a curriculum has.
    private static let most = 1000

    /// Whether `pattern` is found in any of the texts; nil where it is no regular expression.
    static func matches(_ pattern: String, anyOf texts: [String]) -> Bool? {
        kept.withLock { kept in
            guard let regex = kept[pattern] ?? (try? Regex(lines: pattern)) else { return nil }
            if kept.count >= most { kept = [:] }
            kept[pattern] = regex
            return texts.contains { $0.firstMatch(of: regex) != nil }
        }
    }
}
