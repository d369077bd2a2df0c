/// Numbers and bytes as the manual writes the arguments of calls.
extension TraceRecord {
    /// - Parameter level: which of a process's numbers is the lab's, counted from outside; 0 is its
    ///   number out here.
    public func call(level: Int) -> TracedCall {
        let requests = requests
        return TracedCall(
            number: number,
            caller: TracedCall.Caller(
                pid: pids.count > level ? pids[level] : pids.last ?? 0,
                name: String(decoding: program, as: UTF8.self)),
            name: name, arguments: decodedArguments(requests), result: result, changes: changes,
            requests: requests.map { TracedCall.Request(text: $0.text, errno: answer(to: $0)) },
            child: child.count > level ? child[level] : child.last, file: file,
            way: KernelWay(of: self, requests))
    }

    private static let kinds = [
        "cgroup", "ipc", "mnt", "net", "pid", "pid_for_children", "time", "time_for_children",
        "user", "uts",
    ]

    private var changes: [TracedCall.Change] {
        var process: (UInt64, UInt64) = (0, 0)
        return zip(Self.kinds, zip(before, after)).compactMap { kind, inodes in
            // Both were looked at where that of the process itself was seen: its link has always a target.
            let isChildren = kind == "pid_for_children" && process.0 != 0 && process.1 != 0
            process = inodes
            guard inodes.0 != inodes.1, isChildren || (inodes.0 != 0 && inodes.1 != 0) else {
                return nil
            }
            return TracedCall.Change(
                kind: kind, before: inodes.0 == 0 ? nil : inodes.0,
                after: inodes.1 == 0 ? nil : inodes.1)
        }
    }

    /// What the file of a map or the descriptor of a namespace is.
    private var file: String? {
        guard let bytes = part(.file, of: 0)?.bytes else { return nil }
        return bytes.plainOrQuoted
    }

    private var requests: [NetlinkRequest] {
        part(.requests, of: 1).map { NetlinkRequest.all(in: $0.bytes) } ?? []
    }

    private func answer(to request: NetlinkRequest) -> Int32? {
        guard let pair = parts.first(where: { $0.kind == .answers })?.bytes, pair.count >= 8,
            pair.number32(at: 0) == request.sequence
        else { return nil }
        let errno = 0 &- Int32(bitPattern: pair.number32(at: 4))
        return (0...4095).contains(errno) ? errno : nil
    }

    private func decodedArguments(_ requests: [NetlinkRequest]) -> [TracedCall.Argument] {
        typealias Names = TraceConstants
        let a = arguments
        switch name {
        case "unshare": return [Names.flags(low(0), Names.names(of: .namespaces, .sharing))]
        case "setns": return [signed(0), Names.flags(low(1), Names.names(of: .namespaces))]
        case "clone": return [clone(a[0] & ~0xff, Names.clone, signal: a[0] & 0xff)]
        case "clone3": return [clone3]
        case "mount":
            return [
                text(0), text(1), text(2), Names.flags(mountFlags, Names.names(of: .mount)), text(4),
            ]
        case "umount2": return [text(0), Names.flags(low(1), Names.names(of: .umount))]
        case "pivot_root": return [text(0), text(1)]
        case "chroot": return [text(0)]
        case "sethostname", "setdomainname": return [bytes(0), signed(1)]
        case "pidfd_open": return [signed(0), Names.flags(low(1), Names.pidfd)]
        case "open_tree": return [directory(0), text(1), Names.flags(low(2), Names.openTree)]
        case "move_mount":
            return [
                directory(0), text(1), directory(2), text(3), Names.flags(low(4), Names.moveMount),
            ]
        case "fsopen": return [text(0), Names.flags(low(1), Names.fsopen)]
        case "fsconfig":
            let isBinary = low(1) == 2
            return [
                signed(0), .text(Names.choice(low(1), Names.configure)), text(2),
                isBinary ? pointer(3) : text(3), signed(4),
            ]
        case "fsmount":
            return [
                signed(0), Names.flags(low(1), Names.fsmount),
                Names.flags(low(2), Names.mountAttributes),
            ]
        case "mount_setattr":
            return [
                directory(0), text(1), Names.flags(low(2), Names.at), mountAttributes, signed(4),
            ]
        case "msgget": return [key, ipcFlags(1, Names.ipc)]
        case "semget": return [key, signed(1), ipcFlags(2, Names.ipc)]
        case "shmget": return [key, .text("\(a[1])"), ipcFlags(2, Names.shm)]
        case "msgctl": return [signed(0), .text(Names.choice(low(1), Names.msgctl)), pointer(2)]
        case "shmctl": return [signed(0), .text(Names.choice(low(1), Names.shmctl)), pointer(2)]
        case "semctl":
            return [signed(0), signed(1), .text(Names.choice(low(2), Names.semctl)), pointer(3)]
        case "socket": return [.text("AF_NETLINK"), socketType, .text(netlinkProtocol)]
        case "sendto", "sendmsg":
            return [signed(0), .text(requests.map { "{\($0.text)}" }.joined(separator: ", "))]
        case "open": return [text(0), openFlags(1)]
        case "openat", "openat2": return [directory(0), text(1), openFlags(2)]
        case "creat": return [text(0), .text("0" + String(low(1), radix: 8))]
        case "write", "pwrite64": return [signed(0), bytes(1), .text("\(a[2])")]
        default: return []
        }
    }

