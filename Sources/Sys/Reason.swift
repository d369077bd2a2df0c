internal import Glibc
internal import Namespaces
internal import SystemCalls

/// Why a call failed, as far as the machine and the manual tell.
enum Reason {
    static func of(_ failure: (call: PreparedCall, outcome: CallOutcome)?, in subject: Int32)
        -> String
    {
        guard let (call, outcome) = failure, let errno = outcome.errno else {
            return "No call has failed yet."
        }
        let signature = call.signature
        let error = SystemCallError(
            engineName(signature), subjectOf(call, outcome, subject), errno: errno)
        let refusal = Refusal(error, .ofProcess(subject))
        var lines = [call.line(outcome)]
        // What the machine itself shows, then what the manual knows.
        if refusal.cause != errnoWords(errno) {
            lines.append("here: \(refusal.cause)")
            if !refusal.mend.isEmpty { lines.append("what helps: \(refusal.mend)") }
        }
        if let reason = signature.reason(for: errno) {
            lines.append("\(errnoName(errno)) of \(signature.manual): \(reason)")
        } else {
            lines.append("\(signature.manual) says more, under ERRORS")
        }
        return lines.joined(separator: "\n")
    }

    /// As the engine names the call, whose table of refusals is asked.
    private static func engineName(_ signature: CallSignature) -> String {
        switch signature.code {
        case .clone, .clone3, .fork: "clone3"
        default: signature.name
        }
    }

    /// What the call was applied to, as the engine tells it.
    private static func subjectOf(
        _ call: PreparedCall, _ outcome: CallOutcome, _ subject: Int32
    ) -> String {
        switch call.signature.code {
        case .unshare, .clone: return kinds(outcome.arguments[0])
        case .setns: return kinds(outcome.arguments[1])
        case .clone3:
            guard case .bytes(let bytes)? = call.arguments.first else { return "" }
            return kinds(bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int64($1) })
        case .mount: return [2, 0, 1].compactMap { text(call, $0) }.joined(separator: " ")
        case .write: return (try? readLink("/proc/\(subject)/fd/\(outcome.arguments[0])")) ?? ""
        default: return text(call, 0) ?? ""
        }
    }

    private static func kinds(_ flags: Int64) -> String {
        NamespaceKind.allCases.filter { flags & Int64($0.flag) != 0 }.names
    }

    private static func text(_ call: PreparedCall, _ index: Int) -> String? {
        guard call.arguments.indices.contains(index), case .bytes(let bytes) = call.arguments[index]
        else { return nil }
        return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    static func name(ofSignal number: Int32) -> String {
        Constant.all.first { $0.family == .signal && $0.value == Int64(number) }?.name
            ?? "signal \(number)"
    }
}
