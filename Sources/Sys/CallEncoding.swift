internal import CLinux
internal import SystemCalls

/// A request to the subject, in the making: calls and the bytes that they point to.
struct CallRequest {
    private var calls: [nl_call] = []
    private var data: [UInt8] = []
    private let count: Int

    /// A line may not ask for more than one message holds.
    static let most = Int(NL_MOST_REQUEST)

    /// - Parameter number: gives each call the number that its report bears; told of the call that
    ///   made the child that makes it, if one does.
    init(_ prepared: [PreparedCall], number: (PreparedCall, UInt32?) -> UInt32) {
        count = prepared.count
        var blocks: [(parent: UInt32?, calls: [PreparedCall], owner: Int?)] = [(nil, prepared, nil)]
        // Level by level, so that each block's calls lie one after the other.
        while !blocks.isEmpty {
            let (parent, list, owner) = blocks.removeFirst()
            if let owner {
                calls[owner].block = UInt32(calls.count)
                calls[owner].block_count = UInt32(list.count)
            }
            for call in list {
                let id = number(call, parent)
                calls.append(encoded(call, id))
                if !call.block.isEmpty { blocks.append((id, call.block, calls.count - 1)) }
            }
        }
    }

    /// The message; nil where it would be too long.
    var bytes: [UInt8]? {
        var head = nl_request(
            kind: NL_REQUEST_CALLS.rawValue, count: UInt32(count), total: UInt32(calls.count),
            size: UInt32(data.count))
        let message =
            withUnsafeBytes(of: &head) { Array($0) } + calls.withUnsafeBytes { Array($0) } + data
        return message.count <= Self.most ? message : nil
    }

    /// Asks to be told when the terminal has input.
    static var awaitingInput: [UInt8] {
        var head = nl_request(kind: NL_REQUEST_INPUT.rawValue, count: 0, total: 0, size: 0)
        return withUnsafeBytes(of: &head) { Array($0) }
    }

    private mutating func encoded(_ call: PreparedCall, _ id: UInt32) -> nl_call {
        var encoded = nl_call()
        encoded.code = Int32(bitPattern: call.signature.code.number.rawValue)
        encoded.keep = call.keptAs.map(Int32.init) ?? -1
        encoded.id = id
        withUnsafeMutableBytes(of: &encoded.arguments) { buffer in
            let arguments = buffer.bindMemory(to: nl_argument.self)
            for (index, argument) in call.arguments.enumerated() where index < arguments.count {
                arguments[index] = place(argument)
            }
        }
        return encoded
    }

    private mutating func place(_ argument: PreparedCall.Argument) -> nl_argument {
        func made(_ kind: nl_argument_kind, _ value: Int) -> nl_argument {
            nl_argument(kind: Int64(kind.rawValue), value: Int64(value))
        }
        switch argument {
        case .value(let value): return nl_argument(kind: Int64(NL_VALUE.rawValue), value: value)
        case .named(let number): return made(NL_NAMED, number)
        case .room(let size): return made(NL_ROOM, size)
        case .bytes(let bytes):
            defer { data += bytes }
            return made(NL_BYTES, data.count)
        }
    }
}

extension CallCode {
    fileprivate var number: nl_call_code {
        switch self {
        case .chdir: NL_CALL_CHDIR
        case .chroot: NL_CALL_CHROOT
        case .clone: NL_CALL_CLONE
        case .clone3: NL_CALL_CLONE3
        case .close: NL_CALL_CLOSE
        case .exit: NL_CALL_EXIT
        case .fork: NL_CALL_FORK
        case .getgid: NL_CALL_GETGID
        case .getpid: NL_CALL_GETPID
        case .getppid: NL_CALL_GETPPID
        case .getuid: NL_CALL_GETUID
        case .ioctl: NL_CALL_IOCTL
        case .kill: NL_CALL_KILL
        case .mkdir: NL_CALL_MKDIR
        case .mount: NL_CALL_MOUNT
        case .open: NL_CALL_OPEN
        case .pause: NL_CALL_PAUSE
        case .pidfdOpen: NL_CALL_PIDFD_OPEN
        case .pivotRoot: NL_CALL_PIVOT_ROOT
        case .prctl: NL_CALL_PRCTL
        case .read: NL_CALL_READ
        case .readlink: NL_CALL_READLINK
        case .rmdir: NL_CALL_RMDIR
        case .setdomainname: NL_CALL_SETDOMAINNAME
        case .sethostname: NL_CALL_SETHOSTNAME
        case .setns: NL_CALL_SETNS
        case .umount2: NL_CALL_UMOUNT2
        case .uname: NL_CALL_UNAME
        case .unshare: NL_CALL_UNSHARE
        case .wait4: NL_CALL_WAIT4
        case .write: NL_CALL_WRITE
        }
    }
}
