/// Reads one argument as what a parameter takes.
struct ArgumentReader {
    let signature: CallSignature
    let parameter: CallSignature.Parameter
    let names: CallNames

    private func wrong(_ range: Range<Int>, _ found: String, _ mend: String = "") -> CallProblem {
        CallProblem(
            range, "\(parameter.name) of \(signature.name) is \(wanted), not \(found)", mend)
    }

    private var wanted: String {
        switch parameter.kind {
        case .flags(let families): families.map(\.rawValue).joined(separator: " or ")
        case .choice(let family): family.rawValue
        case .text: "a string"
        case .textOrNull: "a string or NULL"
        case .descriptor: "a descriptor"
        case .pid: "a PID"
        case .number, .length, .room: "a number"
        case .signal: "a signal"
        case .address: "NULL or an address, like &status"
        case .cloneArguments: "a structure"
        }
    }

    private func kind(of written: Statement.Argument) -> String {
        switch written.kind {
        case .text: return "a string"
        case .structure: return "a structure"
        case .address: return "an address"
        case .terms(let terms):
            guard terms.count == 1, case .name(let name) = terms[0].kind else { return "a number" }
            if let constant = Constant.named(name) { return constant.family.rawValue }
            return names.all[name]?.type.rawValue ?? "a number"
        }
    }

    private func terms(_ written: Statement.Argument) throws(CallProblem) -> [Statement.Term] {
        guard case .terms(let terms) = written.kind else {
            throw wrong(written.range, kind(of: written))
        }
        return terms
    }

    // MARK: Strings and addresses

    func text(_ written: Statement.Argument) throws(CallProblem) -> [UInt8] {
        guard case .text(let bytes) = written.kind else {
            var mend = "write it between double quotes"
            if case .terms(let terms) = written.kind, terms.count == 1,
                case .name(let name) = terms[0].kind, names.all[name] == nil,
                Constant.named(name) == nil
            {
                mend = "write \"\(name)\""
            }
            throw CallProblem(
                written.range, "\(parameter.name) of \(signature.name) is \(wanted)", mend)
        }
        let isPath = ![.write, .sethostname, .setdomainname].contains(signature.code)
        if isPath, bytes.contains(0) {
            throw CallProblem(
                written.range, "a string with a zero byte in it ends there", "take it out")
        }
        return bytes
    }

    func isNull(_ written: Statement.Argument) throws(CallProblem) -> Bool {
        guard case .terms(let terms) = written.kind, terms.count == 1 else { return false }
        return terms[0].kind == .name("NULL") || terms[0].kind == .number(0)
    }

    /// Whether it is NULL; an address is none. Anything else is refused.
    func isNullOrAddress(_ written: Statement.Argument) throws(CallProblem) -> Bool {
        if case .address(let name) = written.kind {
            if Constant.named(name) != nil { throw wrong(written.range, "a constant") }
            return false
        }
        guard try isNull(written) else { throw wrong(written.range, kind(of: written)) }
        return true
    }

    // MARK: Numbers

    func flags(
        _ written: Statement.Argument, _ families: [Constant.Family]
    ) throws(CallProblem) -> Int64 {
        try number(written, families: families)
    }

    /// Constants of these families and numbers, joined by `|`.
    func number(
        _ written: Statement.Argument, families: [Constant.Family]
    ) throws(CallProblem) -> Int64 {
        try number(try terms(written), families: families)
    }

    func number(
        _ terms: [Statement.Term], families: [Constant.Family]
    ) throws(CallProblem) -> Int64 {
        var value: Int64 = 0
        for term in terms {
            switch term.kind {
            case .number(let number): value |= number
            case .name(let name): value |= try constant(name, term.range, families).value
            }
        }
        return value
    }

    func choice(
        _ written: Statement.Argument, _ family: Constant.Family
    ) throws(CallProblem) -> Constant {
        let terms = try terms(written)
        guard terms.count == 1, case .name(let name) = terms[0].kind else {
            throw CallProblem(
                written.range, "\(parameter.name) of \(signature.name) is named",
                "write one of those that `help \(signature.name)` lists")
        }
        return try constant(name, written.range, [family])
    }

    private func constant(
        _ name: String, _ range: Range<Int>, _ families: [Constant.Family]
    ) throws(CallProblem) -> Constant {
        guard let constant = Constant.named(name) else {
            if let known = names.all[name] {
                if families.isEmpty { throw wrong(range, "a name", "write the number") }
                throw wrong(range, known.type.rawValue)
            }
            throw unknown(name, range, families)
        }
        guard families.contains(constant.family) else {
            throw wrong(range, constant.family.rawValue)
        }
        if constant.name == "CLONE_NEWTIME", signature.code == .clone {
            throw CallProblem(
                range, "clone has the child's signal where this bit is",
                "write clone3({flags=CLONE_NEWTIME, exit_signal=SIGCHLD})")
        }
        return constant
    }

    private func unknown(
        _ name: String, _ range: Range<Int>, _ families: [Constant.Family]
    ) -> CallProblem {
        let constants = Constant.all.filter { families.contains($0.family) }.map(\.name)
        let others = families.isEmpty ? names.names : Constant.all.map(\.name)
        let meant = nearestName(to: name, among: constants) ?? nearestName(to: name, among: others)
        return CallProblem(
            range, "nothing is named \(name)", meant.map { "did you mean \($0)?" } ?? "")
    }

    /// One name of a result, or a number.
    func value(
        _ written: Statement.Argument, of type: CallSignature.ValueType
    ) throws(CallProblem) -> PreparedCall.Argument {
        let terms = try terms(written)
        guard terms.count == 1 else {
            throw CallProblem(written.range, "\(parameter.name) of \(signature.name) is one value")
        }
        guard case .name(let name) = terms[0].kind else {
            guard case .number(let number) = terms[0].kind else { return .value(0) }
            if type == .descriptor, CallSignature.ownDescriptors.contains(number) {
                throw CallProblem(
                    written.range, "descriptor \(number) is what sys itself listens on",
                    "leave that one alone")
            }
            return .value(number)
        }
        if let constant = Constant.named(name) {
            throw wrong(written.range, constant.family.rawValue)
        }
        guard let known = names.all[name] else {
            let meant = nearestName(to: name, among: names.names)
            throw CallProblem(
                written.range, "nothing is named \(name)",
                meant.map { "did you mean \($0)?" } ?? "give a call's result that name first")
        }
        guard known.type == type || type == .number else {
            let isPidOfDescriptor = type == .descriptor && known.type == .pid
            throw wrong(
                written.range, known.type.rawValue,
                isPidOfDescriptor ? "pfd = pidfd_open(\(name), 0) gives one" : "")
        }
        return .named(known.number)
    }
}

extension CallSignature {
    /// The descriptors of the subject that are not a learner's: its terminal and its socket.
    public static let ownDescriptors: ClosedRange<Int64> = 250...251
}
