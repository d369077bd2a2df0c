import Glibc
import HostAbilities
import SystemCalls
import Testing

@testable import Course

@Suite("A map as a picture")
struct PictureDrawingTests {
    private let folder = Folder()

    /// What an XML parser that is not ours makes of it: tag names, then all text.
    private func parsed(_ svg: String) throws -> (tags: [String], texts: [String]) {
        try PictureFile.write(svg, to: folder.file("map.svg"))
        let script = """
            import sys, xml.etree.ElementTree as tree
            root = tree.parse(sys.argv[1]).getroot()
            for e in root.iter():
                print("tag", e.tag.split("}")[1])
                if e.tag.endswith("}text"): print("text", e.text)
            """
        let answer = try #require(
            Oracle.ask("python3 -c '\(script)' \(folder.file("map.svg"))"), "no XML:\n\(svg)")
        let lines = answer.split(separator: "\n").map(String.init)
        return (
            lines.filter { $0.hasPrefix("tag ") }.map { String($0.dropFirst(4)) },
            lines.filter { $0.hasPrefix("text ") }.map { String($0.dropFirst(5)) }
        )
    }

    @Test(
        "is XML in which every word of the map is text, and nothing is a script or from elsewhere",
        .enabled(if: Host.has("python3"), "python3 is not installed"))
    func valid() throws {
        let picture = Drawn.map(shellName: "<a&\"b\u{1b}\u{fffe}").picture(typingIn: 1).merged
        let svg = picture.svg(title: "A & B")
        let (tags, texts) = try parsed(svg)
        #expect(texts.contains { $0.contains("<a&\"b") }, "\(texts)")
        let words = { (lines: [String]) in lines.flatMap { $0.split(separator: " ") } }
        #expect(words(texts) == words(picture.lines(width: 1000).map(\.text)))
        #expect(Set(tags) == ["svg", "title", "desc", "style", "rect", "path", "text"])
        #expect(svg.contains("prefers-color-scheme: dark"))
        let links = svg.replacing("http://www.w3.org/2000/svg", with: "")
        #expect(!links.contains("http") && !links.contains("href") && !links.contains("url("))
    }

    @Test("draws one line between the two ends of a pair, broken where one end is down")
    func pairs() {
        func paths(_ picture: Picture) -> [Substring] {
            picture.svg(title: "").split(separator: "\n").filter { $0.hasPrefix("<path ") }
        }
        let drawn = paths(Drawn.map().picture(typingIn: 1))
        #expect(drawn.count == 1 && drawn.allSatisfy { $0.contains("class=\"pair down\"") })
        #expect(paths(Drawn.map(others: false).picture(typingIn: 1)).isEmpty)
    }

    @Test("replaces a file, follows a link, and leaves alone what it may not replace")
    func files() throws {
        let path = folder.file("a.svg")
        try PictureFile.write("one", to: path)
        symlink(path, folder.file("link"))
        try PictureFile.write("two", to: folder.file("link"))
        #expect(try readText(path) == "two")
        #expect(FileKind(at: folder.file("link")) == .link)
        mkfifo(folder.file("pipe"), 0o600)
        for (name, errno) in [("pipe", EINVAL), ("", EISDIR), ("none/a.svg", ENOENT)] {
            let error = #expect(throws: SystemCallError.self) {
                try PictureFile.write("x", to: folder.file(name))
            }
            #expect(error?.errno == errno, "\(name): \(String(describing: error))")
        }
        // Nothing half-written is left beside them.
        #expect(try namesInDirectory(folder.path) == ["a.svg", "link", "pipe"])
    }
}

/// A directory that goes with its owner.
private final class Folder: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/nsshell-shell.XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? ""
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    deinit {
        for name in (try? namesInDirectory(path)) ?? [] { unlink(file(name)) }
        rmdir(path)
    }
}
