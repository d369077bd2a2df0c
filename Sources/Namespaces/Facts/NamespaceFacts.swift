internal import Glibc
internal import SystemCalls

/// `ns.KIND`: the namespaces that a process is in, as `/proc/PID/ns` names them.
struct NamespaceFacts: FactProvider {
    /// The files of `/proc/PID/ns`.
    static let names =
        NamespaceKind.allCases.map(\.rawValue) + ["pid_for_children", "time_for_children"]

    var shapes: [FactShape] {
        [
            FactShape(
                "ns", "the namespaces of the process", isLeaf: false,
                Self.names.map { name in
                    FactShape(
                        name, "the \(name) namespace, like uts:[4026531838]", Self.details(of: name)
                    )
                })
        ]
    }

    /// Only user and pid namespaces have a parent.
    private static func details(of name: String) -> [FactShape] {
        let both = [
            FactShape("id", "the kernel's 64-bit id (Linux 6.18)"),
            FactShape("owner", "the user namespace that owns it"),
        ]
        guard name.hasPrefix("user") || name.hasPrefix("pid") else { return both }
        return both + [FactShape("parent", "its parent, where the reader may see it")]
    }

    func fact(_ path: [FactStep], of subject: FactSubject) -> Fact {
        guard path.count > 1 else { return .present }
        let name = path[1].name
        let file = name == "net" ? subject.networkPath : "/proc/\(subject.pid)/ns/\(name)"
        return Fact.reading { () throws(SystemCallError) in
            guard path.count > 2 else {
                return .text(name == "net" ? try subject.networkName() : try readLink(file))
            }
            let kindName =
                name.hasSuffix("_for_children") ? String(name.prefix { $0 != "_" }) : name
            guard let kind = NamespaceKind(rawValue: kindName) else { return .absent }
            let handle = try NamespaceHandle(kind, path: file)
            switch path[2].name {
            case "id":
                return handle.id64.map { .number($0) }
                    ?? .unknown(
                        "this kernel has no 64-bit namespace ids (they came with Linux 6.18)")
            case "owner": return .text("user:[\(try handle.owner().identity.inode)]")
            case "parent": return .text("\(kindName):[\(try handle.parent().identity.inode)]")
            default: return .absent
            }
        }
    }
}

/// `hostname` and `domainname`: the two strings of a UTS namespace, by uname(2) from inside.
struct NameFacts: FactProvider {
    var shapes: [FactShape] {
        [
            FactShape("hostname", "the host name, by uname(2) in the process's UTS namespace"),
            FactShape("domainname", "the NIS domain name, from the same call"),
        ]
    }

    func fact(_ path: [FactStep], of subject: FactSubject) -> Fact {
        Fact.reading { () throws(SystemCallError) in
            let names = try subject.reading(NameReading.self).names()
            return .text(path[0].name == "hostname" ? names.host : names.domain)
        }
    }

    func prepare(_ path: [FactStep], of subject: FactSubject) {
        subject.reading(NameReading.self)
    }
}

/// The two names of a UTS namespace.
private final class NameReading: SubjectReading {
    private let inside: InnerReading

    init(of pid: Int32) {
        inside = InnerReading(of: pid, kinds: [.user, .uts], [.reportNames])
    }

    func names() throws(SystemCallError) -> (host: String, domain: String) {
        let both = try inside.text(0).split(separator: "\0", omittingEmptySubsequences: false)
        guard both.count > 1 else { throw SystemCallError("uname", "", errno: EPROTO) }
        return (String(both[0]), String(both[1]))
    }
}
