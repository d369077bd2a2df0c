import Lessons
import Testing

/// The findings that each predicate is asked about.
private let findings: [(name: String, finding: Finding?)] = [
    ("text", .text("lab")),
    ("other", .text("slab 7")),
    ("number", .text("3")),
    ("list", .list(["lab", "x"])),
    ("one", .list(["lab"])),
    ("empty", .list([])),
    ("present", .present),
    ("absent", .absent),
    ("unknown", .unknown("no such process")),
    ("nobody looked", nil),
]

/// `T`, `F` and `?`, in the order of `findings`.
private let table: [(predicate: String, truths: String)] = [
    ("lab", "TFFFTFFF??"),
    ("\"slab 7\"", "FTFFFFFF??"),
    ("\"lab, x\"", "FFFTFFFF??"),
    ("\"\"", "FFFFFTFF??"),
    ("not lab", "FTTTFTTT??"),
    ("present", "TTTTTTTF??"),
    ("absent", "FFFFFFFT??"),
    ("contains lab", "TTFTTFFF??"),
    ("contains \"lab\"", "TTFTTFFF??"),
    ("not contains lab", "FFTFFTTT??"),
    ("matches /^l.b$/", "TFFTTFFF??"),
    ("matches /[0-9]/", "FTTFFFFF??"),
    ("not matches /[0-9]/", "TFFTTTTT??"),
    ("> 2", "??T???FF??"),
    (">= 3", "??T???FF??"),
    ("> 3", "??F???FF??"),
    ("< 4", "??T???FF??"),
    ("<= 2.5", "??F???FF??"),
    // The host's name is `lab`.
    ("same as host.hostname", "TFFFTFFF??"),
    ("differs from host.hostname", "FTTTFTTT??"),
    ("contains host.hostname", "TTFTTFFF??"),
    // The host's domain name was not observed, session 2's is unknown, session 3's is empty.
    ("same as host.domainname", "??????????"),
    ("differs from host.domainname", "??????????"),
    ("contains host.domainname", "??????????"),
    ("not contains host.domainname", "??????????"),
    ("same as session[2].domainname", "??????????"),
    ("differs from session[2].domainname", "??????????"),
    ("contains session[3].domainname", "??????????"),
    ("not contains session[3].domainname", "??????????"),
    ("same as session[3].domainname", "FFFFFTFF??"),
    // Session 4's is absent.
    ("same as session[4].domainname", "FFFFFFFT??"),
    ("differs from session[4].domainname", "TTTTTTTF??"),
    ("contains session[4].domainname", "FFFFFFFF??"),
    // Session 5's is a list.
    ("same as session[5].domainname", "FFFTFFFF??"),
    ("contains session[5].domainname", "FFFTFFFF??"),
]

private func path(_ text: String) -> FactPath {
    guard let path = FactPath(text) else { preconditionFailure(text) }
    return path
}

private func observation(_ finding: Finding?) -> Observation {
    var observation = Observation([
        path("host.hostname"): .text("lab"),
        path("session[2].domainname"): .unknown("the session has ended"),
        path("session[3].domainname"): .text(""),
        path("session[4].domainname"): .absent,
        path("session[5].domainname"): .list(["lab", "x"]),
    ])
    observation[path("here.domainname")] = finding
    return observation
}

@Suite("A verdict")
struct VerdictTests {
    @Test("follows its truth table", arguments: table)
    func truthTable(row: (predicate: String, truths: String)) throws {
        let claim = try expectation("domainname: \(row.predicate)")
        for (truth, (name, finding)) in zip(row.truths, findings) {
            let verdict = claim.verdict(in: observation(finding))
            switch verdict.truth {
            case .true: #expect(truth == "T", "\(row.predicate), \(name)")
            case .false: #expect(truth == "F", "\(row.predicate), \(name)")
            case .unknown(let reason):
                #expect(truth == "?", "\(row.predicate), \(name)")
                #expect(!reason.isEmpty)
            }
            #expect(verdict.isTrue == (truth == "T"))
        }
    }

    @Test(
        "says what was expected and what was found",
        arguments: [
            ("hostname: lab", "here.hostname to be lab", "slab"),
            ("hostname: \"two words\"", "here.hostname to be \"two words\"", "slab"),
            ("hostname: not lab", "here.hostname not to be lab", "slab"),
            ("host.ns.uts: present", "host.ns.uts to be present", "absent"),
            ("hostname: contains lab", "here.hostname to contain lab", "slab"),
            ("hostname: matches /a.b/", "here.hostname to match /a.b/", "slab"),
            ("status: > 3", "here.status to be > 3", "present"),
            ("status: <= 0.5", "here.status to be <= 0.5", "present"),
            (
                "hostname: same as host.hostname",
                "here.hostname to be the same as host.hostname", "slab (host.hostname is lab)"
            ),
            (
                "hostname: differs from session[2].hostname",
                "here.hostname to differ from session[2].hostname",
                "slab (session[2].hostname is unknown: it was not observed)"
            ),
            ("ids.uid_map: lab", "here.ids.uid_map to be lab", "\"0 0 1\", \"1 1 1\""),
            ("ids.gid_map: lab", "here.ids.gid_map to be lab", "an empty list"),
            (
                "mounts[/a.b/c].type: tmpfs", "here.mounts[/a.b/c].type to be tmpfs",
                "unknown: here.mounts[/a.b/c].type was not observed"
            ),
        ])
    func sentences(text: String, expected: String, found: String) throws {
        let observation = Observation([
            path("hostname"): .text("slab"),
            path("host.hostname"): .text("lab"),
            path("host.ns.uts"): .absent,
            path("status"): .present,
            path("ids.uid_map"): .list(["0 0 1", "1 1 1"]),
            path("ids.gid_map"): .list([]),
        ])
        let verdict = try expectation(text).verdict(in: observation)
        #expect(verdict.expected == expected)
        #expect(verdict.found == found)
        #expect(verdict.description == "expected \(expected), found \(found)")
    }

    @Test("takes ^ and $ for the ends of lines")
    func anchors() throws {
        let claim = try expectation("output: matches /^two$/")
        let output = Observation([path("output"): .text("one\ntwo\nthree")])
        #expect(claim.verdict(in: output).isTrue)
    }

    @Test("compares bytes, as the kernel does")
    func bytes() throws {
        let claim = try expectation("hostname: \u{E9}")
        let decomposed = Observation([path("hostname"): .text("e\u{301}")])
        #expect(!claim.verdict(in: decomposed).isTrue)
        let part = try expectation("hostname: contains e")
        #expect(part.verdict(in: decomposed).isTrue)
    }

    @Test(
        "takes no hexadecimal number and no nan for a number",
        arguments: ["0x10", "nan", "1e3", ""])
    func numbers(text: String) throws {
        let claim = try expectation("status: > 0")
        let verdict = claim.verdict(in: Observation([path("status"): .text(text)]))
        #expect(verdict.truth != .true && verdict.truth != .false)
    }

    @Test("takes a number with blanks around it")
    func blanks() throws {
        let claim = try expectation("status: >= 10")
        #expect(claim.verdict(in: Observation([path("status"): .text(" 10\n")])).isTrue)
    }
}
