import HostAbilities
import Testing
import Yams

@testable import Course

private func text(_ format: ReportFormat, _ results: [LessonResult] = Made.everything) -> String {
    Report.text(results: results, format: format)
}

@Suite("A report")
struct ReportTests {
    @Test(
        "is the same written while the run goes on and when it is over",
        arguments: ReportFormat.allCases)
    func streaming(format: ReportFormat) {
        var report = Report(format: format)
        var parts = report.begin(lessons: Made.everything.count)
        for result in Made.everything { parts += report.add(result) }
        #expect(parts + report.end() == text(format))
    }

    @Test("ends its last line, also of no lesson", arguments: ReportFormat.allCases)
    func lastLine(format: ReportFormat) {
        #expect(text(format).hasSuffix("\n"))
        #expect(text(format, []).hasSuffix("\n"))
    }
}

@Suite("A report in TAP")
struct TAPReportTests {
    @Test("is a version, a plan, and a subtest for each lesson")
    func golden() {
        #expect(
            text(.tap, [Made.passed, Made.failed(.broken(Made.verdicts()[2])), Made.skipped])
                == MachineGolden.tap)
        #expect(text(.tap, []) == "TAP version 14\n1..0 # SKIP no lesson\n")
    }

    @Test("has as many points as its plans say, numbered from 1, at every level")
    func plans() throws {
        let lines = text(.tap).split(separator: "\n").map(String.init)
        #expect(lines.first == "TAP version 14")
        var planned = 0
        var counts = [0, 0]
        var isInBlock = false
        for line in lines.dropFirst() {
            let indent = line.prefix { $0 == " " }.count
            let body = line.dropFirst(indent)
            if isInBlock {
                if body == "...", indent == 2 || indent == 6 { isInBlock = false }
                continue
            }
            if body == "---" {
                isInBlock = true
                continue
            }
            let level = indent / 4
            if body.hasPrefix("1..") {
                let count = try #require(Int(body.dropFirst(3)))
                if level == 0 { #expect(count == Made.everything.count) } else { planned = count }
                counts[level] = 0
            } else if let match = try #/(not )?ok (\d+) - .*/#.wholeMatch(in: String(body)) {
                counts[level] += 1
                #expect(Int(match.2) == counts[level])
                if level == 0, planned > 0 {
                    #expect(counts[1] == planned)
                    planned = 0
                }
            } else {
                #expect(body.hasPrefix("# Subtest: "), "\(line)")
            }
        }
        #expect(counts[0] == Made.everything.count)
        #expect(!isInBlock)
    }

    @Test(
        "is understood by prove",
        .enabled(if: has("prove"), "prove is not installed"))
    func prove() {
        // Its older versions refuse the number 14 itself, and read the rest.
        let verdict = ask(
            "sed -i '1s/14/13/' $FILE; prove -e cat $FILE 2>&1 | tr -s '\\n ' ' '",
            about: text(.tap))
        #expect(verdict?.contains("Failed tests: 3-11 ") == true, "\(verdict ?? "nil")")
        #expect(verdict?.contains("1 skipped") == true)
        #expect(verdict?.contains("Parse errors") == false)
        #expect(
            ask("sed -i '1s/14/13/' $FILE; prove -e cat $FILE", about: text(.tap, [Made.passed]))
                != nil)
    }

    @Test("tells in YAML what failed, also where a program wrote YAML's own marks")
    func diagnostics() throws {
        let result = Made.failed(
            Made.failures[1], output: Made.hostile, verdicts: Made.verdicts(found: Made.hostile))
        let lines = text(.tap, [result]).split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex(of: "      ---"))
        let end = try #require(lines[start...].firstIndex(of: "      ..."))
        let yaml = lines[(start + 1)..<end].joined(separator: "\n") + "\n"
        let document = try #require(try Yams.load(yaml: yaml) as? [String: Any])
        #expect(document["reason"] as? String == "notTrue")
        #expect(document["file"] as? String == "lessons/uts.md")
        #expect(document["line"] as? Int == 29)
        let expectations = try #require(document["expectations"] as? [[String: Any]])
        #expect(expectations.map { $0["line"] as? Int } == [29, 30, 33])
        #expect(expectations[0]["found"] as? String == "lab")
        #expect(expectations[2]["found"] as? String == Made.hostile)
        let output = Excerpt.lines(of: Made.hostile).joined(separator: "\n") + "\n"
        #expect(document["output"] as? String == output)
    }

    @Test("tells the calls of a step in YAML, whatever a program calls itself")
    func calls() throws {
        let text = text(.tap, [Made.traced(program: " ...\n---", hostname: "a#b: \"\u{1B}c")])
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex(of: "      ---"))
        #expect(lines[start - 1].hasPrefix("    ok 1 - look"))
        let end = try #require(lines[start...].firstIndex(of: "      ..."))
        #expect(lines[end + 1].hasPrefix("    ok 2 - rename"))
        let yaml = lines[(start + 1)..<end].joined(separator: "\n") + "\n"
        let document = try #require(try Yams.load(yaml: yaml) as? [String: Any])
        let calls = try #require(document["calls"] as? String)
        #expect(calls.hasPrefix(" ... --- (7)\n  sethostname(\"a#b: \\\"\\x1bc\", 8) = 0\n"), "\(calls)")
        #expect(text.contains("  untraced: \"of some <nothing> is known\"\n"))
    }

    @Test(
        "keeps the blanks with which output begins",
        arguments: ["  indented\nnot\n", "\n a\n\nb\n"])
    func blanks(output: String) throws {
        let text = text(.tap, [Made.failed(Made.failures[3], output: output)])
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex(of: "      ---"))
        let end = try #require(lines[start...].firstIndex(of: "      ..."))
        let yaml = lines[(start + 1)..<end].joined(separator: "\n") + "\n"
        let document = try #require(try Yams.load(yaml: yaml) as? [String: Any])
        #expect(document["output"] as? String == output)
    }

    @Test("begins no directive and no escape in a title")
    func escaping() {
        #expect(
            text(.tap).contains(
                ##"not ok 11 - uts: C\# \\ "quoted" <&> 名前空間の名前 \# SKIP x"## + "\n"))
    }
}

