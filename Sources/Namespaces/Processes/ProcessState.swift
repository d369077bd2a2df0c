internal import CLinux
import Glibc
public import SystemCalls

/// A process as `/proc/PID/stat` and `/proc/PID/syscall` show it: `proc(5)`.
public struct ProcessState: Hashable, Sendable {
    public let pid: Int32
    /// The file name of the program, at most 15 bytes.
    public let name: String
    /// `R`, `S`, `D`, `T`, `Z` …
    public let state: Character
    public let parent: Int32
    public let group: Int32
    /// Device number of the controlling terminal; 0 where there is none.
    public let terminal: UInt64
    /// Whether it is coming to its end (PF_EXITING), though somebody may still have to be waited for.
    public let isExiting: Bool
    /// Whether SIGKILL has been sent to it and it has not come to take it.
    public let isKilled: Bool
    /// How many threads it has.
    public let threads: Int
    /// Clock ticks from boot to its start.
    public let startTime: UInt64

    public init(pid: Int32) throws(SystemCallError) {
        let path = "/proc/\(pid)/stat"
        let text = try readShort(path)
        // The name stands in parentheses and may hold any byte, so fields are counted from the last.
        guard let open = text.firstIndex(of: UInt8(ascii: "(")),
            let close = text.lastIndex(of: UInt8(ascii: ")")), open < close
        else { throw SystemCallError("read", path, errno: EPROTO) }
        var fields = NumberFields(text[(close + 1)...])
        guard let state = fields.word().first, let parent = fields.number(skipping: 0),
            let group = fields.number(skipping: 0), let terminal = fields.number(skipping: 1),
            let flags = fields.number(skipping: 1), let threads = fields.number(skipping: 10),
            let start = fields.number(skipping: 1), let pending = fields.number(skipping: 8)
        else { throw SystemCallError("read", path, errno: EPROTO) }
        self.pid = pid
        self.name = String(decoding: text[(open + 1)..<close], as: UTF8.self)
        self.state = Character(UnicodeScalar(state))
        self.parent = Int32(truncatingIfNeeded: parent)
        self.group = Int32(truncatingIfNeeded: group)
        self.terminal = UInt64(bitPattern: terminal)
        isExiting = flags & 0x4 != 0
        isKilled = pending & 1 << (Int64(SIGKILL) - 1) != 0
        self.threads = Int(threads)
        self.startTime = UInt64(bitPattern: start)
    }

    /// The process's PID in each PID namespace from this process's own inwards: `NSpid`, `proc(5)`.
    public static func numbers(of pid: Int32) throws(SystemCallError) -> [Int32] {
        let status = String(decoding: try readShort("/proc/\(pid)/status"), as: UTF8.self)
        return (statusField("NSpid", in: status) ?? "").split(separator: "\t").compactMap {
            Int32($0)
        }
    }

    /// The PIDs of its children, whichever thread made them; empty when it has ended.
    public static func children(of pid: Int32) -> [Int32] {
        let threads = (try? unsortedNames(inDirectory: "/proc/\(pid)/task")) ?? []
        return threads.flatMap { children(of: pid, madeBy: $0) }
    }

    /// Its children; one with a single thread is not asked which it has.
    var children: [Int32] {
        threads == 1 ? Self.children(of: pid, madeBy: "\(pid)") : Self.children(of: pid)
    }

    private static func children(of pid: Int32, madeBy thread: String) -> [Int32] {
        guard let text = try? readShort("/proc/\(pid)/task/\(thread)/children") else { return [] }
        return text.split(separator: UInt8(ascii: " "))
            .compactMap { Int32(String(decoding: $0, as: UTF8.self)) }
    }

    /// Whether a process finds another one in a `/proc` of its own PID namespace.
    public static func isVisible(_ pid: Int32, to other: Int32) -> Bool {
        VisibleProcess.isVisible(pid, to: other)
    }

    /// A process and all that descend from it, parents first. What ends meanwhile is left out.
    public static func tree(from root: Int32) -> [ProcessState] {
        var found: [ProcessState] = []
        var waiting = [root]
        while let pid = waiting.popLast() {
            guard let state = try? ProcessState(pid: pid) else { continue }
            found.append(state)
            waiting += state.children
        }
        return found
    }
}

/// The words of a line of `/proc`, one after the other. It is read some ten times for every command of
/// a learner, and makes no array.
private struct NumberFields {
    private var rest: ArraySlice<UInt8>

    init(_ text: ArraySlice<UInt8>) { rest = text }

    /// The next word; empty at the end.
    mutating func word() -> ArraySlice<UInt8> {
        let from = rest.firstIndex { $0 != UInt8(ascii: " ") } ?? rest.endIndex
        let to = rest[from...].firstIndex(of: UInt8(ascii: " ")) ?? rest.endIndex
        defer { rest = rest[to...] }
        return rest[from..<to]
    }

    /// The word behind so many others, in decimal.
    mutating func number(skipping count: Int) -> Int64? {
        for _ in 0..<count { _ = word() }
        var digits = word()
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative { digits.removeFirst() }
        guard !digits.isEmpty else { return nil }
        var value: Int64 = 0
        for digit in digits {
            guard case UInt8(ascii: "0")...UInt8(ascii: "9") = digit else { return nil }
            value = value &* 10 &+ Int64(digit - UInt8(ascii: "0"))
        }
        return isNegative ? -value : value
    }
}
