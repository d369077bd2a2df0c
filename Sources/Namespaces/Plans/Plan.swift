/// What a new process will do, in order. Made in Swift, carried out by C: the law of the engine.
public struct Plan: Sendable {
    /// An operation and what its failure means for the rest.
    public struct Entry: Sendable {
        public var operation: Operation
        /// A failure is reported and the plan goes on.
        public var mayFail = false
        /// How many of the following entries are passed over when this one succeeds: a fallback.
        public var passedOverOnSuccess = 0
        /// A test's errno: the operation is not tried and fails with it.
        public var injected: Int32?
    }

    public private(set) var entries: [Entry] = []

    public init(_ operations: [Operation] = []) {
        append(operations)
    }

    public mutating func append(_ operation: Operation) {
        entries.append(Entry(operation: operation))
    }

    public mutating func append(_ operations: [Operation]) {
        for operation in operations { append(operation) }
    }

    public mutating func append(_ plan: Plan) {
        entries += plan.entries
    }

    /// An operation that the plan can do without; its refusal is reported all the same.
    public mutating func attempt(_ operation: Operation) {
        entries.append(Entry(operation: operation, mayFail: true))
    }

    /// An operation, and what is done instead where it is refused.
    public mutating func attempt(_ operation: Operation, otherwise fallback: [Operation]) {
        entries.append(
            Entry(operation: operation, mayFail: true, passedOverOnSuccess: fallback.count))
        append(fallback)
    }

    /// The same plan with one operation made to fail: how tests meet every refusal of a kernel.
    public func failing(at index: Int, errno: Int32) -> Plan {
        var plan = self
        plan.entries[index].injected = errno
        return plan
    }
}
