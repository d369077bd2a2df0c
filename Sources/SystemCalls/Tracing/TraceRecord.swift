internal import CLinux

/// What a tracer wrote down of a call: numbers and bytes, nothing of which is to be trusted.
public struct TraceRecord: Sendable {
    /// What one argument points to.
    struct Part: Sendable {
        enum Kind: Sendable { case text, bytes, file, requests, answers }
        let kind: Kind
        let argument: Int
        let bytes: [UInt8]
        /// Whether there was more.
        let isCut: Bool
    }

    var name: String
    var number: UInt64 = 0
    var pids: [Int32] = []
    var program: [UInt8] = []
    var arguments: [UInt64] = [0, 0, 0, 0, 0, 0]
    var result: TracedCall.Result = .returned(0)
    /// The inodes of the links of `/proc/PID/ns`, in alphabetical order; 0 where nobody looked.
    var before: [UInt64] = [], after: [UInt64] = []
    var child: [Int32] = []
    var parts: [Part] = []

    /// As long as one can be.
    public static let mostBytes = Int(NL_TRACE_MOST)

    init(name: String) { self.name = name }

    /// Nil where the bytes are no record.
    public init?(_ bytes: [UInt8]) {
        let size = MemoryLayout<nl_traced>.size
        guard bytes.count >= size else { return nil }
        let head = bytes.withUnsafeBytes { $0.loadUnaligned(as: nl_traced.self) }
        guard let name = nl_traced_name(head.call) else { return nil }
        self.name = String(cString: name)
        number = head.number
        func list<Value, Element>(_ value: Value, _ type: Element.Type) -> [Element] {
            withUnsafeBytes(of: value) { Array($0.bindMemory(to: type)) }
        }
        pids = list(head.pids, Int32.self).filter { $0 != 0 }
        child = list(head.child, Int32.self).filter { $0 != 0 }
        program = list(head.name, UInt8.self).prefix { $0 != 0 }.map(\.self)
        arguments = list(head.arguments, UInt64.self)
        before = list(head.before, UInt64.self)
        after = list(head.after, UInt64.self)
        result =
            switch nl_trace_state(head.state) {
            case NL_TRACE_RETURNED: .returned(head.result)
            case NL_TRACE_OTHER_TRACER: .unknown(.otherTracer)
            case NL_TRACE_ENDED: .unknown(.ended)
            default: .unknown(.unseen)
            }
        var rest = bytes[size...]
        for _ in 0..<head.parts {
            guard let part = Part(&rest) else { break }
            parts.append(part)
        }
    }

    func part(_ kind: Part.Kind, of argument: Int) -> Part? {
        parts.first { $0.kind == kind && $0.argument == argument }
    }
}

extension TraceRecord.Part {
    /// The first of several.
    fileprivate init?(_ rest: inout ArraySlice<UInt8>) {
        let size = MemoryLayout<nl_trace_part>.size
        guard rest.count >= size else { return nil }
        let head = rest.withUnsafeBytes { $0.loadUnaligned(as: nl_trace_part.self) }
        rest = rest.dropFirst(size)
        guard rest.count >= Int(head.size) else { return nil }
        switch nl_trace_part_kind(head.kind) {
        case NL_PART_TEXT: kind = .text
        case NL_PART_BYTES: kind = .bytes
        case NL_PART_FILE: kind = .file
        case NL_PART_REQUESTS: kind = .requests
        case NL_PART_ANSWERS: kind = .answers
        default: return nil
        }
        argument = Int(head.argument)
        isCut = head.is_cut != 0
        bytes = Array(rest.prefix(Int(head.size)))
        rest = rest.dropFirst((Int(head.size) + 7) & ~7)
    }
}
