import Testing

@testable import Course

/// The first line of a terminal that knows `\r`, and whether the cursor ever left it.
private struct Screen {
    let width: Int
    var cells: [Character] = []
    var column = 0
    var hasLeftLine = false

    mutating func write(_ bytes: [UInt8]) {
        for character in String(decoding: bytes, as: UTF8.self) {
            if character == "\r" {
                column = 0
                continue
            }
            for cell in String(character).columns == 2 ? [character, "\0"] : [character] {
                if column == cells.count { cells.append(" ") }
                cells[column] = cell
                column += 1
            }
            if column >= width { hasLeftLine = true }
        }
    }

    var text: String {
        var cells = cells
        while cells.last == " " { cells.removeLast() }
        return String(cells.filter { $0 != "\0" })
    }
}

@Suite("A progress line")
struct ProgressLineTests {
    @Test("shows the last thing drawn, and nothing of what was longer before")
    func redraw() {
        var line = ProgressLine(width: 40)
        var screen = Screen(width: 40)
        screen.write(line.draw(step: 3, of: 10, id: "rename", title: "Rename it"))
        #expect(screen.text == "step 3/10 rename: Rename it")
        screen.write(line.draw(step: 4, of: 10, id: "名", title: "x"))
        #expect(screen.text == "step 4/10 名: x")
        screen.write(
            line.draw(step: 5, of: 10, id: "ask", title: "Three ways to ask", lesson: "uts"))
        #expect(screen.text == "uts: step 5/10 ask: Three ways to ask")
        screen.write(line.erase())
        #expect(screen.text == "")
        #expect(screen.column == 0)
        #expect(!screen.hasLeftLine)
    }

    @Test(
        "ends before the last column, where the cursor would leave the line",
        arguments: [20, 33, 40])
    func cut(width: Int) {
        var line = ProgressLine(width: width)
        var screen = Screen(width: width)
        for title in ["A long title of a step, longer than that", "名前空間の名前をかえるとどうなるか", "a"] {
            screen.write(line.draw(step: 10, of: 10, id: "a-long-id", title: title))
            #expect(!screen.hasLeftLine)
        }
        #expect(screen.text == "step 10/10 a-long-id: a".cut(to: width - 1))
    }

    @Test("has nothing to erase before it is drawn, nor twice")
    func erase() {
        var line = ProgressLine(width: 40)
        #expect(line.erase().isEmpty)
        #expect(!line.draw("x").isEmpty)
        #expect(line.erase() == Array("\r \r".utf8))
        #expect(line.erase().isEmpty)
    }

    @Test("obeys nothing that stands in a title")
    func hostile() {
        var line = ProgressLine(width: 80)
        let drawn = String(decoding: line.draw(Made.hostile), as: UTF8.self)
        #expect(!drawn.unicodeScalars.dropFirst().contains { !$0.isVisible })
    }
}
