import Testing
import Transcripts

@Suite("An expected line")
struct MatchingTests {
    /// What cram 0.7 says of the same pairs is held by `OracleTests`.
    static let pairs: [(expected: String, written: String, matches: Bool)] = [
        ("foo", "foo", true), ("foo", "foo ", false), ("x (re)", "x (re)", true),
        ("fo+ (re)", "foo", true), ("fo (re)", "foo", false), ("oo (re)", "foo", false),
        ("a|b (re)", "a and more", true), ("b|a (re)", "a and more", false),
        ("(( (re)", "((", false), ("(?P<n>a)(?P=n) (re)", "aa", true), (#"\d+ (re)"#, "12", true),
        (#"\w (re)"#, "\u{e9}", false), ("f*o (glob)", "foo", true), ("f?o (glob)", "fo", false),
        (#"\*\?\\ (glob)"#, #"*?\"#, true), ("[ab] (glob)", "a", false), ("*.* (glob)", ".", true),
        (#"a\b (glob)"#, #"a\b"#, true), (#"a\tb (esc)"#, "a\tb", true),
        (#"\x41 (esc)"#, "A", true), (#"\101\x (esc)"#, #"A\x"#, true),
        ("plain (esc)", "plain", true), ("caf\u{e9}", #"caf\xc3\xa9 (esc)"#, true),
        ("foo (no-eol)", "foo", false), ("* (glob)", "foo (no-eol)", true),
    ]

    @Test(
        "matches literally, then escaped, as a glob and as a regular expression", arguments: pairs)
    func matching(pair: (expected: String, written: String, matches: Bool)) {
        let difference = Difference(expected: [pair.expected.bytes], actual: [pair.written.bytes])
        #expect(difference.isEmpty == pair.matches)
    }

    @Test("that takes too many steps to decide does not match, and takes no time")
    func catastrophe() {
        let line = String(repeating: "a", count: 60)
        for pattern in ["(a+)+b (re)", "(a|aa)*b|(a*)*c (re)", "(?:(?:a?){30}){30}b (re)"] {
            #expect(!Difference(expected: [pattern.bytes], actual: [line.bytes]).isEmpty)
        }
        let stars = String(repeating: "*a", count: 2000) + " (glob)"
        let long = String(repeating: "a", count: 20_000) + "b"
        #expect(!Difference(expected: [stars.bytes], actual: [long.bytes]).isEmpty)
    }

    @Test("is one of a file that takes too many steps as a whole: the last are not tried")
    func hostileFile() {
        // One star's try costs what stands behind it, so all of them the line's square.
        let pattern = ("*" + String(repeating: "a", count: 10_000) + "b (glob)").bytes
        let line = String(repeating: "a", count: 40_000).bytes
        let difference = Difference(
            expected: Array(repeating: pattern, count: 50) + ["f* (glob)".bytes],
            actual: Array(repeating: line, count: 50) + ["foo".bytes])
        #expect(difference.gaveUp && !difference.isEmpty)
        #expect(difference.accepted.last?.text == "foo")
        #expect(!Difference(expected: ["b* (glob)".bytes], actual: ["a".bytes]).gaveUp)
    }

    @Test("keeps its pattern where the new output is taken, and only what differs is replaced")
    func accepted() {
        let difference = Difference(
            expected: ["  $ x", "  a* (glob)", "  old", "  z"].map(\.bytes),
            actual: ["  $ x", "  abc", "  new", "  z"].map(\.bytes))
        #expect(difference.accepted.map(\.text) == ["  $ x", "  a* (glob)", "  new", "  z"])
        #expect(Difference(expected: difference.accepted, actual: difference.actual).isEmpty)
    }
}

extension String {
    var bytes: [UInt8] { Array(utf8) }
}

extension [UInt8] {
    var text: String { String(decoding: self, as: UTF8.self) }
}
