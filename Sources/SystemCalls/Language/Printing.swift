extension PreparedCall {
    /// The whole line, as strace prints it: `setns(3, CLONE_NEWUTS) = 0`; `= ?` for a call that
    /// never returns.
    public func line(_ outcome: CallOutcome, returns: Bool = true) -> String {
        let arguments = shown.map { shown in
            switch shown {
            case .text(let text): text
            case .value(let index): "\(outcome.arguments[index])"
            case .filled: filled(outcome) ?? "NULL"
            }
        }
        let call = "\(signature.name)(\(arguments.joined(separator: ", ")))"
        return returns ? "\(call) \(result(outcome))" : "\(call) = ?"
    }

    /// What is shown where the call itself stands above already: `= 0`, and what it gave.
    public func answer(_ outcome: CallOutcome) -> String {
        guard shown.contains(.filled), outcome.errno == nil, let filled = filled(outcome) else {
            return result(outcome)
        }
        return "\(result(outcome)) \(filled)"
    }

    private func result(_ outcome: CallOutcome) -> String {
        if let errno = outcome.errno {
            return "= -1 \(errnoName(errno)) (\(errnoWords(errno)))"
        }
        if decoding == .kind {
            let kind = Constant.flags(outcome.result, of: [.namespaces])
            return "= \(Constant.hexadecimal(outcome.result)) (\(kind))"
        }
        return "= \(outcome.result)"
    }

    /// What the call filled in, nil where it did not.
    private func filled(_ outcome: CallOutcome) -> String? {
        let bytes = outcome.filled
        guard outcome.errno == nil, !bytes.isEmpty else { return nil }
        switch decoding {
        case .none, .kind: return nil
        case .names:
            let names = ["sysname", "nodename", "release", "version", "machine", "domainname"]
            let fields = names.enumerated().map { "\($1)=\(Self.name(bytes, $0).quotedForC)" }
            return "{\(fields.joined(separator: ", "))}"
        case .nodeName: return Self.name(bytes, 1).quotedForC
        case .domainName: return Self.name(bytes, 5).quotedForC
        case .text:
            if signature.code == .prctl { return Array(bytes.prefix { $0 != 0 }).quotedForC }
            return Array(bytes.prefix(Int(outcome.result))).quotedForC
        case .signed32: return "[\(Int32(truncatingIfNeeded: Self.number(bytes)))]"
        case .unsigned64: return "[\(UInt64(bitPattern: Self.number(bytes)))]"
        // Nobody had ended: waitpid(2), WNOHANG.
        case .status: return outcome.result == 0 ? nil : Self.status(Self.number(bytes))
        }
    }

    /// One of the fields of `struct utsname`, each of 65 bytes.
    private static func name(_ bytes: [UInt8], _ index: Int) -> [UInt8] {
        Array(bytes.dropFirst(index * 65).prefix(65).prefix { $0 != 0 })
    }

    private static func number(_ bytes: [UInt8]) -> Int64 {
        bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int64($1) }
    }

    /// As the macros of `waitpid(2)` take it apart.
    private static func status(_ status: Int64) -> String {
        let signal = status & 0x7f
        if signal == 0 { return "[{WIFEXITED(s) && WEXITSTATUS(s) == \(status >> 8 & 0xff)}]" }
        if status == 0xffff { return "[{WIFCONTINUED(s)}]" }
        if status & 0xff == 0x7f {
            return "[{WIFSTOPPED(s) && WSTOPSIG(s) == \(Constant.signal(status >> 8 & 0xff))}]"
        }
        let core = status & 0x80 == 0 ? "" : " && WCOREDUMP(s)"
        return "[{WIFSIGNALED(s) && WTERMSIG(s) == \(Constant.signal(signal))\(core)}]"
    }
}

extension Array where Element == UInt8 {
    /// Between double quotes, what is not printable ASCII escaped.
    var quotedForC: String {
        var text = "\""
        for byte in self {
            switch byte {
            case 9: text += "\\t"
            case 10: text += "\\n"
            case 13: text += "\\r"
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                text += "\\" + String(UnicodeScalar(byte))
            case 32..<127: text += String(UnicodeScalar(byte))
            default:
                let digits = String(byte, radix: 16)
                text += "\\x" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return text + "\""
    }
}
