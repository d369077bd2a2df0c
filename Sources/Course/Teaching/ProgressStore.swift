internal import Glibc
internal import SystemCalls

/// What learners have done, lesson by lesson, kept from one time to the next.
///
/// Nothing here fails: what cannot be kept is kept in memory, and said once.
public final class ProgressStore {
    /// What somebody should hear, once.
    public enum Notice: Hashable, Sendable {
        /// The file could not be read as one of ours, and was renamed.
        case setAside(path: String, to: String, why: String)
        /// A later nsshell wrote it: it is neither used nor changed.
        case newer(path: String, version: Int)
        /// Nothing is kept past this run.
        case notKept(why: String)

        /// One sentence, without a full stop.
        public var sentence: String {
            switch self {
            case .setAside(let path, let aside, let why):
                "the progress in \(path) cannot be read (\(why)); it was set aside as \(aside)"
            case .newer(let path, let version):
                "\(path) is of a later nsshell (version \(version)): what you do now is not kept; "
                    + "`nsshell learn --state DIR` keeps it in another folder"
            case .notKept(let why):
                "what you do now is not kept: \(why); `nsshell learn --state DIR` keeps it in "
                    + "another folder"
            }
        }
    }

    /// Of each lesson that was begun, by name.
    public private(set) var lessons: [String: LessonProgress] = [:]
    private let file: ProgressFile?
    /// What this run has changed: the rest may be changed by another meanwhile.
    private var changed: Set<String> = []
    private var isReadOnly = false
    private var hasSaidNotKept = false
    private var notices: [Notice] = []

    /// - Parameter directory: nil where there is none to keep anything in.
    public init(directory: String?) {
        file = directory.map { ProgressFile(directory: $0) }
        guard let file else {
            notKept("neither XDG_STATE_HOME nor HOME names a directory")
            return
        }
        do throws(SystemCallError) {
            try file.makeDirectory()
            try file.locked { () throws(SystemCallError) in try takeIn(file) }
            // Told at the beginning, and not when the first step has been done.
            if access(file.directory, W_OK) != 0 {
                throw SystemCallError("access", file.directory, errno: errno)
            }
        } catch {
            notKept(error.description)
        }
    }

    /// `$XDG_STATE_HOME/nsshell`, else below `$HOME/.local/state`; nil where neither is absolute.
    public static var usualDirectory: String? {
        func path(_ variable: String) -> String? {
            getenv(variable).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
        return path("XDG_STATE_HOME").map { "\($0)/nsshell" }
            ?? path("HOME").map { ($0 == "/" ? "" : $0) + "/.local/state/nsshell" }
    }

    /// What is kept, for one who only looks: nothing is made, set aside or changed. Empty where there
    /// is nothing.
    ///
    /// - Parameter directory: nil where there is none to keep anything in.
    /// - Returns: of each lesson that was begun, by name; and why it cannot be read, where it cannot.
    public static func look(
        into directory: String?
    ) -> (lessons: [String: LessonProgress], why: String?) {
        guard let file = directory.map({ ProgressFile(directory: $0) }) else { return ([:], nil) }
        do throws(SystemCallError) {
            switch try file.read() {
            case .missing: return ([:], nil)
            case .lessons(let lessons): return (lessons, nil)
            case .newer(let version):
                return ([:], "\(file.path) is of a later nsshell (version \(version))")
            case .damaged(let why): return ([:], "\(file.path) is damaged: \(why)")
            }
        } catch  where error.errno == ENOENT || error.errno == ENOTDIR {
            return ([:], nil)
        } catch {
            return ([:], error.description)
        }
    }

    /// Keeps how far the learner is in a lesson, on disk when this returns.
    public func save(_ progress: LessonProgress, of lesson: String) {
        lessons[lesson] = progress
        changed.insert(lesson)
        guard let file, !isReadOnly else { return }
        do throws(SystemCallError) {
            try file.makeDirectory()
            try file.locked { () throws(SystemCallError) in
                try takeIn(file)
                if !isReadOnly { try file.write(lessons) }
            }
        } catch {
            notKept(error.description)
        }
    }

    /// What is to be said, each once.
    public func takeNotices() -> [Notice] {
        defer { notices = [] }
        return notices
    }

    /// Takes in what others have written since; a file that cannot be read is set aside.
    private func takeIn(_ file: ProgressFile) throws(SystemCallError) {
        switch try file.read() {
        case .missing: break
        case .lessons(let theirs):
            for (name, progress) in theirs {
                if changed.contains(name) {
                    lessons[name]?.unite(with: progress)
                } else {
                    lessons[name] = progress
                }
            }
        case .newer(let version):
            isReadOnly = true
            notices.append(.newer(path: file.path, version: version))
        case .damaged(let why):
            notices.append(.setAside(path: file.path, to: try file.setAside(), why: why))
        }
    }

    private func notKept(_ why: String) {
        if !hasSaidNotKept { notices.append(.notKept(why: why)) }
        hasSaidNotKept = true
    }
}
