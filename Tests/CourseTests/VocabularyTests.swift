import Course
import Lessons
import Testing

@Suite("The facts that a lesson may name")
struct VocabularyTests {
    /// What lint says of a lesson with this expectation.
    private func problems(_ expectation: String) -> [String] {
        let text = """
            ---
            lesson: vocabulary
            title: Vocabulary
            kinds: [uts]
            minutes: 1
            needs: [true]
            ---

            ## Step

            ```console
            host$ true
            ```
            ```expect
            \(expectation)
            ```
            """
        do {
            _ = try Lesson.read(bytes: Array(text.utf8), file: "x", vocabulary: .all)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test(
        "is accepted",
        arguments: [
            "mounts: contains /proc", "mounts[/proc]: present", "mounts[/proc].type: proc",
            "processes: contains sh", "processes[sh].count: 1", "ns.uts.id: > 1",
            "ipc: present", "ipc.queues: \"\"", "ipc.queues.count: 0", "ipc.queues[3]: absent",
            "ipc.queues[3].key: 0", "ipc.mqueues: contains q", "ipc.mqueues.count: > 0",
            "ipc.limits.shmmax: > 0", "ipc.limits.mqueue_msg_max: 10",
            "processes[sh].ns.uts: same as ns.uts", "processes[sh].depth: 2", "cgroup: /",
            "cgroup.v1: contains memory", "cgroup.v1[name=systemd]: /", "time.boottime: > 86400.5",
            "time.offsets: contains \"boottime 86400 0\"", "kept: contains /tmp/uts",
            "files[/tmp/a b]: present", "files[/etc/hostname].text: lab",
            "files[/a.b/c].mode: 0644",
            "files[/bin].target: usr/bin", "files[/].entries: contains proc",
            "kept[/tmp/uts]: same as ns.uts", "kept[/tmp/uts].processes: 0",
        ])
    func accepted(expectation: String) {
        #expect(problems(expectation) == [])
    }

    @Test(
        "is refused, with the mend",
        arguments: [
            ("mounts.type: proc", "\"mounts\" does not say which: write \"mounts[WHICH]\""),
            ("mounts[/proc]: proc", "\"mounts[/proc]\" has no value of its own"),
            ("ipc: 3", "\"ipc\" has no value of its own"),
            ("ipc.queues.key: 0", "\"queues\" does not say which: write \"queues[WHICH]\""),
            ("ipc.queues[3].count: 1", "\"queues\" takes no key: write \"queues\" alone"),
            ("ipc.queues[3]: 0", "\"ipc.queues[3]\" has no value of its own"),
            ("ipc.mqueues[q]: present", "\"mqueues\" takes no key"),
            ("processes[sh].ns: uts", "\"processes[sh].ns\" has no value of its own"),
            ("cgroup.memory: /", "unknown fact \"memory\" of \"cgroup\""),
            ("kept.processes: 0", "\"kept\" does not say which: write \"kept[WHICH]\""),
            ("files: present", "\"files\" does not say which: write \"files[WHICH]\""),
            ("files.text: lab", "\"files\" does not say which: write \"files[WHICH]\""),
            ("files[/tmp]: directory", "\"files[/tmp]\" has no value of its own"),
            ("files[/tmp].size: 0", "unknown fact \"size\" of \"files\""),
            ("time: 0", "\"time\" has no value of its own"),
            ("ipc.semaphores[3].bytes: 0", "unknown fact \"bytes\" of \"semaphores\""),
        ])
    func refused(expectation: String, problem: String) {
        let found = problems(expectation)
        #expect(found.count == 1 && found[0].contains(problem), "\(found)")
    }
}
