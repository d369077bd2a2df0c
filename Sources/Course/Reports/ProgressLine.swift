/// The one line of a terminal that says what a run is at, drawn over itself.
///
/// It needs no more of the terminal than `\r`: what the line before was longer is overwritten with
/// blanks. Erase it before anything else is written.
public struct ProgressLine: Sendable {
    /// Columns of the terminal.
    public let width: Int
    /// Columns that are drawn on now.
    private var drawn = 0

    public init(width: Int) {
        self.width = max(width, 20)
    }

    /// What draws `text`, cut where the line ends: in the last column the cursor would go on to the
    /// next line, and a `\r` would not come back.
    public mutating func draw(_ text: String) -> [UInt8] {
        let shown = text.visible.cut(to: width - 1)
        let columns = shown.columns
        let bytes = "\r" + shown.padded(to: drawn) + (columns < drawn ? "\r" + shown : "")
        drawn = columns
        return Array(bytes.utf8)
    }

    /// What draws `step 3/10 rename  Rename it`.
    /// - Parameter step: 1-based.
    public mutating func draw(
        step: Int, of steps: Int, id: String, title: String, lesson: String? = nil
    ) -> [UInt8] {
        draw("\(lesson.map { "\($0): " } ?? "")step \(step)/\(steps) \(id): \(title)")
    }

    /// What leaves the line empty, with the cursor in its first column; nothing where none is drawn.
    public mutating func erase() -> [UInt8] {
        defer { drawn = 0 }
        return drawn == 0 ? [] : Array(("\r" + String(repeating: " ", count: drawn) + "\r").utf8)
    }
}
