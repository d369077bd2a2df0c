import Lessons
import Testing

@Suite("An expectation")
struct ExpectationTests {
    @Test(
        "has a path whose place may be left out",
        arguments: [
            ("hostname", "here.hostname"),
            ("here.hostname", "here.hostname"),
            ("host.ns.uts.id", "host.ns.uts.id"),
            ("session[12].hostname", "session[12].hostname"),
            ("netns[ns1].hostname", "netns[ns1].hostname"),
            ("process[my sleep].hostname", "process[my sleep].hostname"),
            ("mounts[/tmp/a.b:c].type", "here.mounts[/tmp/a.b:c].type"),
            ("answers[[fd00::1]:80]", "here.answers[[fd00::1]:80]"),
            ("step[look].hostname", "step[look].here.hostname"),
            ("step[look].session[2].hostname", "step[look].session[2].hostname"),
        ])
    func paths(text: String, description: String) {
        #expect(FactPath(text)?.description == description)
    }

    @Test(
        "has no path where the text is none",
        arguments: [
            "", ".", "a.", ".a", "a..b", "a[", "a[]", "a[b", "a]b", "1a", "-a", "a b", "host",
            "host.", "here[x].a", "host[x].a", "session.a", "session[0].a", "session[x].a",
            "session[100].a", "session[-1].a", "netns.a", "process.a", "step.a", "step[x]",
            "step[x].step[y].a", "é",
        ])
    func noPaths(text: String) {
        #expect(FactPath(text) == nil)
    }

    @Test("names every fact that must be observed")
    func observed() throws {
        let paths = { (text: String) throws in try expectation(text).paths.map(\.description) }
        #expect(try paths("hostname: lab") == ["here.hostname"])
        #expect(
            try paths("hostname: same as host.hostname") == ["here.hostname", "host.hostname"])
        #expect(
            try paths("output: not contains host.hostname") == ["here.output", "host.hostname"])
    }

    @Test("keeps its text, its line and its column")
    func position() throws {
        let lesson = try read(file(step(expect: "# why\n\n  hostname: lab  ")))
        let claim = lesson.steps[0].expectations[0]
        #expect(claim.text == "hostname: lab")
        #expect(claim.line == 17)
        #expect(claim.column == 3)
    }

    @Test(
        "has a value that may be quoted",
        arguments: [
            ("lab", "lab"), ("\"present\"", "present"), ("\"a b\"", "a b"), ("\"\"", ""),
            ("\"a\\\"b\\\\c\\nd\"", "a\"b\\c\nd"), ("\"not x\"", "not x"),
            ("uts:[4026532190]", "uts:[4026532190]"), ("0", "0"), ("/dev/null", "/dev/null"),
            ("\"host.hostname\"", "host.hostname"), ("host", "host"), ("here", "here"),
            ("a\"b", "a\"b"), ("é", "é"), ("host.", "host."), ("#", "#"),
        ])
    func values(text: String, value: String) throws {
        #expect(try expectation("hostname: \(text)").predicate == .value(value))
    }

    @Test("contains a fact, where the text names one with its place, or a text")
    func operands() throws {
        let operand = { (text: String) throws in
            try expectation("output: contains \(text)").predicate
        }
        let fact = try #require(FactPath("host.hostname"))
        #expect(try operand("host.hostname") == .contains(.fact(fact)))
        #expect(try operand("\"host.hostname\"") == .contains(.text("host.hostname")))
        #expect(try operand("hostname") == .contains(.text("hostname")))
        #expect(try operand("no such  file") == .contains(.text("no such  file")))
        #expect(try operand("host. There") == .contains(.text("host. There")))
        #expect(try operand("host") == .contains(.text("host")))
    }

    @Test("may be written without the blank after its colon, and with more")
    func blanks() throws {
        #expect(try expectation("hostname:lab").predicate == .value("lab"))
        #expect(try expectation("hostname :  not \t lab").predicate == .not(.value("lab")))
        #expect(try expectation("status: >3").predicate == .compares(.greater, 3))
        #expect(try expectation("hostname: matches /a b/").predicate == .matches("a b"))
        #expect(try expectation("output: matches /a/b/").predicate == .matches("a/b"))
    }
}
