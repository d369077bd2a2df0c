/// `struct clone_args` of `clone3(2)`, as it was written.
struct CloneArguments {
    /// `CLONE_ARGS_SIZE_VER2`.
    static let size = 88

    let bytes: [UInt8]
    let text: String

    /// Namespaces, and what can be shared by a child that has its own memory and this process as its
    /// parent: another one would overwrite the subject, or be nobody's.
    private static let possible =
        Constant.all.filter { [.namespaces, .sharing, .clone3].contains($0.family) }
        .reduce(0) { $0 | $1.value }

    static func refuseSharing(_ flags: Int64, at range: Range<Int>) throws(CallProblem) {
        guard flags & ~possible != 0 else { return }
        let others = Constant.hexadecimal(flags & ~possible)
        throw CallProblem(
            range, "\(others) would make a child that is none of sys's",
            "leave it away: a child has its own memory, and this process as its parent")
    }

    init(_ written: Statement.Argument, _ reader: ArgumentReader) throws(CallProblem) {
        guard case .structure(let fields) = written.kind else {
            throw CallProblem(
                written.range, "clone3 takes a structure",
                "write clone3({flags=CLONE_NEWUTS, exit_signal=SIGCHLD})")
        }
        var values: [String: Int64] = [:]
        for field in fields {
            let families: [Constant.Family]
            switch field.name.text {
            case "flags": families = [.namespaces, .sharing, .clone3]
            case "exit_signal": families = [.signal]
            default:
                throw CallProblem(
                    field.name.range, "sys sets no field \(field.name.text)",
                    "there are flags and exit_signal")
            }
            let value = try reader.number(field.value, families: families)
            if values.updateValue(value, forKey: field.name.text) != nil {
                throw CallProblem(field.name.range, "\(field.name.text) is there twice")
            }
            if field.name.text == "flags" {
                try Self.refuseSharing(value, at: field.name.range)
            }
        }
        let flags = values["flags"] ?? 0
        let signal = values["exit_signal"] ?? 0
        // flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid,
        // set_tid_size, cgroup: each of 64 bits.
        var bytes = [UInt8](repeating: 0, count: Self.size)
        for (offset, value) in [(0, flags), (32, signal)] {
            for byte in 0..<8 {
                bytes[offset + byte] = UInt8(truncatingIfNeeded: value >> Int64(8 * byte))
            }
        }
        self.bytes = bytes
        let names = Constant.flags(flags, of: [.namespaces, .sharing, .clone3])
        text = "{flags=\(names), exit_signal=\(signal == 0 ? "0" : Constant.signal(signal))}"
    }
}
