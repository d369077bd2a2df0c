/// The arguments of one call on their way from what was written to what the kernel is given.
struct ArgumentList {
    private let statement: Statement
    private let signature: CallSignature
    private(set) var arguments: [PreparedCall.Argument] = []
    private(set) var shown: [PreparedCall.Shown] = []
    /// The constant that chose the call's form.
    private(set) var choice: String?
    private var count = 0

    init(of statement: Statement, _ signature: CallSignature) {
        self.statement = statement
        self.signature = signature
    }

    /// Takes the next arguments for these parameters, of which the first is number `from`.
    mutating func add(
        _ parameters: [CallSignature.Parameter], from: Int, _ names: CallNames
    ) throws(CallProblem) {
        for (index, parameter) in parameters.enumerated() {
            let place = from + index
            let written =
                statement.arguments.indices.contains(place) ? statement.arguments[place] : nil
            guard let written else {
                guard parameter.isOptional else {
                    throw CallProblem(
                        statement.range.upperBound - 1..<statement.range.upperBound,
                        "\(signature.name) takes \(parameter.name) too",
                        "write \(signature.synopsis)")
                }
                if needsMode(place) {
                    throw CallProblem(
                        statement.range.upperBound - 1..<statement.range.upperBound,
                        "a file that open makes needs a mode", "write 0644 behind the flags")
                }
                addMissing(parameter.kind)
                continue
            }
            count += 1
            try add(written, as: parameter, names)
        }
    }

    /// All that was written must have been taken.
    mutating func finish() throws(CallProblem) {
        if statement.arguments.count > count {
            let extra = statement.arguments[count].range
            throw CallProblem(
                extra,
                count == 0
                    ? "\(signature.name) takes no argument" : "that is one argument too many",
                "write \(signature.synopsis)")
        }
        if [.uname].contains(signature.code) {
            arguments = [.room(6 * 65)]
            shown = [.filled]
        }
    }

    private func needsMode(_ place: Int) -> Bool {
        guard signature.code == .open, place == 2, case .value(let flags)? = arguments.last else {
            return false
        }
        return flags & 0o100 != 0
    }

    private mutating func put(_ argument: PreparedCall.Argument, _ text: String? = nil) {
        shown.append(text.map { .text($0) } ?? .value(arguments.count))
        arguments.append(argument)
    }

    // MARK: What was left out

    private mutating func addMissing(_ kind: CallSignature.Kind) {
        switch kind {
        case .length:
            guard case .bytes(let bytes)? = arguments.last else { return }
            put(.value(Int64(bytes.count)))
        case .room(let most): putRoom(most)
        case .address(let size):
            shown.append(.filled)
            arguments.append(.room(size))
        case .textOrNull: put(.value(0), "NULL")
        case .number where signature.code == .mkdir: put(.value(0o777), "0777")
        case .number where signature.code == .clone3: put(.value(Int64(CloneArguments.size)))
        case .number where signature.code == .open: break
        default: put(.value(0), "0")
        }
    }

    private mutating func putRoom(_ size: Int) {
        shown += [.filled, .text("\(size)")]
        arguments += [.room(size), .value(Int64(size))]
    }

    // MARK: What was written

    private mutating func add(
        _ written: Statement.Argument, as parameter: CallSignature.Parameter, _ names: CallNames
    ) throws(CallProblem) {
        let reader = ArgumentReader(signature: signature, parameter: parameter, names: names)
        switch parameter.kind {
        case .text: putText(try reader.text(written))
        case .textOrNull:
            if try reader.isNull(written) { return put(.value(0), "NULL") }
            putText(try reader.text(written))
        case .flags(let families):
            let value = try reader.flags(written, families)
            if signature.code == .clone {
                try CloneArguments.refuseSharing(value & ~0xff, at: written.range)
            }
            put(.value(value), flagText(value, families))
        case .choice(let family):
            let constant = try reader.choice(written, family)
            choice = constant.name
            put(.value(constant.value), constant.name)
        case .signal:
            let value = try reader.number(written, families: [.signal])
            put(.value(value), Constant.signal(value))
        case .descriptor: put(try reader.value(written, of: .descriptor))
        case .pid: put(try reader.value(written, of: .pid))
        case .number:
            let value = try reader.value(written, of: .number)
            if signature.code == .clone3 { return try putSize(value, written) }
            let isMode = [.open, .mkdir].contains(signature.code)
            if isMode, case .value(let mode) = value {
                return put(value, "0" + String(mode, radix: 8))
            }
            put(value)
        case .length:
            guard case .bytes(let bytes)? = arguments.last else { return }
            let value = try reader.number(written, families: [])
            guard (0...Int64(bytes.count)).contains(value) else {
                throw CallProblem(
                    written.range, "the text has \(bytes.count) bytes", "write at most that")
            }
            put(.value(value))
        case .room(let most):
            let value = try reader.number(written, families: [])
            guard (0...Int64(most)).contains(value) else {
                throw CallProblem(written.range, "sys reads at most \(most) bytes at once")
            }
            putRoom(Int(value))
        case .address(let size):
            if try reader.isNullOrAddress(written) { return put(.value(0), "NULL") }
            shown.append(.filled)
            arguments.append(.room(size))
        case .cloneArguments:
            let structure = try CloneArguments(written, reader)
            put(.bytes(structure.bytes), structure.text)
        }
    }

    private mutating func putText(_ bytes: [UInt8]) {
        let isCounted = [.write, .sethostname, .setdomainname].contains(signature.code)
        put(.bytes(bytes + (isCounted ? [] : [0])), bytes.quotedForC)
    }

    private func flagText(_ value: Int64, _ families: [Constant.Family]) -> String {
        if families == [.open] {
            guard signature.code == .open else { return Constant.flags(value, of: families) }
            let access = ["O_RDONLY", "O_WRONLY", "O_RDWR", "O_ACCMODE"][Int(value & 3)]
            let rest = value & ~3
            return rest == 0 ? access : access + "|" + Constant.flags(rest, of: families)
        }
        guard signature.code == .clone else { return Constant.flags(value, of: families) }
        let signal = value & 0xff
        let kinds = value & ~0xff
        let name = signal == 0 ? nil : Constant.signal(signal)
        if kinds == 0, let name { return name }
        return Constant.flags(kinds, of: [.namespaces, .sharing]) + (name.map { "|\($0)" } ?? "")
    }

    /// The kernel reads as many bytes as the size says; what is not written is zero.
    private mutating func putSize(
        _ value: PreparedCall.Argument, _ written: Statement.Argument
    ) throws(CallProblem) {
        guard case .value(let size) = value, (0...Int64(CallSignature.mostRoom)).contains(size),
            case .bytes(let bytes)? = arguments.last
        else {
            throw CallProblem(
                written.range,
                "the size of the structure is a number up to \(CallSignature.mostRoom)",
                "write \(CloneArguments.size)")
        }
        let missing = max(0, Int(size) - bytes.count)
        arguments[arguments.count - 1] = .bytes(bytes + [UInt8](repeating: 0, count: missing))
        put(value)
    }
}
