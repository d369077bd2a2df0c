internal import Glibc
internal import SystemCalls

/// `ids`: a process's ids and its user namespace's maps, as that namespace numbers them.
struct IDFacts: FactProvider {
    var shapes: [FactShape] {
        [
            FactShape(
                "ids", "user and group ids", isLeaf: false,
                [
                    FactShape("uid", "the effective user id"),
                    FactShape("gid", "the effective group id"),
                    FactShape("groups", "the supplementary group ids"),
                    FactShape("uid_map", "the lines of /proc/PID/uid_map: inside outside count"),
                    FactShape("gid_map", "the lines of /proc/PID/gid_map"),
                    FactShape("setgroups", "allow or deny"),
                ])
        ]
    }

    func fact(_ path: [FactStep], of subject: FactSubject) -> Fact {
        guard path.count > 1 else { return .present }
        return Fact.reading { () throws(SystemCallError) in
            let reading = subject.reading(CredentialReading.self)
            switch path[1].name {
            case "uid": return id("Uid", try reading.file("status"))
            case "gid": return id("Gid", try reading.file("status"))
            case "groups":
                return .list((statusField("Groups", in: try reading.file("status")) ?? "").words)
            case "uid_map", "gid_map": return .list(lines(of: try reading.file(path[1].name)))
            case "setgroups": return .text(try reading.file("setgroups").trimmed)
            default: return .absent
            }
        }
    }

    func prepare(_ path: [FactStep], of subject: FactSubject) {
        subject.reading(CredentialReading.self)
    }

    /// The second of real, effective, saved and file system id.
    private func id(_ field: String, _ status: String) -> Fact {
        let ids = (statusField(field, in: status) ?? "").words
        return ids.count == 4 ? .text(ids[1]) : .unknown("/proc/PID/status has no \(field)")
    }
}

/// The files about a process's ids. The kernel writes ids as the *reader's* user namespace numbers
/// them, so they are read in there.
private final class CredentialReading: SubjectReading {
    private static let files = ["status", "uid_map", "gid_map", "setgroups"]
    private let inside: InnerReading

    init(of pid: Int32) {
        inside = InnerReading(
            of: pid, kinds: [.user],
            Self.files.map { .report(file: "/proc/\(pid)/\($0)", limit: 1 << 16) })
    }

    /// One of `files`.
    func file(_ name: String) throws(SystemCallError) -> String {
        guard let index = Self.files.firstIndex(of: name) else {
            throw SystemCallError("read", name, errno: ENOENT)
        }
        return try inside.text(index)
    }
}

/// `capabilities`: the five sets of a process, `capabilities(7)`.
struct CapabilityFacts: FactProvider {
    private static let fields = [
        "effective": "CapEff", "permitted": "CapPrm", "inheritable": "CapInh",
        "bounding": "CapBnd", "ambient": "CapAmb",
    ]

    var shapes: [FactShape] {
        [
            FactShape(
                "capabilities", "the effective capabilities by name",
                ["effective", "permitted", "inheritable", "bounding", "ambient"].map {
                    FactShape($0, "the \($0) set: CAP_SYS_ADMIN …")
                })
        ]
    }

    func fact(_ path: [FactStep], of subject: FactSubject) -> Fact {
        let name = path.count > 1 ? path[1].name : "effective"
        guard let field = Self.fields[name] else { return .absent }
        return Fact.reading { () throws(SystemCallError) in
            guard let value = statusField(field, in: try subject.file("status")),
                let mask = UInt64(value, radix: 16)
            else { return .unknown("/proc/\(subject.pid)/status has no \(field)") }
            return .list(CapabilitySet(mask: mask).names)
        }
    }
}

/// The lines of a file that is written in columns, with one space between their words.
func lines(of columns: String) -> [String] {
    columns.split(separator: "\n").map { String($0).words.joined(separator: " ") }
}

extension String {
    /// Its parts between white space.
    var words: [String] { split(whereSeparator: \.isWhitespace).map(String.init) }
}
