/// The report of a verification run, from results to text.
///
/// This folder knows four formats and how wide a terminal is. It does *not* know where the text
/// goes, nor whether that is a terminal: its caller says so in a ``Style``, and writes what it gets.

/// What a verification run can be reported as.
public enum ReportFormat: String, CaseIterable, Sendable {
    /// For people.
    case pretty
    /// Test Anything Protocol, version 14.
    case tap
    /// The XML that continuous integration reads.
    case junit
    /// One document with stable keys.
    case json
}

/// How a text for people is laid out.
public struct Style: Hashable, Sendable {
    public let color: Bool
    /// Columns that no line is longer than; at least 32, where words still stand beside each other.
    public let width: Int
    /// Whether what was typed and what it made true stands below each step that passed.
    public let showsPlay: Bool

    public init(color: Bool = false, width: Int = 80, showsPlay: Bool = false) {
        self.color = color
        self.width = max(width, 32)
        self.showsPlay = showsPlay
    }
}

/// A report that is written while the run goes on: `begin`, `add` for each lesson, `end`.
///
/// Every one gives the text to write next. `junit` and `json` are one document with totals in its
/// head or foot, so that everything comes at the end.
public struct Report: Sendable {
    public let format: ReportFormat
    public let style: Style
    /// In the order in which they were added.
    public private(set) var results: [LessonResult] = []

    public init(format: ReportFormat, style: Style = Style()) {
        self.format = format
        self.style = style
    }

    /// - Parameter lessons: how many will be added.
    public func begin(lessons: Int) -> String {
        format == .tap ? TAPReport.begin(lessons: lessons) : ""
    }

    public mutating func add(_ result: LessonResult) -> String {
        results.append(result)
        return switch format {
        case .pretty: PrettyReport(style: style).lesson(result) + "\n"
        case .tap: TAPReport.lesson(result, number: results.count)
        case .junit, .json: ""
        }
    }

    /// - Parameter nanoseconds: wall-clock time of the whole run; the lessons' sum where it is nil.
    public func end(nanoseconds: UInt64? = nil) -> String {
        let nanoseconds = nanoseconds ?? results.map(\.nanoseconds).reduce(0, &+)
        return switch format {
        case .pretty: PrettyReport(style: style).summary(of: results, nanoseconds: nanoseconds)
        case .tap: ""
        case .junit: JUnitReport.text(of: results, nanoseconds: nanoseconds)
        case .json: JSONReport.text(of: results)
        }
    }

    /// The whole report of a run that is over.
    public static func text(
        results: [LessonResult], format: ReportFormat, style: Style = Style()
    ) -> String {
        var report = Report(format: format, style: style)
        var text = report.begin(lessons: results.count)
        for result in results { text += report.add(result) }
        return text + report.end()
    }
}
