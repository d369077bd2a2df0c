/// A call that may be written: its parameters, and what it gives.
public struct CallSignature: Sendable {
    /// What a value is, so that a PID is not taken for a descriptor.
    public enum ValueType: String, Hashable, Sendable {
        case descriptor = "a descriptor"
        case pid = "a PID"
        case number = "a number"
        /// 0 where the call succeeds.
        case zero = "0"
    }

    enum Kind: Hashable, Sendable {
        case flags([Constant.Family])
        /// Exactly one of a family: the choice among a call's forms.
        case choice(Constant.Family)
        case text
        case textOrNull
        case descriptor
        case pid
        case number
        case signal
        /// Of the string that is parameter `of`: at most its bytes.
        case length(of: Int)
        /// Of a room that the call fills, at most.
        case room(Int)
        /// `NULL` or `&name`: a room of this many bytes that the call fills.
        case address(Int)
        case cloneArguments
    }

    struct Parameter: Hashable, Sendable {
        let name: String
        let kind: Kind
        var isOptional = false
    }

    /// What a call gives beside its result.
    enum Decoding: Hashable, Sendable {
        case none, names, nodeName, domainName, status, text, signed32, unsigned64, kind
    }

    /// What the parameters after the choice are, and what comes of it.
    struct Form: Sendable {
        let parameters: [Parameter]
        var result = ValueType.zero
        var decoding = Decoding.none
    }

    public let name: String
    /// As the subject knows it: `waitpid` is wait4(2).
    public let code: CallCode
    let parameters: [Parameter]
    public let result: ValueType
    let decoding: Decoding
    /// By the constant that the last parameter chooses.
    let forms: [String: Form]
    /// One sentence.
    public let summary: String
    /// The page of the manual.
    public let manual: String
    /// Whether a child carries out a block.
    public var makesChild: Bool { [.fork, .clone, .clone3].contains(code) }

    init(
        _ name: String, _ code: CallCode, _ parameters: [Parameter],
        giving result: ValueType = .zero,
        decoding: Decoding = .none, forms: [String: Form] = [:], manual: String? = nil,
        _ summary: String
    ) {
        self.name = name
        self.code = code
        self.parameters = parameters
        self.result = result
        self.decoding = decoding
        self.forms = forms
        self.summary = summary
        self.manual = manual ?? "\(name)(2)"
    }

    public static func named(_ name: String) -> CallSignature? { byName[name] }

    private static let byName = Dictionary(
        all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

    /// `mount(source, target, type, flags[, data])`.
    public var synopsis: String {
        var text = "\(name)("
        for (index, parameter) in parameters.enumerated() {
            let comma = index == 0 ? "" : ", "
            text += parameter.isOptional ? "[\(comma)\(parameter.name)]" : comma + parameter.name
        }
        if !forms.isEmpty { text += ", …" }
        return text + ")" + (makesChild ? " { … }" : "")
    }

    /// The constants that one of its arguments may name.
    public var constants: [Constant] {
        let families = parameters.flatMap { parameter -> [Constant.Family] in
            switch parameter.kind {
            case .flags(let families): families
            case .choice(let family): [family]
            case .signal: [.signal]
            case .cloneArguments: [.namespaces, .sharing, .clone3, .signal]
            case .textOrNull, .address: [.pointer]
            default: []
            }
        }
        return Constant.all.filter {
            families.contains($0.family) && !(code == .clone && $0.name == "CLONE_NEWTIME")
        }
    }
}

/// The calls that the subject makes, spelled as its C has them.
public enum CallCode: String, Hashable, Sendable, CaseIterable {
    case chdir, chroot, clone, clone3, close, exit, fork, getgid, getpid, getppid, getuid, ioctl
    case kill, mkdir, mount, open, pause, pidfdOpen, pivotRoot, prctl, read, readlink, rmdir
    case setdomainname, sethostname, setns, umount2, uname, unshare, wait4, write
}
