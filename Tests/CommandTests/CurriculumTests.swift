import Glibc
import SystemCalls
import Testing

extension Commands {
    /// All lessons, as whoever runs them meets them. What they teach is held by `lessons/README.md`.
    @Suite("The curriculum", .needs(.labs))
    struct Curriculum {
        static let lessons = BuiltIn.files.map { String($0.dropLast(3)) }

        /// The exercises of the documents.
        private static let owned = Set(1...34)

        @Test("every exercise has steps of its own")
        func rows() throws {
            let rows = try BuiltIn.rows()
            #expect(Set(rows.map(\.exercise)) == Self.owned)
            #expect(rows.count == Self.owned.count)
        }

        @Test("every lesson passes as root, and none is skipped", .needs(.root))
        func strict() throws {
            let outcome = try nsshell(
                "lesson", "--all", "--strict", as: .root, milliseconds: 120_000)
            #expect(outcome.status == 0, "\(outcome.story)")
        }

        @Test("an ordinary user plays every lesson but what the kernel forbids, which has its reason")
        func ordinary() throws {
            let outcome = try nsshell("lesson", "--all", as: .ordinary, milliseconds: 120_000)
            #expect(outcome.status == 0, "\(outcome.story)")
            let skipped = outcome.text.split(separator: "\n").filter { $0.contains("skipped  ") }
            #expect(skipped.count <= 1, "\(outcome.story)")
            #expect(skipped.allSatisfy { $0.contains("cgroup2") }, "\(outcome.story)")
        }

        @Test(
            "every check of a lesson can fail, every right way passes, no wrong way does",
            arguments: Account.available, lessons)
        func proof(account: Account, lesson: String) throws {
            let outcome = try nsshell(
                "lint", "--prove", lesson, as: account, milliseconds: 180_000)
            if account == .ordinary, lesson == "cgroup", outcome.status == 1 {
                #expect(outcome.text.contains("not proved: no cgroup2 group"), "\(outcome.story)")
            } else {
                #expect(outcome.status == 0, "\(outcome.story)")
            }
        }

        @Test("lessons hold enough other ways, right and wrong")
        func ways() throws {
            var alternatives = 0
            var wrongs = 0
            for lesson in Self.lessons {
                let fences = try Package.text("lessons/\(lesson).md").split(separator: "\n")
                    .filter { $0.hasPrefix("```") }
                func count(_ name: String) -> Int { fences.filter { $0 == "```\(name)" }.count }
                alternatives += count("alternative")
                wrongs += count("wrong") + count("mistake")
                #expect(count("mistake") >= 2, "\(lesson)")
                #expect(count("hint") == 3 * count("console"), "\(lesson)")
            }
            #expect(alternatives >= 60)
            #expect(wrongs >= 60)
        }
    }
}
