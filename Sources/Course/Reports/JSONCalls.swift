internal import JSONText
internal import SystemCalls

/// Traced calls in a document; the keys are a promise to scripts.
enum JSONCalls {
    static func array(_ sessions: [SessionCalls]) -> JSON {
        .array(sessions.flatMap { session in session.calls.map { call($0, in: session.session) } })
    }

    private static func call(_ call: TracedCall, in session: Int) -> JSON {
        var result = JSON.null
        if case .returned(let value) = call.result {
            result = .integer(call.errno == nil ? Int(clamping: value) : -1)
        }
        var unknown: String?
        if case .unknown(let why) = call.result { unknown = why.rawValue }
        return [
            "session": .integer(session),
            "pid": .integer(Int(call.caller.pid)),
            "program": .string(call.caller.name),
            "name": .string(call.name),
            "text": .string(call.text),
            "result": result,
            "errno": JSON(call.errno.map(errnoName)),
            "unknown": JSON(unknown),
            "child": JSON(call.child.map(Int.init)),
            "changes": .array(call.changes.map(change)),
            "requests": .array(call.requests.map(request)),
            "functions": .array(call.way.functions.map { .string($0) }),
            "structures": .array(call.way.structures.map { .string($0) }),
        ]
    }

    private static func change(_ change: TracedCall.Change) -> JSON {
        [
            // Null where the kernel shows none yet.
            "kind": .string(change.kind), "before": JSON(change.before.map { Int(clamping: $0) }),
            "after": JSON(change.after.map { Int(clamping: $0) }),
        ]
    }

    private static func request(_ request: TracedCall.Request) -> JSON {
        [
            "text": .string(request.text),
            // Nil where no answer was seen, and where there is nothing wrong.
            "errno": JSON(request.errno.flatMap { $0 == 0 ? nil : errnoName($0) }),
            "isAnswered": .bool(request.errno != nil),
        ]
    }
}