@Suite("A report in JUnit's XML", .enabled(if: has("python3"), "python3 is not installed"))
struct JUnitReportTests {
    /// What another parser reads, one line a fact.
    private func parsed(_ results: [LessonResult], _ program: String) -> String? {
        ask(
            "python3 -c '\nimport sys, xml.etree.ElementTree as e\nroot = e.parse(sys.argv[1]).getroot()\n"
                + program + "\n' $FILE",
            about: text(.junit, results))
    }

    @Test("counts what it holds")
    func counts() {
        let program = """
            kinds = {"tests": "testcase", "failures": "testcase/failure", "errors": "testcase/error", "skipped": "testcase/skipped"}
            for suite in [root] + list(root):
                prefix = ".//" if suite is root else "./"
                for name, path in kinds.items():
                    assert int(suite.get(name)) == len(suite.findall(prefix + path)), (suite.attrib, name)
            print(*[root.get(name) for name in kinds], len(root))
            """
        #expect(parsed(Made.everything, program) == "34 8 1 14 11")
    }

    @Test("has a case for every step of a lesson, also where it was not played")
    func cases() {
        let program = """
            for case in root.iter("testcase"):
                print(case.get("classname"), case.get("name").split(":")[0], case.get("line"), *[child.tag for child in case])
            """
        let expected = """
            nsshell.uts look 9 skipped
            nsshell.uts rename 20 skipped
            nsshell.uts leave 36 skipped
            nsshell.uts lab 1 error
            nsshell.uts look 9 skipped
            nsshell.uts rename 20 skipped
            nsshell.uts leave 36 skipped
            nsshell.uts look 9
            nsshell.uts rename 20 failure system-out
            nsshell.uts leave 36 skipped
            """
        let results = [Made.skipped, Made.noLab, Made.failed(Made.failures[0])]
        #expect(parsed(results, program) == expected)
    }

