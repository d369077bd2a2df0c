import Course
import Glibc
import HostAbilities
import Lessons
import Namespaces
import SystemCalls

@testable import CommandTests

/// Somebody at a terminal who types one line after the other, each at a prompt.
final class TypingLearner {
    let child: TerminalChild
    private var lines: ArraySlice<String>
    private let pace: () -> UInt64
    /// When the next line is due; nil while no prompt is there.
    private var due: UInt64?
    private var sent: UInt64?
    private var seen = 0
    /// From a line to the next prompt, in nanoseconds.
    private(set) var latencies: [UInt64] = []
    private(set) var hasHungUp = false

    /// - Parameter pace: how long is thought about each line, in nanoseconds.
    init(
        _ command: [String], as account: Account, environment: [String], lines: [String],
        pace: @escaping () -> UInt64 = { 0 }
    ) throws {
        self.lines = lines[...]
        self.pace = pace
        child = try TerminalChild(command, as: account, environment: environment)
    }

    var pid: Int32 { child.process.pid }
    var isDone: Bool { lines.isEmpty && due != nil }
    var isAtPrompt: Bool { due != nil }
    /// Nanoseconds of the monotonic clock at which it types again; nil while it waits for a prompt.
    var typesAt: UInt64? { lines.isEmpty ? nil : due }

    /// Takes in what is shown, which can be read where no prompt is there, and types what is due.
    func goOn() throws {
        if due == nil {
            // What can be read is read at once.
            guard try child.read(until: Deadline(milliseconds: Child.patience)) else {
                hasHungUp = true
                return
            }
            guard Self.isPrompt(child.shown[seen...]) else { return }
            if let sent { latencies.append(Deadline.now - sent) }
            sent = nil
            due = Deadline.now + pace()
        }
        guard let due, due <= Deadline.now, let line = lines.popFirst() else { return }
        self.due = nil
        seen = child.shown.count
        sent = Deadline.now
        try child.type(line + "\r")
    }

    /// Goes on until a moment, or its lines are typed and its prompt is there again.
    func goOn(until moment: UInt64) throws {
        while !isDone, !hasHungUp, Deadline.now < moment {
            let next = min(moment, typesAt ?? moment)
            let now = Deadline.now
            let left = next > now ? (next - now) / 1_000_000 : 0
            // The last millisecond is spun away: a moment is what it is.
            let ready = try waitUntilReadable(
                due == nil ? [child.descriptor] : [], milliseconds: Int32(clamping: left))
            if !ready.isEmpty || due != nil { try goOn() } else if left == 0 { sched_yield() }
        }
    }

    /// Whether what is shown ends in the prompt of the teaching shell.
    static func isPrompt(_ shown: some BidirectionalCollection<UInt8>) -> Bool {
        let tail = shown.suffix(120)
        guard tail.last == UInt8(ascii: " "), let before = tail.dropLast().last,
            before == UInt8(ascii: "$") || before == UInt8(ascii: ">")
        else { return false }
        let text = String(decoding: tail, as: UTF8.self)
            .replacing(/\u{1b}\[[0-9;?]*[A-Za-z]|\u{1b}[=>]/, with: "")
        return text.firstMatch(of: Learner.prompt) != nil
    }

    /// A way through a lesson: for each step the lesson's own, or one of its others.
    static func lines(
        through name: String, _ random: inout SeededGenerator
    ) throws -> [String] {
        let lesson = try LessonLibrary(folders: []).lesson(name)
        var lines: [String] = []
        var session = 1
        for step in lesson.steps {
            let ways = ([step.commands] + step.alternatives).filter(isTyped)
            guard let way = ways.randomElement(using: &random) else { continue }
            for line in way {
                guard case .command(let text) = line.input else { continue }
                let number = line.prompt.session
                if number != session { lines.append(":session \(number)") }
                session = number
                lines.append(text)
            }
        }
        return lines
    }

    /// Without keys and waits, and not where others than the first way would leave the place.
    private static func isTyped(_ way: [ConsoleLine]) -> Bool {
        way.allSatisfy { line in
            guard case .command(let text) = line.input else { return false }
            return line.waitsForPrompt && !text.contains("\n")
        }
    }
}
