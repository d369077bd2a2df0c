import Foundation
import HostAbilities
import Testing
import Transcripts

/// The same texts given to cram 0.7, which is Python's `difflib` with matchers of its own.
@Suite(
    "As cram has it",
    .enabled(
        if: Oracle.ask("/usr/bin/python3 -c 'import cram'") != nil,
        "python3-cram is not installed: make setup-tests"))
struct OracleTests {
    /// cram's unified diffs of pairs of texts.
    private func diffs(_ pairs: [(old: [String], new: [String])]) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("transcripts-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let texts = pairs.flatMap { [$0.old, $0.new] }
            .map { $0.map { "\($0)\n" }.joined() }.joined(separator: "\0")
        try Data(texts.utf8).write(to: folder.appendingPathComponent("pairs"))
        let script = """
            import sys
            from cram._diff import esc, glob, regex, unified_diff
            texts = [t.splitlines(True) for t in open(sys.argv[1], 'rb').read().split(b'\\0')]
            found = [b''.join(unified_diff(a, b, b'f', b'f.err', matchers=[esc, glob, regex]))
                     for a, b in zip(texts[::2], texts[1::2])]
            sys.stdout.buffer.write(b'\\0'.join(found) + b'\\0.')
            """
        try Data(script.utf8).write(to: folder.appendingPathComponent("diffs.py"))
        let answer = try #require(
            Oracle.ask("/usr/bin/python3 \(folder.path)/diffs.py \(folder.path)/pairs"))
        return answer.split(separator: "\0", omittingEmptySubsequences: false).dropLast()
            .map(String.init)
    }

    private func expectSame(_ pairs: [(old: [String], new: [String])]) throws {
        let theirs = try diffs(pairs)
        #expect(theirs.count == pairs.count)
        for (pair, diff) in zip(pairs, theirs) {
            let ours = Difference(expected: pair.old.map(\.bytes), actual: pair.new.map(\.bytes))
            #expect(ours.unified(path: "f").joinedLines.text == diff, "\(pair)")
        }
    }

    @Test("a line matches or does not")
    func matching() throws {
        let pairs = MatchingTests.pairs
            // Python ends with a traceback where `\x` has no digits.
            .filter { !$0.expected.contains(#"\x (esc)"#) }
        try expectSame(pairs.map { (["  \($0.expected)"], ["  \($0.written)"]) })
    }

    @Test("random texts have the same diff", arguments: 0..<12)
    func random(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        // Few words and long texts: lines that are everywhere, which difflib leaves aside.
        let words = [
            "  a", "  b", "  c*", "  ? (glob)", "  [ab] (re)", "  a* (glob)", "p", "  $ x",
        ]
        func text(_ count: Int) -> [String] {
            (0..<count).map { _ in
                Int.random(in: 0..<3, using: &random) == 0
                    ? "  line \(Int.random(in: 0..<30, using: &random))"
                    : words.randomElement(using: &random) ?? ""
            }
        }
        var pairs: [(old: [String], new: [String])] = []
        for _ in 0..<60 {
            let old = text(Int.random(in: 0..<(seed < 6 ? 14 : 420), using: &random))
            var new = old
            for _ in 0...Int.random(in: 0..<9, using: &random) {
                let at = Int.random(in: 0...new.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: new.insert(contentsOf: text(3), at: at)
                case 1 where at < new.count: new.remove(at: at)
                case 2 where at < new.count: new[at] = "  abc"
                default: break
                }
            }
            pairs.append((old, new))
            pairs.append((old, text(old.count)))
        }
        try expectSame(pairs)
    }

    /// What `docs/transcripts.md` lists: patterns that are something else to Python.
    static let otherwise: [(pattern: String, line: String, python: Bool, here: Bool)] = [
        ("a{,2}", "aa", true, false), ("a{,2}", "a{,2}", false, true),
        (#"\h"#, " ", false, true), (#"\Qa.b\E"#, "a.b", false, true),
        ("x(?i)Y", "xy", false, true), ("[[:alpha:]]", "a", false, true),
        ("[[:alpha:]]", "a]", true, false), (#"(a)\g{1}"#, "aa", false, true),
    ]

    @Test("a pattern that means something else to Python is on the list", arguments: otherwise)
    func patterns(of one: (pattern: String, line: String, python: Bool, here: Bool)) throws {
        let diff = try diffs([(["\(one.pattern) (re)"], [one.line])])
        let ours = Difference(expected: ["\(one.pattern) (re)".bytes], actual: [one.line.bytes])
        #expect(ours.isEmpty == one.here)
        #expect(diff == [""] || !one.python)
        #expect(diff != [""] || one.python)
    }
}
