import HostAbilities
import Testing
import Transcripts

@Suite("What Mercurial added")
struct ConditionTests {
    private static let file = """
        #require yes no-missing
          $ first
          always
          maybe (?)
          only (yes !)
          other (no-yes !)
        #if missing
          $ second
          never
        #else
          $ third
        #endif
        #if missing
          $ no end of this one
        """

    private func script(_ has: Set<String> = ["yes"]) -> (Conditions, CramScript) {
        let transcript = Transcript(Self.file.bytes)
        let conditions = Conditions(transcript) { has.contains($0) }
        return (conditions, CramScript(transcript, salt: "SALT", conditions: conditions))
    }

    private func actual(_ output: String) -> Difference {
        let (_, script) = script()
        let marks = "SALT 1 0\n\(output)SALT 10 0\nSALT 13 0\nSALT 14 0\n"
        return Difference(expected: script.expected, actual: script.actual(marks.bytes))
    }

    @Test("a file requires what it names, and not what it names with no-")
    func require() {
        #expect(script().0.missing == [])
        #expect(script([]).0.missing == ["yes"])
        #expect(script(["yes", "missing"]).0.missing == ["no-missing"])
    }

    @Test("only the part for this machine is played, and an #if without its end is prose")
    func parts() {
        let input = script().1.input.text
        #expect(input.contains("first\n") && input.contains("third\n"))
        #expect(!input.contains("second"))
        #expect(input.contains("no end of this one"))
        #expect(script(["yes", "missing"]).1.input.text.contains("second"))
    }

    @Test("a line that may be missing is missed by nobody, and one of another machine too")
    func optional() {
        #expect(actual("always\nmaybe\nonly\n").isEmpty)
        #expect(actual("always\nonly\n").isEmpty)
        #expect(!actual("always\nmaybe\n").isEmpty)
        #expect(!actual("maybe\nonly\n").isEmpty)
        #expect(!actual("always\nonly\nother\n").isEmpty)
        #expect(!actual("always\nmaybe\nmaybe\nonly\n").isEmpty)
    }

    @Test("where something differs the diff holds only that")
    func diff() {
        let diff = actual("always\nwrong\nonly\n").unified(path: "f").map(\.text)
        #expect(diff.filter { $0.hasPrefix("-  ") } == [])
        #expect(diff.filter { $0.hasPrefix("+  ") } == ["+  wrong"])
    }
}

@Suite("A transcript with random damage")
struct TranscriptFuzzTests {
    @Test("is read, played from any output, and compared without a crash", arguments: 0..<40)
    func mutations(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let words = [
            "  $ ", "  > ", "  ", "\n", "\r", " (re)", " (glob)", " (esc)", " (no-eol)", " (?)",
            " (x !)", "#if x\n", "#else\n", "#endif\n", "#require y\n", "[1]", "*", "?", "\\",
            "\\x",
            "(", "a", "{9}", "\0", "\u{e9}", "SALT 1 0\n", "SALT", " 99999999999999999999 1\n",
        ]
        func junk() -> [UInt8] {
            (0..<Int.random(in: 0..<200, using: &random)).flatMap { _ in
                (words.randomElement(using: &random) ?? "").bytes
            }
        }
        for _ in 0..<50 {
            let transcript = Transcript(junk(), indent: Int.random(in: 0...3, using: &random))
            let isThere = Bool.random(using: &random)
            let conditions = Conditions(transcript) { _ in isThere }
            let script = CramScript(transcript, salt: "SALT", conditions: conditions)
            let output = junk()
            _ = script.lastBegun(in: output)
            let difference = Difference(expected: script.expected, actual: script.actual(output))
            #expect(difference.isEmpty == difference.unified(path: "f").isEmpty)
            let again = Difference(expected: difference.accepted, actual: difference.actual)
            #expect(!difference.isEmpty || again.isEmpty)
        }
    }
}
