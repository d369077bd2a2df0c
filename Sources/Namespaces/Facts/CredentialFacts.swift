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
            switch path[1].name {
            case "uid": return id("Uid", try subject.credential("status"))
            case "gid": return id("Gid", try subject.credential("status"))
            case "groups":
                return .list(
                    (statusField("Groups", in: try subject.credential("status")) ?? "").words)
            case "uid_map", "gid_map": return map(try subject.credential(path[1].name))
            case "setgroups": return .text(try subject.credential("setgroups").trimmed)
            default: return .absent
            }
        }
    }

    func prepare(_ path: [FactStep], of subject: FactSubject) { subject.startCredentials() }

    /// The second of real, effective, saved and file system id.
    private func id(_ field: String, _ status: String) -> Fact {
        let ids = (statusField(field, in: status) ?? "").words
        return ids.count == 4 ? .text(ids[1]) : .unknown("/proc/PID/status has no \(field)")
    }

    /// A line is written in columns; here its numbers are one space apart.
    private func map(_ text: String) -> Fact {
        .list(text.split(separator: "\n").map { String($0).words.joined(separator: " ") })
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

extension String {
    /// Its parts between white space.
    var words: [String] { split(whereSeparator: \.isWhitespace).map(String.init) }
}
