internal import CLessons
internal import Glibc
public import Lessons
public import SystemCalls

/// Where lessons are found: by name in folders and then among those built in, or by path.
public struct LessonLibrary: Sendable {
    /// Folders, searched in order before the lessons that are built in.
    public let folders: [String]

    /// A larger file is no lesson, and is not read: a person wrote it for persons to read.
    private static let largestFile = 1 << 20

    public init(folders: [String]) {
        self.folders = folders
    }

    /// Why a lesson could not be had.
    public enum Failure: Error, Sendable {
        case unknownName(String, known: [String])
        case unreadable(SystemCallError)
        case isDirectory(String)
        case tooLarge(String)
        case noFile(String)
        case problems(LessonProblems)

        /// What is wrong, without a full stop.
        public var what: String {
            switch self {
            case .unknownName(let name, _): "there is no lesson named \(name)"
            case .unreadable(let error): error.description
            case .isDirectory(let path): "\(path) is a directory"
            case .tooLarge(let path): "\(path) is larger than 1 MiB, which no lesson is"
            case .noFile(let path): "\(path) is no file: a device or a pipe cannot be a lesson"
            case .problems(let problems):
                "\(problems.problems[0].file) is no lesson that can be played:"
                    + " \(counted(problems.problems.count, "problem"))"
            }
        }

        /// What to do about it, without a full stop.
        public var mend: String {
            switch self {
            case .unknownName(let name, let known):
                nearest(to: name, among: known).map { "did you mean \($0)?" }
                    ?? "the lessons are \(known.joined(separator: ", "))"
            case .unreadable(let error) where error.errno == ENOENT:
                "name a file that is there, or a lesson: `nsshell lessons` lists them"
            case .unreadable(let error): "see what it is: ls -l \(error.subject.quotedForShell)"
            case .isDirectory(let path):
                "name a lesson's file in it: ls \(path.quotedForShell)/*.md"
            case .tooLarge: "name another file"
            case .noFile: "save the lesson as a file first"
            case .problems(let problems):
                "`nsshell lint \(problems.problems[0].file.quotedForShell)` says which, and their mends"
            }
        }
    }

    /// The lesson that a word of the command line means: a path where it contains `/` or ends in
    /// `.md`, else a name.
    public func lesson(_ word: String) throws(Failure) -> Lesson {
        if word.contains("/") || word.hasSuffix(".md") { return try read(path: word) }
        for folder in folders {
            let path = "\(folder)/\(word).md"
            if access(path, F_OK) == 0 { return try read(path: path) }
        }
        guard let index = Self.builtIn.firstIndex(of: word) else {
            throw .unknownName(word, known: names)
        }
        let lesson = nl_lesson_at(index)
        let bytes = Array(UnsafeBufferPointer(start: lesson.bytes, count: lesson.size))
        return try Self.read(bytes, file: "lessons/\(word).md", word: word)
    }

    /// Whether a lesson that is built in requires nothing of its lab that not every lab has, as far as a
    /// glance tells. False for a file.
    func needsNothingSpecial(_ word: String) -> Bool {
        guard folders.isEmpty, let index = Self.builtIn.firstIndex(of: word) else { return false }
        let lesson = nl_lesson_at(index)
        let front = UnsafeBufferPointer(start: lesson.bytes, count: min(lesson.size, 1 << 10))
        let text = String(decoding: front, as: UTF8.self)
        return text.contains("\nrequires: []") || !text.contains("\nrequires:")
    }

    /// The lessons that words mean, in the words' order; several are read at once.
    public func lessons(_ words: [String]) -> [Result<Lesson, Failure>] {
        Workers.map(words, count: 2) { word in
            Result { () throws(Failure) in try lesson(word) }
        }
    }

    /// Every name that `lesson` finds: those built in, in the curriculum's order, then the folders'.
    public var names: [String] {
        var names = Self.builtIn
        for folder in folders {
            let files = (try? namesInDirectory(folder)) ?? []
            for file in files where file.hasSuffix(".md") && file != "README.md" {
                let name = String(file.dropLast(3))
                if !names.contains(name) { names.append(name) }
            }
        }
        return names
    }

    /// The bytes of a lesson file, checked for what is no lesson at all.
    public func read(path: String) throws(Failure) -> Lesson {
        switch FileKind(at: path) {
        case .directory: throw .isDirectory(path)
        case .other: throw .noFile(path)
        default: break
        }
        let bytes: [UInt8]
        do throws(SystemCallError) {
            bytes = try readBytes(path, limit: Self.largestFile)
        } catch {
            switch error.errno {
            case EFBIG: throw .tooLarge(path)
            case EISDIR: throw .isDirectory(path)
            default: throw .unreadable(error)
            }
        }
        return try Self.read(bytes, file: path)
    }

    private static func read(
        _ bytes: [UInt8], file: String, word: String? = nil
    ) throws(Failure) -> Lesson {
        do throws(LessonProblems) {
            return try Lesson.read(bytes: bytes, file: file, word: word, vocabulary: .all)
        } catch {
            throw .problems(error)
        }
    }

    /// The names of those that are built in, in the curriculum's order.
    private static var builtIn: [String] {
        (0..<nl_lesson_count()).map { String(cString: nl_lesson_at($0).name) }
    }
}
