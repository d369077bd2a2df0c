import Glibc
import Lessons
import Namespaces
import SystemCalls
import Testing

@testable import Course

@Suite("docs/lesson-format.md")
struct FactTableTests {
    /// The words in backquotes of the table of facts.
    static func documented() throws -> [String] {
        let path = #filePath.replacing(
            "Tests/CourseTests/FactTableTests.swift", with: "docs/lesson-format.md")
        let rows = try readText(path).split(separator: "\n")
        let start = try #require(rows.firstIndex { $0.hasPrefix("| `ns.KIND` ") })
        let table = rows[start...].prefix { $0.hasPrefix("|") }
        return table.flatMap { row in
            row.split(separator: "|")[0].split(separator: "`").map(String.init)
                .filter { $0.contains(where: \.isLetter) }
        }
    }

    @Test("names every fact that there is")
    func complete() throws {
        let words = try Self.documented()
        func check(_ shape: FactShape, below parent: String?) {
            let isThere = words.contains {
                parent == nil ? $0.hasPrefix(shape.name) : $0.contains(".\(shape.name)")
            }
            #expect(isThere, "\(parent ?? "").\(shape.name)")
            // The kinds go by the name of KIND.
            if shape.name == "ns" { return }
            for child in shape.children + shape.childrenOfAll { check(child, below: shape.name) }
        }
        for shape in FactTree().shapes { check(shape, below: nil) }
        for words in [LearnersWords.output, LearnersWords.status] {
            #expect(try Self.documented().contains(words))
        }
    }

    @Test("names no fact that there is not")
    func truthful() throws {
        var stem = ""
        for word in try Self.documented() {
            // `.source` goes on from the fact before it.
            let path = word.hasPrefix(".") ? stem + word : word
            if !word.hasPrefix("."), let dot = path.lastIndex(of: ".") {
                stem = String(path[..<dot])
            }
            let spelled = path.replacing("KIND", with: "uts")
            let lesson = "here.\(spelled): present"
            let parsed = try #require(FactPath(spelled), "\(lesson)")
            #expect(FactVocabulary.all.has(parsed), "\(path)")
        }
    }
}

extension FactVocabulary {
    /// Whether a path leads to an entry of this vocabulary.
    fileprivate func has(_ path: FactPath) -> Bool {
        var level = entries
        for component in path.components {
            guard let entry = level.first(where: { $0.name == component.name }) else {
                return false
            }
            let isOfAll = component.key == nil && entry.key != .none
            level = isOfAll ? entry.childrenOfAll : entry.children
        }
        return true
    }
}
