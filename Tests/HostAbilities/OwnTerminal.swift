public import Namespaces

extension Operation {
    /// What a child does to have a new terminal of its own, for its descriptors 0 to 2 too.
    ///
    /// - Parameter socket: is sent the other side of the terminal.
    public static func havingTerminal(
        columns: Int = 80, rows: Int = 24, sendingTo socket: Int32
    ) -> [Operation] {
        let opening: [Operation] = [
            .newSession,
            .openTerminal(multiplexer: "/dev/ptmx", slot: 0, columns: columns, rows: rows),
            .send(.slot(0), socket: socket), .controllingTerminal(.slot(1)),
        ]
        return opening + (0...2).map { .duplicate(.slot(1), onto: $0) }
    }
}
