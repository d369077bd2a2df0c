/// How much of something is done, as text that says it in signs and in words.
public enum ProgressBar {
    private static let columns = 10

    /// `[####------] 4 of 11 steps`: full only where all is done, empty only where nothing is.
    public static func text(_ done: Int, of all: Int) -> String {
        let filled =
            switch done {
            case ...0: 0
            case all...: columns
            default: min(max(done * columns / max(all, 1), 1), columns - 1)
            }
        let bar = String(repeating: "#", count: filled)
            + String(repeating: "-", count: columns - filled)
        return "[\(bar)] \(max(done, 0)) of \(all) steps"
    }
}
