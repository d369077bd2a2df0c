internal import SystemCalls

/// System calls as people read them: process by process, each call with its result, below it what
/// changed and, once, where in the kernel it leads.
public struct CallLines {
    private let width: Int
    private let isASCII: Bool
    private var lines: [String] = []
    private var toldWays: Set<KernelWay> = []

    /// More of them are counted.
    private static let most = 200

    /// - Parameters:
    ///   - own: the session that is not named where there is no other, since the reader sits there.
    ///   - width: columns.
    ///   - isASCII: whether the reader's terminal shows no other letters.
    public static func lines(
        of sessions: [SessionCalls], besides own: Int = 1, width: Int, isASCII: Bool = false
    ) -> [String] {
        var page = CallLines(width: max(width, 20), isASCII: isASCII)
        let isAlone = sessions.map(\.session) == [own]
        for session in sessions { page.add(session, isNamed: !isAlone) }
        return page.lines
    }

    /// Those of a step in a report whose reader's window nobody knows; empty where none were asked for.
    static func lines(of step: StepResult) -> [String] { lines(of: step.calls ?? [], width: 100) }

    private init(width: Int, isASCII: Bool) {
        self.width = width
        self.isASCII = isASCII
    }

    private mutating func add(_ session: SessionCalls, isNamed: Bool) {
        if isNamed { lines.append("session \(session.session):") }
        let shown = session.calls.prefix(Self.most)
        var callers: [TracedCall.Caller] = []
        var byCaller: [TracedCall.Caller: [TracedCall]] = [:]
        for call in shown {
            if byCaller[call.caller] == nil { callers.append(call.caller) }
            byCaller[call.caller, default: []].append(call)
        }
        for caller in callers { add(byCaller[caller] ?? [], of: caller) }
        let left = session.calls.count - shown.count
        if left > 0 { add("and \(left) more calls", indent: 0) }
        if session.lost > 0 {
            add("\(session.lost) calls could not be written down", indent: 0)
        }
    }

    private mutating func add(_ calls: [TracedCall], of caller: TracedCall.Caller) {
        add("\(caller.name) (\(caller.pid))", indent: 0)
        // One column for all results of a process, as far right as most calls need it.
        let widths = calls.map { $0.text.visible.columns }
        let most = width - 2 - (calls.map(\.resultText.columns).max() ?? 0) - 1
        let column = widths.filter { $0 <= most }.max() ?? 0
        for call in calls {
            let text = call.text.visible
            if text.columns <= column {
                add(text.padded(to: column) + " " + call.resultText, indent: 2, isWhole: true)
            } else {
                add("\(text) \(call.resultText)", indent: 2)
            }
            for note in call.notes { add(note, indent: 4) }
            guard !call.way.functions.isEmpty, toldWays.insert(call.way).inserted else { continue }
            add("kernel: \(call.way.text)", indent: 4)
        }
    }

    private mutating func add(_ text: String, indent: Int, isWhole: Bool = false) {
        let text = (isASCII ? text.replacing("→", with: "->") : text).visible
        if isWhole, indent + text.columns <= width {
            lines.append(String(repeating: " ", count: indent) + text)
        } else {
            lines += text.paragraph(width: width, indent: indent, hanging: indent + 2)
        }
    }
}
