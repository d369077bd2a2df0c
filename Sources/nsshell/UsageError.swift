import ArgumentParser
import Lessons

/// A command line that cannot be carried out, told as every other error is: what is wrong, and one
/// line on what to do.
///
/// ArgumentParser gives its errors as sentences only, and this makes them read like the others. A
/// command's own `ValidationError` has its mend in a second line.
struct UsageError {
    let what: String
    let mend: String

    /// - Parameters:
    ///   - message: ArgumentParser's.
    ///   - command: the subcommand that was named, where one was.
    init(_ message: String, of command: String?) {
        var text = message.replacing("\n   or: ", with: ", or ")
        text.replace(". Did you mean", with: ": did you mean")
        text.replace(". Please provide one of ", with: "\ngive one of ")
        let lines = text.split(separator: "\n", maxSplits: 1).map {
            $0.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        what = lines.first?.beginningSmall.withoutFullStop ?? "the command line cannot be read"
        let help = ["nsshell", command, "--help"].compactMap(\.self).joined(separator: " ")
        mend = lines.count > 1 ? lines[1].withoutFullStop : "see `\(help)`"
    }

    /// Where the first word is no command, which ArgumentParser takes for an argument too many.
    init?(unknownCommandIn arguments: [String], known: [String]) {
        let words = arguments.first == "help" ? arguments.dropFirst() : arguments[...]
        guard let word = words.first, !word.hasPrefix("-"), !known.contains(word) else {
            return nil
        }
        let meant = nearest(to: word, among: known)
        what = "unknown command '\(word)'" + (meant.map { ": did you mean '\($0)'?" } ?? "")
        mend = "see `nsshell --help`"
    }
}

extension String {
    /// Its first letter small, where a word begins there that is not all capitals.
    fileprivate var beginningSmall: String {
        guard let first, let second = dropFirst().first, first.isUppercase, !second.isUppercase
        else { return self }
        return first.lowercased() + dropFirst()
    }

    fileprivate var withoutFullStop: String { last == "." ? String(dropLast()) : self }
}
