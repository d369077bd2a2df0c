public import SystemCalls

/// Why a machine refused to make namespaces, and what mends it.
public struct Refusal: Hashable, Sendable {
    public let error: SystemCallError
    /// In words for people; the errno's own words where nothing better is known.
    public let cause: String
    /// One line: the exact command or setting. Empty where nothing is known to help.
    public let mend: String

    /// What the evidence says about a refused call. Never a guess: what explains nothing gives the
    /// plain error.
    public init(_ error: SystemCallError, _ evidence: RefusalEvidence) {
        let explanation = Explanation.all.lazy.compactMap { $0(error, evidence) }.first
        self.error = error
        self.cause = explanation?.cause ?? errnoWords(error.errno)
        self.mend = explanation?.mend ?? ""
    }

    /// `clone3 user, mnt: this machine leaves … to root (EPERM)`: what failed, why, and the errno.
    public var sentence: String {
        let what = error.subject.isEmpty ? error.call : "\(error.call) \(error.subject)"
        return "\(what): \(cause) (\(error.name))"
    }
}

extension SystemCallError {
    /// Whether the call was to make namespaces, and not only to enter or fill them.
    var isMaking: Bool { call == "clone3" || call == "unshare" }

    /// The kinds that the call was about, as `Plan` names them in the error's subject.
    var kinds: [NamespaceKind] {
        guard isMaking || call == "setns" else { return [] }
        return subject.split(separator: ",").compactMap {
            NamespaceKind(rawValue: String($0).trimmed)
        }
    }

    /// Whether the call was to write a file about a process's ids: `user_namespaces(7)`.
    var isMapping: Bool {
        guard call == "write" || call == "open", subject.hasPrefix("/proc/") else { return false }
        return ["/uid_map", "/gid_map", "/setgroups"].contains { subject.hasSuffix($0) }
    }

    /// The file system type that could not be mounted; the subject begins with it.
    var mountedType: String? {
        guard call == "mount" else { return nil }
        return subject.split(separator: " ").first.map(String.init)
    }

    /// Whether a pair of links could not be made because the kernel does not have the kind:
    /// `veth(4)`, EOPNOTSUPP.
    public var isMissingLink: Bool { call == "RTM_NEWLINK" && errno == 95 }

    /// Whether the kernel, or a module of it, said that the call is not allowed.
    var isForbidden: Bool { name == "EPERM" || name == "EACCES" }
}
