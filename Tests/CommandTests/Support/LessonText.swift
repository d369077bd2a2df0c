import Glibc
import SystemCalls
import Testing

/// Files of this package, as the tests were built from them.
enum Package {
    static let root = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")

    static func text(_ path: String) throws -> String { try readText("\(root)/\(path)") }

    static func files(in folder: String, ending: String) -> [String] {
        ((try? namesInDirectory("\(root)/\(folder)")) ?? []).filter { $0.hasSuffix(ending) }
    }
}

extension String {
    /// This text with the first occurrence of a part replaced, which must be there.
    func replacing(first old: String, with new: String) throws -> String {
        let found = try #require(firstRange(of: old), "there is no \(old)")
        return replacingSubrange(found, with: new)
    }

    private func replacingSubrange(_ range: Range<Index>, with new: String) -> String {
        var text = self
        text.replaceSubrange(range, with: new)
        return text
    }

    /// The 1-based line on which a part first stands.
    func line(of part: String) throws -> Int {
        let found = try #require(firstRange(of: part), "there is no \(part)")
        return self[..<found.lowerBound].utf8.count { $0 == UInt8(ascii: "\n") } + 1
    }
}

/// A small lesson whose parts a test replaces.
struct SampleLesson {
    var frontMatter = ""
    var console = "host$ hostname other"
    var expect = "here.hostname: other"
    /// Fences behind the expectation.
    var more = ""
    /// Steps behind the first.
    var end = ""

    var text: String {
        """
        ---
        lesson: sample
        title: A sample
        kinds: [uts]
        minutes: 1
        \(frontMatter)
        ---

        An introduction.

        ## Rename it

        <!-- step: rename -->

        ```console
        \(console)
        ```

        ```expect
        \(expect)
        ```

        \(more)

        \(end)
        """
    }
}
