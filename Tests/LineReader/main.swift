import Glibc
import SystemCalls
import Terminal

/// A program that reads lines with `LineEditor` and says what it read, for tests to sit before:
/// `LineReader PROMPT [HISTORY [WATCHED-FIFO]]`.
func say(_ text: String) {
    let bytes = Array((text + "\n").utf8)
    _ = write(1, bytes, bytes.count)
}

let words = ["alpha", "beta", "beat", "größe", "gröber", "日本"]

func candidates(_ before: String) -> (wordStart: Int, candidates: [LineEditor.Completion]) {
    let word = before.split(separator: " ", omittingEmptySubsequences: false).last ?? ""
    let fitting = words.filter { $0.hasPrefix(word) }
    return (
        before.utf8.count - word.utf8.count,
        fitting.map { LineEditor.Completion(text: $0, isWhole: true) }
    )
}

func readLines(_ arguments: [String]) throws(SystemCallError) {
    // An empty name is no file.
    let history = arguments.count > 2 && !arguments[2].isEmpty ? arguments[2] : nil
    let editor = try LineEditor(input: 0, output: 1, historyFile: history)
    editor.prompt = arguments[1]
    editor.complete = candidates
    if arguments.count > 3 {
        editor.watched = [open(arguments[3], O_RDWR | O_NONBLOCK)]
        editor.onReadable = { descriptor in
            var bytes = [UInt8](repeating: 0, count: 100)
            let got = read(descriptor, &bytes, bytes.count)
            switch String(decoding: bytes[..<max(got, 0)], as: UTF8.self) {
            case "show": return .show("news")
            case "give up": return .giveUp
            case "redraw":
                editor.prompt = "new> "
                return .redraw
            default: return .goOn
            }
        }
    }
    while true {
        switch try editor.readLine() {
        case .line(let line):
            say("[\(line)]")
            editor.remember(line)
            if line == "exit" { return }
        case .interrupted: say("[interrupted]")
        case .endOfInput:
            say("[end]")
            return
        }
    }
}

do {
    try readLines(CommandLine.arguments)
} catch {
    say("\(error)")
    exit(1)
}
