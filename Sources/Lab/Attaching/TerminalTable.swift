internal import Synchronization

/// The learner's terminals on a lab by their numbers: whose each is, and where was typed last.
///
/// For every thread, since a window of its own may come or go while the learner types.
public final class TerminalTable: Sendable {
    private enum Holder {
        /// A session of the teaching shell itself, or a window that is not there yet.
        case session
        /// A window that another process has.
        case window(WindowSession)
    }

    private struct Table {
        var holders: [Int: Holder] = [:]
        /// The window that was typed in last, where nothing was typed in a session since.
        var lastTypedIn: Int?
        var tracesWindows = false
    }

    private let table = Mutex(Table())

    /// Takes a number for a session; false where a window has it. A session may take its own again.
    public func takeForSession(_ number: Int) -> Bool {
        table.withLock { table in
            if case .window = table.holders[number] { return false }
            table.holders[number] = .session
            return true
        }
    }

    /// Takes the lowest number that nobody has.
    public func takeForSession() -> Int {
        table.withLock { table in
            let number = Self.free(table)
            table.holders[number] = .session
            return number
        }
    }

    /// Gives a window the number that was taken for it.
    func give(to window: WindowSession) {
        table.withLock { $0.holders[window.number] = .window(window) }
    }

    /// Session 1 is always the teaching shell's, also before it is opened.
    private static func free(_ table: Table) -> Int {
        var number = 2
        while table.holders[number] != nil { number += 1 }
        return number
    }

    /// A session or a window that has ended: its number is free.
    public func release(_ number: Int) {
        table.withLock { table in
            table.holders[number] = nil
            if table.lastTypedIn == number { table.lastTypedIn = nil }
        }
    }

    /// In order.
    public var numbers: [Int] { table.withLock { $0.holders.keys.sorted() } }

    /// In order.
    public var windows: [WindowSession] {
        table.withLock { table in
            table.holders.values.compactMap { holder in
                if case .window(let window) = holder { window } else { nil }
            }
        }.sorted { $0.number < $1.number }
    }

    public func window(_ number: Int) -> WindowSession? {
        table.withLock { table in
            if case .window(let window) = table.holders[number] { window } else { nil }
        }
    }

    /// Takes note of a line that was typed in a window; nil for one of a session.
    public func typed(inWindow number: Int?) { table.withLock { $0.lastTypedIn = number } }

    /// The window that was typed in last, where nothing was typed in a session since.
    public var lastTypedIn: Int? { table.withLock { $0.lastTypedIn } }

    /// Whether the calls of windows are traced, also of those that come later.
    public var tracesWindows: Bool {
        get { table.withLock { $0.tracesWindows } }
        set { table.withLock { $0.tracesWindows = newValue } }
    }
}
