import Glibc
import SystemCalls
import Testing

@testable import Course

/// A learner's progress on a real file system.
@Suite(.timeLimit(.minutes(1))) struct ProgressStoreTests {
    /// A directory that goes with its owner.
    final class Folder {
        let path: String
        init() throws {
            var template = Array("/tmp/nsshell-progress.XXXXXX".utf8CString)
            path = try #require(mkdtemp(&template).map { String(cString: $0) })
        }
        deinit {
            chmod(path, 0o700)
            for name in (try? namesInDirectory(path)) ?? [] { unlink("\(path)/\(name)") }
            rmdir(path)
        }
        var file: String { "\(path)/progress.json" }
        func write(_ text: String) throws {
            try Descriptor.open(file, O_WRONLY | O_CREAT | O_TRUNC).write(text.utf8)
        }
    }

    private func progress(_ steps: Int, padding: Int = 0) -> LessonProgress {
        var progress = LessonProgress(
            digest: "0123456789abcdef", stepAtHand: "step-\(steps)", begun: 1, changed: steps)
        progress.help = .init(hints: 2, wasShown: true)
        for index in 0..<steps {
            let id = "step-\(index)" + String(repeating: "x", count: padding)
            progress.keep(.init(id: id, way: .skipped, help: .init(hints: index), time: index))
        }
        return progress
    }

    @Test("what was saved is there the next time, in a private file and nothing beside it")
    func kept() throws {
        let folder = try Folder()
        let store = ProgressStore(directory: folder.path)
        store.save(progress(3), of: "uts")
        var completed = progress(2)
        completed.stepAtHand = nil
        store.save(completed, of: "net")
        let next = ProgressStore(directory: folder.path)
        #expect(next.lessons == ["uts": progress(3), "net": completed])
        #expect(store.takeNotices() == [] && next.takeNotices() == [])
        #expect(try namesInDirectory(folder.path) == ["progress.json"])
        var status = stat()
        #expect(stat(folder.file, &status) == 0 && status.st_mode & 0o777 == 0o600)
    }

    @Test("two who save different lessons in turn lose neither's")
    func together() throws {
        let folder = try Folder()
        let one = ProgressStore(directory: folder.path)
        let other = ProgressStore(directory: folder.path)
        one.save(progress(1), of: "uts")
        other.save(progress(2), of: "net")
        one.save(progress(3), of: "uts")
        #expect(
            ProgressStore(directory: folder.path).lessons
                == ["uts": progress(3), "net": progress(2)])
    }

    @Test(
        "a damaged file is set aside and told of once, and the next is written beside it",
        arguments: [
            "", "{", "[]", "{\"version\": 1}", "{\"version\": 1, \"lessons\": {\"uts\": 7}}",
            "{\"version\": \"1\", \"lessons\": {}}", "\u{0}\u{0}\u{0}",
        ])
    func damaged(text: String) throws {
        let folder = try Folder()
        for number in 1...2 {
            try folder.write(text)
            let store = ProgressStore(directory: folder.path)
            #expect(store.lessons.isEmpty)
            let aside = "\(folder.file).damaged-\(number)"
            guard case .setAside(folder.file, aside, _) = store.takeNotices().first else {
                Issue.record("nothing was told")
                return
            }
            #expect(store.takeNotices() == [])
            #expect(try readText(aside) == text)
            store.save(progress(number), of: "uts")
            #expect(ProgressStore(directory: folder.path).lessons["uts"] == progress(number))
        }
    }

    @Test("a later nsshell's file is left as it is, and told of")
    func newer() throws {
        let folder = try Folder()
        let text = "{\"version\": 2, \"lessons\": 1}"
        try folder.write(text)
        let store = ProgressStore(directory: folder.path)
        store.save(progress(1), of: "uts")
        #expect(store.takeNotices() == [.newer(path: folder.file, version: 2)])
        #expect(try readText(folder.file) == text)
        #expect(store.lessons["uts"] == progress(1))
    }

    @Test("where nothing can be written it is said once, and kept in memory")
    func unwritable() throws {
        let folder = try Folder()
        try folder.write("not a directory")
        for directory in ["\(folder.file)/state", "/proc/nsshell", nil] {
            let store = ProgressStore(directory: directory)
            store.save(progress(1), of: "uts")
            store.save(progress(2), of: "uts")
            let notices = store.takeNotices()
            #expect(notices.count == 1, "\(directory ?? "none"): \(notices)")
            #expect(store.lessons["uts"] == progress(2))
        }
    }

    @Test("directories that are not there yet are made, for their owner alone")
    func directories() throws {
        let folder = try Folder()
        let inner = "\(folder.path)/a"
        ProgressStore(directory: "\(inner)/nsshell").save(progress(1), of: "uts")
        #expect(ProgressStore(directory: "\(inner)/nsshell").lessons.count == 1)
        var status = stat()
        #expect(stat(inner, &status) == 0 && status.st_mode & 0o777 == 0o700)
        unlink("\(inner)/nsshell/progress.json")
        rmdir("\(inner)/nsshell")
        rmdir(inner)
    }

    @Test("what two windows do in one lesson is kept of both")
    func sameLesson() throws {
        let folder = try Folder()
        let stores = [ProgressStore(directory: folder.path), ProgressStore(directory: folder.path)]
        stores[0].save(progress(3), of: "uts")
        stores[1].save(progress(1), of: "uts")
        let found = try #require(ProgressStore(directory: folder.path).lessons["uts"])
        #expect(Set(found.done.map(\.id)) == Set(progress(3).done.map(\.id)))
        #expect(found.stepAtHand == progress(1).stepAtHand)
    }

    @Test("SIGKILL at any moment leaves the old file or the new one, whole")
    func killed() async throws {
        let folder = try Folder()
        ProgressStore(directory: folder.path).save(progress(1), of: "uts")
        // An exit test's body knows of its maker only what the environment says.
        setenv("NSSHELL_TEST_STATE", folder.path, 1)
        for round in 1...12 {
            setenv("NSSHELL_TEST_KILL", "\(round * 2_300)", 1)
            await #expect(processExitsWith: .signal(SIGKILL)) {
                try ProgressStoreTests.writeUntilKilled()
            }
            let store = ProgressStore(directory: folder.path)
            #expect(store.takeNotices() == [])
            let found = try #require(store.lessons["uts"])
            // What an earlier round has done stays.
            #expect(found.changed <= found.done.count)
            #expect(try namesInDirectory(folder.path).allSatisfy { $0.hasPrefix("progress.json") })
        }
        let store = ProgressStore(directory: folder.path)
        #expect(store.lessons["uts"]?.done.count ?? 0 > 1, "none of them wrote anything")
        store.save(progress(5), of: "uts")
        #expect(try namesInDirectory(folder.path) == ["progress.json"])
    }

    /// Saves more and more until a thread has waited the microseconds that it was told.
    static func writeUntilKilled() throws {
        let path = try #require(getenv("NSSHELL_TEST_STATE").map { String(cString: $0) })
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { _ in
                let microseconds = getenv("NSSHELL_TEST_KILL").flatMap { Int(String(cString: $0)) }
                var time = timespec(tv_sec: 0, tv_nsec: (microseconds ?? 0) * 1000)
                nanosleep(&time, nil)
                kill(getpid(), SIGKILL)
                return nil
            }, nil)
        let store = ProgressStore(directory: path)
        let test = ProgressStoreTests()
        for round in 0... { store.save(test.progress(1 + round % 300, padding: 100), of: "uts") }
    }
}
