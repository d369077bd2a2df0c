import SystemCalls
import Testing

extension Commands {
    @Suite("lint --json", .needs(.labs))
    struct LintDocument {
        private let scratch = Scratch()

        /// Of a JSON document, what a line of Python makes of it.
        private func ask(_ question: String, of outcome: Outcome) throws -> String {
            let script = "import json, sys; d = json.load(sys.stdin); print(\(question))"
            let answer = try Child(["/usr/bin/python3", "-c", script]).finish(outcome.output)
            #expect(answer.status == 0, "no JSON: \(answer.story)\n\(outcome.story)")
            return answer.text
        }

        @Test(
            "tells of files and problems, and its errors stay apart", arguments: Account.available)
        func problems(account: Account) throws {
            let good = scratch.file("good.md", SampleLesson().text)
            let bad = SampleLesson(expect: "here.hostnmae: other").text
            let path = scratch.file("bad.md", bad)
            let outcome = try nsshell("lint", "--json", good, path, "no-such", as: account)
            #expect(outcome.status == 2, "\(outcome.story)")
            #expect(outcome.complaint.hasPrefix("nsshell: there is no lesson named no-such\n"))
            let files = try ask("*[f['outcome'] for f in d['files']]", of: outcome)
            #expect(files == "clean flawed unreadable\n")
            let line = try bad.line(of: "here.hostnmae")
            let problem = try ask(
                "*[(p['file'], p['line'], p['column'], p['what'], p['mend']) for p in d['problems']]",
                of: outcome)
            #expect(
                problem
                    == "('\(path)', \(line), 6, 'unknown fact \"hostnmae\"', 'did you mean \"hostname\"?')\n"
            )
        }

        @Test("tells of a volatile rule that a recording could not use")
        func rule() throws {
            let rule = #"/\u{41}+/"#
            let text = SampleLesson(more: "```volatile\n/a+/\n\(rule)\n```").text
            let outcome = try nsshell(
                "lint", "--json", scratch.file("sample.md", text), as: .runner)
            #expect(outcome.status == 1, "\(outcome.story)")
            let answer = try ask("*[(p['line'], p['what']) for p in d['problems']]", of: outcome)
            let what = #"'PCRE2 cannot read the regular expression \\u{41}+'"#
            #expect(answer == "(\(try text.line(of: rule)), \(what))\n")
        }

        @Test("tells what came of a proof, of a lesson by its name", arguments: Account.available)
        func proof(account: Account) throws {
            let outcome = try nsshell(
                "lint", "--prove", "--json", "uts", as: account, milliseconds: 60_000)
            #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.story)")
            let answer = try ask(
                "d['files'][0]['lesson'], d['files'][0]['proof']['outcome'], d['files'][0]['proof']['ways'] > 11, d['problems']",
                of: outcome)
            #expect(answer == "uts proved True []\n")
        }

        @Test("tells what a proof found wrong")
        func disproof() throws {
            let text = SampleLesson(more: "```wrong\nhost$ hostname oth''er\n```").text
            let path = scratch.file("sample.md", text)
            let outcome = try nsshell("lint", "--prove", "--json", path, as: .runner)
            #expect(outcome.status == 1, "\(outcome.story)")
            let answer = try ask(
                "d['files'][0]['outcome'], d['files'][0]['proof']['outcome'], d['problems'][0]['line']",
                of: outcome)
            #expect(answer == "flawed disproved \(try text.line(of: "oth''er"))\n")
        }
    }
}