    @Test("gives times in seconds and failures with their kind")
    func facts() {
        let program = """
            print(root.get("time"), root[0].get("time"), *[case.get("time") for case in root[0]])
            print(*[failure.get("type") for failure in root.iter("failure")])
            """
        #expect(
            parsed([Made.failed(Made.failures[2])] + Made.failures.map { Made.failed($0) }, program)
                == """
                16.112000 2.014000 0.000812 2.004000 0.000000
                broken alreadyTrue notTrue broken otherPrompt busy ended refused
                """)
    }

    @Test("holds the calls of a step behind its output, and why there are none")
    func calls() {
        let result = Made.traced(program: "<]]>&", hostname: "a<\u{1B}")
        let program = """
            print(root.find(".//system-out").text.split("kernel")[0])
            print(root.find(".//system-err").text, len(root.findall(".//system-out")))
            """
        let expected = #"""
            uts-namespace
            system calls:
            <]]>& (7)
              sethostname("a<\x1b", 3) = 0
                
            of some <nothing> is known 3
            """#
        #expect(parsed([result], program) == expected)
    }

    @Test("holds titles and output as they were, but for what no XML may hold")
    func hostile() {
        let output = "<a b=\"c\">]]>&amp;\n\u{1B}\0'"
        let result = Made.failed(
            Made.failures[4], output: output, lesson: Made.lesson(title: "'<&>\"'"))
        #expect(
            parsed([result], #"print(root.find(".//system-out").text)"#)
                == "<a b=\"c\">]]>&amp;\n^[^@'")
        #expect(parsed(Made.everything, "print(len(root))") == "11")
    }
}

@Suite("A report in JSON", .enabled(if: has("python3"), "python3 is not installed"))
struct JSONReportTests {
    private func parsed(_ results: [LessonResult], _ program: String) -> String? {
        ask(
            "python3 -c '\nimport sys, json\nroot = json.load(open(sys.argv[1], encoding=\"utf-8\"))\n"
                + program + "\n' $FILE",
            about: text(.json, results))
    }

    @Test("has the keys that scripts rely on, in every lesson and step")
    func keys() {
        let program = """
            def keys(values): return sorted({" ".join(value) for value in values})
            steps = [step for lesson in root["lessons"] for step in lesson["steps"]]
            print(*root)
            print(*keys(root["lessons"]))
            print(*keys(steps))
            print(*keys(step["failure"] for step in steps if step["failure"]))
            print(*keys(one for step in steps for one in step["expectations"]))
            print(*root["summary"])
            """
        let expected = """
            version lessons summary
            lesson title file outcome reason milliseconds refusals steps
            id title line outcome reason failure expectations output milliseconds
            reason message line
            role text line verdict expected found
            lessons passed failed skipped noLab stepsSkipped
            """
        #expect(parsed(Made.everything, program) == expected)
    }

    @Test("says how every lesson and step went")
    func outcomes() {
        let program = """
            print(root["version"], *root["summary"].values())
            for lesson in root["lessons"]:
                print(lesson["lesson"], lesson["outcome"], lesson["reason"], lesson["milliseconds"], *[step["outcome"] for step in lesson["steps"]])
            print(*[(one["role"], one["line"], one["verdict"], one["found"]) for one in root["lessons"][1]["steps"][1]["expectations"]])
            print(root["lessons"][1]["steps"][1]["failure"]["line"], root["lessons"][1]["steps"][0]["failure"])
            """
        let expected = """
            1 4 1 1 1 1 0
            uts passed None 38.217 passed passed passed
            uts failed None 2014.0 passed failed notReached
            uts skipped needs ip, which is not installed: package iproute2 (Debian, Alpine, Arch), iproute (Fedora) 0.09
            uts noLab clone3 user+mnt: Operation not permitted (EPERM) 0.4
            ("expect", 29, "false", "lab") ("expect", 30, "false", "lab") ("keep", 33, "false", "lab")
            29 None
            """
        let results = [Made.passed, Made.failed(Made.failures[1]), Made.skipped, Made.noLab]
        #expect(parsed(results, program)?.replacing("'", with: "\"") == expected)
    }

    @Test("gives what a program wrote, character for character")
    func output() {
        let hex = Made.hostile.utf8.map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
        let program = #"print(root["lessons"][0]["steps"][1]["output"].encode("utf-8").hex())"#
        #expect(parsed([Made.failed(Made.failures[5], output: Made.hostile)], program) == hex)
    }
}
