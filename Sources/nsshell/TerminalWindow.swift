import Terminal

/// The learner's own window.
enum TerminalWindow {
    static func columns(of descriptor: Int32) -> Int? { Relay.windowSize(of: descriptor)?.columns }
}
