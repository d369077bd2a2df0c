/// What a lab says of itself to those who ask.
public struct LabSummary: Hashable, Sendable {
    /// What `nsshell attach` names it by.
    public let id: String
    /// The lesson that is taught in it; empty where none is.
    public let lesson: String
    /// The process that has the lab.
    public let pid: Int32
    /// Seconds since 1970: since when that process teaches.
    public let since: Int
    /// The numbers of the learner's terminals.
    public let sessions: [Int]

    public init(id: String, lesson: String, pid: Int32, since: Int, sessions: [Int]) {
        self.id = id
        self.lesson = lesson
        self.pid = pid
        self.since = since
        self.sessions = sessions
    }
}

/// What a window says to a lab: one packet each, its kind in the first byte.
enum DoorKnock: Hashable, Sendable {
    /// What lab is this?
    case ask
    /// A new terminal, please.
    case enter(columns: Int, rows: Int, terminal: String)
    case typed([UInt8])
    case resized(columns: Int, rows: Int)

    var bytes: [UInt8] {
        switch self {
        case .ask: Array("?".utf8)
        case .enter(let columns, let rows, let terminal):
            Array("@\(columns)\n\(rows)\n\(terminal)".utf8)
        case .typed(let bytes): [UInt8(ascii: "<")] + bytes
        case .resized(let columns, let rows): Array("#\(columns)\n\(rows)".utf8)
        }
    }

    /// Whether a text can be `TERM` of an environment: `term(7)`.
    static func isTerminalName(_ text: String) -> Bool {
        (1..<64).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    /// Nil where it is none of these.
    init?(_ bytes: [UInt8]) {
        guard let kind = bytes.first else { return nil }
        let fields = bytes.dropFirst().fields
        let size = fields.prefix(2).compactMap { UInt16($0) }.map(Int.init)
        switch kind {
        case UInt8(ascii: "?"): self = .ask
        case UInt8(ascii: "@") where size.count == 2 && fields.count == 3:
            guard Self.isTerminalName(fields[2]) else { return nil }
            self = .enter(columns: size[0], rows: size[1], terminal: fields[2])
        case UInt8(ascii: "<"): self = .typed(Array(bytes.dropFirst()))
        case UInt8(ascii: "#") where size.count == 2:
            self = .resized(columns: size[0], rows: size[1])
        default: return nil
        }
    }
}

/// What a lab says to a window.
enum DoorAnswer: Hashable, Sendable {
    case about(LabSummary)
    /// The number of the new terminal.
    case entered(Int)
    case shown([UInt8])
    /// The shell has ended, with a status as a shell gives it.
    case ended(Int32)
    /// With the reason.
    case refused(String)

    var bytes: [UInt8] {
        switch self {
        case .about(let lab):
            Array("!\(lab.id)\n\(lab.lesson)\n\(lab.pid)\n\(lab.since)\n".utf8)
                + Array(lab.sessions.map(String.init).joined(separator: " ").utf8)
        case .entered(let number): Array("@\(number)".utf8)
        case .shown(let bytes): [UInt8(ascii: ">")] + bytes
        case .ended(let status): Array(".\(status)".utf8)
        case .refused(let why): Array("-\(why)".utf8)
        }
    }

    /// Nil where it is none of these.
    init?(_ bytes: [UInt8]) {
        guard let kind = bytes.first else { return nil }
        let fields = bytes.dropFirst().fields
        switch kind {
        case UInt8(ascii: "!") where fields.count == 5:
            guard let pid = Int32(fields[2]), let since = Int(fields[3]) else { return nil }
            self = .about(
                LabSummary(
                    id: fields[0], lesson: fields[1], pid: pid, since: since,
                    sessions: fields[4].split(separator: " ").compactMap { Int($0) }))
        case UInt8(ascii: "@"):
            guard let number = Int(fields[0]) else { return nil }
            self = .entered(number)
        case UInt8(ascii: ">"): self = .shown(Array(bytes.dropFirst()))
        case UInt8(ascii: "."):
            guard let status = Int32(fields[0]) else { return nil }
            self = .ended(status)
        case UInt8(ascii: "-"): self = .refused(fields.joined(separator: " "))
        default: return nil
        }
    }
}

extension ArraySlice<UInt8> {
    /// The texts between line ends; at least one.
    fileprivate var fields: [String] {
        split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }
}