    // MARK: Single arguments

    /// What the kernel takes of an argument that is an `int`.
    private func low(_ index: Int) -> UInt64 { arguments[index] & 0xffff_ffff }

    private func signed(_ index: Int) -> TracedCall.Argument {
        .text("\(Int32(truncatingIfNeeded: arguments[index]))")
    }

    private func pointer(_ index: Int) -> TracedCall.Argument {
        .text(
            arguments[index] == 0
                ? "NULL" : Constant.hexadecimal(Int64(bitPattern: arguments[index])))
    }

    private func text(_ index: Int) -> TracedCall.Argument { quoted(part(.text, of: index), index) }
    private func bytes(_ index: Int) -> TracedCall.Argument { quoted(part(.bytes, of: index), index) }

    private func quoted(_ part: Part?, _ index: Int) -> TracedCall.Argument {
        guard let part else { return pointer(index) }
        return .text(part.bytes.quotedForC + (part.isCut ? "..." : ""))
    }

    private func directory(_ index: Int) -> TracedCall.Argument {
        Int32(truncatingIfNeeded: arguments[index]) == -100 ? .text("AT_FDCWD") : signed(index)
    }

    private func clone(
        _ flags: UInt64, _ names: TraceConstants.Names, signal: UInt64
    ) -> TracedCall.Argument {
        guard case .flags(var found) = TraceConstants.flags(flags, names) else { return .flags([]) }
        if signal != 0 { found.append(Constant.signal(Int64(signal))) }
        return .flags(found)
    }

    private var clone3: TracedCall.Argument {
        guard let arguments = part(.bytes, of: 0)?.bytes, arguments.count >= 40 else {
            return pointer(0)
        }
        let flags = TraceConstants.flags(arguments.number64(at: 0), TraceConstants.clone3).text
        let signal = Constant.signal(Int64(truncatingIfNeeded: arguments.number64(at: 32)))
        return .text("{flags=\(flags), exit_signal=\(signal)}")
    }

    /// Without the magic number that kernels before 2.4 wanted.
    private var mountFlags: UInt64 {
        let isMagic = arguments[3] & 0xffff_0000 == 0xc0ed_0000
        return isMagic ? arguments[3] & ~0xffff_0000 : arguments[3]
    }

    private var mountAttributes: TracedCall.Argument {
        guard let bytes = part(.bytes, of: 3)?.bytes, bytes.count >= 32 else { return pointer(3) }
        func flags(_ at: Int, _ names: TraceConstants.Names) -> String {
            TraceConstants.flags(bytes.number64(at: at), names).text
        }
        let names = TraceConstants.mountAttributes
        let propagation = flags(16, TraceConstants.names(of: .mount))
        return .text(
            "{attr_set=\(flags(0, names)), attr_clr=\(flags(8, names)), propagation=\(propagation), "
                + "userns_fd=\(bytes.number64(at: 24))}")
    }

    private var key: TracedCall.Argument {
        .text(low(0) == 0 ? "IPC_PRIVATE" : Constant.hexadecimal(Int64(low(0))))
    }

    private func ipcFlags(_ index: Int, _ names: TraceConstants.Names) -> TracedCall.Argument {
        let mode = "0" + String(low(index) & 0o777, radix: 8)
        guard low(index) & ~0o777 != 0,
            case .flags(let found) = TraceConstants.flags(low(index) & ~0o777, names)
        else { return .flags([mode]) }
        return .flags(found + [mode])
    }

    private var socketType: TracedCall.Argument {
        let type = TraceConstants.choice(low(1) & 0xf, TraceConstants.socketTypes)
        guard low(1) & ~0xf != 0,
            case .flags(let found) = TraceConstants.flags(low(1) & ~0xf, TraceConstants.socketFlags)
        else { return .flags([type]) }
        return .flags([type] + found)
    }

    private var netlinkProtocol: String {
        TraceConstants.choice(low(2), TraceConstants.netlinkProtocols)
    }

    private func openFlags(_ index: Int) -> TracedCall.Argument {
        if name == "openat2" { return pointer(index) }
        let way = ["O_RDONLY", "O_WRONLY", "O_RDWR", "O_ACCMODE"][Int(low(index) & 3)]
        let names = TraceConstants.names(of: .open).filter { $0.value > 3 }
        guard low(index) & ~3 != 0,
            case .flags(let found) = TraceConstants.flags(low(index) & ~3, names)
        else { return .flags([way]) }
        return .flags([way] + found)
    }
}

extension Array where Element == UInt8 {
    /// Of bytes that are there; in this machine's order.
    func number32(at index: Int) -> UInt32 {
        withUnsafeBytes { $0.loadUnaligned(fromByteOffset: index, as: UInt32.self) }
    }

    func number64(at index: Int) -> UInt64 {
        withUnsafeBytes { $0.loadUnaligned(fromByteOffset: index, as: UInt64.self) }
    }

    /// A word as it is, anything else between quotes.
    var plainOrQuoted: String {
        !isEmpty && allSatisfy { (33..<127).contains($0) }
            ? String(decoding: self, as: UTF8.self) : quotedForC
    }
}
