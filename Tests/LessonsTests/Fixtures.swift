import Lessons

/// The facts that the tests' lessons may name.
let vocabulary: FactVocabulary = {
    typealias Entry = FactVocabulary.Entry
    let kinds = ["cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"]
    let mount = ["type", "source", "options", "propagation"].map { Entry($0) }
    let ids = ["uid", "gid", "uid_map", "gid_map", "setgroups"].map { Entry($0) }
    return FactVocabulary([
        Entry("ns", isLeaf: false, kinds.map { Entry($0, [Entry("id")]) }),
        Entry("hostname"),
        Entry("domainname"),
        Entry("mounts", key: .required, isLeaf: false, mount),
        Entry(
            "processes", key: .optional, [Entry("parent"), Entry("pid")], ofAll: [Entry("count")]),
        Entry("kept", key: .optional, isLeafWithKey: true, [Entry("processes")]),
        Entry("ids", isLeaf: false, ids),
        Entry("capabilities", isLeaf: false, [Entry("effective"), Entry("bounding")]),
        Entry(
            "reaches", key: .required,
            keyForm: FactVocabulary.KeyForm(example: "10.0.0.2") { key in
                key.contains(".") ? nil : "no IP address"
            }),
        Entry("output"),
        Entry("status"),
    ])
}()

/// A lesson around the body: eight lines of front matter, so that the body begins at line 9.
func file(_ body: String) -> String {
    """
    ---
    lesson: good
    title: A good lesson
    kinds: [uts]
    minutes: 5
    needs: [hostname]
    requires: []
    ---

    """ + body
}

/// A step that is as it should be, but for what is put into it.
func step(
    heading: String = "## Rename it", console: String = "host$ hostname lab",
    expect: String = "here.hostname: lab", more: String = ""
) -> String {
    """
    \(heading)

    ```console
    \(console)
    ```
    ```expect
    \(expect)
    ```
    \(more)
    """
}

func read(_ text: String) throws(LessonProblems) -> Lesson {
    try Lesson.read(bytes: Array(text.utf8), file: "x.md", vocabulary: vocabulary)
}

/// The problems of a file, one line each.
func problems(_ text: String) -> [String] {
    problems(Array(text.utf8))
}

func problems(_ bytes: [UInt8]) -> [String] {
    do throws(LessonProblems) {
        _ = try Lesson.read(bytes: bytes, file: "x.md", vocabulary: vocabulary)
        return []
    } catch {
        return error.problems.map(\.description)
    }
}

/// The one expectation of a lesson that holds only this.
func expectation(_ text: String) throws(LessonProblems) -> Expectation {
    try read(file(step(more: "```keep\n\(text)\n```"))).steps[0].invariants[0]
}
