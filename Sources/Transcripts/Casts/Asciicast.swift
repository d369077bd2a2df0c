internal import JSONText

/// A recorded terminal: asciicast, version 2 or 3.
///
/// A line of JSON tells of the terminal, and each line behind it of one event.
public struct Asciicast: Hashable, Sendable {
    /// One thing that happened.
    public struct Event: Hashable, Sendable {
        public enum Kind: Hashable, Sendable {
            /// `o`: what the terminal was sent.
            case output(String)
            /// `i`: what was typed.
            case input(String)
            /// `m`: a place to go to, such as the beginning of a step.
            case marker(String)
            /// `r`: the window has this size from now on.
            case resize(columns: Int, rows: Int)
            /// `x`: the program has ended. Version 3 only.
            case exit(Int)
        }

        /// Microseconds since the beginning.
        public let time: Int
        public let kind: Kind

        public init(time: Int, kind: Kind) {
            self.time = time
            self.kind = kind
        }
    }

    /// Why bytes are no asciicast.
    public struct Problem: Error, Hashable, Sendable {
        /// 1-based.
        public let line: Int
        /// What is wrong, without a full stop.
        public let what: String
    }

    /// 2 or 3: in version 3 an event has the time since the one before it.
    public var version: Int
    public var columns: Int
    public var rows: Int
    public var title: String?
    /// In the order of their times.
    public var events: [Event]
    /// Whether what was read ends in the middle of a line: whoever recorded was ended, or goes on.
    public internal(set) var isCut = false

    public init(
        version: Int = 3, columns: Int = 80, rows: Int = 24, title: String? = nil,
        events: [Event] = []
    ) {
        self.version = version
        self.columns = columns
        self.rows = rows
        self.title = title
        self.events = events
    }
}
