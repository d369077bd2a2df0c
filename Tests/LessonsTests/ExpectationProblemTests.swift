import Lessons
import Testing

@Suite("A problem of an expectation")
struct ExpectationProblemTests {
    @Test("has the column at which it is", arguments: columnFlaws)
    func column(flaw: Flaw) {
        let text =
            step(heading: "## One") + "\n"
            + step(heading: "## Two", more: "```keep\n\(flaw.bad)\n```\n") + "\n"
            + step(heading: "## Three")
        #expect(problems(file(text)) == ["x.md:27:" + flaw.problem])
    }
}

private let columnFlaws: [Flaw] = [
    Flaw(
        "lab",
        "4: no \":\" after the fact",
        "write \"PATH: PREDICATE\", like \"here.hostname: lab\""),
    Flaw(
        ": lab",
        "1: no fact is named",
        "write \"PATH: PREDICATE\", like \"here.hostname: lab\""),
    Flaw(
        "ns..uts: lab",
        "4: no fact is named",
        "write \"PATH: PREDICATE\", like \"here.hostname: lab\""),
    Flaw(
        "mounts[/tmp: lab",
        "7: the \"[\" after \"mounts\" is not closed",
        "add \"]\""),
    Flaw(
        "mounts[].type: lab",
        "7: the key of \"mounts\" is empty",
        "write \"mounts[WHICH]\""),
    Flaw(
        "host.reaches[10]: \"true\"",
        "6: the key of \"reaches[10]\" is no IP address",
        "write it like \"reaches[10.0.0.2]\""),
    Flaw(
        "reaches: \"true\"",
        "1: \"reaches\" does not say which",
        "write \"reaches[WHICH]\""),
    Flaw(
        "netns.hostname: lab",
        "1: the place \"netns\" does not say which",
        "write \"netns[WHICH]\""),
    Flaw(
        "session.hostname: lab",
        "1: the place \"session\" does not say which",
        "write \"session[2]\" for the second terminal"),
    Flaw(
        "session[two].hostname: lab",
        "1: \"two\" is no session's number",
        "write \"session[2]\" for the second terminal"),
    Flaw(
        "host[1].hostname: lab",
        "1: the place \"host\" takes no key",
        "write \"host\" alone"),
    Flaw(
        "host: lab",
        "1: the place \"host\" is not followed by a fact",
        "add one, like \"host.hostname\""),
    Flaw(
        "hots.hostname: lab",
        "1: unknown place \"hots\"",
        "did you mean \"host\"?"),
    Flaw(
        "guest.hostname: lab",
        "1: unknown place \"guest\"",
        "the places are here, host, session, netns, process, step"),
    Flaw(
        "step[a].step[b].hostname: lab",
        "9: a step inside a step",
        "name one step only"),
    Flaw(
        "step[x].hostname: lab",
        "1: unknown step \"x\"",
        "name a step above this one by its id"),
    Flaw(
        "hostname: same as step[oen].hostname",
        "19: unknown step \"oen\"",
        "did you mean \"one\"?"),
    Flaw(
        "hostname: same as step[two].hostname",
        "19: the step \"two\" has not ended",
        "name a step that ended before this one"),
    Flaw(
        "hostname: same as step[three].hostname",
        "19: the step \"three\" comes later",
        "name a step that ended before this one"),
    Flaw(
        "hostnam: lab",
        "1: unknown fact \"hostnam\"",
        "did you mean \"hostname\"?"),
    Flaw(
        "weather: lab",
        "1: unknown fact \"weather\"",
        "`nsshell facts`, or `:facts` at a lesson's prompt, shows which there are"),
    Flaw(
        "here.ns.utc: lab",
        "9: unknown fact \"utc\" of \"ns\"",
        "did you mean \"uts\"?"),
    Flaw(
        "hostname.id: lab",
        "10: unknown fact \"id\" of \"hostname\"",
        "`nsshell facts`, or `:facts` at a lesson's prompt, shows which there are"),
    Flaw(
        "mounts.type: lab",
        "1: \"mounts\" does not say which",
        "write \"mounts[WHICH]\""),
    Flaw(
        "processes.parent: 1",
        "1: \"processes\" does not say which",
        "write \"processes[WHICH]\""),
    Flaw(
        "processes[sh].count: 1",
        "1: \"processes\" takes no key",
        "write \"processes\" alone"),
    Flaw(
        "processes.paretn: 1",
        "11: unknown fact \"paretn\" of \"processes\"",
        "did you mean \"parent\"?"),
    Flaw(
        "processes[sh]: 1",
        "1: \"processes[sh]\" has no value of its own",
        "write \"present\" or \"absent\", or name one of its facts: parent, pid"),
    Flaw(
        "hostname[a]: lab",
        "1: \"hostname\" takes no key",
        "write \"hostname\" alone"),
    Flaw(
        "mounts[/a]: lab",
        "1: \"mounts[/a]\" has no value of its own",
        """
        write "present" or "absent", or name one of its facts: type, source, options, \
        propagation
        """),
    Flaw(
        "hostname: same as host.mounts[/a]",
        "24: \"mounts[/a]\" has no value of its own",
        """
        write "present" or "absent", or name one of its facts: type, source, options, \
        propagation
        """),
    Flaw(
        "hostname:",
        "10: nothing is said of \"hostname\"",
        "add a value, \"present\", \"absent\" or another predicate"),
    Flaw(
        "hostname: not",
        "14: nothing is said of \"not\"",
        "add a value, \"present\", \"absent\" or another predicate"),
    Flaw(
        "hostname: same as",
        "18: nothing is said of \"same as\"",
        "add a value, \"present\", \"absent\" or another predicate"),
    Flaw(
        "hostname: contians lab",
        "11: unknown predicate \"contians lab\"",
        "did you mean \"contains\"?"),
    Flaw(
        "hostname: begins with lab",
        "11: unknown predicate \"begins with lab\"",
        "quote a value of several words: \"a b\""),
    Flaw(
        "hostname: not begins with lab",
        "15: unknown predicate \"begins with lab\"",
        "quote a value of several words: \"a b\""),
    Flaw(
        "hostname: == lab",
        "11: unknown predicate \"== lab\"",
        "quote a value of several words: \"a b\""),
    Flaw(
        "hostname: !=",
        "11: unknown predicate \"!=\"",
        "quote a value of several words: \"a b\""),
    Flaw(
        "hostname: same",
        "11: unknown predicate \"same\"",
        "quote a value of several words: \"a b\""),
    Flaw(
        "hostname: presnet",
        "11: unknown predicate \"presnet\"",
        "did you mean \"present\"?"),
    Flaw(
        "status: >< 3",
        "9: unknown predicate \"><\"",
        "quote a value of several words: \"a b\""),
    Flaw(
        "hostname: present now",
        "19: \"now\" after \"present\"",
        "remove it, or quote the whole if it is a value"),
    Flaw(
        "hostname: same as host.hostname now",
        "32: \"now\" after \"hostname\"",
        "remove it, or quote the whole if it is a value"),
    Flaw(
        "hostname: \"a\" b",
        "15: \"b\" after \"a\"",
        "remove it, or quote the whole if it is a value"),
    Flaw(
        "hostname: \"a",
        "11: the quotation does not end",
        "add a closing quotation mark"),
    Flaw(
        "hostname: \"a\\",
        "11: the quotation does not end",
        "add a closing quotation mark"),
    Flaw(
        "hostname: \"a\\t\"",
        "13: unknown escape \"\\t\"",
        "only \\\", \\\\ and \\n are escapes; write \\\\ for a backslash"),
    Flaw(
        "output: matches /(/",
        "18: the regular expression cannot be read (expected ')')",
        "mend it; it is written as in Swift and in Perl"),
    Flaw(
        "output: matches lab",
        "17: the regular expression is not between slashes",
        "write it like /^a.*z$/"),
    Flaw(
        "output: matches",
        "16: the regular expression is not between slashes",
        "write it like /^a.*z$/"),
    Flaw(
        "output: matches //",
        "17: the regular expression is not between slashes",
        "write it like /^a.*z$/"),
    Flaw(
        "status: > many",
        "11: \"many\" is no number",
        "write digits, like \"> 3\" or \"<= 0.5\""),
    Flaw(
        "status: >",
        "10: \"\" is no number",
        "write digits, like \"> 3\" or \"<= 0.5\""),
    Flaw(
        "hostname: not present",
        "15: \"not present\" has a name of its own",
        "write \"absent\""),
    Flaw(
        "hostname: not same as host.hostname",
        "15: \"not same as host.hostname\" has a name of its own",
        "write \"differs from host.hostname\""),
    Flaw(
        "status: not > 3",
        "13: \"not > 3\" has a name of its own",
        "write \"<= 3\""),
    Flaw(
        "hostname: not not lab",
        "15: \"not not lab\" has a name of its own",
        "write \"lab\""),
    Flaw(
        "output: contains",
        "17: everything contains an empty text",
        "say what it must contain"),
    Flaw(
        "output: contains \"\"",
        "18: everything contains an empty text",
        "say what it must contain"),
    Flaw(
        "output: contains host.hostnam",
        "23: unknown fact \"hostnam\"",
        "did you mean \"hostname\"?"),
    Flaw(
        "output: contains host.example.org",
        "18: \"host.example.org\" is written like a fact, and there is no such",
        "quote it if it is meant as text"),
    Flaw(
        "hostname: host.hostname",
        "11: \"host.hostname\" is a fact and stands for a value",
        "write \"same as host.hostname\", or quote it if it is meant as text"),
]
