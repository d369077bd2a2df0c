internal import Glibc
internal import JSONText
internal import SystemCalls

/// The file that progress is kept in: read whole, and replaced whole.
struct ProgressFile {
    let directory: String
    var path: String { "\(directory)/progress.json" }

    /// Raised when a file of the new kind cannot be read as one of the old.
    static let version = 1

    enum Content {
        case missing
        case lessons([String: LessonProgress])
        /// Of a nsshell that knows more: not ours to change.
        case newer(version: Int)
        /// With what is wrong.
        case damaged(String)
    }

    func read() throws(SystemCallError) -> Content {
        let bytes: [UInt8]
        do {
            bytes = try readBytes(path)
        } catch  where error.errno == ENOENT {
            return .missing
        } catch  where error.errno == EFBIG {
            return .damaged("it is too large")
        }
        let document: JSON
        do throws(JSON.Flaw) {
            document = try JSON(reading: bytes)
        } catch {
            return .damaged("byte \(error.offset): \(error.what)")
        }
        guard let version = document["version"]?.integer else {
            return .damaged("it has no version")
        }
        if version > Self.version { return .newer(version: version) }
        guard let members = document["lessons"]?.members else {
            return .damaged("it has no lessons")
        }
        var lessons: [String: LessonProgress] = [:]
        for member in members {
            guard let progress = LessonProgress(member.value) else {
                return .damaged("the lesson \(member.key) cannot be made out")
            }
            lessons[member.key] = progress
        }
        return .lessons(lessons)
    }

    /// Whoever is killed meanwhile, or loses power, leaves the old file or the new one.
    func write(_ lessons: [String: LessonProgress]) throws(SystemCallError) {
        let document: JSON = [
            "version": .integer(Self.version),
            "lessons": .object(
                lessons.sorted { $0.key < $1.key }.map { JSON.Member($0.key, $0.value.json) }),
        ]
        // Nobody else writes meanwhile.
        try WholeFile.write(
            document.text.utf8 + [UInt8(ascii: "\n")], to: path, suffix: ".new", durability: .name)
    }

    /// Renames the file to the first `progress.json.damaged-N` that is free, and gives that path.
    func setAside() throws(SystemCallError) -> String {
        var number = 1
        while FileKind(at: "\(path).damaged-\(number)").isThere { number += 1 }
        let aside = "\(path).damaged-\(number)"
        if rename(path, aside) < 0 { throw SystemCallError("rename", path, errno: errno) }
        return aside
    }

    /// Makes the directory and those above it, for its owner alone: the XDG base directories.
    func makeDirectory() throws(SystemCallError) {
        var path = directory.hasPrefix("/") ? "" : "."
        for name in directory.split(separator: "/") {
            path += "/\(name)"
            if mkdir(path, 0o700) < 0, errno != EEXIST, access(path, X_OK) != 0 {
                throw SystemCallError("mkdir", path, errno: errno)
            }
        }
    }

    /// Runs `body` while no other nsshell writes here; where the file system has no locks, as well.
    func locked<Value>(
        _ body: () throws(SystemCallError) -> Value
    ) throws(SystemCallError) -> Value {
        let folder = try Descriptor.open(directory, O_RDONLY | O_DIRECTORY)
        // It ends with the descriptor, also when its holder is killed.
        flock(folder.number, LOCK_EX)
        return try body()
    }
}

extension FileKind {
    fileprivate var isThere: Bool { if case .missing = self { false } else { true } }
}
